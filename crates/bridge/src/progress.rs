//! How far the rooms of a login are made, told in the management room: one message, which is kept up to date.
//!
//! After a restart it goes on with the same message, which it knows by a mark in it.

use std::sync::Arc;
use std::time::Duration;

use ruma::{OwnedEventId, OwnedRoomId, RoomId};
use serde_json::{Value, json};
use store::bridge_users;

use crate::from_telegram::replacing;
use crate::ground::Ground;
use crate::homeserver::{Fault, Way};
use crate::language::fill;
use crate::logins::Login;
use crate::rooms::calls::Sending;
use crate::rooms::{Rooms, SyncState};

/// How often the message is changed at most.
const PACE: Duration = Duration::from_secs(3);
/// Where the message says of which login it is, and whether there is more to come.
const MARK: &str = "org.postern.rooms";
/// Among so many of the last events of the room, a message of an earlier run is looked for.
const LAST: u32 = 50;

/// The message that says how far it is.
struct Message {
    room: OwnedRoomId,
    first: OwnedEventId,
    /// How often it was changed by this run.
    edits: u32,
}

/// Tells the owner of a login how far its rooms are, until everything ends.
pub(crate) fn follow(ground: &Arc<Ground>, rooms: &Rooms, login: &Login) {
    let Some(mut progress) = rooms.progress(login.account) else {
        return;
    };
    // It may be far already.
    progress.mark_changed();
    let (ground, login) = (Arc::clone(ground), login.clone());
    let stop = ground.stop.clone();
    ground.tasks.clone().spawn(async move {
        let tell = async {
            let mut message = None;
            // Once everything that changes it is gone, so is the login.
            while progress.changed().await.is_ok() {
                let state = *progress.borrow_and_update();
                if matches!(state, SyncState::Resting | SyncState::Listing) {
                    // A few rooms may be made before the next look.
                    continue;
                }
                if matches!(state, SyncState::Waiting { .. }) {
                    // It may go on soon, or the login may have ended.
                    tokio::time::sleep(PACE).await;
                    if !progress.has_changed().is_ok_and(|has_changed| !has_changed) {
                        continue;
                    }
                }
                if let Err(fault) = tell(&ground, &login, state, &mut message).await {
                    tracing::info!(%fault, "how far rooms are made could not be told");
                    if fault.way() != Way::GiveUp {
                        progress.mark_changed();
                    }
                }
                tokio::time::sleep(PACE).await;
            }
        };
        stop.run_until_cancelled(tell).await;
    });
}

/// Says how far it is, in the message that was begun; forgets the message when there is no more to be said.
async fn tell(
    ground: &Ground,
    login: &Login,
    state: SyncState,
    message: &mut Option<Message>,
) -> Result<(), Fault> {
    let (key, done, of) = match state {
        SyncState::Resting | SyncState::Listing => return Ok(()),
        SyncState::Making { done, of } => ("bridge-rooms-making", done, of),
        SyncState::Waiting { done, of } => ("bridge-rooms-waiting", done, of),
        SyncState::Done { of } => ("bridge-rooms-done", of, of),
    };
    let is_done = matches!(state, SyncState::Done { .. });
    let words = ground.words_for(&login.matrix_id).await;
    let numbers = [("done", done.to_string()), ("of", of.to_string())];
    let content = json!({
        "msgtype": "m.notice",
        "body": fill(words, key, &numbers),
        MARK: { "account": login.account, "is_done": is_done },
    });
    if message.is_none() {
        *message = find(ground, login).await?;
    }
    match message {
        Some(message) => message.change(ground, done, content).await?,
        // Nothing was to be made, and no earlier run was stopped before it could say that all is made.
        None if is_done => {}
        None => *message = begin(ground, login, &content).await?,
    }
    if is_done {
        *message = None;
    }
    Ok(())
}

/// Begins the message; `None` if its owner has no room with the bot.
async fn begin(ground: &Ground, login: &Login, content: &Value) -> Result<Option<Message>, Fault> {
    let Some(room) = management_room(ground, login).await else {
        return Ok(None);
    };
    let now = ground.world.now().as_micros();
    let transaction = format!("rooms-{}-{now}", login.account);
    let first = send(ground, &room, &transaction, content).await?;
    Ok(Some(Message {
        room,
        first,
        edits: 0,
    }))
}

/// The message that an earlier run has begun and not ended.
async fn find(ground: &Ground, login: &Login) -> Result<Option<Message>, Fault> {
    let Some(room) = management_room(ground, login).await else {
        return Ok(None);
    };
    let events = match ground.homeserver.last_events(&room, LAST).await {
        Err(fault) if fault.is_forbidden() => return Ok(None),
        events => events?,
    };
    let bot = ground.homeserver.bot();
    let of_login = |event: &&Value| {
        event["sender"] == bot.as_str() && event["content"][MARK]["account"] == login.account
    };
    let newest = events.iter().find(of_login);
    let first = newest
        .filter(|event| event["content"][MARK]["is_done"] == false)
        .and_then(|event| {
            let changed = event["content"]["m.relates_to"]["event_id"].as_str();
            OwnedEventId::try_from(changed.or(event["event_id"].as_str())?).ok()
        });
    Ok(first.map(|first| Message {
        room,
        first,
        edits: 0,
    }))
}

impl Message {
    /// Has it say something else.
    async fn change(&mut self, ground: &Ground, done: i64, new: Value) -> Result<(), Fault> {
        self.edits += 1;
        let now = ground.world.now().as_micros();
        let transaction = format!("rooms-{}-{}-{done}-{now}", self.first, self.edits);
        let content = replacing(new, self.first.as_str());
        send(ground, &self.room, &transaction, &content)
            .await
            .map(drop)
    }
}

async fn send(
    ground: &Ground,
    room: &RoomId,
    transaction: &str,
    content: &Value,
) -> Result<OwnedEventId, Fault> {
    let sending = Sending {
        room,
        who: ground.homeserver.bot(),
        transaction,
        at: None,
    };
    ground
        .homeserver
        .send_event(sending, "m.room.message", content)
        .await
}

async fn management_room(ground: &Ground, login: &Login) -> Option<OwnedRoomId> {
    let mut conn = ground.db.read().await.ok()?;
    let user = bridge_users::find(&mut conn, login.matrix_id.as_str()).await;
    RoomId::parse(user.ok()??.management_room?).ok()
}
