# The provisioning API of the bridge: what programs that manage bridges show to people.

provisioning-flow-phone = Phone number
provisioning-flow-phone-about = Log in as yourself, with your phone number and the code that Telegram sends.
provisioning-flow-qr = QR code
provisioning-flow-qr-about = Log in as yourself, by scanning a QR code with the Telegram app.
provisioning-flow-bot = Bot token
provisioning-flow-bot-about = Log in as a bot of yours, with its token from @BotFather.

provisioning-field-phone = Phone number
provisioning-field-phone-about = With the country code, such as +49 170 1234567
provisioning-field-phone-again = Phone number
provisioning-field-phone-again-about = Type it once more for a new code, or type another one
provisioning-field-token = Bot token
provisioning-field-token-about = From @BotFather, such as 123456789:AAE…
provisioning-field-code = Code
provisioning-field-password = Password
provisioning-field-password-about = The one of two-step verification at Telegram
