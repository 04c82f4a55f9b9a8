//! The stream of updates, from the library to whoever wants them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use grammers_mtsender::{InvocationError, UpdatesConfiguration, UpdatesReceiver};
use grammers_session::storages::ErasedSession;
use grammers_session::types::{DcOption, PeerId, PeerInfo, UpdateState, UpdatesState};
use grammers_session::updates::UpdatesLike;
use grammers_session::{BoxFuture, Session};
use grammers_tl_types::{enums, types};
use tokio::sync::mpsc;

use super::error::CallError;
use super::line::Line;
use super::missed;
use super::own_sends::Mark;
use super::shared::Shared;
use super::update::{People, Update};
use crate::session::StoredSession;

/// How long the stream rests after an error; the connection is looked at in the meantime.
const REST: Duration = Duration::from_secs(1);

type Erased = Box<dyn std::error::Error + Send + Sync>;

/// Hands updates over as they come. Returns when something handed over was lost.
pub(super) async fn stream(
    shared: &Shared,
    line: &Line,
    raw: mpsc::Receiver<UpdatesLike>,
    to: &mpsc::Sender<Update>,
) -> Result<(), Erased> {
    let staged = Arc::new(Staged {
        session: Arc::clone(line.session()),
        place: Mutex::new(shared.hand_over.newest()),
    });
    let erased: Arc<ErasedSession> = Arc::clone(&staged) as Arc<ErasedSession>;
    let catch_up = UpdatesConfiguration { catch_up: true };
    let thin = line.pool().thin.clone();
    let mut receiver = UpdatesReceiver::create(thin, erased, raw, catch_up).await?;
    loop {
        let before = staged.place();
        match Box::pin(receiver.next()).await {
            Ok((updates, users, chats)) => {
                let peers = users.iter().map(PeerInfo::from);
                line.session()
                    .learn(peers.chain(chats.iter().map(PeerInfo::from)));
                receiver.sync_update_state().await?;
                let people = Arc::new(People::new(users, chats));
                let updates: Vec<_> = updates.into_iter().map(|(update, _)| update).collect();
                let listed = |channel| shared.hand_over.listed(channel);
                // Whoever reads what was missed looks for what came since the newest message that is known: so first.
                let mut all = missed::missed(&updates, &before, &staged.place(), listed);
                all.extend(updates);
                Box::pin(pass_on(shared, all, &people, staged.place(), to)).await;
            }
            Err(InvocationError::Dropped(_)) if line.has_ended() => return Ok(()),
            Err(error) => {
                let error = CallError::from(error);
                tracing::debug!(%error, "updates cannot be fetched now");
                shared.doubt.notify_one();
                let rest = if let CallError::Flood(wait) = error {
                    wait
                } else {
                    REST
                };
                tokio::time::sleep(rest).await;
            }
        }
    }
}

/// Hands a batch over, without what we sent ourselves.
async fn pass_on(
    shared: &Shared,
    updates: Vec<enums::Update>,
    people: &Arc<People>,
    after: UpdatesState,
    to: &mpsc::Sender<Update>,
) {
    let receipts = shared.hand_over.batch(updates.len(), after);
    for (raw, receipt) in updates.into_iter().zip(receipts) {
        let is_ours = match mark(&raw) {
            Some(mark) => shared.own_sends.is_ours(mark).await,
            None => false,
        };
        let update = Update {
            raw,
            people: Arc::clone(people),
            own: shared.session.own_id(),
            receipt,
        };
        if is_ours {
            update.done();
        } else if let Err(mpsc::error::SendError(update)) = to.send(update).await {
            // Nobody wants updates.
            update.done();
        }
    }
}

/// What names an outgoing message or edit.
fn mark(update: &enums::Update) -> Option<Mark> {
    let (enums::Update::NewMessage(types::UpdateNewMessage { message, .. })
    | enums::Update::NewChannelMessage(types::UpdateNewChannelMessage { message, .. })
    | enums::Update::EditMessage(types::UpdateEditMessage { message, .. })
    | enums::Update::EditChannelMessage(types::UpdateEditChannelMessage { message, .. })) = update
    else {
        return None;
    };
    let is_edit = matches!(
        update,
        enums::Update::EditMessage(_) | enums::Update::EditChannelMessage(_)
    );
    match message {
        enums::Message::Message(message) if message.out => Some(Mark::of(message, is_edit)),
        enums::Message::Message(_) | enums::Message::Empty(_) | enums::Message::Service(_) => None,
    }
}

/// The session as the stream sees it: its place is where the library stands, not where everything was dealt with.
struct Staged {
    session: Arc<StoredSession>,
    place: Mutex<UpdatesState>,
}

impl Staged {
    fn place(&self) -> UpdatesState {
        let place = self.place.lock();
        place.unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Session for Staged {
    type Error = Erased;

    fn home_dc_id(&self) -> Result<i32, Erased> {
        Ok(self.session.home_dc_id()?)
    }

    fn set_home_dc_id(&self, dc_id: i32) -> BoxFuture<'_, Result<(), Erased>> {
        Box::pin(async move { Ok(self.session.set_home_dc_id(dc_id).await?) })
    }

    fn dc_option(&self, dc_id: i32) -> Result<Option<DcOption>, Erased> {
        Ok(self.session.dc_option(dc_id)?)
    }

    fn set_dc_option(&self, dc_option: &DcOption) -> BoxFuture<'_, Result<(), Erased>> {
        let dc_option = dc_option.clone();
        Box::pin(async move { Ok(self.session.set_dc_option(&dc_option).await?) })
    }

    fn peer(&self, peer: PeerId) -> BoxFuture<'_, Result<Option<PeerInfo>, Erased>> {
        Box::pin(async move { Ok(self.session.peer(peer).await?) })
    }

    fn cache_peer(&self, peer: PeerInfo) -> BoxFuture<'_, Result<(), Erased>> {
        self.session.learn([peer]);
        Box::pin(async { Ok(()) })
    }

    fn updates_state(&self) -> BoxFuture<'_, Result<UpdatesState, Erased>> {
        Box::pin(async move { Ok(self.place()) })
    }

    fn set_update_state(&self, update: UpdateState) -> BoxFuture<'_, Result<(), Erased>> {
        // The stream only ever sets all of it.
        if let UpdateState::All(all) = update {
            *self.place.lock().unwrap_or_else(PoisonError::into_inner) = all;
        }
        Box::pin(async { Ok(()) })
    }
}
