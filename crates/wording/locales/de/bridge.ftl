# Was der Bot der Brücke auf Matrix sagt. Wörter in `Gravis` sind zum Tippen.

bridge-bot-name = Telegram-Brücke
bridge-room-name = Telegram-Brücke

# Einladungen.
bridge-greeting = Hallo! Ich bringe deine Telegram-Chats zu Matrix. Tippe `login`, um zu beginnen, oder `help`, um alles zu sehen, was ich kann.
bridge-greeting-again = Hallo! In diesem Raum melde ich mich von jetzt an bei dir. Tippe `help`, um alles zu sehen, was ich kann.
bridge-greeting-others = Hallo! In diesem Raum sind noch andere, deshalb mache ich hier nichts Geheimes. Befehle beginnen mit `!tg`, zum Beispiel `!tg help`. Zum Anmelden öffne einen Chat, in dem nur du und ich sind.
bridge-not-allowed = Du darfst diese Brücke nicht benutzen, deshalb gehe ich. Wer sie betreibt, kann es erlauben: unter „permissions“ im Abschnitt „bridge“ von config.json.
bridge-encrypted = Dieser Raum ist verschlüsselt, und ich kann nicht lesen, was du schreibst. Bitte öffne einen Chat mit mir ohne Verschlüsselung.

# Befehle im Allgemeinen.
bridge-unknown = Diesen Befehl kenne ich nicht. Tippe `help`, um alles zu sehen, was ich kann.
bridge-unknown-elsewhere = Diesen Befehl kenne ich nicht. Tippe `!tg help`, um alles zu sehen, was ich kann.
bridge-not-for-you = Das dürfen nur die, die diese Brücke betreiben.
bridge-only-in-private = `{ $command }` geht nur in einem Raum, in dem nur du und ich sind, denn es geht um Geheimes. Öffne einen Chat mit mir und tippe es dort.
bridge-trouble = Hier ist etwas schiefgegangen, und es lag nicht an dir. Bitte versuche es in einer Minute noch einmal; wenn es so bleibt, sage es denen, die diese Brücke betreiben.
bridge-telegram-away = Telegram ist gerade nicht zu erreichen. Bitte versuche es in einer Minute noch einmal.
bridge-not-redacted = Ich darf deine Nachricht aus diesem Raum nicht entfernen. Bitte lösche sie selbst, denn sie kann ein Geheimnis enthalten.
bridge-login-first = Ich habe deine Nachricht entfernt, denn sie sieht aus wie eine Telefonnummer oder ein Bot-Token. Zum Anmelden tippe zuerst `login`.

# Hilfe.
bridge-help-here = In diesem Raum kannst du tippen:
bridge-help-elsewhere = In diesem Raum kannst du tippen, jeweils mit `!tg` davor:
bridge-help-login = `login`: bei Telegram anmelden. `login phone`, `login qr` und `login bot` wählen den Weg.
bridge-help-logout = `logout`: die Anmeldung beenden, hier und bei Telegram. Bei mehreren Konten: `logout 12345`.
bridge-help-ping = `ping`: sehen, ob du mit Telegram verbunden bist.
bridge-help-list-logins = `list-logins`: deine Telegram-Konten sehen.
bridge-help-session = `session list`: sehen, wo dein Telegram-Konto angemeldet ist. `session terminate 12345` beendet eine dieser Anmeldungen.
bridge-help-cancel = `cancel`: eine laufende Anmeldung abbrechen.
bridge-help-resend = `resend`: einen neuen Code oder QR-Code bekommen.
bridge-help-help = `help`: diese Liste sehen.
bridge-help-version = `version`: sehen, welches Programm das ist.

# Anmelden.
bridge-login-closed = Wer diese Brücke betreibt, lässt zurzeit niemanden sich anmelden.
bridge-login-no-page = Es gibt keine Seite zum Anmelden. Tippe `login`, um dich hier anzumelden.
bridge-login-page-only = Wer diese Brücke betreibt, lässt Anmeldungen nur auf einer Seite zu.
bridge-login-link = Auf einer Seite anmelden: { $link }
    Der Link gilt einmal, 15 Minuten lang. Behalte ihn für dich. Mit der Anmeldung bekommt dieser Server vollen Zugriff auf das Telegram-Konto.
