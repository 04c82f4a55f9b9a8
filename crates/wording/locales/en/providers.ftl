# What a handle is at each kind of provider, and where people find theirs.

handle-help-xmpp = Your XMPP address (JID), on any server.
handle-help-telegram = Your @name from Telegram’s settings, or your numeric id.
handle-help-discord = Your user name, as your profile shows it under the name you go by.
handle-help-matrix = Your whole Matrix id: @name:server.
handle-help-ntfy = A topic that only you can read: it needs a login. Choose it in the ntfy app.
handle-help-pushover = Your user key, from pushover.net after you sign in there.
handle-help-zulip = The e-mail address that you sign in with on our Zulip, or your user id.
handle-help-slack = Your e-mail address or member id on our Slack; or the address of an incoming webhook.
handle-help-callmebot = The whole address that CallMeBot sent you, with your key in it.
handle-help-email = Your e-mail address. It takes notifications; no codes for signing in go there.
handle-help-webhook = An https address of yours that takes signed messages.
handle-help-signal = Your Signal user name, or your phone number with its country code.

# Links to what people may need first.
handle-link-discord = Not on our server yet? Join it first.
handle-link-signal = With a phone number: write to us first, any message will do.
handle-link-ntfy = How to get a topic
