# Was der Bot der Brücke auf Matrix sagt. Wörter in `Gravis` sind zum Tippen.

bridge-bot-name = Telegram-Brücke
bridge-room-name = Telegram-Brücke

# Einladungen.
bridge-greeting = Hallo! Ich bringe Ihre Telegram-Chats zu Matrix. Tippen Sie `login`, um zu beginnen, oder `help`, um alles zu sehen, was ich kann.
bridge-greeting-again = Hallo! In diesem Raum melde ich mich von jetzt an bei Ihnen. Tippen Sie `help`, um alles zu sehen, was ich kann.
bridge-greeting-others = Hallo! In diesem Raum sind noch andere, deshalb mache ich hier nichts Geheimes. Befehle beginnen mit `!tg`, zum Beispiel `!tg help`. Zum Anmelden öffnen Sie einen Chat, in dem nur Sie und ich sind.
bridge-not-allowed = Sie dürfen diese Brücke nicht benutzen, deshalb gehe ich. Wer sie betreibt, kann es erlauben: unter „permissions“ im Abschnitt „bridge“ von config.json.
bridge-encrypted = Dieser Raum ist verschlüsselt, und ich kann nicht lesen, was Sie hier schreiben. Verschlüsselung lässt sich nicht wieder ausschalten; bitte öffnen Sie deshalb einen neuen Chat mit mir, ohne Verschlüsselung.
bridge-encrypted-portal = Dieser Raum ist verschlüsselt, und ich kann nicht lesen, was Sie hier schreiben: Nichts davon geht zu Telegram. Was ich nicht lesen kann, markiere ich mit ⚠️. In einem Raum lässt sich Verschlüsselung nicht wieder ausschalten. Bitte sagen Sie denen, die diese Brücke betreiben, dass ihre Räume ohne Verschlüsselung entstehen müssen; schreiben Sie bis dahin mit einer Telegram-App.

# Befehle im Allgemeinen.
bridge-unknown = Diesen Befehl kenne ich nicht. Tippen Sie `help`, um alles zu sehen, was ich kann.
bridge-unknown-elsewhere = Diesen Befehl kenne ich nicht. Tippen Sie `!tg help`, um alles zu sehen, was ich kann.
bridge-not-for-you = Das dürfen nur die, die diese Brücke betreiben.
bridge-only-in-private = `{ $command }` geht nur in einem Raum, in dem nur Sie und ich sind, denn es geht um Geheimes. Öffnen Sie einen Chat mit mir und tippen Sie es dort.
bridge-trouble = Hier ist etwas schiefgegangen, und es lag nicht an Ihnen. Bitte versuchen Sie es in einer Minute noch einmal; wenn es so bleibt, sagen Sie es denen, die diese Brücke betreiben.
bridge-telegram-away = Telegram ist gerade nicht zu erreichen. Bitte versuchen Sie es in einer Minute noch einmal.
bridge-not-redacted = Ich darf Ihre Nachricht aus diesem Raum nicht entfernen. Bitte löschen Sie sie selbst, denn sie kann ein Geheimnis enthalten.
bridge-login-first = Ich habe Ihre Nachricht entfernt, denn sie sieht aus wie eine Telefonnummer oder ein Bot-Token. Zum Anmelden tippen Sie zuerst `login`.

# Hilfe.
bridge-help-here = In diesem Raum können Sie tippen:
bridge-help-elsewhere = In diesem Raum können Sie tippen, jeweils mit `!tg` davor:
bridge-help-login = `login`: bei Telegram anmelden. `login phone`, `login qr` und `login bot` wählen den Weg.
bridge-help-logout = `logout`: die Anmeldung beenden, hier und bei Telegram. Bei mehreren Konten: `logout 12345`.
bridge-help-ping = `ping`: sehen, ob Sie mit Telegram verbunden sind.
bridge-help-list-logins = `list-logins`: Ihre Telegram-Konten sehen.
bridge-help-session = `session list`: sehen, wo Ihr Telegram-Konto angemeldet ist. `session terminate 12345` beendet eine dieser Anmeldungen.
bridge-help-cancel = `cancel`: eine laufende Anmeldung abbrechen.
bridge-help-resend = `resend`: einen neuen Code oder QR-Code bekommen.
bridge-help-help = `help`: diese Liste sehen.
bridge-help-version = `version`: sehen, welches Programm das ist.
bridge-help-language = `language en`: in einer anderen Sprache angesprochen werden.

