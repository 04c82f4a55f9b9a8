# Texts that go to messengers. The domain's title stands above each notice.

# Codes. The digits follow on a line of their own.
code-sign-in = { $title }: your code to sign in
code-sign-in-advice =
    It works once, within { $minutes } minutes. Never give it to anyone, whoever asks.
    If you did not ask for it, somebody knows your password: please change it.
code-link = { $title }: your code to link this account
code-link-advice =
    It works once, within { $minutes } minutes. Never give it to anyone, whoever asks.
    If you did not ask for it, ignore this message.
code-asked-from = Requested from { $place }.

# Notices: what happened, when and where, what to do.
notice-when = { $when } UTC
notice-when-where = { $when } UTC, { $place }
notice-undo = This was not me: { $link }
notice-undo-button = This was not me

notice-new-place = Somebody signed in to your account from a new place.
notice-new-place-advice = If that was you, there is nothing to do.

notice-wrong-code = Somebody typed your right password, but a wrong code.
notice-wrong-code-advice = If that was not you, your password is known to somebody else. Change it now: { $url }

notice-account-linked = { $provider } ({ $handle }) was linked to your account.
notice-account-linked-advice = From now on it may receive your messages. If that was you, there is nothing to do.

notice-account-unlinked = { $provider } ({ $handle }) was unlinked from your account.
notice-account-unlinked-advice = It receives nothing any more. If that was you, there is nothing to do.

notice-account-set-by-admin = An administrator changed your linked account at { $provider }: { $handle }
notice-account-set-by-admin-advice = It receives no sign-in codes until you verify it. If it is not yours, tell your administrator. Your accounts: { $url }

notice-account-changed = What { $provider } ({ $handle }) is used for was changed.
notice-account-changed-advice = Your accounts: { $url }

notice-backup-codes-made = New backup codes were made for your account. The old ones do not work any more.
notice-backup-codes-made-advice = If that was you, there is nothing to do.

notice-backup-code-used =
    Somebody signed in to your account with a backup code. { $left ->
        [0] None is left.
        [one] One is left.
       *[other] { $left } are left.
    }
notice-backup-code-used-advice = If that was you and few are left, make new ones: { $url }

notice-password-changed = The password of your account was changed.
notice-password-changed-advice = If that was you, there is nothing to do.

notice-factors-reset = An administrator removed the second factors of your account.
notice-factors-reset-advice = Until you set one up again, your password alone lets you in. If you did not ask for this, tell your administrator. Set one up: { $url }

notice-provider-down = { $provider } is down: { $why }
notice-provider-down-advice =
    { $turn ->
        [operator] It stays so until somebody does something about it on the server; “postern check --connect” says more there.
       *[nobody] Postern goes on trying, and tells you when it is back.
    } Until then messages for { $provider } wait, and nobody gets a sign-in code there. How it stands: { $server }

notice-provider-back = { $provider } is back: connected as { $account }. It was down for { $span }.
notice-provider-back-advice = What waited for it is sent now. How it stands: { $server }
notice-since = Since { $when } UTC

# How long something lasted.
span-minutes = { $count ->
    [0] less than a minute
    [one] one minute
   *[other] { $count } minutes
}
span-hours = { $count } hours
span-days = { $count } days

# At the end of a text that the provider would not take in full.
message-cut = […] (shortened; { $count } more characters)

# What `postern setup` sends to try a provider out.
setup-test = This is a test message from Postern: its messages reach you here.
