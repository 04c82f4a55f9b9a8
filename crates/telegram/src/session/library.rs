//! The session as the library asks for it.

use grammers_session::types::{
    ChannelState, DcOption, PeerId, PeerInfo, UpdateState, UpdatesState,
};
use grammers_session::{BoxFuture, Session};
use store::telegram_sessions;

use super::save::Recalled;
use super::{SessionError, StoredSession, rows};

impl Session for StoredSession {
    type Error = SessionError;

    fn home_dc_id(&self) -> Result<i32, SessionError> {
        Ok(self.data().home_dc)
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            self.make_key(dc_id).await?;
            let _writing = self.writing.lock().await;
            let mut tx = self.db.begin().await?;
            telegram_sessions::set_home(&mut tx, &self.name, dc_id).await?;
            store::commit(tx).await?;
            self.data().home_dc = dc_id;
            Ok(())
        })
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, SessionError> {
        Ok(self.data().centres.get(&dc_id).cloned())
    }

    fn set_dc_option(&self, dc_option: &DcOption) -> BoxFuture<'_, Result<(), SessionError>> {
        let centre = dc_option.clone();
        Box::pin(async move {
            let is_known = self.data().centres.get(&centre.id) == Some(&centre);
            if is_known || !rows::can_be_dialled(&centre) {
                return Ok(());
            }
            self.write_centre(&centre).await?;
            let is_home = centre.id == self.data().home_dc;
            match self.make_key(centre.id).await {
                // Some other data centre that cannot be reached must not stand in the way of the home.
                Err(error) if !is_home => {
                    tracing::debug!(dc = centre.id, %error, "no key was made with a data centre");
                    Ok(())
                }
                made => made,
            }
        })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, SessionError>> {
        Box::pin(async move {
            let Some(id) = peer.bot_api_dialog_id() else {
                return Ok(self.own());
            };
            let recalled = self.data().recall(id);
            match recalled {
                Recalled::Known(peer) => return Ok(Some(peer)),
                Recalled::Stranger => return Ok(None),
                Recalled::Nothing => {}
            }
            let mut conn = self.db.read().await?;
            let stored = telegram_sessions::find_peer(&mut conn, &self.name, id).await?;
            drop(conn);
            let stored = stored.as_ref().and_then(rows::peer);
            match &stored {
                Some(stored) => self.data().hold(id, stored.clone()),
                None => self.data().note_stranger(id),
            }
            Ok(stored)
        })
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            self.learn([peer]);
            Ok(())
        })
    }

    fn cache_peers(&self, peers: Vec<PeerInfo>) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            self.learn(peers);
            Ok(())
        })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, SessionError>> {
        Box::pin(async move { Ok(self.place()) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), SessionError>> {
        Box::pin(async move {
            let mut place = self.place();
            match update {
                UpdateState::All(all) => place = all,
                UpdateState::Primary { pts, date, seq } => {
                    (place.pts, place.date, place.seq) = (pts, date, seq);
                }
                UpdateState::Secondary { qts } => place.qts = qts,
                UpdateState::Channel { id, pts } => {
                    place.channels.retain(|channel| channel.id != id);
                    place.channels.push(ChannelState { id, pts });
                }
            }
            self.keep_place(place);
            Ok(())
        })
    }
}
