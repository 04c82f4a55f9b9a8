# Texts that go to messengers. The domain's title stands above each notice.

# Codes. The digits follow on a line of their own.
code-sign-in = { $title }: Ihr Code zum Anmelden
code-sign-in-advice =
    Er gilt einmal und { $minutes } Minuten lang. Geben Sie ihn niemandem, wer auch immer danach fragt.
    Wenn Sie ihn nicht angefordert haben, kennt jemand Ihr Passwort: Bitte ändern Sie es.
code-link = { $title }: Ihr Code zum Verknüpfen dieses Kontos
code-link-advice =
    Er gilt einmal und { $minutes } Minuten lang. Geben Sie ihn niemandem, wer auch immer danach fragt.
    Wenn Sie ihn nicht angefordert haben, beachten Sie diese Nachricht nicht weiter.
code-asked-from = Angefordert von { $place }.

# Notices: what happened, when and where, what to do.
notice-when = { $when } UTC
notice-when-where = { $when } UTC, { $place }
notice-undo = Das war ich nicht: { $link }
notice-undo-button = Das war ich nicht

notice-new-place = Jemand hat sich von einem neuen Ort aus in Ihrem Konto angemeldet.
notice-new-place-advice = Wenn Sie das waren, brauchen Sie nichts zu tun.

notice-wrong-code = Jemand hat Ihr richtiges Passwort, aber einen falschen Code eingegeben.
notice-wrong-code-advice = Wenn Sie das nicht waren, kennt jemand anderes Ihr Passwort. Ändern Sie es jetzt: { $url }

notice-account-linked = { $provider } ({ $handle }) wurde mit Ihrem Konto verknüpft.
notice-account-linked-advice = Ab jetzt können dort Ihre Nachrichten eintreffen. Wenn Sie das waren, brauchen Sie nichts zu tun.

notice-account-unlinked = { $provider } ({ $handle }) ist nicht mehr mit Ihrem Konto verknüpft.
notice-account-unlinked-advice = Dort trifft nichts mehr ein. Wenn Sie das waren, brauchen Sie nichts zu tun.

notice-account-set-by-admin = Ein Administrator hat Ihr verknüpftes Konto bei { $provider } geändert: { $handle }
notice-account-set-by-admin-advice = Anmelde-Codes gehen erst dorthin, wenn Sie es bestätigt haben. Wenn es nicht Ihres ist, sagen Sie Ihrem Administrator Bescheid. Ihre Konten: { $url }

notice-account-changed = Es wurde geändert, wofür { $provider } ({ $handle }) verwendet wird.
notice-account-changed-advice = Ihre Konten: { $url }

notice-backup-codes-made = Für Ihr Konto wurden neue Ersatz-Codes erzeugt. Die alten gelten nicht mehr.
notice-backup-codes-made-advice = Wenn Sie das waren, brauchen Sie nichts zu tun.

notice-backup-code-used =
    Jemand hat sich mit einem Ersatz-Code in Ihrem Konto angemeldet. { $left ->
        [0] Es ist keiner mehr übrig.
        [one] Es ist noch einer übrig.
       *[other] Es sind noch { $left } übrig.
    }
notice-backup-code-used-advice = Wenn Sie das waren und nur noch wenige übrig sind, erzeugen Sie neue: { $url }

notice-password-changed = Das Passwort Ihres Kontos wurde geändert.
notice-password-changed-advice = Wenn Sie das waren, brauchen Sie nichts zu tun.

notice-factors-reset = Ein Administrator hat die zweiten Faktoren Ihres Kontos entfernt.
notice-factors-reset-advice = Bis Sie wieder einen einrichten, genügt Ihr Passwort zum Anmelden. Wenn Sie nicht darum gebeten haben, sagen Sie Ihrem Administrator Bescheid. Einrichten: { $url }

notice-provider-down = { $provider } ist nicht verbunden: { $why }
notice-provider-down-advice =
    { $turn ->
        [operator] Das bleibt so, bis jemand auf dem Server etwas tut; „postern check --connect“ sagt dort mehr.
       *[nobody] Postern versucht es weiter und sagt Ihnen, wenn es wieder verbunden ist.
    } Bis dahin warten Nachrichten für { $provider }, und niemand bekommt dort einen Anmelde-Code. Wie es steht: { $server }

notice-provider-back = { $provider } ist wieder verbunden, als { $account }. Unterbrochen war es { $span }.
notice-provider-back-advice = Was darauf gewartet hat, wird jetzt gesendet. Wie es steht: { $server }
notice-since = Seit { $when } UTC

# Wie lange etwas gedauert hat.
span-minutes = { $count ->
    [0] weniger als eine Minute
    [one] eine Minute
   *[other] { $count } Minuten
}
span-hours = { $count } Stunden
span-days = { $count } Tage

# At the end of a text that the provider would not take in full.
message-cut = […] (gekürzt; { $count } weitere Zeichen)

# Was `postern setup` sendet, um einen Anbieter auszuprobieren.
setup-test = Das ist eine Testnachricht von Postern: Seine Nachrichten erreichen Sie hier.
