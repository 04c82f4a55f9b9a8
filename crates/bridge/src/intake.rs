//! What the homeserver hands over: kept first, dealt with afterwards, each event once and those of a room in order.

mod sequence;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ruma::{OwnedEventId, OwnedRoomId};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{StoreError, bridge_events, commit};

use crate::event::{Event, Withdrawn};
use crate::ground::Ground;
use crate::lanes::Lanes;
use crate::transaction::Transaction;
use sequence::Sequence;

/// Deals with events. What it does must be fit to be done twice: whoever is killed at it does it again.
pub trait Deal: Send + Sync {
    /// An event of a room. False if it is not dealt with, since the bridge ends: then it comes again with the next start.
    fn event<'a>(&'a self, event: &'a Event) -> futures::future::BoxFuture<'a, bool>;
    /// Who types, who reads, who is there: kept nowhere, and lost if nobody listens.
    fn ephemeral<'a>(&'a self, news: &'a Value) -> futures::future::BoxFuture<'a, ()>;
}

/// Events of rooms, and whether they were redacted since we have them.
type Waiting = HashMap<(OwnedRoomId, OwnedEventId), Withdrawn>;

/// Takes what the homeserver hands over.
pub struct Intake {
    ground: Arc<Ground>,
    dealer: Arc<dyn Deal>,
    lanes: Arc<Lanes<String, (i64, Event)>>,
    /// The events that are not dealt with yet: whether they were redacted meanwhile.
    waiting: Mutex<Waiting>,
    /// One transaction after another: events keep their order.
    turn: tokio::sync::Mutex<Sequence>,
}

/// What became of a transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// It is kept.
    Kept,
    /// One before it is missing: it is to come again, behind that.
    TooEarly,
}

impl Intake {
    /// Takes nothing yet.
    pub fn new(ground: &Arc<Ground>, dealer: Arc<dyn Deal>) -> Arc<Self> {
        Arc::new(Self {
            ground: Arc::clone(ground),
            dealer,
            lanes: Lanes::new(&ground.tasks, &ground.stop),
            waiting: Mutex::default(),
            turn: tokio::sync::Mutex::default(),
        })
    }

    /// What it stands on.
    pub fn ground(&self) -> &Arc<Ground> {
        &self.ground
    }

    /// Goes on with what was kept and not dealt with. To be called once, before anything is accepted.
    pub async fn resume(self: &Arc<Self>) -> Result<(), StoreError> {
        let (mut after, mut events) = (0, Vec::new());
        loop {
            let mut conn = self.ground.db.read().await?;
            let page = bridge_events::list_after(&mut conn, after).await?;
            drop(conn);
            let Some(last) = page.last() else {
                break;
            };
            after = last.position;
            for kept in page {
                match self.open(&kept.room, &kept.sealed_event) {
                    Some(event) => events.push((kept.position, event)),
                    // It was sealed under another key: nobody will ever read it.
                    None => self.forget(kept.position, None).await,
                }
            }
        }
        self.push_all(events);
        Ok(())
    }

    /// Accepts a transaction, once: a repeated one changes nothing.
    pub async fn accept(
        self: &Arc<Self>,
        id: &str,
        transaction: &Transaction,
    ) -> Result<Accepted, StoreError> {
        let homeserver = &self.ground.homeserver;
        // What our own users did is no news to us.
        let is_news = |event: &Event| !homeserver.is_ours(&event.sender);
        let events: Vec<Event> = transaction.events().filter(is_news).collect();
        let mut turn = self.turn.lock().await;
        if !turn.takes(id) {
            return Ok(Accepted::TooEarly);
        }
        let mut tx = self.ground.db.begin().await?;
        let key = transaction_key(id, &events);
        let now = self.ground.world.now();
        if !events.is_empty() && !bridge_events::accept(&mut tx, &key, now).await? {
            return Ok(Accepted::Kept);
        }
        let mut kept = Vec::with_capacity(events.len());
        for event in events {
            let sealed = self.seal(&event);
            let room = event.room_id.as_str();
            kept.push((bridge_events::append(&mut tx, room, sealed).await?, event));
        }
        commit(tx).await?;
        self.push_all(kept);
        drop(turn);
        for news in transaction.ephemeral() {
            self.dealer.ephemeral(&news).await;
        }
        Ok(Accepted::Kept)
    }

    /// Puts events to be dealt with behind all others. Those that one of them redacts are not begun any more, also if they
    /// have waited for long.
    fn push_all(self: &Arc<Self>, mut events: Vec<(i64, Event)>) {
        let mut waiting = self.waiting();
        for (_, event) in &mut events {
            let key = (event.room_id.clone(), event.event_id.clone());
            event.withdrawn = waiting.entry(key).or_default().clone();
        }
        for (_, event) in &events {
            let redacted = event.redacts();
            let redacted = redacted.and_then(|of| waiting.get(&(event.room_id.clone(), of)));
            redacted.inspect(|withdrawn| withdrawn.set());
        }
        drop(waiting);
        for (position, event) in events {
            self.push(position, event);
        }
    }

    fn push(self: &Arc<Self>, position: i64, event: Event) {
        let intake = Arc::clone(self);
        let room = event.room_id.to_string();
        self.lanes
            .push(room, (position, event), move |(position, event)| {
                let intake = Arc::clone(&intake);
                async move {
                    if intake.dealer.event(&event).await {
                        intake.forget(position, Some(&event)).await;
                    }
                }
            });
    }

    /// It is dealt with, or cannot be.
    async fn forget(&self, position: i64, event: Option<&Event>) {
        if let Some(event) = event {
            let key = (event.room_id.clone(), event.event_id.clone());
            self.waiting().remove(&key);
        }
        let forgotten = async {
            let mut tx = self.ground.db.begin().await?;
            bridge_events::remove(&mut tx, position).await?;
            commit(tx).await
        };
        if let Err(error) = forgotten.await {
            tracing::error!(%error, "an event that was dealt with cannot be forgotten; it comes again");
        }
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn seal(&self, event: &Event) -> Vec<u8> {
        let plain = serde_json::to_vec(event).expect("it has text keys alone");
        let context = context(event.room_id.as_str());
        self.ground.sealer.seal(&context, &plain)
    }

    fn open(&self, room: &str, sealed: &[u8]) -> Option<Event> {
        let plain = self.ground.sealer.open(&context(room), sealed)?;
        serde_json::from_slice(&plain).ok()
    }
}

fn context(room: &str) -> String {
    format!("bridge event in {room}")
}

/// What tells a transaction from all others: its id, and which events it brings. The id alone does not: Synapse on
/// SQLite begins to count anew whenever it is started.
fn transaction_key(id: &str, events: &[Event]) -> String {
    let mut digest = Sha256::new();
    for event in events {
        digest.update(event.event_id.as_str());
        digest.update(b"\n");
    }
    format!("{id} {}", URL_SAFE_NO_PAD.encode(digest.finalize()))
}