bridge-login-another = Du bist schon als { $name } angemeldet. Diese Anmeldung fügt ein weiteres Konto hinzu; tippe `cancel`, wenn du das nicht willst.
bridge-login-not-alone = In diesem Raum sind jetzt noch andere, deshalb ist die Anmeldung abgebrochen: Sie könnten deinen Code oder dein Passwort lesen. Öffne einen Chat, in dem nur du und ich sind, und tippe dort `login`.
bridge-login-qr = QR-Code zum Anmelden
bridge-login-hint-phone = Andere Wege: `login qr`, `login bot`. Abbrechen: `cancel`.
bridge-login-hint-token = Abbrechen: `cancel`.
bridge-login-hint-code = Neuer Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-words = Neuer Code: `!tg resend`. Abbrechen: `!tg cancel`.
bridge-login-hint-new-code = Neuer Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-password = Ich entferne deine Nachricht sofort. Abbrechen: `!tg cancel`.
bridge-login-hint-scan = Abbrechen: `cancel`.
bridge-login-hint-new-qr = Neuer QR-Code: `resend`. Abbrechen: `cancel`.
bridge-login-hint-patience = Abbrechen: `cancel`.
bridge-nothing-to-cancel = Hier läuft keine Anmeldung.
bridge-nothing-to-resend = Hier läuft keine Anmeldung. Tippe `login`, um eine zu beginnen.
bridge-page-done = Du bist bei Telegram als { $name } angemeldet.

# Anmeldungen.
bridge-not-logged-in = Du bist nicht bei Telegram angemeldet. Tippe `login`, um dich anzumelden.
bridge-which-login = Du hast hier mehrere Telegram-Konten. Bitte gib die Nummer dessen an, das du meinst:
bridge-login-person = `{ $account }` { $name }
bridge-login-bot = `{ $account }` { $name }, ein Bot
bridge-login-ended = `{ $account }` { $name }: Telegram hat diese Anmeldung beendet. Tippe `login`, um dich neu anzumelden.
bridge-ping-up = Du bist als { $name } angemeldet und verbunden.
bridge-ping-down = Du bist als { $name } angemeldet, aber Telegram ist gerade nicht zu erreichen. Ich versuche es weiter.
bridge-logged-out = { $name } ist abgemeldet, hier und bei Telegram.
bridge-log-out-failed = { $name } ist noch angemeldet: Telegram ist nicht zu erreichen, und die Anmeldung würde dort weiterlaufen. Bitte versuche es in einer Minute noch einmal.
bridge-ended-revoked = Deine Anmeldung als { $name } wurde von einem anderen Gerät oder von Telegram beendet. Wenn du das nicht warst, ändere dein Passwort in der Telegram-App. Tippe `login`, um dich neu anzumelden.
bridge-ended-doubled = Telegram hat deine Anmeldung als { $name } beendet, weil sie von zwei Orten zugleich benutzt wurde. Tippe `login`, um dich neu anzumelden.
bridge-ended-deactivated = Telegram hat das Konto { $name } geschlossen oder gesperrt, damit ist die Anmeldung zu Ende. Wenn das ein Irrtum ist, schreibe an recover@telegram.org.
bridge-ended-program = Telegram nimmt die App-ID dieses Servers nicht mehr an, deshalb ist deine Anmeldung als { $name } zu Ende. Bitte sage es denen, die diese Brücke betreiben, und tippe `login`, sobald es behoben ist.
bridge-ended-replaced = Jemand anderes auf Matrix hat sich als { $name } angemeldet, damit ist deine Anmeldung zu Ende. Wenn du nicht weißt, wer, sieh in der Telegram-App unter Einstellungen, Geräte nach und ändere dein Passwort.

