# Texte der Seiten unter „Mein Konto“; siehe pages.ftl.

# Hinweise: was gerade geschehen ist.
note-welcome = Willkommen. Sie sind angemeldet.
note-account-linked = Das Konto ist verknüpft.
note-account-already-linked = Dieses Konto ist bereits verknüpft.
note-account-unmuted = Mitteilungen gehen wieder dorthin.
note-account-changed = Die Änderung ist gespeichert.
note-account-moved = Die Reihenfolge ist geändert.
note-move-now = Danke. Jetzt geht der Knopf „Nach oben“: bitte drücken Sie ihn noch einmal.
note-verify-now = Danke. Jetzt geht der Knopf „Bestätigen“: bitte drücken Sie ihn noch einmal.
note-type-again = Danke. Bitte geben Sie Ihr Konto noch einmal ein: Es ist geheim und wurde daher zwischendurch nicht gemerkt.
note-account-unlinked = Das Konto ist gelöst. Dorthin geht nichts mehr.
note-link-over = Das hat zu lange gedauert oder wurde anderswo begonnen. Bitte beginnen Sie von vorn.
note-password-changed = Ihr Passwort ist geändert, und alle Ihre anderen Sitzungen sind beendet.
note-profile-saved = Ihr Profil ist gespeichert.
note-session-ended = Die Sitzung ist beendet.
note-other-sessions-ended = Alle Ihre anderen Sitzungen sind beendet.

# Mein Konto: verknüpfte Konten.
account-accounts = Messenger-Konten
account-none = Noch ist kein Messenger-Konto verknüpft. Sobald eines verknüpft ist, kommen dort Ihre Nachrichten an und die Codes, die Ihre Anmeldung schützen.
account-none-notifications = Noch ist kein Messenger-Konto verknüpft. Sobald eines verknüpft ist, kommen dort Ihre Nachrichten an.
account-link = Konto verknüpfen
account-link-first = Erstes Konto verknüpfen
account-verified = Bestätigt am
account-vouched = Vom Betreiber verbürgt am
account-set-by-admin = Von einem Administrator eingetragen
account-last-message = letzte Nachricht
account-no-message = noch keine Nachricht
account-broken = Dieses Konto ist nicht mehr erreichbar: { $why }. Wenn es wieder geht, bestätigen Sie es noch einmal.
account-unfit = Dorthin gehen keine Codes mehr: Dieser Messenger ist hier für Codes nicht vertraulich genug. Benachrichtigungen gehen weiter dorthin.
account-muted = Im Chat stummgeschaltet: Es gehen keine Mitteilungen dorthin. Codes schon.
account-unmute = Wieder Mitteilungen schicken
account-not-set-up = Dieser Messenger ist hier nicht mehr eingerichtet; es wird nichts dorthin gesendet.
account-not-verified = Nicht bestätigt
account-uses-both = Codes und Nachrichten
account-uses-codes = Codes
account-uses-notifications = Nachrichten
account-uses-nothing = Nicht benutzt
account-verify = Bestätigen
account-up = Nach oben
account-up-title = Dieses Konto vor dem darüber versuchen
account-change = Ändern
account-unlink = Lösen
account-order-hint = Nachrichten gehen an das erste Konto; misslingt das, an das nächste.

# Mein Konto: Wege, sich auszuweisen.
account-factors = So zeigen Sie, dass Sie es sind
account-factors-none-here = Messenger sind hier nur für Nachrichten da; angemeldet werden Sie durch Ihr Passwort.
account-messaging = Messenger
account-order = { $before }, dann { $next }
account-on = An
account-off = Aus
account-messaging-on-hint = Ein Code schützt Sie, wenn jemand Ihr Passwort kennt. Vor gefälschten Seiten (Phishing) schützt er nicht: Geben Sie Codes nur hier ein: { $url }
account-messaging-off-hint = Verknüpfen Sie ein Konto und benutzen Sie es für Codes. Dann öffnet Ihr Passwort allein die Tür nicht mehr.
account-messaging-down = Keiner dieser Messenger ist zurzeit erreichbar. Melden Sie sich bis dahin mit einem Ersatzcode an.
account-messaging-unfit = Zu keinem Ihrer Konten kann ein Code gesendet werden. Verknüpfen Sie ein anderes Konto für Codes; bis dahin melden Sie sich mit einem Ersatzcode an.
account-backup = Ersatzcodes
account-backup-left = { $count } von 10 übrig
account-backup-hint = Sie öffnen die Tür, wenn kein Messenger zur Hand ist. Jeder gilt einmal.
account-backup-off-hint = Zehn davon erhalten Sie mit dem ersten Konto, das Sie für Codes benutzen.
account-backup-make = Neue erzeugen
account-backup-make-first = Zehn erzeugen
account-password-hint = Wenn Sie es ändern, werden alle Ihre anderen Sitzungen beendet.
account-password-change = Passwort ändern

