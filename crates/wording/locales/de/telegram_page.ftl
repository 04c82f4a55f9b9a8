# Die Seite, auf der sich jemand von Matrix mit dem eigenen Telegram-Konto anmeldet. Was das Gespräch der Anmeldung sagt, steht in telegram.ftl.

telegram-page-title = Bei Telegram anmelden
telegram-page-for = für { $matrix } auf Matrix
telegram-page-warn = Wer auf Matrix { $matrix } ist, kann danach in Ihrem Telegram-Konto lesen und schreiben. Wenn Sie das nicht sind, schließen Sie diese Seite.
telegram-page-has = Schon angemeldet: { $names }. Hiermit kommt ein weiteres Konto dazu.
telegram-page-phone = Telefonnummer
telegram-page-request = Code anfordern
telegram-page-token = Bot-Token
telegram-page-code = Code
telegram-page-password = Passwort der zweistufigen Bestätigung
telegram-page-new-code = Neuen Code senden
telegram-page-new-qr = QR-Code zeigen
telegram-page-square = QR-Code zur Anmeldung bei Telegram
telegram-page-use-phone = Eine Telefonnummer verwenden
telegram-page-other-number = Eine andere Telefonnummer verwenden
telegram-page-use-bot = Ein Bot-Token verwenden
telegram-page-use-qr = Einen QR-Code scannen
telegram-page-begin = Neue Anmeldung beginnen
telegram-page-done-next = Kehren Sie zu Matrix zurück: Auch dort sagt es der Bot, und er legt für jede Ihrer Gruppen einen Raum an. Diese Seite können Sie schließen.
telegram-page-done-elsewhere = Auf dieser Seite hat sich jemand bei Telegram angemeldet.
telegram-page-wait = Das waren zu viele Versuche. Bitte warten Sie { $span } und versuchen Sie es dann noch einmal.

# Warum sich die Seite nicht öffnet.
telegram-page-over-title = Diese Seite öffnet sich nicht
telegram-page-over-used = Der Link wurde schon geöffnet, und er gilt nur einmal, in einem Browser. Schreiben Sie dem Bot auf Matrix „login“, um einen neuen zu bekommen.
telegram-page-over-done = Sie haben sich schon angemeldet, deshalb wird dieser Link nicht mehr gebraucht. Für ein weiteres Konto schreiben Sie dem Bot auf Matrix „login“.
telegram-page-over-late = Der Link ist älter als 15 Minuten und damit abgelaufen. Schreiben Sie dem Bot auf Matrix „login“, um einen neuen zu bekommen.
telegram-page-over-unknown = Diesen Link gibt es nicht. Vielleicht wurde er nicht ganz kopiert. Schreiben Sie dem Bot auf Matrix „login“, um einen neuen zu bekommen.
telegram-page-over-closed = Diese Seite öffnet sich mit einem Link des Bots und bleibt in dem Browser, der ihn geöffnet hat, eine Stunde lang offen. Schreiben Sie dem Bot auf Matrix „login“, um einen neuen Link zu bekommen.
telegram-page-over-not-allowed = { $matrix } darf die Brücke zu Telegram nicht benutzen. Wer diesen Server betreibt, kann es erlauben: unter „permissions“ im Abschnitt „bridge“ von config.json.

# Auf der Seite des eigenen Kontos.
account-telegram = Ihr Telegram auf Matrix
account-telegram-hint = Melden Sie sich mit Ihrem eigenen Telegram-Konto an, und seine Gruppen werden zu Räumen auf Matrix.
account-telegram-log-in = Bei Telegram anmelden
account-telegram-another = Weiteres Konto anmelden
account-telegram-for = für { $matrix } · angemeldet
account-telegram-ended = Telegram hat diese Anmeldung beendet
account-telegram-none = Für { $matrix } ist kein Telegram-Konto angemeldet.