# Sprachen. Jede nennt sich selbst.
bridge-language-name-en = English
bridge-language-name-de = Deutsch
bridge-language-is = Ich spreche { $language } mit Ihnen. Um das zu ändern: { $others }.
bridge-language-other = `language { $tag }` ({ $language })
bridge-language-set = Ab jetzt spreche ich { $language } mit Ihnen.
bridge-language-unknown = Diese Sprache spreche ich nicht. Sie können { $others } tippen.

# Anmelden.
bridge-login-closed = Wer diese Brücke betreibt, lässt zurzeit niemanden sich anmelden.
bridge-login-no-page = Es gibt keine Seite zum Anmelden. Tippen Sie `login`, um sich hier anzumelden.
bridge-login-page-only = Wer diese Brücke betreibt, lässt Anmeldungen nur auf einer Seite zu.
bridge-login-link = Auf einer Seite anmelden: { $link }
    Der Link gilt einmal, 15 Minuten lang. Behalten Sie ihn für sich. Mit der Anmeldung bekommt dieser Server vollen Zugriff auf das Telegram-Konto.
bridge-login-another = Sie sind schon als { $name } angemeldet. Diese Anmeldung fügt ein weiteres Konto hinzu; tippen Sie `cancel`, wenn Sie das nicht wollen.
bridge-login-not-alone = In diesem Raum sind jetzt noch andere, deshalb ist die Anmeldung abgebrochen: Sie könnten Ihren Code oder Ihr Passwort lesen. Öffnen Sie einen Chat, in dem nur Sie und ich sind, und tippen Sie dort `login`.
bridge-login-elsewhere = Sie haben sich auf der Seite angemeldet, deshalb warte ich hier nicht mehr auf eine Antwort.
bridge-login-qr = QR-Code zum Anmelden
bridge-login-hint-phone = Andere Wege: `login qr`, `login bot`. Abbrechen: `cancel`.
bridge-login-hint-token = Abbrechen: `cancel`.
bridge-login-hint-code = Neuer Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-words = Neuer Code: `!tg resend`. Abbrechen: `!tg cancel`.
bridge-login-hint-new-code = Neuer Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-password = Ich entferne Ihre Nachricht sofort. Abbrechen: `!tg cancel`.
bridge-login-hint-scan = Abbrechen: `cancel`.
bridge-login-hint-new-qr = Neuer QR-Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-patience = Abbrechen: `cancel`.
bridge-nothing-to-cancel = Hier läuft keine Anmeldung.
bridge-nothing-to-resend = Hier läuft keine Anmeldung. Tippen Sie `login`, um eine zu beginnen.
bridge-page-done = Sie sind bei Telegram als { $name } angemeldet.

# Anmeldungen.
bridge-not-logged-in = Sie sind nicht bei Telegram angemeldet. Tippen Sie `login`, um sich anzumelden.
bridge-which-login = Sie haben hier mehrere Telegram-Konten. Bitte geben Sie die Nummer dessen an, das Sie meinen:
bridge-login-person = `{ $account }` { $name }
bridge-login-bot = `{ $account }` { $name }, ein Bot
bridge-login-ended = `{ $account }` { $name }: Telegram hat diese Anmeldung beendet. Tippen Sie `login`, um sich neu anzumelden.
bridge-ping-up = Sie sind als { $name } angemeldet und verbunden.
bridge-ping-down = Sie sind als { $name } angemeldet, aber Telegram ist gerade nicht zu erreichen. Ich versuche es weiter.
bridge-logged-out = { $name } ist abgemeldet, hier und bei Telegram.
bridge-log-out-failed = { $name } ist noch angemeldet: Telegram ist nicht zu erreichen, und die Anmeldung würde dort weiterlaufen. Bitte versuchen Sie es in einer Minute noch einmal.
bridge-ended-revoked = Ihre Anmeldung als { $name } wurde von einem anderen Gerät oder von Telegram beendet. Wenn Sie das nicht waren, ändern Sie Ihr Passwort in der Telegram-App. Tippen Sie `login`, um sich neu anzumelden.
bridge-ended-doubled = Telegram hat Ihre Anmeldung als { $name } beendet, weil sie von zwei Orten zugleich benutzt wurde. Tippen Sie `login`, um sich neu anzumelden.
bridge-ended-deactivated = Telegram hat das Konto { $name } geschlossen oder gesperrt, damit ist die Anmeldung zu Ende. Wenn das ein Irrtum ist, schreiben Sie an recover@telegram.org.
bridge-ended-program = Telegram nimmt die App-ID dieses Servers nicht mehr an, deshalb ist Ihre Anmeldung als { $name } zu Ende. Bitte sagen Sie es denen, die diese Brücke betreiben, und tippen Sie `login`, sobald es behoben ist.
bridge-ended-replaced = Jemand anderes auf Matrix hat sich als { $name } angemeldet, damit ist Ihre Anmeldung zu Ende. Wenn Sie nicht wissen, wer, sehen Sie in der Telegram-App unter Einstellungen, Geräte nach und ändern Sie Ihr Passwort.

