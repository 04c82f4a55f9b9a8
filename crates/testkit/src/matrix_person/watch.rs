//! What a person sees come: `/sync`, and waiting for what must come.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use serde_json::Value;
use tokio::time::timeout;

use super::{MatrixPerson, RoomEvent};

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(90);
/// How long one `/sync` waits, in milliseconds.
const WAIT: &str = "5000";

/// All that came so far.
#[derive(Default)]
pub(super) struct Timeline {
    since: Option<String>,
    events: BTreeMap<String, Vec<RoomEvent>>,
    /// How many events of a room were given out by `next_from`.
    read: BTreeMap<String, usize>,
    invitations: BTreeSet<String>,
}

impl MatrixPerson {
    /// Asks once what is new, and waits a moment for it; the whole answer.
    pub async fn sync(&self) -> Value {
        let mut timeline = self.timeline.lock().await;
        self.sync_into(&mut timeline).await
    }

    /// Waits for the next message (or notice, or image) in a room by somebody; those before it are passed over.
    pub async fn next_from(&self, room: &str, sender: &str) -> RoomEvent {
        self.next_where(room, &format!("a message of {sender}"), |event| {
            event.sender() == sender && event.kind() == "m.room.message"
        })
        .await
    }

    /// Waits for the next message in a room with exactly these words; those before it are passed over.
    pub async fn reads(&self, room: &str, words: &str) -> RoomEvent {
        self.next_where(room, words, |event| event.body() == words)
            .await
    }

    /// Waits for the next event in a room that fits; those before it are passed over. `what` is for the panic.
    pub async fn next_where(
        &self,
        room: &str,
        what: &str,
        fits: impl Fn(&RoomEvent) -> bool,
    ) -> RoomEvent {
        let mut timeline = self.timeline.lock().await;
        let found = timeout(PATIENCE, async {
            loop {
                let read = timeline.read.get(room).copied().unwrap_or(0);
                let events = timeline
                    .events
                    .get(room)
                    .map_or(&[][..], |events| &events[read..]);
                if let Some(place) = events.iter().position(&fits) {
                    let event = events[place].clone();
                    timeline.read.insert(room.to_owned(), read + place + 1);
                    return event;
                }
                self.sync_into(&mut timeline).await;
            }
        });
        if let Ok(event) = found.await {
            return event;
        }
        let seen = timeline.events.get(room).into_iter().flatten();
        let seen: Vec<_> = seen.map(|event| event.0.to_string()).collect();
        panic!(
            "{what} did not come to {}; there are:\n{}",
            self.id,
            seen.join("\n")
        );
    }

    /// Waits for an invitation to a room, and gives the room's id.
    pub async fn invitation(&self) -> String {
        let mut timeline = self.timeline.lock().await;
        let found = timeout(PATIENCE, async {
            loop {
                if let Some(room) = timeline.invitations.pop_first() {
                    return room;
                }
                self.sync_into(&mut timeline).await;
            }
        });
        found
            .await
            .unwrap_or_else(|_| panic!("nobody invites {}", self.id))
    }

    /// All events of a room that came so far.
    pub async fn seen(&self, room: &str) -> Vec<RoomEvent> {
        let timeline = self.timeline.lock().await;
        timeline.events.get(room).cloned().unwrap_or_default()
    }

    async fn sync_into(&self, timeline: &mut Timeline) -> Value {
        let mut query = vec![("timeout", WAIT)];
        let filter = r#"{"room":{"timeline":{"limit":1000}}}"#;
        query.push(("filter", filter));
        if let Some(since) = &timeline.since {
            query.push(("since", since));
        }
        let answer = self.get(&["sync"], &query).await.good();
        timeline.since = answer["next_batch"].as_str().map(str::to_owned);
        for (room, news) in answer["rooms"]["join"].as_object().into_iter().flatten() {
            let events = news["timeline"]["events"].as_array().into_iter().flatten();
            let known = timeline.events.entry(room.clone()).or_default();
            known.extend(events.cloned().map(RoomEvent));
        }
        for (room, _) in answer["rooms"]["invite"].as_object().into_iter().flatten() {
            timeline.invitations.insert(room.clone());
        }
        answer
    }
}
