# What the bot of the bridge says on Matrix. Words in `backticks` are to be typed.

bridge-bot-name = Telegram bridge
bridge-room-name = Telegram bridge

# Invitations.
bridge-greeting = Hello! I bring your Telegram chats to Matrix. Type `login` to begin, or `help` to see all I can do.
bridge-greeting-again = Hello again! This is now the room where I tell you things. Type `help` to see all I can do.
bridge-greeting-others = Hello! There are others in this room, so I do nothing secret here. Commands begin with `!tg`, such as `!tg help`. To log in, open a chat with nobody but me.
bridge-not-allowed = You may not use this bridge, so I leave. Whoever runs it can allow it, under “permissions” in the section “bridge” of config.json.
bridge-encrypted = This room is encrypted, and I cannot read what you write here. Encryption cannot be switched off again, so please open a new chat with me, without it.
bridge-encrypted-portal = This room is encrypted, and I cannot read what you write here: nothing of it goes to Telegram. What I cannot read, I mark with ⚠️. Encryption cannot be switched off again in a room. Please tell whoever runs this bridge that its rooms must be made without encryption; until then, write with a Telegram app.

# Commands in general.
bridge-unknown = I do not know this command. Type `help` to see all I can do.
bridge-unknown-elsewhere = I do not know this command. Type `!tg help` to see all I can do.
bridge-not-for-you = Only those who run this bridge may do this.
bridge-only-in-private = `{ $command }` works only in a room with nobody but you and me, since it is about secrets. Open a chat with me and type it there.
bridge-trouble = Something went wrong here, and it was not your fault. Please try again in a minute; if it stays so, tell whoever runs this bridge.
bridge-telegram-away = Telegram cannot be reached now. Please try again in a minute.
bridge-not-redacted = I may not remove your message from this room. Please delete it yourself, since it may hold a secret.
bridge-login-first = I removed your message, since it looks like a phone number or a bot token. To log in, type `login` first.

# Help.
bridge-help-here = In this room you can type:
bridge-help-elsewhere = In this room you can type, each with `!tg` before it:
bridge-help-login = `login`: log in to Telegram. `login phone`, `login qr` and `login bot` choose the way.
bridge-help-logout = `logout`: end the login, here and at Telegram. With several accounts: `logout 12345`.
bridge-help-ping = `ping`: see whether you are connected to Telegram.
bridge-help-list-logins = `list-logins`: see your Telegram accounts.
bridge-help-session = `session list`: see where your Telegram account is logged in. `session terminate 12345` ends one of these logins.
bridge-help-cancel = `cancel`: end a login that is under way.
bridge-help-resend = `resend`: get another code, or another QR code.
bridge-help-help = `help`: see this list.
bridge-help-version = `version`: see which program this is.
bridge-help-language = `language de`: be spoken to in another language.

# Languages. Each names itself.
bridge-language-name-en = English
bridge-language-name-de = Deutsch
bridge-language-is = I speak { $language } with you. To change that: { $others }.
bridge-language-other = `language { $tag }` ({ $language })
bridge-language-set = From now on I speak { $language } with you.
bridge-language-unknown = I do not speak that language. You can type { $others }.

# Logging in.
bridge-login-closed = Whoever runs this bridge does not let anybody log in at the moment.
bridge-login-no-page = There is no page to log in on. Type `login` to log in here.
bridge-login-page-only = Whoever runs this bridge lets people log in only on a page.
bridge-login-link = Log in on a page: { $link }
    The link works once, for 15 minutes. Keep it to yourself. Logging in gives this server full access to the Telegram account.
bridge-login-another = You are already logged in as { $name }. This login adds another account; type `cancel` if you do not want that.
bridge-login-not-alone = Others are in this room now, so the login is cancelled: they could read your code or password. Open a chat with nobody but me, and type `login` there.
bridge-login-elsewhere = You have logged in on the page, so I no longer wait for an answer here.
bridge-login-qr = QR code to log in
bridge-login-hint-phone = Other ways: `login qr`, `login bot`. To stop: `cancel`.
bridge-login-hint-token = To stop: `cancel`.
bridge-login-hint-code = For another code: `resend`. To stop: `cancel`.
bridge-login-hint-words = For another code: `!tg resend`. To stop: `!tg cancel`.
bridge-login-hint-new-code = For a new code: `resend`. To stop: `cancel`.
bridge-login-hint-password = I remove your message at once. To stop: `!tg cancel`.
bridge-login-hint-scan = To stop: `cancel`.
bridge-login-hint-new-qr = For a new QR code: `resend`. To stop: `cancel`.
bridge-login-hint-patience = To stop: `cancel`.
bridge-nothing-to-cancel = No login is under way here.
bridge-nothing-to-resend = No login is under way here. Type `login` to begin one.
bridge-page-done = You are logged in to Telegram as { $name }.

