# Texts on pages. Keys begin with the page they stand on (sign-in-…, account-…); what stands on several
# begins with common-. Every key is in every locale, with the same variables: tests hold it.

common-yes = Yes
common-no = No
common-save = Save
common-cancel = Cancel
common-back = Back
common-continue = Continue
common-remove = Remove
common-close = Close
common-search = Search
common-sign-in = Sign in
common-sign-out = Sign out
common-user-name = User name
common-password = Password
common-code = Code

common-seconds = { $count } { $count ->
        [one] second
       *[other] seconds
    }
common-minutes = { $count } { $count ->
        [one] minute
       *[other] minutes
    }
common-hours = { $count } { $count ->
        [one] hour
       *[other] hours
    }

# The frame round every page.
frame-skip = To the content
frame-places = Places
frame-account = My account
frame-users = My users
frame-reports = Reports
frame-deliveries = Deliveries
frame-server = Server

# Notes: what just happened, said at the top of the next page.
note-signed-out = You are signed out.
note-begin-anew = That sign-in is over or took too long. Please sign in again.

# Pages that say what went wrong.
fault-home = To the start
fault-forbidden-heading = This is not yours to see
fault-forbidden-text = Your role does not include this page. An administrator can change your role.
fault-missing-heading = There is nothing here
fault-missing-text = The address may be mistyped, or what was here is gone.

# Sign in.
sign-in-wrong = No user has this name and password. Please check both.
sign-in-locked = Your account is locked. An administrator can unlock it.
sign-in-wait = There were too many tries. Please wait { $span } and try again.

# The second factor.
factor-title = One more step
factor-heading = One more step, { $name }
factor-question = How shall we make sure that it is you?
factor-none-up = None of your messengers can be reached from here at the moment, so no code can be sent.
factor-none-up-backup = You can sign in with one of your backup codes.
factor-none-up-wait = Please try again in a few minutes, or ask an administrator.
factor-unfit = No codes can be sent to your accounts any more: their messengers are not private enough for them here.
factor-unfit-ask = Please ask an administrator to reset your second factor.
factor-way-down = not connected
factor-backup = Backup code
factor-backup-left = { $count } left
factor-backup-label = One of your backup codes
factor-backup-hint = You printed or stored ten of them when you set up your second factor. Each works once.
factor-code-label = The code from { $provider }
factor-begin-anew = Sign in as somebody else

# A code that was asked for. $handle is shortened; # stands for a time that counts down.
code-state-sending = The code is on its way ({ $handle }).
code-state-later = The code could not be sent to { $handle } yet ({ $why }). We keep trying.
code-state-join = { $handle } was not found on our { $provider } server. Please join it with the button below. This page goes on by itself as soon as you are there.
code-state-join-where = { $handle } was not found on our { $provider } server. Please ask your administrator how to join it. This page goes on by itself as soon as you are there.
code-state-invited = We have invited { $handle } to a chat at { $provider }. Please accept the invitation there. The code comes as soon as you have joined; this page goes on by itself.
code-join = Join our { $provider } server
code-state-write = { $provider } does not tell us who has { $handle } until you have written to us. Please send us any message with the button below, or give your user name instead. This page goes on by itself soon after.
code-write = Write to us at { $provider }
code-state-sent = Sent ({ $handle }).
code-state-delivered = Sent and delivered ({ $handle }).
code-state-failed = The code could not be delivered to { $handle }: { $why }. Please choose another way.
code-state-expired = The code was not sent in time. Please ask for a new one.
code-state-run-out = This code has run out. Please ask for a new one.
code-works = It works for five minutes.
code-works-for = It works for # more.
code-again = Send again
code-again-in = Send again in #
code-look-again = See whether it has arrived
code-digits = { $count } digits
code-wrong = That is not the code, or it no longer works. Please check the newest message, or have the code sent again.
code-exhausted = There were too many wrong codes. Please begin again.
code-wait = The next code can be sent in { $span }.
code-wait-guesses = There were too many wrong codes. Please wait { $span } and try again.
code-no-more = There were { $count } wrong codes in a row, so no code from here is accepted any more. Please use a backup code, sign in where you have done so before, or ask an administrator to set a new password for you.
code-not-connected = That messenger cannot be reached from here at the moment, so nothing was sent. Please choose another way.
code-no-such-way = No codes can be sent there. Please choose another way.
backup-code-wrong = That is not one of your backup codes, or it was used before.
