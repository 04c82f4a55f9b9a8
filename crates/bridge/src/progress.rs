//! How far the rooms of a login are made, told in the management room: one message, which is kept up to date.

use std::sync::Arc;
use std::time::Duration;

use ruma::events::room::message::{ReplacementMetadata, RoomMessageEventContent};
use ruma::{OwnedEventId, OwnedRoomId, RoomId};
use store::bridge_users;

use crate::ground::Ground;
use crate::homeserver::SendText;
use crate::language::fill;
use crate::logins::Login;
use crate::rooms::{Rooms, SyncState};

/// How often the message is changed at most.
const PACE: Duration = Duration::from_secs(3);

/// Tells the owner of a login how far its rooms are, until everything ends.
pub(crate) fn follow(ground: &Arc<Ground>, rooms: &Rooms, login: &Login) {
    let Some(mut progress) = rooms.progress(login.account) else {
        return;
    };
    let (ground, login) = (Arc::clone(ground), login.clone());
    let stop = ground.stop.clone();
    ground.tasks.clone().spawn(async move {
        let tell = async {
            let mut message = None;
            // Once everything that changes it is gone, so is the login.
            while progress.changed().await.is_ok() {
                let state = *progress.borrow_and_update();
                message = tell(&ground, &login, state, message).await;
                tokio::time::sleep(PACE).await;
            }
        };
        stop.run_until_cancelled(tell).await;
    });
}

/// Says how far it is, in the message that was begun; gives the message as long as there is more to be said.
async fn tell(
    ground: &Ground,
    login: &Login,
    state: SyncState,
    message: Option<(OwnedRoomId, OwnedEventId)>,
) -> Option<(OwnedRoomId, OwnedEventId)> {
    let numbers = |done: i64, of: i64| [("done", done.to_string()), ("of", of.to_string())];
    let words = ground.words_for(&login.matrix_id).await;
    let text = |key, done, of| fill(words, key, &numbers(done, of));
    let (text, number) = match state {
        SyncState::Resting | SyncState::Listing => return message,
        // Nothing was to be made.
        SyncState::Done { .. } if message.is_none() => return None,
        SyncState::Making { done, of } => (text("bridge-rooms-making", done, of), done),
        SyncState::Waiting { done, of } => (text("bridge-rooms-waiting", done, of), done),
        SyncState::Done { of } => (text("bridge-rooms-done", of, of), of),
    };
    let mut content = RoomMessageEventContent::notice_plain(text);
    let room = match &message {
        Some((room, first)) => {
            let metadata = ReplacementMetadata::new(first.clone(), None);
            content = content.make_replacement(metadata);
            room.clone()
        }
        None => management_room(ground, login).await?,
    };
    let first = message.as_ref().map_or("", |(_, first)| first.as_str());
    let kind = if matches!(state, SyncState::Waiting { .. }) {
        "waiting"
    } else {
        "at"
    };
    let now = ground.world.now().as_micros();
    let transaction = match first {
        "" => format!("rooms-{}-{now}", login.account),
        first => format!("rooms-{first}-{kind}-{number}"),
    };
    let to = SendText {
        room: &room,
        who: None,
        transaction: &transaction,
    };
    match ground.homeserver.message(to, &content).await {
        Ok(_) if matches!(state, SyncState::Done { .. }) => None,
        Ok(event) => Some(message.unwrap_or((room, event))),
        Err(fault) => {
            tracing::info!(%fault, "how far rooms are made could not be told");
            message
        }
    }
}

async fn management_room(ground: &Ground, login: &Login) -> Option<OwnedRoomId> {
    let mut conn = ground.db.read().await.ok()?;
    let user = bridge_users::find(&mut conn, login.matrix_id.as_str()).await;
    RoomId::parse(user.ok()??.management_room?).ok()
}
