//! A messenger that runs for as long as it is tried out.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use domain::delivery::Outcome;
use domain::locale::Locale;
use domain::message::Text;
use domain::provider::Connection;
use domain::world::World;
use messengers::{Letter, Messenger, Surroundings, deaf};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wording::Words;

use crate::world;

/// How long a messenger may take until its first attempt to connect has an end.
const DEADLINE: Duration = Duration::from_secs(60);

/// A messenger that is tried out.
pub(crate) struct Trial {
    messenger: Arc<dyn Messenger>,
    world: World,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Trial {
    /// Starts a messenger. Errors: its settings cannot be used.
    pub(crate) fn start<E>(
        start: impl FnOnce(Surroundings) -> Result<Arc<dyn Messenger>, E>,
    ) -> Result<Self, E> {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let world = world::real();
        // Receipts are nobody's business here.
        let (news, _inbox) = mpsc::channel(16);
        let messenger = start(Surroundings {
            world: world.clone(),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news,
            reception: deaf(),
        })?;
        Ok(Self {
            messenger,
            world,
            tasks,
            stop,
        })
    }

    /// Waits until it is connected, or the first attempt has failed.
    pub(crate) async fn connection(&self) -> Connection {
        let mut connection = self.messenger.connection();
        let is_up = connection.borrow().is_up();
        if !is_up {
            // Without a change in time the state itself says what was being tried.
            let _ = timeout(DEADLINE, connection.changed()).await;
        }
        connection.borrow().clone()
    }

    /// Sends a test message to a handle; gives the handle as it is shown. `Err` says why not, as a sentence's end.
    pub(crate) async fn greet(&self, handle: &str) -> Result<String, String> {
        let words = Words::default();
        let parsed = (self.messenger.entry().parse_handle)(handle)
            .map_err(|fault| words.with(fault.key, &[("detail", fault.detail.into())]))?;
        let to = match parsed.remote_id {
            Some(to) => to,
            None => self.messenger.resolve(handle).await.map_err(why)?,
        };
        let delivery = self.world.id();
        let letter = Letter {
            delivery,
            attempt: 1,
            idempotency_key: delivery.to_string(),
            to,
            text: Text::of(Words::of(locale()).text("setup-test")),
            buttons: Vec::new(),
            carries_code: false,
        };
        match self.messenger.send(&letter).await {
            Outcome::Sent => Ok(parsed.shown),
            outcome @ (Outcome::Later { .. } | Outcome::Never { .. }) => Err(why(outcome)),
        }
    }

    /// Disconnects.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

fn why(outcome: Outcome) -> String {
    match outcome {
        Outcome::Sent => String::new(),
        Outcome::Later { why, .. } | Outcome::Never { why, .. } => why,
    }
}

/// The language of whoever sits at the terminal, as programs there know it.
fn locale() -> Locale {
    let set = |name| std::env::var(name).ok().filter(|value| !value.is_empty());
    let tag = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
    tag.and_then(|tag| Locale::from_tag(&tag))
        .unwrap_or_default()
}
