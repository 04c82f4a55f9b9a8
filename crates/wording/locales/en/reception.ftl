# What the bot answers whoever writes to it or presses a button.

bot-answer = This account of { $title } only sends codes and notifications; nobody reads what is written here. Manage yours at { $url }

bot-help =
    { $title } sends your codes and notifications here. You can write:
    /stop: no more notifications here; codes still arrive.
    /start: notifications arrive here again.
    /help: this text.
    All else is at { $url }
bot-greeting =
    Hello. { $title } sends codes and notifications here, but this account is not linked to anybody yet.
    To link it to yours, sign in at { $url } and choose “Link an account”.
bot-unmuted = { $title } sends notifications here. To end that, write /stop
bot-muted =
    From now on { $title } sends no notifications here. Codes still arrive; and if you have no other account, so do warnings about your account.
    To get notifications again, write /start
bot-nothing-to-mute = This account is not linked to anybody at { $title }, so no notifications come here.

# Links by which an account is linked without typing.
bot-linked =
    Linked: this account now belongs to the user { $name } at { $title } ({ $url }). Messages and codes for that user arrive here.
    If you are not that user, somebody else sent you the link. Then press the button, and it is undone.
bot-unlink-button = This was not me: unlink
bot-linked-already = This account is linked to you at { $title } already. There is nothing to do.
bot-too-many = You have linked as many accounts as one may have at { $title }. Unlink one at { $url } and try again.
bot-link-over = This link does not work any more: it was used, or is older than ten minutes. Sign in at { $url } and choose “Link an account” for a new one.
bot-session-over = You are no longer signed in at { $title } as you were when you asked for this link. Sign in at { $url } and choose “Link an account” for a new one.

# "This was not me."
bot-disowned = Done: all your sessions at { $title } are ended. Somebody may know your password. Sign in and change it now: { $url }
bot-disowned-unlinked = Done: that account is unlinked, and all your sessions at { $title } are ended. Somebody may know your password. Sign in and change it now: { $url }
bot-unlinked = Undone: this account is not linked to { $name } at { $title } any more. Nothing for that user arrives here.
bot-button-over = This button does not work any more: it is older than 7 days, or was used. You can see and end your sessions and unlink accounts at { $url }

bot-trouble = That could not be done just now. Please try again in a few minutes.
