//! Nouns of the bridge: chats, the rooms tied to them, and whose they are.

use std::fmt;
use std::str::FromStr;

/// What Telegram's ids of channels and supergroups are counted down from, in the form that has the kind in it.
const CHANNELS_BELOW: i64 = -1_000_000_000_000;

/// What kind of chat a portal is tied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChatKind {
    /// A chat with one person or bot, or with oneself.
    Private,
    /// A small group, in which every account numbers the messages differently.
    Group,
    /// A large group, with one numbering for all.
    Supergroup,
    /// A channel, in which only its admins write.
    Channel,
}

/// Which portal: one chat, as one account sees it or as all see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PortalKey {
    /// The chat's id with its kind in it: users positive, groups negative, supergroups and channels below
    /// -1000000000000.
    pub chat: i64,
    /// The Telegram account whose view it is; 0 if all accounts share it.
    pub receiver: i64,
}

impl PortalKey {
    /// The portal in which `account` meets `chat`. Supergroups and channels number their messages the same for all, so
    /// that all share one portal; private chats and small groups do not.
    pub fn of(chat: i64, account: i64) -> Self {
        let receiver = if is_shared(chat) { 0 } else { account };
        Self { chat, receiver }
    }

    /// Whether several accounts meet in it.
    pub fn is_shared(&self) -> bool {
        self.receiver == 0
    }

    /// Whether it is a chat with one person or bot.
    pub fn is_private(&self) -> bool {
        self.chat > 0
    }
}

fn is_shared(chat: i64) -> bool {
    chat < CHANNELS_BELOW
}

impl fmt::Display for PortalKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_shared() {
            write!(f, "{}", self.chat)
        } else {
            write!(f, "{}.{}", self.chat, self.receiver)
        }
    }
}

impl ChatKind {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Private => "private",
            Self::Group => "group",
            Self::Supergroup => "supergroup",
            Self::Channel => "channel",
        }
    }
}

/// The text names no kind of chat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a kind of chat")]
pub struct UnknownChatKind;

impl FromStr for ChatKind {
    type Err = UnknownChatKind;

    fn from_str(text: &str) -> Result<Self, UnknownChatKind> {
        Ok(match text {
            "private" => Self::Private,
            "group" => Self::Group,
            "supergroup" => Self::Supergroup,
            "channel" => Self::Channel,
            _ => return Err(UnknownChatKind),
        })
    }
}

/// Which chats become portals by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ChatFilter {
    /// All.
    #[default]
    All,
    /// All but these.
    Deny(Vec<i64>),
    /// Only these.
    Allow(Vec<i64>),
}

impl ChatFilter {
    /// Whether this chat may become a portal.
    pub fn lets(&self, chat: i64) -> bool {
        match self {
            Self::All => true,
            Self::Deny(chats) => !chats.contains(&chat),
            Self::Allow(chats) => chats.contains(&chat),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supergroups_are_shared_and_small_groups_are_not() {
        assert!(PortalKey::of(-1_001_234_567_890, 7).is_shared());
        assert_eq!(
            PortalKey::of(-500, 7),
            PortalKey {
                chat: -500,
                receiver: 7
            }
        );
        assert_eq!(PortalKey::of(42, 7).to_string(), "42.7");
    }

    #[test]
    fn kinds_are_read_as_they_are_written() {
        for kind in [
            ChatKind::Private,
            ChatKind::Group,
            ChatKind::Supergroup,
            ChatKind::Channel,
        ] {
            assert_eq!(kind.as_str().parse(), Ok(kind));
        }
    }

    #[test]
    fn a_list_of_the_allowed_lets_nothing_else_in() {
        assert!(ChatFilter::Allow(vec![-5]).lets(-5));
        assert!(!ChatFilter::Allow(vec![-5]).lets(-6));
        assert!(!ChatFilter::Deny(vec![-5]).lets(-5));
        assert!(ChatFilter::All.lets(-5));
    }
}
