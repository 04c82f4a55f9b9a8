# Texts of the admin pages; see pages.ftl.

# Auf mehreren davon.
admin-pages = Seiten
admin-first-page = Erste Seite
admin-next-page = Nächste Seite
admin-copy = Kopieren
admin-copied = Kopiert

# Hinweise: was gerade geschehen ist.
note-user-added = Der Benutzer ist angelegt.
note-invitation-taken-back = Die Einladung gilt nicht mehr.
note-handle-set = Die Adresse ist eingetragen, und der Benutzer erfährt davon. Sie erhält Benachrichtigungen, aber keine Codes, bis der Benutzer sie bestätigt.
note-handle-removed = Das Konto ist entfernt; die übrigen Konten des Benutzers erfahren davon.
note-role-set = Die Rolle ist geändert.
note-user-locked = Der Benutzer ist gesperrt und überall abgemeldet.
note-user-unlocked = Der Benutzer kann sich wieder anmelden.
note-sessions-ended = Der Benutzer ist überall abgemeldet.
note-factors-reset = Die zweiten Faktoren sind entfernt. Bis ein neuer eingerichtet ist, genügt dem Benutzer das Passwort.
note-password-set = Das Passwort ist gesetzt, und der Benutzer ist überall abgemeldet.
note-user-removed = Der Benutzer ist entfernt.
note-program-revoked = Das Token gilt nicht mehr.

# Benutzer.
users-add = Benutzer anlegen
users-search = Name oder Adresse suchen
users-show = Wer gezeigt wird
users-show-all = Alle
users-show-messaging = Mit Messenger-Konto
users-show-everybody = Alle zeigen
users-none = Zu dieser Suche passt kein Benutzer.
users-no-more = Das waren alle.
users-message-selected = Ausgewählten schreiben
users-message-all = Allen gezeigten schreiben
users-select = { $name } auswählen
users-select-all = Alle auf dieser Seite auswählen
users-name = Name
users-messaging = Messenger
users-role = Rolle
users-factor = Zweiter Faktor
users-last = Letzte Anmeldung
users-locked = Gesperrt
users-write = An { $name } schreiben
users-no-account = keiner
users-never = nie
users-role-user = Benutzer
users-role-user-manager = Benutzerverwalter
users-role-admin = Administrator

# Benutzer anlegen.
users-invite-heading = Mit Einladungslink
users-invite-text = Mit dem Link wählt eine Person selbst Namen und Passwort. Er gilt 7 Tage und einmal.
users-invite-name = Benutzername (wenn Sie einen vorschlagen möchten)
users-invite = Einladungslink erstellen
users-link-heading = Der Einladungslink ist fertig
users-link-text = Senden Sie ihn der Person, für die er bestimmt ist. Wer den Link hat, kann dieser Benutzer werden.
users-link-once = Er wird nur jetzt gezeigt. Er gilt 7 Tage und einmal.
users-password-heading = Mit Passwort
users-password-text = Sie wählen das Passwort und teilen es der Person mit. Sie kann es jederzeit ändern.
users-password-again = Passwort wiederholen
users-password-differs = Die beiden Passwörter sind nicht gleich. Bitte geben Sie beide noch einmal ein.
users-password-weak = Dem Passwort fehlt: { $faults }.
users-name-taken = Diesen Namen gibt es schon. Bitte wählen Sie einen anderen.
users-open-heading = Offene Einladungen
users-open-none = Keine Einladung ist offen. Ein Link, den Sie erstellen, steht hier, bis er benutzt ist.
users-open-for = Für
users-open-anybody = wer den Link hat
users-open-made = Erstellt
users-open-until = Gilt bis
users-take-back = Zurücknehmen

