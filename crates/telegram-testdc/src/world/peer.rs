//! Whom a chat is with.

use grammers_tl_types::{enums, types as t};

use super::World;
use crate::crypto::sha256;
use crate::refusal::{Answer, Refusal};

/// Below this number (negated) are channels, above it basic groups, when a chat is one number.
const CHANNELS: i64 = 1_000_000_000_000;

/// A user, a basic group, or a channel or supergroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// A user or bot.
    User(i64),
    /// A basic group.
    Chat(i64),
    /// A channel or supergroup.
    Channel(i64),
}

impl Peer {
    /// As the protocol has it.
    pub(crate) fn view(self) -> enums::Peer {
        match self {
            Self::User(user_id) => t::PeerUser { user_id }.into(),
            Self::Chat(chat_id) => t::PeerChat { chat_id }.into(),
            Self::Channel(channel_id) => t::PeerChannel { channel_id }.into(),
        }
    }

    /// From what the protocol has.
    pub(crate) fn of(peer: &enums::Peer) -> Self {
        match peer {
            enums::Peer::User(peer) => Self::User(peer.user_id),
            enums::Peer::Chat(peer) => Self::Chat(peer.chat_id),
            enums::Peer::Channel(peer) => Self::Channel(peer.channel_id),
        }
    }

    /// Its number without its kind.
    pub(crate) fn id(self) -> i64 {
        match self {
            Self::User(id) | Self::Chat(id) | Self::Channel(id) => id,
        }
    }

    /// One number for all kinds: basic groups are negative, supergroups and channels begin with -100.
    pub(crate) fn mark(self) -> i64 {
        match self {
            Self::User(id) => id,
            Self::Chat(id) => -id,
            Self::Channel(id) => -CHANNELS - id,
        }
    }

    /// From such a number.
    pub(crate) fn of_mark(mark: i64) -> Self {
        match mark {
            1.. => Self::User(mark),
            _ if mark < -CHANNELS => Self::Channel(-CHANNELS - mark),
            _ => Self::Chat(-mark),
        }
    }
}

/// The number that `viewer` needs to name `peer`; others cannot use it.
pub(crate) fn access_hash(viewer: i64, peer: Peer) -> i64 {
    let (kind, id) = match peer {
        Peer::User(id) => (0_u8, id),
        Peer::Chat(id) => (1, id),
        Peer::Channel(id) => (2, id),
    };
    let digest = sha256(&[&viewer.to_le_bytes(), &[kind], &id.to_le_bytes()]);
    let mut lower = [0; 8];
    lower.copy_from_slice(&digest[..8]);
    i64::from_le_bytes(lower)
}

impl World {
    /// The user that `me` names; bots may name whom they know without the hash.
    pub(crate) fn named_user(&self, me: i64, user: &enums::InputUser) -> Answer<i64> {
        let invalid = || Refusal::bad("USER_ID_INVALID");
        match user {
            enums::InputUser::UserSelf => Ok(me),
            enums::InputUser::User(named) => self
                .check_hash(me, named.user_id, named.access_hash)
                .map_err(|()| invalid()),
            enums::InputUser::FromMessage(named) => {
                self.in_message(me, &named.peer, named.msg_id, Peer::User(named.user_id))?;
                Ok(named.user_id)
            }
            enums::InputUser::Empty => Err(invalid()),
        }
    }

    /// The peer that `me` names.
    pub(crate) fn named_peer(&self, me: i64, peer: &enums::InputPeer) -> Answer<Peer> {
        let invalid = || Refusal::bad("PEER_ID_INVALID");
        match peer {
            enums::InputPeer::PeerSelf => Ok(Peer::User(me)),
            enums::InputPeer::User(named) => self
                .check_hash(me, named.user_id, named.access_hash)
                .map(Peer::User)
                .map_err(|()| invalid()),
            enums::InputPeer::Chat(named) => self.named_chat(me, named.chat_id),
            enums::InputPeer::Channel(named) => {
                self.opened(me, named.channel_id, Some(named.access_hash))
            }
            enums::InputPeer::UserFromMessage(named) => {
                self.in_message(me, &named.peer, named.msg_id, Peer::User(named.user_id))
            }
            enums::InputPeer::ChannelFromMessage(named) => {
                let channel = Peer::Channel(named.channel_id);
                self.in_message(me, &named.peer, named.msg_id, channel)?;
                self.opened(me, named.channel_id, None)
            }
            enums::InputPeer::Empty => Err(invalid()),
        }
    }

