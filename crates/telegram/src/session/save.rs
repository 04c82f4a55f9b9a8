//! Writing what was learned in passing.

use grammers_session::types::{PeerInfo, UpdatesState};
use store::telegram_sessions;

use super::{Data, HELD, SessionError, StoredSession, rows};

/// Home data centre, place, place as it was saved, ids of peers, their rows.
type Unsaved = (
    i32,
    UpdatesState,
    UpdatesState,
    Vec<i64>,
    Vec<telegram_sessions::Peer>,
);

impl StoredSession {
    /// Writes what was learned since the last time, in one transaction: first the peers, then where updates stand, so
    /// that no update that is behind us named somebody who is not known.
    pub async fn save(&self) -> Result<(), SessionError> {
        let _writing = self.writing.lock().await;
        let (home, place, saved, ids, peers) = self.data().take_unsaved();
        if peers.is_empty() && place == saved {
            return Ok(());
        }
        let written = self.write(home, &peers, &place, &saved).await;
        let mut data = self.data();
        match written {
            Ok(()) => data.saved_place = place,
            Err(_) => data.unsaved.extend(ids),
        }
        written
    }

    async fn write(
        &self,
        home: i32,
        peers: &[telegram_sessions::Peer],
        place: &UpdatesState,
        saved: &UpdatesState,
    ) -> Result<(), SessionError> {
        let mut tx = self.db.begin().await?;
        telegram_sessions::set_home(&mut tx, &self.name, home).await?;
        telegram_sessions::set_peers(&mut tx, &self.name, peers).await?;
        if place != saved {
            let row = rows::place_row(place, saved);
            telegram_sessions::set_place(&mut tx, &self.name, &row).await?;
            for channel in left(saved, place) {
                telegram_sessions::forget_channel(&mut tx, &self.name, channel).await?;
            }
        }
        store::commit(tx).await?;
        Ok(())
    }

    /// Where the updates stand of which all was handed over. Written with the next [`StoredSession::save`].
    pub(crate) fn keep_place(&self, place: UpdatesState) {
        self.data().place = place;
    }

    /// Where the updates stand.
    pub(crate) fn place(&self) -> UpdatesState {
        self.data().place.clone()
    }

    /// Remembers peers. Written with the next [`StoredSession::save`].
    pub(crate) fn learn(&self, peers: impl IntoIterator<Item = PeerInfo>) {
        let mut data = self.data();
        for peer in peers {
            data.learn(&peer);
        }
    }
}

/// What memory says of a peer.
pub(super) enum Recalled {
    /// It is this one.
    Known(PeerInfo),
    /// The tables do not know it.
    Stranger,
    /// The tables have to be asked.
    Nothing,
}

impl Data {
    pub(super) fn find(&self, id: i64) -> Option<&PeerInfo> {
        let own = self
            .own
            .as_ref()
            .filter(|own| rows::dialog_id(own) == Some(id));
        own.or_else(|| self.peers.get(&id))
    }

    /// What memory says of a peer.
    pub(super) fn recall(&self, id: i64) -> Recalled {
        match self.find(id) {
            Some(peer) => Recalled::Known(peer.clone()),
            None if self.strangers.contains(&id) => Recalled::Stranger,
            None => Recalled::Nothing,
        }
    }

    /// The tables do not know the peer; unless it was met since they were asked.
    pub(super) fn note_stranger(&mut self, id: i64) {
        if self.find(id).is_some() {
            return;
        }
        if self.strangers.len() >= HELD {
            self.strangers.clear();
        }
        self.strangers.insert(id);
    }

    fn learn(&mut self, peer: &PeerInfo) {
        let Some(id) = rows::dialog_id(peer) else {
            return;
        };
        let mut known = self.find(id).cloned().unwrap_or_else(|| peer.clone());
        known.extend_info(peer);
        if self.find(id) == Some(&known) {
            return;
        }
        self.unsaved.insert(id);
        self.hold(id, known);
    }

    /// Holds a peer in memory, and the account itself in its own place.
    pub(super) fn hold(&mut self, id: i64, peer: PeerInfo) {
        self.strangers.remove(&id);
        if matches!(
            peer,
            PeerInfo::User {
                is_self: Some(true),
                ..
            }
        ) {
            self.own = Some(peer);
            return;
        }
        if self.peers.len() >= HELD {
            // What is written can be read again.
            let unsaved = &self.unsaved;
            self.peers.retain(|id, _| unsaved.contains(id));
        }
        self.peers.insert(id, peer);
    }

    /// What is to be written. A peer that changes from here on is unsaved again.
    fn take_unsaved(&mut self) -> Unsaved {
        let ids: Vec<i64> = self.unsaved.drain().collect();
        let peers = ids.iter().filter_map(|id| self.find(*id));
        let peers = peers.filter_map(rows::peer_row).collect();
        let (place, saved) = (self.place.clone(), self.saved_place.clone());
        (self.home_dc, place, saved, ids, peers)
    }
}

/// The channels whose place is no longer kept.
fn left<'a>(saved: &'a UpdatesState, now: &'a UpdatesState) -> impl Iterator<Item = i64> {
    let saved = saved.channels.iter().map(|channel| channel.id);
    saved.filter(|id| !now.channels.iter().any(|channel| channel.id == *id))
}
