# The conversation that logs a person in to Telegram. It is held in a terminal, in a Matrix room and on a page: so a text
# says what can be done, and the place says how (a button, a command).

# What is asked for.
telegram-login-ask-phone = Please type your phone number with its country code, such as +49 170 1234567. To log in as a bot, type its token instead. Logging in gives this server full access to the Telegram account.
telegram-login-ask-token = Please type the token of the bot, such as 123456789:AA… You get it from @BotFather in Telegram, with /newbot or /token.
telegram-login-ask-password = Your account has two-step verification. Please type its password. It is taken exactly as you type it, spaces included.
# $hint is what the person has noted.
telegram-login-type-password = Your account has two-step verification. Please type its password. It is taken exactly as you type it, spaces included. Your hint: { $hint }
# $way, $form and $again are sentences from below.
telegram-login-type-code = { $way } { $form } { $again }
telegram-login-need-code = You can ask for a new code for { $phone }, or type another phone number.
telegram-login-scan-qr = On your phone, open Telegram, then Settings, Devices, Link Desktop Device, and scan this QR code. It is replaced when it expires.
telegram-login-qr-paused = No QR code is shown now. You can ask for a new one, or type your phone number.

# While Telegram is being asked.
telegram-login-requesting-code = Asking Telegram to send a code …
telegram-login-checking-code = Asking Telegram whether the code is right …
telegram-login-fetching-hint = The account has a password. Asking Telegram for its hint …
telegram-login-checking-password = Asking Telegram whether the password is right …
telegram-login-checking-token = Asking Telegram whether the token is right …
telegram-login-preparing-qr = Asking Telegram for a QR code …
telegram-login-qr-scanned = The QR code was scanned. Asking Telegram for the login …
telegram-login-still-asking = Telegram has not answered yet. Please wait a moment, or cancel.

# Where the code went.
telegram-code-way-app = Telegram has sent a code to the Telegram app of { $phone }, in the chat “Telegram”.
telegram-code-way-sms = Telegram has sent a code by SMS to { $phone }.
telegram-code-way-word = Telegram has sent a secret word by SMS to { $phone }.
telegram-code-way-words = Telegram has sent a secret phrase by SMS to { $phone }.
telegram-code-way-call = Telegram calls { $phone }, and a voice reads out a code.
telegram-code-way-flash-call = Telegram calls { $phone } and hangs up at once. Do not pick up: the code is the number that calls. It looks like { $pattern }.
telegram-code-way-missed-call = Telegram calls { $phone } and hangs up at once, from a number that begins with { $prefix }. Do not pick up: the code is the end of that number.
telegram-code-way-email = Telegram has sent a code by e-mail to { $address }.
telegram-code-way-fragment = Telegram has sent a code for { $phone } to Fragment: { $url }
# What it looks like.
telegram-code-form = Please type it.
telegram-code-form-digits = Please type it; it has { $length } { $length ->
        [one] digit
       *[other] digits
    }.
telegram-code-form-begins = Please type it; it begins with “{ $beginning }”.
telegram-code-form-caller = Please type that number.
telegram-code-form-caller-end = Please type its last { $length ->
        [one] digit
       *[other] { $length } digits
    }, or all of it.
# Whether another can be had.
telegram-code-again-never = Telegram offers no other way to send it.
telegram-code-again-now = If nothing has arrived, you can ask for it again: it then comes { $next }.
telegram-code-again-later = If nothing arrives, you can ask for it again in { $span }: it then comes { $next }.
telegram-code-next-sms = by SMS
telegram-code-next-call = by a call in which a voice reads it out
telegram-code-next-flash-call = by a call that hangs up at once, whose number is the code
telegram-code-next-missed-call = by a call that hangs up at once, whose last digits are the code
telegram-code-next-fragment = through Fragment

