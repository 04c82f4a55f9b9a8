# Texts of the admin pages; see pages.ftl.

# On several of them.
admin-pages = Pages
admin-first-page = First page
admin-next-page = Next page
admin-copy = Copy
admin-copied = Copied

# Notes: what just happened.
note-user-added = The user is added.
note-invitation-taken-back = The invitation no longer works.
note-handle-set = The handle is set, and the user is told. It gets notifications, never codes, until the user verifies it.
note-handle-removed = The account is removed, and the user’s other accounts are told.
note-role-set = The role is changed.
note-user-locked = The user is locked and signed out everywhere.
note-user-unlocked = The user can sign in again.
note-sessions-ended = The user is signed out everywhere.
note-factors-reset = The second factors are removed. The user signs in with the password alone until a new one is set up.
note-password-set = The password is set, and the user is signed out everywhere.
note-user-removed = The user is removed.
note-program-revoked = The token no longer works.

# My users.
users-add = Add a user
users-search = Search name or handle
users-show = Who is shown
users-show-all = Everybody
users-show-messaging = With a messaging account
users-show-everybody = Show everybody
users-none = No user fits this search.
users-no-more = That was everybody.
users-message-selected = Message those selected
users-message-all = Message all shown
users-select = Select { $name }
users-select-all = Select all on this page
users-name = Name
users-messaging = Messaging
users-role = Role
users-factor = Second factor
users-last = Last sign-in
users-locked = Locked
users-write = Write to { $name }
users-no-account = none
users-never = never
users-role-user = User
users-role-user-manager = User manager
users-role-admin = Administrator

# Add a user.
users-invite-heading = By invitation link
users-invite-text = The link lets one person choose a name and a password. It works for 7 days, and once.
users-invite-name = User name (if you want to propose one)
users-invite = Make an invitation link
users-link-heading = The invitation link is ready
users-link-text = Send it to the person it is for. Whoever has the link can become this user.
users-link-once = It is shown only now. It works for 7 days, and once.
users-password-heading = With a password
users-password-text = You choose the password and tell the person. They can change it at any time.
users-password-again = Password again
users-password-differs = The two passwords are not the same. Please type both again.
users-password-weak = The password needs { $faults }.
users-name-taken = Somebody has this name already. Please choose another one.
users-open-heading = Open invitations
users-open-none = No invitation is open. A link that you make is listed here until it is used.
users-open-for = For
users-open-anybody = whoever has the link
users-open-made = Made
users-open-until = Works until
users-take-back = Take back

# A user's page.
user-made = added
user-write = Write a message
user-locked-since = This user is locked and cannot sign in, since
user-is-self = This is you. Your messengers, password and second factor are changed in
user-is-admin = Only administrators can change an administrator.
user-accounts = Messaging accounts
user-accounts-none = None is linked yet. The user links one under “My account”, or you set a handle here.
user-account-verified = Verified by the user on
user-account-vouched = Vouched for by an operator on
user-account-set-by-admin = Set by an administrator: gets notifications, never codes, until the user verifies it.
user-account-unverified = Not verified
user-account-broken = Nothing reaches this account any more: { $why }
user-account-notifications = Notifications
user-account-codes = Codes
user-account-change = Change or remove
user-account-remove-heading = Remove { $provider } ({ $handle })?
user-account-remove-text = { $name } gets no messages and no codes there any more. The other accounts are told.
user-handle = Handle
user-handle-provider = Messenger
user-handle-set = Set a handle
user-handle-replace = Replace
user-handle-hint = Gets notifications, never codes, until the user verifies it. The user is told.
user-handle-no-provider = This messenger is not set up here.
user-handle-already-there = The user has this account already.
user-handle-too-many = The user has as many accounts as one may have. Please remove one first.
user-handle-unknown = This account is gone.
user-no-provider = No messenger is set up yet, so no handle can be set.
user-access = Access
user-no-factor = None: the password alone is enough.
user-backup-codes = { $count } backup { $count ->
        [one] code
       *[other] codes
    } left