# Mein Konto: Sitzungen.
account-sessions = Angemeldet
account-session-unknown = Unbekannter Browser
account-session-this = Diese hier
account-session-since = seit
account-session-seen = zuletzt benutzt
account-session-end = Beenden
account-end-others = Alle anderen beenden
account-offer-end = { $count ->
        [one] Ein weiterer Browser ist
       *[other] { $count } weitere Browser sind
    } unter Ihrem Namen angemeldet. Nach einer solchen Änderung ist es am sichersten, zu beenden, was Sie nicht brauchen.

# Mein Konto: Profil.
account-profile = Profil
account-display-name = Ihr Name, wie andere ihn sehen
account-language = Sprache von Seiten und Nachrichten
account-language-automatic = Die Sprache meines Browsers

# Mein Konto: Anmeldungen.
account-sign-ins = Ihre Anmeldungen
account-sign-ins-all = Alle ansehen
account-sign-ins-none = Noch keine Anmeldung. Jeder Versuch unter Ihrem Namen wird hier stehen.
account-sign-ins-hint = Ist eine dabei, die nicht von Ihnen war?

# Ein Konto verknüpfen.
link-title = Konto verknüpfen
link-which = Welcher Messenger?
link-example = etwa { $example }
link-handle = Ihr Konto dort
link-no-more = Das waren { $count } falsche Codes nacheinander, daher wird keiner mehr angenommen. Bitte setzen Sie ein neues Passwort; danach werden Codes wieder angenommen.
link-handle-hint = Wir senden einen Code aus { $count } Ziffern dorthin. Wer ihn hier eingibt, hat gezeigt, dass ihm das Konto gehört.
link-handle-secret = Wo ein Schlüssel verlangt wird, bleibt er geheim: Ab dann sind nur noch seine Enden zu sehen.
link-send = Code senden
link-finish = Verknüpfen
link-other = Ein anderes Konto verknüpfen
link-choose = Bitte wählen Sie einen der Messenger.
link-already = Dieses Konto ist bereits verknüpft und bestätigt.
link-too-many = Sie haben so viele Konten verknüpft, wie möglich sind. Bitte lösen Sie zuerst eines.
link-no-provider = Hier ist noch kein Messenger eingerichtet. Sobald ein Administrator einen einrichtet, können Sie Ihr Konto damit verknüpfen.
link-to-server = So wird einer eingerichtet
link-none-up = Zurzeit ist von hier aus kein Messenger erreichbar, also kann kein Code gesendet werden. Bitte versuchen Sie es in einigen Minuten erneut.
link-look-again = Erneut nachsehen
link-demo-phone = Demo-Telefon öffnen

# Ein Konto ohne Tippen verknüpfen: durch einen Link, der einen Chat öffnet.
start-title = { $provider }, ohne Tippen
start-text = Öffnen Sie den Link dort, wo Sie { $provider } benutzen, oder scannen Sie das Quadrat mit Ihrem Telefon. Drücken Sie im Chat, der sich öffnet, auf Start, und das Konto ist verknüpft.
start-open = { $provider } öffnen
start-square = Ein Quadrat zum Scannen mit demselben Link
start-works = Der Link gilt zehn Minuten und nur für Sie: Zeigen Sie ihn niemandem.
start-works-for = Der Link gilt noch # und nur für Sie: Zeigen Sie ihn niemandem.
start-run-out = Dieser Link ist abgelaufen.
start-new = Einen neuen erzeugen
start-continue = Ich habe auf Start gedrückt: weiter
start-in-place-of-code = Es ist kein Code gekommen?
note-start-waiting = Noch hat niemand auf Start gedrückt. Tun Sie das im Chat und gehen Sie dann weiter.

# Wofür ein Konto benutzt wird.
uses-title = Verwendung eines Kontos ändern
uses-legend = Benutzen für
uses-notifications = Nachrichten
uses-notifications-hint = Mitteilungen für Sie und Warnungen, die Ihr Konto betreffen.
uses-codes = Codes
uses-codes-hint = Der zweite Schritt Ihrer Anmeldung: kein Schutz vor gefälschten Seiten (Phishing), aber viel besser als ein Passwort allein.
uses-codes-not-private = Dieser Messenger ist für Codes nicht vertraulich genug; er überbringt nur Nachrichten.
uses-codes-no-factor = Messenger sind hier nur für Nachrichten da.
uses-codes-verify-first = Bestätigen Sie das Konto zuerst; dann können Sie es für Codes benutzen.
uses-for-nothing = Bitte wählen Sie mindestens eine Verwendung. Wenn Sie das Konto gar nicht mehr benutzen wollen, lösen Sie es.

# Ein Konto lösen.
unlink-heading = { $provider } ({ $handle }) lösen?
unlink-text = Dorthin geht dann keine Nachricht und kein Code mehr, und Ihre anderen Konten werden benachrichtigt. Sie können es jederzeit wieder verknüpfen.
unlink-text-last-way = Das ist Ihr einziges Konto für Codes. Ohne es meldet Sie Ihr Passwort allein an, und Ihre Ersatzcodes gelten nicht mehr. Auch Nachrichten gehen nicht mehr dorthin.

