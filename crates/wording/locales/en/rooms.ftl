# What the bot says in rooms that are bridged, below a message that did not come through.
bridge-unsent-no-login = This did not go to Telegram: you are not logged in with a Telegram account that is in this chat. Write `login` to the bot in a room of your own to log in.
bridge-unsent-kind = This did not go to Telegram: only texts go there from here. Send it with a Telegram app.
bridge-unsent-unknown = This did not go to Telegram: the message that it changes is not there, or no longer.
bridge-unsent-forbidden = This did not go to Telegram: your Telegram account may not do that in this chat.
bridge-unsent-blocked = This did not go to Telegram: you have blocked the other person, or they have blocked you.
bridge-unsent-restricted = This did not go to Telegram: Telegram has limited your account after complaints about spam. Write to @SpamBot in a Telegram app to see for how long.
bridge-unsent-logged-out = This did not go to Telegram: your login there has ended. Write `login` to the bot in a room of your own to log in again.
bridge-unsent-refused = This did not go to Telegram: it refuses this message.
# What people read who are taken out of a room.
bridge-out-logged-out = Logged out of Telegram
bridge-out-left = You are no longer in this chat at Telegram
bridge-out-not-bridged = This room is not bridged any more
