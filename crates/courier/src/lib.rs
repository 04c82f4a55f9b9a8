//! The outbox worker: claim, word, send, record. The only owner of retries.
//!
//! Each provider has a worker of its own, with room of its own for codes and for notifications, and a recorder of
//! its own: one provider's outage, slowness or flood limit delays nobody on another, and a flood of notifications
//! delays no code.
//!
//! A claim is committed before anything is sent, and so is the digest of a code. What came of it is recorded many
//! to a transaction. A process that dies in between loses its claims, and the deliveries are due again: a message
//! may come twice where the provider does not honour the idempotency key, it is never lost.

mod arm;
mod bell;
mod carry;
mod claim;
mod desk;
mod fall_back;
mod keeper;
mod lane;
#[cfg(test)]
mod limits;
mod news;
mod quiet;
mod recorder;
mod report;
mod trouble;
mod word;
mod worker;

use std::sync::Arc;
use std::time::Duration;

use domain::secret::ServerKey;
use domain::tenant::Domain;
use domain::world::World;
use messengers::{Messenger, News};
use store::Db;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use bell::Bell;

use crate::desk::Desk;
use crate::worker::Worker;

/// All that the courier works with.
pub struct Courier {
    /// The database.
    pub db: Db,
    /// Time and randomness.
    pub world: World,
    /// The server's own key: digests of codes and links in messages are made with it.
    pub key: ServerKey,
    /// The domains whose users are written to.
    pub domains: Vec<Domain>,
    /// One for each provider.
    pub messengers: Vec<Arc<dyn Messenger>>,
    /// What the messengers report unasked.
    pub news: mpsc::Receiver<News>,
    /// Rung when a delivery was committed.
    pub bell: Bell,
    /// How often it looks by itself.
    pub pace: Pace,
}

/// How often the courier does what nobody wakes it for, in real time.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Between two looks into the outbox: other nodes and the command line write to it, too.
    pub look: Duration,
    /// Between two rounds of ending what is past its time.
    pub expire: Duration,
    /// Between two rounds of forgetting by the rules of retention.
    pub forget: Duration,
    /// How long what is being sent may take when Postern stops.
    pub grace: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            look: Duration::from_millis(500),
            expire: Duration::from_secs(30),
            forget: Duration::from_secs(3600),
            grace: Duration::from_secs(5),
        }
    }
}

impl Courier {
    /// Starts all tasks, owned by `tasks`.
    ///
    /// After `stop` nothing more is claimed; what is being sent may finish for [`Pace::grace`], and what came of it
    /// is recorded. What has not finished by then is due again when its lease ends.
    pub fn start(self, tasks: &TaskTracker, stop: &CancellationToken) {
        let desk = Arc::new(Desk {
            db: self.db,
            world: self.world,
            key: self.key,
            domains: (self.domains.into_iter())
                .map(|domain| (domain.name.clone(), domain))
                .collect(),
            providers: (self.messengers.iter())
                .map(|messenger| messenger.entry().provider.clone())
                .collect(),
            bell: self.bell,
            pace: self.pace,
            stop: stop.clone(),
            give_up: CancellationToken::new(),
        });
        let carriers = TaskTracker::new();
        for messenger in self.messengers {
            // Full only while the database is away; then finished sends wait in their slots.
            let (reports, inbox) = mpsc::channel(1_024);
            carriers.spawn(recorder::run(desk.clone(), inbox, CancellationToken::new()));
            let worker = Worker::new(desk.clone(), messenger, reports, carriers.clone());
            carriers.spawn(worker.run());
        }
        tasks.spawn(recorder::run(desk.clone(), self.news, desk.give_up.clone()));
        tasks.spawn(keeper::run(desk.clone()));
        tasks.spawn(end(desk, carriers));
    }
}

/// Waits for the stop, then for what is still being sent, but not forever.
async fn end(desk: Arc<Desk>, carriers: TaskTracker) {
    desk.stop.cancelled().await;
    carriers.close();
    let in_time = tokio::time::timeout(desk.pace.grace, carriers.wait()).await;
    desk.give_up.cancel();
    if in_time.is_err() {
        carriers.wait().await;
    }
}