# Die Seite eines Benutzers.
user-made = angelegt
user-write = Nachricht schreiben
user-locked-since = Dieser Benutzer ist gesperrt und kann sich nicht anmelden, seit
user-is-self = Das sind Sie. Ihre Messenger, Ihr Passwort und Ihren zweiten Faktor ändern Sie unter
user-is-admin = Nur Administratoren können einen Administrator ändern.
user-accounts = Messenger-Konten
user-accounts-none = Noch ist keines verknüpft. Der Benutzer verknüpft eines unter „Mein Konto“, oder Sie tragen hier eine Adresse ein.
user-account-verified = Vom Benutzer bestätigt am
user-account-vouched = Vom Betreiber verbürgt am
user-account-set-by-admin = Von einem Administrator eingetragen: erhält Benachrichtigungen, aber keine Codes, bis der Benutzer es bestätigt.
user-account-unverified = Nicht bestätigt
user-account-broken = Dieses Konto ist nicht mehr erreichbar: { $why }
user-account-notifications = Benachrichtigungen
user-account-codes = Codes
user-account-change = Ändern oder entfernen
user-account-remove-heading = { $provider } ({ $handle }) entfernen?
user-account-remove-text = { $name } erhält dort keine Nachrichten und keine Codes mehr. Die übrigen Konten erfahren davon.
user-handle = Adresse
user-handle-provider = Messenger
user-handle-set = Adresse eintragen
user-handle-replace = Ersetzen
user-handle-hint = Erhält Benachrichtigungen, aber keine Codes, bis der Benutzer sie bestätigt. Der Benutzer erfährt davon.
user-handle-no-provider = Dieser Messenger ist hier nicht eingerichtet.
user-handle-already-there = Der Benutzer hat dieses Konto schon.
user-handle-too-many = Der Benutzer hat so viele Konten, wie man haben kann. Bitte entfernen Sie zuerst eines.
user-handle-unknown = Dieses Konto ist nicht mehr da.
user-no-provider = Noch ist kein Messenger eingerichtet, daher kann keine Adresse eingetragen werden.
user-access = Zugang
user-no-factor = Keiner: das Passwort allein genügt.
user-backup-codes = noch { $count } { $count ->
        [one] Ersatzcode
       *[other] Ersatzcodes
    }
user-reset = Entfernen …
user-reset-heading = Die zweiten Faktoren von { $name } entfernen?
user-reset-text = Messenger und Ersatzcodes zählen nicht mehr als zweiter Faktor, und der Benutzer wird überall abgemeldet. Verknüpfte Konten erhalten weiter Benachrichtigungen und erfahren davon. Tun Sie das, wenn jemand das Telefon verloren hat, und nur, wenn Sie sicher sind, wer Sie darum bittet.
user-reset-button = Zweite Faktoren entfernen
user-sessions = Angemeldet
user-sessions-none = Im Moment nirgends.
user-sessions-end = Überall abmelden
user-session-unknown = Unbekannter Browser
user-session-seen = zuletzt benutzt
user-password-set = Passwort setzen
user-password-new = Neues Passwort
user-password-hint = Der Benutzer erfährt davon und wird überall abgemeldet.
user-lock = Sperren
user-lock-hint = Meldet den Benutzer ab und lässt niemanden unter diesem Namen ein.
user-unlock = Entsperren
user-unlock-hint = Lässt den Benutzer sich wieder anmelden.
user-remove = Entfernen
user-remove-hint = Endgültig, mit allen verknüpften Konten.
user-remove-link = Entfernen …
user-remove-heading = { $name } endgültig entfernen?
user-remove-text = Verknüpfte Konten, Ersatzcodes und Nachrichten, die noch unterwegs sind, gehen mit dem Benutzer. Der Anmeldebericht behält seine Zeilen. Das lässt sich nicht rückgängig machen; um jemanden für eine Weile auszuschließen, sperren Sie den Benutzer stattdessen.
user-remove-button = Benutzer entfernen
user-last-admin = Nichts wurde geändert: das ist der letzte Administrator, der sich anmelden kann. Bitte machen Sie zuerst jemand anderen zum Administrator.
user-sign-ins = Anmeldungen
user-sign-ins-all = Alle im Bericht
user-sign-ins-none = Noch keine Anmeldung. Jeder Versuch wird hier stehen.
user-deliveries-all = Alle Zustellungen
user-deliveries-none = Diesem Benutzer wurde noch nichts gesendet.

# Eine Nachricht schreiben.
message-title = Nachricht schreiben
message-heading = An { $count } Benutzer schreiben
message-label = Nachricht
message-hint = 1 bis 4.000 Zeichen. Sie geht an den ersten Messenger, der funktioniert.
message-send = Senden
message-send-many = An { $count } Benutzer senden
message-who = Wer sie erhält
message-by = Messenger
message-reached = { $count } Benutzer { $count ->
        [one] erhält
       *[other] erhalten
    } die Nachricht.
