//! Links by which people come in.

use super::Group;
use super::rights::Right;
use crate::chance;
use crate::clock;
use crate::crypto::message::KeyId;
use crate::refusal::{Answer, Refusal};
use crate::world::World;
use crate::world::peer::Peer;

/// A link.
#[derive(Clone, Debug)]
pub(crate) struct Invite {
    /// Where it leads.
    pub(crate) peer: Peer,
    /// Who made it.
    pub(crate) by: i64,
    /// When, in seconds since 1970 UTC.
    pub(crate) date: i32,
    /// Until when; 0 is for ever.
    pub(crate) ends_at: i32,
    /// How many may use it; 0 is all.
    pub(crate) limit: i32,
    /// How many did.
    pub(crate) used: i32,
    /// Whether it is void.
    pub(crate) is_revoked: bool,
}

impl Invite {
    fn is_void(&self) -> bool {
        let is_over = self.ends_at != 0 && self.ends_at <= clock::now();
        self.is_revoked || is_over || (self.limit != 0 && self.used >= self.limit)
    }
}

impl World {
    /// Makes a link; the former one of the group is void with `anew`. Gives what stands in it.
    pub(crate) fn make_invite(
        &mut self,
        me: i64,
        peer: Peer,
        (ends_at, limit): (i32, i32),
        anew: bool,
    ) -> Answer<String> {
        self.check_right(me, peer, Right::Invite)?;
        let digits = chance::bytes::<8>().map(|byte| format!("{byte:02x}"));
        let hash = digits.concat();
        let old = self.known_mut(peer)?.link.replace(hash.clone());
        if let Some(old) = old
            .filter(|_| anew)
            .and_then(|old| self.groups.invites.get_mut(&old))
        {
            old.is_revoked = true;
        }
        let invite = Invite {
            peer,
            by: me,
            date: clock::now(),
            ends_at,
            limit,
            used: 0,
            is_revoked: false,
        };
        self.groups.invites.insert(hash.clone(), invite);
        Ok(hash)
    }

    /// Where a link leads.
    pub(crate) fn invited_to(&self, hash: &str) -> Answer<(&Group, &Invite)> {
        let invite = self.groups.invites.get(hash);
        let invite = invite.ok_or_else(|| Refusal::bad("INVITE_HASH_INVALID"))?;
        let group = self.groups.get(invite.peer).filter(|_| !invite.is_void());
        let group = group.ok_or_else(|| Refusal::bad("INVITE_HASH_EXPIRED"))?;
        Ok((group, invite))
    }

    /// Somebody comes in by a link; gives the group and the message that says so.
    pub(crate) fn join_by(
        &mut self,
        me: i64,
        hash: &str,
        key: Option<&KeyId>,
    ) -> Answer<(Peer, Option<i32>)> {
        let (_, invite) = self.invited_to(hash)?;
        let (peer, by) = (invite.peer, invite.by);
        let id = self.join(me, peer, Some(by), key)?;
        if let Some(invite) = self.groups.invites.get_mut(hash) {
            invite.used += 1;
        }
        Ok((peer, id))
    }
}
