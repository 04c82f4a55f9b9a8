# Texts of the account pages; see pages.ftl.

# Notes: what just happened.
note-welcome = Welcome. You are signed in.
note-account-linked = The account is linked.
note-account-already-linked = This account is linked already.
note-account-unmuted = Notifications go there again.
note-account-changed = The change is saved.
note-account-moved = The order is changed.
note-move-now = Thank you. Now the button “Move up” works: please press it again.
note-verify-now = Thank you. Now the button “Verify” works: please press it again.
note-type-again = Thank you. Please type your account once more: it is a secret, so it was not kept meanwhile.
note-account-unlinked = The account is unlinked. Nothing goes there any more.
note-link-over = That took too long, or was begun elsewhere. Please begin again.
note-password-changed = Your password is changed, and all your other sessions are ended.
note-profile-saved = Your profile is saved.
note-session-ended = The session is ended.
note-other-sessions-ended = All your other sessions are ended.

# My account: linked accounts.
account-accounts = Messaging accounts
account-none = No messaging account is linked yet. Once one is, your messages arrive there, and so do the codes that protect your sign-in.
account-none-notifications = No messaging account is linked yet. Once one is, your messages arrive there.
account-link = Link an account
account-link-first = Link your first account
account-verified = Verified on
account-vouched = Vouched for by an operator on
account-set-by-admin = Set by an administrator
account-last-message = last message
account-no-message = no message yet
account-broken = Nothing reaches this account any more: { $why }. If it works again, verify it once more.
account-unfit = No codes go there any more: this messenger is not private enough for them here. Notifications still do.
account-muted = Muted in the chat: no notifications go there. Codes do.
account-unmute = Send notifications again
account-not-set-up = This messenger is no longer set up here, so nothing is sent to it.
account-not-verified = Not verified
account-uses-both = Codes and notifications
account-uses-codes = Codes
account-uses-notifications = Notifications
account-uses-nothing = Not used
account-verify = Verify
account-up = Move up
account-up-title = Try this account before the one above it
account-change = Change
account-unlink = Unlink
account-order-hint = Notifications go to the first account; if that fails, to the next.

# My account: ways to prove who one is.
account-factors = Ways to prove it is you
account-factors-none-here = Messaging is for notifications only here; your password is what signs you in.
account-messaging = Messaging
account-order = { $before }, then { $next }
account-on = On
account-off = Off
account-messaging-on-hint = A code protects you if somebody learns your password. It is not phishing-resistant: type codes only at { $url }
account-messaging-off-hint = Link an account and use it for codes. Then your password alone no longer opens the door.
account-messaging-down = None of these messengers can be reached at the moment. Until they can, sign in with a backup code.
account-messaging-unfit = You cannot get a code at any of your accounts. Link another account for codes; until then, sign in with a backup code.
account-backup = Backup codes
account-backup-left = { $count } of 10 left
account-backup-hint = They open the door when no messenger is at hand. Each works once.
account-backup-off-hint = You get ten of them with the first account that you use for codes.
account-backup-make = Make new ones
account-backup-make-first = Make ten
account-password-hint = If you change it, all your other sessions are ended.
account-password-change = Change password

# My account: sessions.
account-sessions = Signed in
account-session-unknown = Unknown browser
account-session-this = This one
account-session-since = since
account-session-seen = last used
account-session-end = End
account-end-others = End all others
account-offer-end = { $count ->
        [one] One more browser is
       *[other] { $count } more browsers are
    } signed in as you. After a change like this it is safest to end what you do not need.

# My account: profile.
account-profile = Profile
account-display-name = Your name as others see it
account-language = Language of pages and messages
account-language-automatic = The language of my browser

# My account: sign-ins.
account-sign-ins = Your sign-ins
account-sign-ins-all = All of them
account-sign-ins-none = No sign-in yet. Each try under your name will be listed here.
account-sign-ins-hint = Is there one that was not you?

# Link an account.
link-title = Link an account
link-which = Which messenger?
link-example = such as { $example }
link-handle = Your account there
link-no-more = There were { $count } wrong codes in a row, so none is accepted any more. Please set a new password; after that, codes are accepted again.
link-handle-hint = We send a code of { $count } digits to it. Who types that code here has shown that the account is theirs.
link-handle-secret = Where a key is asked for, it is kept secret: from then on only its ends are shown.
link-send = Send the code
link-finish = Link
link-other = Link another account
link-choose = Please choose one of the messengers.
link-already = This account is linked and verified already.
link-too-many = You have linked as many accounts as one may have. Please unlink one first.
link-no-provider = No messenger is set up here yet. As soon as an administrator sets one up, you can link your account with it.
link-to-server = See how to set one up
link-none-up = No messenger can be reached from here at the moment, so no code can be sent. Please try again in a few minutes.
link-look-again = Look again
link-demo-phone = Open the demo phone