message-unreached = { $count } Benutzer { $count ->
        [one] hat
       *[other] haben
    } kein Messenger-Konto, das Benachrichtigungen annimmt.
message-no-account = Kein Messenger-Konto
message-more = … und { $count } weitere.
message-nobody-chosen = Niemand ist ausgewählt. Setzen Sie Häkchen bei den Benutzern, denen Sie schreiben möchten.
message-nobody-reached = Niemand hier hat ein Messenger-Konto, das Benachrichtigungen annimmt; daher kann nichts gesendet werden.
message-set-handle = Adresse eintragen
message-too-many = Das sind zu viele auf einmal; höchstens { $most } Benutzern kann geschrieben werden. Bitte grenzen Sie die Suche ein.
message-wait = Sie haben sehr viele Nachrichten gesendet. Bitte warten Sie { $span }.
message-not-sent = Die Nachricht wurde nicht angenommen. Bitte senden Sie sie noch einmal.
message-sent-title = Nachricht angenommen
message-sent-heading = Nachricht an { $count } Benutzer
message-sent-text = Die Nachricht ist sicher gespeichert und wird bis zu drei Tage lang versucht, bis sie ankommt.
message-sent-none = { $count } Benutzer { $count ->
        [one] hat
       *[other] haben
    } kein Messenger-Konto, das Benachrichtigungen annimmt; dorthin wurde nichts gesendet.
message-sent-open = Einige sind noch unterwegs.
message-sent-details = Einzelheiten
message-refresh = Aktualisieren

# Der Anmeldebericht.
report-title = Anmeldungen
report-csv = CSV
report-json = JSON
report-group = Nach
report-group-day = Tag
report-group-user = Benutzer
report-from = Von
report-until = Bis
report-show = Zeigen
report-day = { $date } (UTC)
report-nobody = { $name } (kein solcher Benutzer)
report-only-user = Nur { $name }.
report-everybody = Alle Anmeldungen zeigen
report-none = Noch hat niemand versucht, sich anzumelden. Jeder Versuch wird hier stehen, mit seinem zweiten Faktor.
report-none-filtered = In dieser Zeit gab es keine Anmeldung.
report-hint = Tage beginnen um Mitternacht UTC. Die Exporte enthalten bis zu 100.000 Zeilen dessen, was hier gezeigt wird.
report-column-time = Zeit
report-column-user = Benutzer
report-column-ip = IP
report-column-browser = Browser
report-column-system = System
report-column-factor = Zweiter Faktor
report-column-outcome = Ausgang
report-entered = Angemeldet
report-refused = Abgewiesen
report-factor-none = Keiner
report-factor-messaging = Messenger ({ $provider })
report-factor-backup-code = Ersatzcode
report-reason-unknown-user = Kein solcher Benutzer
report-reason-wrong-password = Falsches Passwort
report-reason-locked = Gesperrt
report-reason-too-many-tries = Zu viele Versuche
report-reason-wrong-code = Falscher Code ({ $provider })
report-reason-wrong-backup-code = Falscher Ersatzcode
report-reason-no-provider = Kein Messenger war verbunden

# Zustellungen.
deliveries-last-day = Die letzten 24 Stunden
deliveries-by-state = Zustellungen nach Zustand
deliveries-none = Hier ist keine Zustellung. Nachrichten und Codes stehen hier, sobald sie angenommen sind.
deliveries-show-all = Alle zeigen
deliveries-only-user = Nur { $name }.
deliveries-everybody = Die von allen zeigen
deliveries-column-what = Was
deliveries-column-user = Benutzer
deliveries-column-to = An
deliveries-column-state = Zustand
deliveries-column-tries = Versuche
deliveries-column-when = Wann
deliveries-state-pending = Wartet
deliveries-state-sent = Gesendet
deliveries-state-delivered = Zugestellt
deliveries-state-failed = Gescheitert
deliveries-state-expired = Verfallen
deliveries-kind-code = Code
deliveries-kind-text = Nachricht
deliveries-kind-new-place = Anmeldung von einem neuen Ort
deliveries-kind-wrong-code = Warnung: falscher Code
deliveries-kind-account-linked = Konto verknüpft
deliveries-kind-account-unlinked = Konto getrennt
deliveries-kind-account-set-by-admin = Adresse von einem Administrator eingetragen
deliveries-kind-account-changed = Konto geändert
deliveries-kind-backup-codes-made = Ersatzcodes erstellt
deliveries-kind-backup-code-used = Ersatzcode benutzt
deliveries-kind-password-changed = Passwort geändert
deliveries-kind-factors-reset = Zweite Faktoren entfernt
deliveries-made = Angenommen
deliveries-ended = Beendet
deliveries-due = Nächster Versuch
deliveries-until = Versucht bis
deliveries-tries = Versuche
deliveries-tries-none = Noch wurde nichts versucht.
deliveries-try = Versuch
deliveries-outcome = Ausgang
deliveries-why = Warum
deliveries-outcome-sent = Vom Messenger angenommen
deliveries-outcome-later = Gerade nicht
deliveries-outcome-never = Endgültig abgelehnt
deliveries-private = Was in Nachrichten steht, wird hier nicht gezeigt; Codes sind nirgends gespeichert.