user-reset = Remove …
user-reset-heading = Remove the second factors of { $name }?
user-reset-text = Messaging and backup codes no longer count as a second factor, and the user is signed out everywhere. Linked accounts go on getting notifications, and are told. Do this if somebody has lost the phone, and only if you are sure who is asking.
user-reset-button = Remove second factors
user-sessions = Signed in
user-sessions-none = Nowhere at the moment.
user-sessions-end = Sign out everywhere
user-session-unknown = Unknown browser
user-session-seen = last used
user-password-set = Set a password
user-password-new = New password
user-password-hint = The user is told, and signed out everywhere.
user-lock = Lock
user-lock-hint = Signs the user out, and lets nobody in under this name.
user-unlock = Unlock
user-unlock-hint = Lets the user sign in again.
user-remove = Remove
user-remove-hint = For good, with all linked accounts.
user-remove-link = Remove …
user-remove-heading = Remove { $name } for good?
user-remove-text = Linked accounts, backup codes and messages still on their way go with the user. The sign-in report keeps its rows. This cannot be undone; to keep somebody out for a while, lock the user instead.
user-remove-button = Remove the user
user-last-admin = Nothing was changed: this is the last administrator who can sign in. Please make somebody else an administrator first.
user-sign-ins = Sign-ins
user-sign-ins-all = All in the report
user-sign-ins-none = No sign-in yet. Each try will be listed here.
user-deliveries-all = All deliveries
user-deliveries-none = Nothing was sent to this user yet.

# Write a message.
message-title = Write a message
message-heading = Write to { $count } { $count ->
        [one] user
       *[other] users
    }
message-label = Message
message-hint = 1 to 4,000 characters. It goes to the first messenger that works.
message-send = Send
message-send-many = Send to { $count } { $count ->
        [one] user
       *[other] users
    }
message-who = Who gets it
message-by = Messenger
message-reached = { $count } { $count ->
        [one] user gets
       *[other] users get
    } the message.
message-unreached = { $count } { $count ->
        [one] user has
       *[other] users have
    } no messaging account that takes notifications.
message-no-account = No messaging account
message-more = … and { $count } more.
message-nobody-chosen = Nobody is selected. Tick the users that you want to write to.
message-nobody-reached = Nobody here has a messaging account that takes notifications, so nothing can be sent.
message-set-handle = Set a handle
message-too-many = That is too many at once; at most { $most } users can be written to. Please narrow the search.
message-wait = You have sent a great many messages. Please wait { $span }.
message-not-sent = The message was not accepted. Please send it again.
message-sent-title = Message accepted
message-sent-heading = Message to { $count } { $count ->
        [one] user
       *[other] users
    }
message-sent-text = The message is safely stored and is tried until it arrives, for up to three days.
message-sent-none = { $count } { $count ->
        [one] user has
       *[other] users have
    } no messaging account that takes notifications, so nothing was sent to them.
message-sent-open = Some are still on their way.
message-sent-details = Details
message-refresh = Refresh

# The sign-in report.
report-title = Sign-ins
report-csv = CSV
report-json = JSON
report-group = By
report-group-day = Day
report-group-user = User
report-from = From
report-until = Until
report-show = Show
report-day = { $date } (UTC)
report-nobody = { $name } (no such user)
report-only-user = Only { $name }.
report-everybody = Show all sign-ins
report-none = Nobody has tried to sign in yet. Each try will be listed here, with its second factor.
report-none-filtered = There is no sign-in in this time.
report-hint = Days begin at midnight UTC. The exports hold up to 100,000 rows of what is shown here.
report-column-time = Time
report-column-user = User
report-column-ip = IP
report-column-browser = Browser
report-column-system = System
report-column-factor = Second factor
report-column-outcome = Outcome
report-entered = Signed in
report-refused = Refused
report-factor-none = None
report-factor-messaging = Messaging ({ $provider })
report-factor-backup-code = Backup code
report-reason-unknown-user = No such user
report-reason-wrong-password = Wrong password
report-reason-locked = Locked
report-reason-too-many-tries = Too many tries
report-reason-wrong-code = Wrong code ({ $provider })
report-reason-wrong-backup-code = Wrong backup code
report-reason-no-provider = No messenger was connected

