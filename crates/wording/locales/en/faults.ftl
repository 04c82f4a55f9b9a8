# What is wrong with what somebody typed.

# Handles. $detail is the part at fault.
handle-fault-empty = Please type the name of the account.
handle-fault-no-at = An @ is missing: “{ $detail }”
handle-fault-bad-part = This part cannot be right: “{ $detail }”
handle-fault-resource = Please leave out the part after the slash: “{ $detail }”
handle-fault-too-long = That is too long for an account's name.

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
