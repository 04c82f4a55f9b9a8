//! Whom a chat is with.

use grammers_tl_types::{enums, types as t};

use super::World;
use crate::crypto::sha256;
use crate::refusal::{Answer, Refusal};

/// A user, a basic group, or a channel or supergroup.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Peer {
    /// A user or bot.
    User(i64),
    /// A basic group.
    #[expect(dead_code, reason = "groups come with the bridge")]
    Chat(i64),
    /// A channel or supergroup.
    #[expect(dead_code, reason = "channels come with the bridge")]
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
        let named = match user {
            enums::InputUser::UserSelf => return Ok(me),
            enums::InputUser::User(named) => named,
            enums::InputUser::Empty | enums::InputUser::FromMessage(_) => {
                return Err(Refusal::bad("USER_ID_INVALID"));
            }
        };
        self.check_hash(me, named.user_id, named.access_hash)
            .map_err(|()| Refusal::bad("USER_ID_INVALID"))
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
            _ => Err(invalid()),
        }
    }

    fn check_hash(&self, me: i64, id: i64, hash: i64) -> Result<i64, ()> {
        let bot_knows = || {
            let account = self.accounts.get(me);
            hash == 0 && account.is_some_and(|a| a.bot.is_some() && a.reached_by.contains(&id))
        };
        let is_right = id == me || hash == access_hash(me, Peer::User(id)) || bot_knows();
        if is_right && self.accounts.get(id).is_some() {
            return Ok(id);
        }
        Err(())
    }
}