# Der Server.
server-providers = Messenger
server-no-provider = Noch ist kein Messenger eingerichtet, daher kann nichts gesendet werden. Tragen Sie einen in config.json ein und starten Sie Postern neu oder senden Sie ihm SIGHUP:
server-no-provider-more = Jeder Schritt steht in
server-provider-up = Verbunden
server-provider-down = Nicht verbunden
server-provider-locked = Nicht angemeldet
server-provider-new = Startet
# Was bei einem zu tun ist, der nicht verbunden ist. Ein Befehl steht zwischen -mend und -mend-then, und zwischen -look und -look-then.
server-next-wait = Postern versucht es von selbst weiter. Was dorthin geht, wartet so lange.
server-next-mend = Das bleibt so, bis jemand etwas tut. Melden Sie es auf dem Server neu an mit
server-next-mend-then = oder berichtigen Sie config.json, und senden Sie Postern dann SIGHUP. Was dorthin geht, wartet bis dahin.
server-next-look = Das bleibt so, bis jemand etwas tut. Auf dem Server sagt
server-next-look-then = was nicht stimmt; berichtigen Sie config.json, und senden Sie Postern dann SIGHUP. Was dorthin geht, wartet bis dahin.
server-provider-as = Als { $account }
server-since = seit
server-programs = Programme
server-programs-text = Ein Programm mit einem Token kann Benutzern dieser Domain Nachrichten senden und fragen, was daraus wurde.
server-programs-none = Noch hat kein Programm ein Token.
server-program-add = Token erstellen
server-program-add-label = Programm hinzufügen
server-program-example = Überwachung
server-program-name-needed = Bitte geben Sie dem Programm einen Namen.
server-program-made = Hinzugefügt
server-program-used = zuletzt benutzt
server-program-unused = nie benutzt
server-revoke-button = Widerrufen
server-revoke-heading = Das Token von { $name } widerrufen?
server-revoke-text = Das Programm kann ab sofort nichts mehr senden. Angenommene Nachrichten werden noch zugestellt.
server-token-title = Das Token
server-token-heading = { $name } ist hinzugefügt
server-token-once = Es wird nur jetzt gezeigt. Bewahren Sie es dort auf, wo das Programm es lesen kann und sonst niemand.
server-token-try = Ausprobieren
server-token-hello = Hallo
server-token-done = Fertig

# Server: Sicherheit.
note-everybody-signed-out = Alle außer Ihnen sind abgemeldet.
server-security = Sicherheit
server-audit = Protokoll
server-audit-text = Wer was wann und von wo geändert hat, als JSON-Zeilen: niemand kann einen Eintrag ändern oder entfernen. Mit ?after= und der id Ihrer letzten Zeile erhalten Sie, was danach kam.
server-audit-button = Herunterladen
server-end-sessions = Alle Sitzungen beenden
server-end-sessions-hint = Meldet alle auf einmal ab: für den Tag, an dem Sie nicht wissen, wer hereingekommen ist.
server-end-sessions-link = Alle beenden …
server-end-sessions-heading = Die Sitzungen aller beenden?
server-end-sessions-text = Alle Benutzer dieser Domain werden in allen ihren Browsern abgemeldet und müssen sich neu anmelden. Nur diese Sitzung von Ihnen geht weiter.
server-end-sessions-button = Alle Sitzungen beenden