# Sich ausweisen.
prove-title = Sind Sie es?
prove-text = Bitte geben Sie Ihr Passwort noch einmal ein. Danach können Sie zehn Minuten lang Änderungen vornehmen.
prove-wrong = Das ist nicht Ihr Passwort.
prove-sign-in-text = Seit Sie sich hier angemeldet haben, ist ein zweiter Faktor hinzugekommen. Bitte melden Sie sich erneut und mit ihm an; danach können Sie diese Änderung vornehmen.
prove-sign-in = Erneut anmelden

# Ersatzcodes.
backup-title = Bewahren Sie diese Ersatzcodes auf
backup-linked = { $account } ist verknüpft.
backup-text = Jeder von ihnen meldet Sie einmal an, wenn kein Messenger zur Hand ist. Drucken Sie sie aus oder legen Sie sie in einem Passwort-Manager ab, aber nicht auf dem Telefon, das Ihre Codes erhält.
backup-for = Ersatzcodes von { $name } bei { $title }
backup-once = Sie werden nur jetzt gezeigt. Codes, die Sie vorher hatten, gelten nicht mehr.
backup-print = Drucken
backup-done = Ich habe sie aufbewahrt
backup-ask-first-heading = Zehn Ersatz-Codes erzeugen?
backup-ask-first-text = Mit einem davon kommen Sie herein, wenn kein Messenger zur Hand ist. Haben Sie keinen, verlieren Sie mit Ihrem Messenger auch den Zugang.
backup-ask-heading = Zehn neue Ersatzcodes erzeugen?
backup-ask-text = Alle Ersatzcodes, die Sie bisher aufbewahrt haben, gelten dann sofort nicht mehr, und Ihre Messenger-Konten werden benachrichtigt.
backup-make = Neue Codes erzeugen

# Passwörter.
password-title = Passwort ändern
password-text = Alle Ihre anderen Sitzungen werden beendet, und Ihre Messenger-Konten werden benachrichtigt.
password-new = Neues Passwort
password-again = Neues Passwort, noch einmal

# Eine Einladung.
invitation-title = Einladung
invitation-heading = Willkommen bei { $title }
invitation-first-admin = Sie sind hier die erste Person und werden Administrator. Wählen Sie Ihren Namen und ein Passwort.
invitation-admin = Sie werden Administrator. Wählen Sie Ihren Namen und ein Passwort.
invitation-user-manager = Sie werden Benutzerverwalter. Wählen Sie Ihren Namen und ein Passwort.
invitation-user = Wählen Sie Ihren Namen und ein Passwort.
invitation-submit = Eintreten
invitation-over = Diese Einladung gilt nicht mehr
invitation-over-text = Sie wurde schon benutzt oder ist älter als 7 Tage. Wenn Sie selbst sie benutzt haben, melden Sie sich mit dem Namen und dem Passwort an, die Sie gewählt haben. Sonst bitten Sie um eine neue.
invitation-over-sign-in = Zur Anmeldung

# „Das war ich nicht“.
not-me-title = Das waren nicht Sie?
not-me-about = In der Nachricht ging es um:
not-me-ask = Dann melden wir Sie überall ab, damit nicht weitermachen kann, wer immer es war. Danach melden Sie sich neu an.
not-me-ask-unlink = Dann lösen wir dieses Konto und melden Sie überall ab, damit nicht weitermachen kann, wer immer es war. Danach melden Sie sich neu an.
not-me-button = Das war ich nicht
not-me-was-me = Wenn Sie es doch waren, schließen Sie diese Seite. Es ist nichts geändert.
not-me-done = Erledigt: Sie sind überall abgemeldet
not-me-done-ended = Alle Ihre Sitzungen sind beendet.
not-me-done-unlinked = Das Konto ist gelöst, und alle Ihre Sitzungen sind beendet.
not-me-next = Vielleicht kennt jemand Ihr Passwort. Melden Sie sich an und ändern Sie es jetzt.
not-me-over = Dieser Link gilt nicht mehr
not-me-over-text = Er ist älter als 7 Tage oder wurde unvollständig kopiert. Unter „Mein Konto“ können Sie Ihre Sitzungen sehen und beenden, Konten lösen und Ihr Passwort ändern.

# Das Demo-Telefon.
phone-title = Demo-Telefon
phone-text = Alles, was Postern an den Demo-Provider sendet, kommt hier an.
phone-back = Zu meinem Konto
phone-reload = Nachsehen, was neu ist
phone-messages = Nachrichten
phone-none = Noch keine Nachricht. Verknüpfen Sie das Konto „alice“ beim Provider „Demo phone“, und der Code kommt hier an.
phone-to = an { $handle }