# Link an account without typing: by a link that opens a chat.
start-title = { $provider }, without typing
start-text = Open the link where you use { $provider }, or scan the square with your phone. Press Start in the chat that opens, and the account is linked.
start-open = Open { $provider }
start-square = A square to scan, with the same link in it
start-works = The link works for ten minutes, and for you alone: show it to nobody.
start-works-for = The link works for # more, and for you alone: show it to nobody.
start-run-out = This link has run out.
start-new = Make a new one
start-continue = I have pressed Start: continue
start-in-place-of-code = No code has come?
note-start-waiting = Nobody has pressed Start yet. Do that in the chat, then continue.

# What an account is used for.
uses-title = Change what an account is used for
uses-legend = Use it for
uses-notifications = Notifications
uses-notifications-hint = Messages for you, and warnings about your account.
uses-codes = Codes
uses-codes-hint = The second step of your sign-in: not phishing-resistant, but far better than a password alone.
uses-codes-not-private = This messenger is not private enough for codes; it carries notifications only.
uses-codes-no-factor = Messaging is for notifications only here.
uses-codes-verify-first = Verify the account first; then you can use it for codes.
uses-for-nothing = Please choose at least one use. To stop using the account altogether, unlink it.

# Unlink an account.
unlink-heading = Unlink { $provider } ({ $handle })?
unlink-text = No message and no code goes there any more, and your other accounts are told. You can link it again at any time.
unlink-text-last-way = This is your only account for codes. Without it your password alone signs you in, and your backup codes stop working. No message goes there any more.

# Prove who one is.
prove-title = Is it you?
prove-text = Please type your password again. You can then make changes for ten minutes.
prove-wrong = That is not your password.
prove-sign-in-text = You have set up a second factor since you signed in here. Please sign in again with it; after that you can make this change.
prove-sign-in = Sign in again

# Backup codes.
backup-title = Keep these backup codes
backup-linked = { $account } is linked.
backup-text = Each of them signs you in once when no messenger is at hand. Print them or store them in a password manager, but not on the phone that gets your codes.
backup-for = Backup codes of { $name } at { $title }
backup-once = They are shown only now. Codes that you had before no longer work.
backup-print = Print
backup-done = I have kept them
backup-ask-first-heading = Make ten backup codes?
backup-ask-first-text = With one of them you get in when no messenger is at hand. Without any, losing your messenger means losing the way in.
backup-ask-heading = Make ten new backup codes?
backup-ask-text = All backup codes that you have kept so far stop working at once, and your messaging accounts are told.
backup-make = Make new codes

# Passwords.
password-title = Change password
password-text = All your other sessions are ended, and your messaging accounts are told.
password-new = New password
password-again = New password, once more

# An invitation.
invitation-title = Invitation
invitation-heading = Welcome to { $title }
invitation-first-admin = You are the first one here, and become the administrator. Choose your name and a password.
invitation-admin = You become an administrator. Choose your name and a password.
invitation-user-manager = You become a user manager. Choose your name and a password.
invitation-user = Choose your name and a password.
invitation-submit = Go in
invitation-over = This invitation is over
invitation-over-text = It was used already, or is older than 7 days. If it was you who used it, sign in with the name and password that you chose. If not, ask for a new one.
invitation-over-sign-in = To the sign-in

# "This was not me".
not-me-title = This was not you?
not-me-about = The message was about:
not-me-ask = Then we sign you out everywhere, so that whoever it was has to stop. You sign in again afterwards.
not-me-ask-unlink = Then we unlink that account and sign you out everywhere, so that whoever it was has to stop. You sign in again afterwards.
not-me-button = This was not me
not-me-was-me = If it was you after all, close this page. Nothing has been changed.
not-me-done = Done: you are signed out everywhere
not-me-done-ended = All your sessions are ended.
not-me-done-unlinked = The account is unlinked, and all your sessions are ended.
not-me-next = Somebody may know your password. Sign in and change it now.
not-me-over = This link no longer works
not-me-over-text = It is older than 7 days, or was copied incompletely. You can see and end your sessions, unlink accounts and change your password under “My account”.

# The demo phone.
phone-title = Demo phone
phone-text = Everything that Postern sends to the demo provider arrives here.
phone-back = To my account
phone-reload = See what is new
phone-messages = Messages
phone-none = No message yet. Link the account “alice” at the provider “Demo phone”, and its code arrives here.
phone-to = to { $handle }