    /// The basic group that `me` names; who was never in it cannot.
    pub(crate) fn named_chat(&self, me: i64, id: i64) -> Answer<Peer> {
        let peer = Peer::Chat(id);
        let group = self
            .groups
            .get(peer)
            .filter(|group| group.members.contains_key(&me) || group.former.contains_key(&me));
        group
            .map(|_| peer)
            .ok_or_else(|| Refusal::bad("CHAT_ID_INVALID"))
    }

    /// The supergroup or channel that `me` names.
    pub(crate) fn named_channel(&self, me: i64, channel: &enums::InputChannel) -> Answer<Peer> {
        match channel {
            enums::InputChannel::Channel(named) => {
                self.opened(me, named.channel_id, Some(named.access_hash))
            }
            enums::InputChannel::FromMessage(named) => {
                let channel = Peer::Channel(named.channel_id);
                self.in_message(me, &named.peer, named.msg_id, channel)?;
                self.opened(me, named.channel_id, None)
            }
            enums::InputChannel::Empty => Err(Refusal::bad("CHANNEL_INVALID")),
        }
    }

    /// A supergroup or channel, if the hash is that of `me`, and `me` may look into it.
    fn opened(&self, me: i64, id: i64, hash: Option<i64>) -> Answer<Peer> {
        let invalid = || Refusal::bad("CHANNEL_INVALID");
        let peer = Peer::Channel(id);
        let group = self.groups.get(peer).ok_or_else(invalid)?;
        let is_bot = self.accounts.get(me).is_some_and(|a| a.bot.is_some());
        let knows = is_bot && hash == Some(0) && group.members.contains_key(&me);
        if hash.is_some_and(|hash| hash != access_hash(me, peer)) && !knows {
            return Err(invalid());
        }
        if !group.is_open_to(me) {
            return Err(Refusal::bad("CHANNEL_PRIVATE"));
        }
        Ok(peer)
    }

    /// Somebody of whom a message speaks that `me` can read.
    fn in_message(&self, me: i64, chat: &enums::InputPeer, id: i32, peer: Peer) -> Answer<Peer> {
        let invalid = || Refusal::bad("MSG_ID_INVALID");
        // One step only: the chat itself is named by its hash.
        let chat = match chat {
            enums::InputPeer::Channel(_)
            | enums::InputPeer::User(_)
            | enums::InputPeer::Chat(_) => self.named_peer(me, chat)?,
            _ => return Err(invalid()),
        };
        let message = self.held(me, chat, id).map_err(|_| invalid())?;
        let speaks = message.content.speaks_of().contains(&peer);
        speaks.then_some(peer).ok_or_else(invalid)
    }

    fn check_hash(&self, me: i64, id: i64, hash: i64) -> Result<i64, ()> {
        let bot_knows = || {
            let account = self.accounts.get(me);
            hash == 0 && account.is_some_and(|a| a.bot.is_some()) && self.bot_met(me, id)
        };
        let is_right = id == me || hash == access_hash(me, Peer::User(id)) || bot_knows();
        if is_right && self.accounts.get(id).is_some() {
            return Ok(id);
        }
        Err(())
    }

    /// Whether a bot knows somebody: they wrote to it, or are in a group with it.
    fn bot_met(&self, bot: i64, id: i64) -> bool {
        let Some(account) = self.accounts.get(bot) else {
            return false;
        };
        let mut groups = account
            .groups
            .iter()
            .filter_map(|peer| self.groups.get(*peer));
        account.reached_by.contains(&id) || groups.any(|group| group.members.contains_key(&id))
    }
}