# What was typed is not what was asked for.
telegram-login-not-a-phone = This is neither a phone number nor a bot token. Please type the number with its country code, such as +49 170 1234567.
telegram-login-no-country = The country code is missing, so nobody can tell which country this number is of. Please begin with + and the code, such as +49 for Germany or +1 for the United States: +49 170 1234567.
telegram-login-not-a-token = This is neither a bot token nor a phone number. A token is the bot's number, a colon and 35 letters and digits, such as 123456789:AA… Please copy all of it from @BotFather.
telegram-login-code-not-digits = The code is made of digits. Please type it once more; spaces and dashes do not matter.
telegram-login-code-length = The code has { $length } { $length ->
        [one] digit
       *[other] digits
    }, and what you typed has not. Please look once more. It was not sent to Telegram.
telegram-login-code-empty = No code was typed. Please type the code that Telegram has sent.
telegram-login-password-empty = No password was typed. Please type the password of your two-step verification.
telegram-login-nothing-to-resend = There is nothing to send again yet. Please type what was asked for first.
telegram-login-resend-too-early = Telegram sends the code again in { $span } at the earliest. Please wait for the first one until then.
telegram-login-type-again = Postern was restarted before Telegram's answer came. Please type it once more; all else is kept.

# What Telegram said.
telegram-login-phone-invalid = Telegram says that this is not a valid phone number. Please look at the country code and the digits, and type it once more.
telegram-login-phone-banned = Telegram has banned this phone number. If that is a mistake, write to recover@telegram.org. Or type another number.
telegram-login-phone-flood = Telegram has had too many requests for this phone number, and has blocked it for a while, usually a day. Please try again tomorrow, or type another number.
telegram-login-flood = Telegram asks us to wait. Please try again in { $span }; earlier tries would only make it longer.
telegram-login-sign-up-first = There is no Telegram account with this phone number. Please sign up in the Telegram app on a phone first, since Telegram allows it nowhere else; then type the number again.
telegram-login-too-many-tries = There were too many wrong codes or passwords for this phone number, so Telegram has blocked logins for a while, usually a day. Please try again tomorrow, or type another number.
telegram-login-phone-protected = Telegram protects this phone number with a password and takes no code for it. Please log in with a QR code, or type another number.
telegram-login-app-forbidden = Telegram does not let programs other than its own log in with this phone number. Please use another number, or a bot.
telegram-login-app-too-old = Telegram wants a newer program for this account. Please tell whoever runs this server to update it, or try the login with a QR code.
telegram-login-api-id-invalid = Telegram does not know the app id of this server. Whoever runs it has to look at api_id and api_hash: they are on my.telegram.org under “API development tools”. Then please begin again.
telegram-login-api-id-flood = Telegram no longer takes the app id of this server, since it was made public. Whoever runs the server has to make an app of its own on my.telegram.org. Then please begin again.
telegram-login-code-wrong = This code is wrong. Please look once more, and type it again.
telegram-login-code-expired = This code has expired. You can ask for a new one, or type another phone number.
telegram-login-code-forgotten = Telegram has forgotten this code. You can ask for a new one, or type another phone number.
telegram-login-resend-unavailable = Telegram offers no other way to send the code. Please look for it in the Telegram app, in the chat “Telegram”, also on your other devices.
telegram-login-payment-required = Telegram wants to be paid for sending a code to this phone number, which only its own app can do. Please log in there, then come back: the code then arrives in the app.
telegram-login-email-required = Telegram wants an e-mail address for this account before it sends a code, which only its own app can set. Please log in there, then come back.
telegram-login-sign-in-failed = Telegram could not complete the login and gave no reason. Please try once more.
telegram-login-password-wrong = This password is wrong. It is the one of Telegram's two-step verification, not the code. Please try again; if you have forgotten it, the Telegram app can reset it.
telegram-login-password-changed = The password was changed a moment ago. The new one is needed.
telegram-login-password-again = Telegram did not take the password's proof, though it may be right. Please type the password once more.
telegram-login-password-unreadable = Telegram checks this password in a way that this program does not know yet. Please tell whoever runs this server to update it.
telegram-login-token-wrong = Telegram does not know this bot token. Please copy all of it from @BotFather, with /token.
telegram-login-token-expired = This bot token was replaced by a newer one. Please get it from @BotFather, with /token.
telegram-login-bot-cannot = This connection belongs to a bot, and Telegram does not let bots do this. Please begin a new login.
telegram-login-bot-refused = Telegram refuses this bot. Please look at it in @BotFather, or use another one.
telegram-login-begin-again = Telegram wants the login to be begun again. Nothing is wrong with what you typed: please try once more.
telegram-login-moved-too-often = Telegram has sent us from one data centre to the next without an end. Please try again in a few minutes.
telegram-login-forgotten = Telegram has forgotten this login, so it has to be begun again. Please type what was asked for at the beginning.
telegram-login-revoked = The login was ended from another device, in Telegram under Settings, Devices. If that was not you, change your password there. Please begin a new login.
telegram-login-account-banned = Telegram has banned this account. If that is a mistake, write to recover@telegram.org.
telegram-login-account-deleted = This Telegram account was deleted. Please sign up in the Telegram app first, or log in to another account.
telegram-login-unknown = Telegram has answered “{ $name }” ({ $code }), for which there are no words here. Nothing is lost: you can try again, or cancel.
telegram-login-timed-out = Telegram has not answered in time. Nothing is lost: you can try again, or cancel.
telegram-login-connection-lost = The connection to Telegram broke. Nothing is lost: you can try again, or cancel.
telegram-login-connection-refused = Nothing answers at Telegram's address: the connection was refused. A firewall may be in the way, or another address is set on this server than Telegram's. Nothing is lost: you can try again, or cancel.
telegram-login-no-route = No way leads from this server to Telegram. It may be offline, or its network does not let it out; a proxy may help. Nothing is lost: you can try again, or cancel.
telegram-login-no-name = The proxy through which this server reaches Telegram has no address: its name is wrong, or no name server answers. Whoever runs this server has to look at that. Nothing is lost: you can try again, or cancel.
telegram-login-proxy-refuses = The proxy through which this server reaches Telegram does not let it through: it is not there, refuses the name and password, or reaches Telegram no better. Whoever runs this server has to look at it. Nothing is lost: you can try again, or cancel.
telegram-login-other-keys = Whoever answers at Telegram's address has not proven to be Telegram: the keys are others than those that this server trusts. Nothing was sent there. Whoever runs this server has to look at the address and the key file that are set. You can try again, or cancel.

