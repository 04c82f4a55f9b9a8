# What is wrong with what somebody typed.

# Handles. $detail is the part at fault.
handle-fault-empty = Please type the name of the account.
handle-fault-no-at = An @ is missing: “{ $detail }”
handle-fault-bad-part = This part cannot be right: “{ $detail }”
handle-fault-resource = Please leave out the part after the slash: “{ $detail }”
handle-fault-ntfy-topic = A topic has 1 to 64 letters without accents, digits, hyphens and underscores: “{ $detail }” cannot be one. Please type the topic alone, without the server.
handle-fault-pushover-key = A user key has 30 letters and digits. Yours is on the first page of pushover.net, once you are signed in there.
handle-fault-zulip-person = “{ $detail }” is neither an e-mail address nor a user id. Please type the e-mail address that you use at Zulip, or the user id that your profile there shows.
handle-fault-slack-webhook = That is no address of an incoming webhook. It begins with https://hooks.slack.com/services/ and has three more parts; Slack shows it when the webhook is made.
handle-fault-slack-member = “{ $detail }” is neither an e-mail address nor a member ID. Please type the e-mail address that you use at Slack, or your member ID (U…): it is in your profile there, under the three dots.
handle-fault-callmebot-address = That is no address of CallMeBot for messages. Please paste the whole address that its bot sent you: it begins with https://api.callmebot.com/ and holds your number or name, and your key.
handle-fault-too-long = That is too long for an account's name.
handle-fault-discord-name = A name at Discord has 2 to 32 small letters, digits, dots and underscores: “{ $detail }” cannot be one. Yours stands in Discord under User Settings, My Account. What you are called on a server does not count.
handle-fault-matrix-id = A Matrix account looks like @alice:example.org: “{ $detail }” cannot be one. Yours stands in your Matrix app under Settings.
handle-fault-telegram-name = A name at Telegram has 5 to 32 letters, digits and underscores, and begins with a letter: “{ $detail }” cannot be one. Yours stands in Telegram under Settings, and begins with @.
handle-fault-telegram-phone = “{ $detail }” is no complete phone number. Please begin with + and the country: +49 170 1234567
handle-fault-telegram-bot-phone = The bot cannot find people by their phone number. Please type your name at Telegram, which begins with @.
handle-fault-telegram-invitation = That is an invitation to a group: “{ $detail }”. Please type the name of an account.
handle-fault-webhook-address = The address of a webhook begins with https:// and has no name, no password and no # in it.
handle-fault-email-address = This cannot be an e-mail address: “{ $detail }”. It looks like alice@example.org.
handle-fault-signal-name = This can be neither a phone number nor a name at Signal: “{ $detail }”. A number begins with + and the country (+49 170 1234567); a name ends with a full stop and digits (alice.42).

# Passwords: the missing parts follow each other in a list.
password-fault-too-short = at least { $count } { $count ->
        [one] character
       *[other] characters
    }
password-fault-too-long = at most { $count } { $count ->
        [one] character
       *[other] characters
    }
password-fault-upper = at least { $count } upper-case { $count ->
        [one] letter
       *[other] letters
    }
password-fault-lower = at least { $count } lower-case { $count ->
        [one] letter
       *[other] letters
    }
password-fault-numeric = at least { $count } { $count ->
        [one] digit
       *[other] digits
    }
password-fault-nonalpha = at least { $count } { $count ->
        [one] character that is
       *[other] characters that are
    } neither letter nor digit

# Texts to be sent.
text-fault-empty = Please write something.
text-fault-too-long = The text has { $count } characters; at most 4000 can be sent.

# User names.
user-name-fault-empty = A user name is needed.
user-name-fault-too-long = A user name has at most 64 characters.
user-name-fault-bad-character = A user name has no line breaks, control characters or slashes.
