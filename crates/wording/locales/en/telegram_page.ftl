# The page where somebody on Matrix logs their Telegram account in. What the login conversation says is in telegram.ftl.

telegram-page-title = Log in to Telegram
telegram-page-for = for { $matrix } on Matrix
telegram-page-warn = Whoever is { $matrix } on Matrix can then read and write in your Telegram account. If that is not you, close this page.
telegram-page-has = Logged in already: { $names }. This adds another account.
telegram-page-phone = Phone number
telegram-page-request = Request code
telegram-page-token = Bot token
telegram-page-code = Code
telegram-page-password = Password of your two-step verification
telegram-page-new-code = Send a new code
telegram-page-new-qr = Show a QR code
telegram-page-square = QR code to log in to Telegram
telegram-page-use-phone = Use a phone number
telegram-page-other-number = Use another phone number
telegram-page-use-bot = Use a bot token
telegram-page-use-qr = Scan a QR code
telegram-page-begin = Begin a new login
telegram-page-done-next = Go back to Matrix: the bot tells you there, too, and makes a room for each of your groups. You can close this page.
telegram-page-done-elsewhere = Somebody has logged in to Telegram on this page.
telegram-page-wait = There were too many tries. Please wait { $span }, then try again.

# Why the page does not open.
telegram-page-over-title = This page does not open
telegram-page-over-used = The link was opened already, and it works only once, in one browser. Write “login” to the bot on Matrix for a new one.
telegram-page-over-done = You have logged in already, so this link is not needed any more. For another account, write “login” to the bot on Matrix.
telegram-page-over-late = The link is older than 15 minutes, so it has run out. Write “login” to the bot on Matrix for a new one.
telegram-page-over-unknown = There is no such link. Perhaps it was not copied to its end. Write “login” to the bot on Matrix for a new one.
telegram-page-over-closed = This page opens by a link from the bot, and stays open for an hour in the browser that opened it. Write “login” to the bot on Matrix for a new link.
telegram-page-over-not-allowed = { $matrix } may not use the bridge to Telegram. Whoever runs this server can allow it, under “permissions” in the section “bridge” of config.json.

# On one's own account.
account-telegram = Your Telegram on Matrix
account-telegram-hint = Log your own Telegram account in, and its groups become rooms on Matrix.
account-telegram-log-in = Log in to Telegram
account-telegram-another = Log another account in
account-telegram-for = for { $matrix } · logged in
account-telegram-ended = Telegram ended this login
account-telegram-none = No Telegram account is logged in for { $matrix }.