# Sitzungen.
bridge-session-ours = Diese Brücke: { $program } { $version } auf { $model }, seit { $since }
bridge-session-other = `{ $id }` { $program } { $version } auf { $model }, { $system }; { $country }, { $ip }; seit { $since }, benutzt am { $used }
bridge-session-usage = Tippen Sie `session list`, um zu sehen, wo Ihr Konto angemeldet ist, und `session terminate` mit der Nummer einer Anmeldung, um sie zu beenden.
bridge-session-ended = Diese Anmeldung ist beendet.
bridge-session-unknown = Eine solche Anmeldung gibt es nicht. Tippen Sie `session list`, um sie zu sehen.
bridge-session-too-early = Telegram lässt eine neue Anmeldung andere erst nach einem Tag beenden. Bitte nehmen Sie die Telegram-App oder versuchen Sie es morgen noch einmal.
bridge-session-bot = Bots haben keine Liste von Anmeldungen. Das Token eines Bots wird bei @BotFather ersetzt.

# Chats.
bridge-help-search = `search WÖRTER`: bei Telegram nach Menschen und Chats suchen.
bridge-help-pm = `pm @name`: den privaten Chat mit jemandem öffnen; auch mit Telefonnummer.
bridge-help-join = `join LINK`: dem Chat beitreten, zu dem ein Link von Telegram führt.
bridge-help-sync = `sync`: Ihre Chats neu auflisten und die fehlenden Räume anlegen.
bridge-help-id = `id`: sehen, zu welchem Chat von Telegram ein Raum gehört.
bridge-help-delete-portal = `delete-portal`: den Raum eines Chats leeren.
bridge-search-usage = Schreiben Sie dahinter, wonach ich suchen soll, zum Beispiel `search alice`.
bridge-search-nothing = Es wurde nichts gefunden.
bridge-pm-usage = Schreiben Sie dahinter, wen Sie meinen: `pm @name` oder eine Telefonnummer mit Landesvorwahl.
bridge-pm-unknown = Bei Telegram heißt niemand so, oder ist so nicht zu finden.
bridge-pm-gone = Dieses Konto gibt es nicht mehr.
bridge-pm-no-person = Das ist eine Gruppe oder ein Kanal. Nehmen Sie `join` mit dem Link.
bridge-pm-no-bots = Bots können keine Telefonnummern nachschlagen. Nehmen Sie den Namen mit @.
bridge-room-ready = Hier ist der Raum: { $room }
bridge-join-usage = Schreiben Sie einen Link von Telegram dahinter, zum Beispiel `join https://t.me/name`.
bridge-join-asked = Die Admins des Chats sind gefragt. Der Raum entsteht, wenn sie Sie hereinlassen.
bridge-join-nowhere = Dieser Link führt nirgendwohin, oder nicht mehr.
bridge-join-person = Dieser Link führt zu einem Menschen oder einem Bot. Nehmen Sie `pm` mit dem Namen.
bridge-join-full = Telegram lässt dieses Konto keinem Chat mehr beitreten, oder der Chat nimmt niemanden mehr auf.
bridge-sync-begun = Ich suche nach Chats ohne Raum und sage Ihnen hier, was ich anlege.
bridge-id = Dieser Raum gehört zum Chat `{ $chat }` von Telegram.
bridge-no-portal = Dieser Raum gehört zu keinem Chat von Telegram.
bridge-delete-not-yours = In diesem Raum sind noch andere, deshalb dürfen ihn nur die löschen, die diese Brücke betreiben. Sie können ihn verlassen.
bridge-delete-sure = Damit verlassen alle den Raum; der Chat bei Telegram bleibt, wie er ist. Wenn Sie das wollen, tippen Sie `!tg delete-portal now`.
bridge-rooms-making = Ich lege Räume für Ihre Chats an: { $done } von { $of }.
bridge-rooms-waiting = Ich lege Räume für Ihre Chats an: { $done } von { $of }. Telegram oder der Homeserver bittet um Geduld; ich mache von selbst weiter.
bridge-rooms-done = Ihre Chats haben ihre Räume: { $of } von { $of }.
