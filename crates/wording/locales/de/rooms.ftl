# Was der Bot in verbundenen Räumen unter einer Nachricht sagt, die nicht durchkam.
bridge-unsent-no-login = Das kam nicht zu Telegram: Sie sind mit keinem Telegram-Konto angemeldet, das in diesem Chat ist. Schreiben Sie dem Bot in einem eigenen Raum `login`, um sich anzumelden.
bridge-unsent-kind = Das kam nicht zu Telegram: Von hier gehen nur Texte dorthin. Senden Sie es mit einer Telegram-App.
bridge-unsent-unknown = Das kam nicht zu Telegram: Die Nachricht, die es ändert, gibt es dort nicht oder nicht mehr.
bridge-unsent-forbidden = Das kam nicht zu Telegram: Ihr Telegram-Konto darf das in diesem Chat nicht.
bridge-unsent-blocked = Das kam nicht zu Telegram: Sie haben die andere Person blockiert, oder sie Sie.
bridge-unsent-restricted = Das kam nicht zu Telegram: Telegram hat Ihr Konto nach Beschwerden über Spam eingeschränkt. Schreiben Sie in einer Telegram-App an @SpamBot, um zu sehen, wie lange.
bridge-unsent-logged-out = Das kam nicht zu Telegram: Ihre Anmeldung dort ist beendet. Schreiben Sie dem Bot in einem eigenen Raum `login`, um sich wieder anzumelden.
bridge-unsent-refused = Das kam nicht zu Telegram: Es weist diese Nachricht ab.
# Was liest, wer aus einem Raum genommen wird.
bridge-out-logged-out = Bei Telegram abgemeldet
bridge-out-left = Sie sind bei Telegram nicht mehr in diesem Chat
bridge-out-not-bridged = Dieser Raum ist nicht mehr mit Telegram verbunden
