# Die Schnittstelle der Brücke für Programme, die Brücken verwalten: was sie Leuten zeigen.

provisioning-flow-phone = Telefonnummer
provisioning-flow-phone-about = Als Sie selbst anmelden, mit Ihrer Telefonnummer und dem Code, den Telegram schickt.
provisioning-flow-qr = QR-Code
provisioning-flow-qr-about = Als Sie selbst anmelden, indem Sie einen QR-Code mit der Telegram-App scannen.
provisioning-flow-bot = Bot-Token
provisioning-flow-bot-about = Als einer Ihrer Bots anmelden, mit seinem Token von @BotFather.

provisioning-field-phone = Telefonnummer
provisioning-field-phone-about = Mit der Vorwahl des Landes, etwa +49 170 1234567
provisioning-field-phone-again = Telefonnummer
provisioning-field-phone-again-about = Geben Sie sie für einen neuen Code noch einmal ein, oder eine andere
provisioning-field-token = Bot-Token
provisioning-field-token-about = Von @BotFather, etwa 123456789:AAE…
provisioning-field-code = Code
provisioning-field-password = Passwort
provisioning-field-password-about = Das der Zwei-Faktor-Bestätigung bei Telegram