# Sitzungen.
bridge-session-ours = Diese Brücke: { $program } { $version } auf { $model }, seit { $since }
bridge-session-other = `{ $id }` { $program } { $version } auf { $model }, { $system }; { $country }, { $ip }; seit { $since }, benutzt am { $used }
bridge-session-usage = Tippe `session list`, um zu sehen, wo dein Konto angemeldet ist, und `session terminate` mit der Nummer einer Anmeldung, um sie zu beenden.
bridge-session-ended = Diese Anmeldung ist beendet.
bridge-session-unknown = Eine solche Anmeldung gibt es nicht. Tippe `session list`, um sie zu sehen.
bridge-session-too-early = Telegram lässt eine neue Anmeldung andere erst nach einem Tag beenden. Bitte nimm die Telegram-App oder versuche es morgen noch einmal.
bridge-session-bot = Bots haben keine Liste von Anmeldungen. Das Token eines Bots wird bei @BotFather ersetzt.

# Chats.
bridge-help-search = `search WÖRTER`: bei Telegram nach Menschen und Chats suchen.
bridge-help-pm = `pm @name`: den privaten Chat mit jemandem öffnen; auch mit Telefonnummer.
bridge-help-join = `join LINK`: dem Chat beitreten, zu dem ein Link von Telegram führt.
bridge-help-sync = `sync`: deine Chats neu auflisten und die fehlenden Räume anlegen.
bridge-help-id = `id`: sehen, zu welchem Chat von Telegram ein Raum gehört.
bridge-help-delete-portal = `delete-portal`: den Raum eines Chats leeren.
bridge-search-usage = Schreibe dahinter, wonach ich suchen soll, zum Beispiel `search alice`.
bridge-search-nothing = Es wurde nichts gefunden.
bridge-pm-usage = Schreibe dahinter, wen du meinst: `pm @name` oder eine Telefonnummer mit Landesvorwahl.
bridge-pm-unknown = Bei Telegram heißt niemand so, oder ist so nicht zu finden.
bridge-pm-gone = Dieses Konto gibt es nicht mehr.
bridge-pm-no-person = Das ist eine Gruppe oder ein Kanal. Nimm `join` mit dem Link.
bridge-pm-no-bots = Bots können keine Telefonnummern nachschlagen. Nimm den Namen mit @.
bridge-room-ready = Hier ist der Raum: { $room }
bridge-join-usage = Schreibe einen Link von Telegram dahinter, zum Beispiel `join https://t.me/name`.
bridge-join-asked = Die Admins des Chats sind gefragt. Der Raum entsteht, wenn sie dich hereinlassen.
bridge-join-nowhere = Dieser Link führt nirgendwohin, oder nicht mehr.
bridge-join-person = Dieser Link führt zu einem Menschen oder einem Bot. Nimm `pm` mit dem Namen.
bridge-join-full = Telegram lässt dieses Konto keinem Chat mehr beitreten, oder der Chat nimmt niemanden mehr auf.
bridge-sync-begun = Ich suche nach Chats ohne Raum und sage dir hier, was ich anlege.
bridge-id = Dieser Raum gehört zum Chat `{ $chat }` von Telegram.
bridge-no-portal = Dieser Raum gehört zu keinem Chat von Telegram.
bridge-delete-not-yours = In diesem Raum sind noch andere, deshalb dürfen ihn nur die löschen, die diese Brücke betreiben. Du kannst ihn verlassen.
bridge-delete-sure = Damit verlassen alle den Raum; der Chat bei Telegram bleibt, wie er ist. Wenn du das willst, tippe `!tg delete-portal now`.
bridge-rooms-making = Ich lege Räume für deine Chats an: { $done } von { $of }.
bridge-rooms-waiting = Ich lege Räume für deine Chats an: { $done } von { $of }. Telegram oder der Homeserver bittet um Geduld; ich mache von selbst weiter.
bridge-rooms-done = Deine Chats haben ihre Räume: { $of } von { $of }.