# How it ended.
telegram-login-done = You are logged in to Telegram as { $name }.
telegram-login-done-bot = Postern is logged in to Telegram as the bot { $name }.
telegram-login-cancelled = The login is cancelled.
telegram-login-logged-out-again = The login is cancelled. Telegram had accepted it at the same moment, so it is being undone.
telegram-login-too-late = This login has taken longer than half an hour, so it has ended. Please begin a new one.
telegram-login-ended = This login has ended. You can begin a new one.

# Lengths of time, as they stand after “in”.
telegram-span-days = { $days ->
        [one] 1 day
       *[other] { $days } days
    }
telegram-span-days-hours = { $days ->
        [one] 1 day
       *[other] { $days } days
    } { $hours ->
        [one] 1 hour
       *[other] { $hours } hours
    }
telegram-span-hours = { $hours ->
        [one] 1 hour
       *[other] { $hours } hours
    }
telegram-span-hours-minutes = { $hours ->
        [one] 1 hour
       *[other] { $hours } hours
    } { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }
telegram-span-minutes = { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    }
telegram-span-minutes-seconds = { $minutes ->
        [one] 1 minute
       *[other] { $minutes } minutes
    } { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }
telegram-span-seconds = { $seconds ->
        [one] 1 second
       *[other] { $seconds } seconds
    }
