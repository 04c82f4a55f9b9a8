//! What is received unasked.

use std::collections::HashMap;
use std::sync::Arc;

use grammers_tl_types::{enums, types};

use super::hand_over::Receipt;

/// Something that happened, handed over to one consumer.
///
/// Say [`Update::done`] when it is dealt with; only then does the stream's place move on. Dropped without that, it and
/// all that followed come again, through a new connection.
#[derive(Debug)]
pub struct Update {
    /// What happened, in Telegram's form.
    pub raw: enums::Update,
    /// Whom it names.
    pub people: Arc<People>,
    /// The id of the account that received it.
    pub own: i64,
    pub(super) receipt: Receipt,
}

/// The users and chats that a batch of updates names, by their bare ids.
#[derive(Default)]
pub struct People {
    /// Users and bots.
    pub users: HashMap<i64, enums::User>,
    /// Groups and channels.
    pub chats: HashMap<i64, enums::Chat>,
}

/// A message that somebody else wrote, or this account on another device.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// The message.
    pub message: &'a types::Message,
    /// Whether it was changed, rather than written.
    pub is_edit: bool,
}

impl Update {
    /// It is dealt with.
    pub fn done(self) {
        self.receipt.done();
    }

    /// The message, if it is about one.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "Telegram's unions have dozens of members"
    )]
    pub fn written(&self) -> Option<Written<'_>> {
        let (message, is_edit) = match &self.raw {
            enums::Update::NewMessage(update) => (&update.message, false),
            enums::Update::NewChannelMessage(update) => (&update.message, false),
            enums::Update::EditMessage(update) => (&update.message, true),
            enums::Update::EditChannelMessage(update) => (&update.message, true),
            _ => return None,
        };
        match message {
            enums::Message::Message(message) => Some(Written { message, is_edit }),
            enums::Message::Empty(_) | enums::Message::Service(_) => None,
        }
    }

    /// The button under one of our messages that was pressed, if it is about one. Only bots see that.
    pub fn pressed(&self) -> Option<&types::UpdateBotCallbackQuery> {
        if let enums::Update::BotCallbackQuery(pressed) = &self.raw {
            return Some(pressed);
        }
        None
    }
}

impl People {
    pub(super) fn new(users: Vec<enums::User>, chats: Vec<enums::Chat>) -> Self {
        Self {
            users: users.into_iter().map(|user| (user.id(), user)).collect(),
            chats: chats.into_iter().map(|chat| (chat.id(), chat)).collect(),
        }
    }
}

impl std::fmt::Debug for People {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("People")
            .field("users", &self.users.len())
            .field("chats", &self.chats.len())
            .finish()
    }
}
