//! What a message says.

use std::sync::LazyLock;

use grammers_tl_types::{enums, types as t};

use super::peer::Peer;

/// What a message says; all copies share it.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    /// The same for all copies; a later message has a greater one.
    pub(crate) letter: i64,
    /// Who wrote it; a channel for its posts.
    pub(crate) from: Peer,
    /// Seconds since 1970 UTC.
    pub(crate) date: i32,
    /// When it was last edited; 0 if never.
    pub(crate) edited: i32,
    /// Plain text.
    pub(crate) text: Box<str>,
    /// Whether it came without a sound.
    pub(crate) silent: bool,
    /// What few messages have: two million plain ones shall fit in memory.
    extra: Option<Box<Extra>>,
}

/// What few messages have.
#[derive(Clone, Debug, Default)]
pub(crate) struct Extra {
    /// Who wrote a post of a channel.
    pub(crate) author: Option<i64>,
    /// Bold, code, links and so on.
    pub(crate) entities: Vec<enums::MessageEntity>,
    /// A file, a place and so on.
    pub(crate) media: Option<Media>,
    /// Buttons.
    pub(crate) markup: Option<enums::ReplyMarkup>,
    /// What happened, if it is a service message.
    pub(crate) action: Option<enums::MessageAction>,
    /// The album it belongs to.
    pub(crate) album: Option<i64>,
    /// Where it comes from.
    pub(crate) forwarded: Option<t::MessageFwdHeader>,
}

/// What hangs on a message.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Media {
    /// A file or picture, by its number.
    File(i64),
    /// A place, a contact, dice.
    Plain(Box<enums::MessageMedia>),
    /// A poll; its votes are counted elsewhere.
    Poll(Box<t::Poll>),
}

static NOTHING: LazyLock<Extra> = LazyLock::new(Extra::default);

impl Content {
    /// A message of now.
    pub(crate) fn new(letter: i64, from: Peer, date: i32, text: String, extra: Extra) -> Self {
        Self {
            letter,
            from,
            date,
            edited: 0,
            text: text.into(),
            silent: false,
            extra: extra.some(),
        }
    }

    /// What few messages have.
    pub(crate) fn extra(&self) -> &Extra {
        self.extra.as_deref().unwrap_or_else(|| &NOTHING)
    }

    /// The same message with something else of what few have.
    pub(crate) fn with(&self, extra: Extra) -> Self {
        let mut changed = self.clone();
        changed.extra = extra.some();
        changed
    }

    /// The account that wrote it.
    pub(crate) fn author(&self) -> i64 {
        match self.from {
            Peer::User(id) => id,
            Peer::Chat(_) | Peer::Channel(_) => self.extra().author.unwrap_or_default(),
        }
    }

    /// The number of its file, if it has one.
    pub(crate) fn file(&self) -> Option<i64> {
        match self.extra().media {
            Some(Media::File(id)) => Some(id),
            _ => None,
        }
    }

    /// Those it speaks of.
    pub(crate) fn speaks_of(&self) -> Vec<Peer> {
        let mut peers = vec![self.from, Peer::User(self.author())];
        let extra = self.extra();
        let users = match &extra.action {
            Some(enums::MessageAction::ChatAddUser(action)) => action.users.clone(),
            Some(enums::MessageAction::ChatCreate(action)) => action.users.clone(),
            Some(enums::MessageAction::ChatDeleteUser(action)) => vec![action.user_id],
            Some(enums::MessageAction::ChatMigrateTo(action)) => {
                peers.push(Peer::Channel(action.channel_id));
                Vec::new()
            }
            _ => Vec::new(),
        };
        peers.extend(users.into_iter().map(Peer::User));
        let source = extra.forwarded.as_ref().and_then(|f| f.from_id.as_ref());
        peers.extend(source.map(Peer::of));
        let mentions = extra.entities.iter().filter_map(|entity| match entity {
            enums::MessageEntity::MentionName(named) => Some(Peer::User(named.user_id)),
            _ => None,
        });
        peers.extend(mentions);
        peers
    }
}

impl Extra {
    /// Boxed, if there is anything in it.
    fn some(self) -> Option<Box<Self>> {
        let is_empty = self.author.is_none()
            && self.entities.is_empty()
            && self.media.is_none()
            && self.markup.is_none()
            && self.action.is_none()
            && self.album.is_none()
            && self.forwarded.is_none();
        (!is_empty).then(|| Box::new(self))
    }
}