# Logins.
bridge-not-logged-in = You are not logged in to Telegram. Type `login` to do so.
bridge-which-login = You have several Telegram accounts here. Please add the number of the one you mean:
bridge-login-person = `{ $account }` { $name }
bridge-login-bot = `{ $account }` { $name }, a bot
bridge-login-ended = `{ $account }` { $name }: Telegram has ended this login. Type `login` to log in again.
bridge-ping-up = You are logged in as { $name }, and connected.
bridge-ping-down = You are logged in as { $name }, but Telegram cannot be reached now. I keep trying.
bridge-logged-out = { $name } is logged out, here and at Telegram.
bridge-log-out-failed = { $name } is still logged in: Telegram cannot be reached, so the login would go on there. Please try again in a minute.
bridge-ended-revoked = Your login as { $name } was ended from another device, or by Telegram. If that was not you, change your password in the Telegram app. Type `login` to log in again.
bridge-ended-doubled = Telegram has ended your login as { $name }, since it was used from two places at once. Type `login` to log in again.
bridge-ended-deactivated = Telegram has closed or banned the account { $name }, so its login has ended. If that is a mistake, write to recover@telegram.org.
bridge-ended-program = Telegram does not accept the app id of this server any more, so your login as { $name } has ended. Please tell whoever runs this bridge, and type `login` once it is mended.
bridge-ended-replaced = Somebody else on Matrix has logged in as { $name }, so your login has ended. If you do not know who, look at Settings, Devices in the Telegram app, and change your password.

# Sessions.
bridge-session-ours = This bridge: { $program } { $version } on { $model }, since { $since }
bridge-session-other = `{ $id }` { $program } { $version } on { $model }, { $system }; { $country }, { $ip }; since { $since }, used on { $used }
bridge-session-usage = Type `session list` to see where your account is logged in, and `session terminate` with the number of a login to end it.
bridge-session-ended = This login has ended.
bridge-session-unknown = There is no such login. Type `session list` to see them.
bridge-session-too-early = Telegram lets a new login end others only after a day. Please use the Telegram app, or try again tomorrow.
bridge-session-bot = Bots have no list of logins. A bot's token is replaced in @BotFather.

# Chats.
bridge-help-search = `search WORDS`: look for people and chats at Telegram.
bridge-help-pm = `pm @name`: open the private chat with somebody; also by phone number.
bridge-help-join = `join LINK`: go into the chat that a link of Telegram's leads to.
bridge-help-sync = `sync`: list your chats anew, and make the rooms that are missing.
bridge-help-id = `id`: see which chat of Telegram a room is tied to.
bridge-help-delete-portal = `delete-portal`: empty the room of a chat.
bridge-search-usage = Type what to look for behind it, such as `search alice`.
bridge-search-nothing = Nothing was found.
bridge-pm-usage = Type whom you mean behind it: `pm @name`, or a phone number with its country code.
bridge-pm-unknown = Nobody at Telegram is called so, or may be found so.
bridge-pm-gone = This account exists no more.
bridge-pm-no-person = This is a group or a channel. Use `join` with its link.
bridge-pm-no-bots = Bots cannot look up phone numbers. Use the name with @.
bridge-room-ready = Here is the room: { $room }
bridge-join-usage = Type a link of Telegram's behind it, such as `join https://t.me/name`.
bridge-join-asked = The admins of the chat were asked. The room is made when they let you in.
bridge-join-nowhere = This link leads nowhere, or no longer.
bridge-join-person = This link leads to a person or a bot. Use `pm` with the name.
bridge-join-full = Telegram lets this account go into no more chats, or this chat take no more people.
bridge-sync-begun = I am looking for chats without a room, and tell you here what I make.
bridge-id = This room is tied to the chat `{ $chat }` of Telegram.
bridge-no-portal = This room is not tied to a chat of Telegram.
bridge-delete-not-yours = Others are in this room, too, so only those who run this bridge may delete it. You can leave it.
bridge-delete-sure = This puts everybody out of the room, and Telegram's chat stays as it is. To do so, type `!tg delete-portal now`.
bridge-rooms-making = Making rooms for your chats: { $done } of { $of }.
bridge-rooms-waiting = Making rooms for your chats: { $done } of { $of }. Telegram or the homeserver asks for patience; I go on by myself.
bridge-rooms-done = Your chats have their rooms: { $of } of { $of }.