# Deliveries.
deliveries-last-day = The last 24 hours
deliveries-by-state = Deliveries by state
deliveries-none = There is no delivery to show. Messages and codes will be listed here as soon as they are accepted.
deliveries-show-all = Show all
deliveries-only-user = Only { $name }.
deliveries-everybody = Show everybody’s
deliveries-column-what = What
deliveries-column-user = User
deliveries-column-to = To
deliveries-column-state = State
deliveries-column-tries = Tries
deliveries-column-when = When
deliveries-state-pending = Waiting
deliveries-state-sent = Sent
deliveries-state-delivered = Delivered
deliveries-state-failed = Failed
deliveries-state-expired = Expired
deliveries-kind-code = Code
deliveries-kind-text = Message
deliveries-kind-new-place = Sign-in from a new place
deliveries-kind-wrong-code = Wrong code warning
deliveries-kind-account-linked = Account linked
deliveries-kind-account-unlinked = Account unlinked
deliveries-kind-account-set-by-admin = Handle set by an administrator
deliveries-kind-account-changed = Account changed
deliveries-kind-backup-codes-made = Backup codes made
deliveries-kind-backup-code-used = Backup code used
deliveries-kind-password-changed = Password changed
deliveries-kind-factors-reset = Second factors removed
deliveries-made = Accepted
deliveries-ended = Ended
deliveries-due = Next try
deliveries-until = Tried until
deliveries-tries = Tries
deliveries-tries-none = It was not tried yet.
deliveries-try = Try
deliveries-outcome = Outcome
deliveries-why = Why
deliveries-outcome-sent = Taken by the messenger
deliveries-outcome-later = Not now
deliveries-outcome-never = Refused for good
deliveries-private = What messages say is not shown here; codes are stored nowhere.

# The server.
server-providers = Messengers
server-no-provider = No messenger is set up yet, so nothing can be sent. Add one to config.json, and start Postern again or send it SIGHUP:
server-no-provider-more = Each step is described in
server-provider-up = Connected
server-provider-down = Not connected
server-provider-locked = Not logged in
server-provider-new = Starting
# What to do about one that is down. A command stands between -mend and -mend-then, and between -look and -look-then.
server-next-wait = Postern goes on trying by itself. What goes there waits meanwhile.
server-next-mend = It stays so until somebody acts. On the server, log in anew with
server-next-mend-then = or correct config.json, then send Postern SIGHUP. What goes there waits until then.
server-next-look = It stays so until somebody acts. On the server,
server-next-look-then = says what is wrong; correct config.json, then send Postern SIGHUP. What goes there waits until then.
server-provider-as = As { $account }
server-since = since
server-programs = Programs
server-programs-text = A program with a token can send messages to users of this domain, and ask what became of them.
server-programs-none = No program holds a token yet.
server-program-add = Make a token
server-program-add-label = Add a program
server-program-example = Monitoring
server-program-name-needed = Please give the program a name.
server-program-made = Added
server-program-used = last used
server-program-unused = never used
server-revoke-button = Revoke
server-revoke-heading = Revoke the token of { $name }?
server-revoke-text = The program can send nothing from this moment on. Messages that were accepted are still delivered.
server-token-title = Its token
server-token-heading = { $name } is added
server-token-once = It is shown only now. Store it where the program can read it and nobody else.
server-token-try = Try it
server-token-hello = Hello
server-token-done = Done

# Server: security.
note-everybody-signed-out = Everybody but you is signed out.
server-security = Security
server-audit = Audit entries
server-audit-text = Who changed what, from where and when, as JSON lines: nobody can change or remove an entry. With ?after= and the id of the last line you have, you get what came since.
server-audit-button = Download
server-end-sessions = End all sessions
server-end-sessions-hint = Signs everybody out at once: for the day on which you do not know who got in.
server-end-sessions-link = End all …
server-end-sessions-heading = End everybody’s sessions?
server-end-sessions-text = All users of this domain are signed out in all their browsers, and have to sign in again. Only this session of yours goes on.
server-end-sessions-button = End all sessions
