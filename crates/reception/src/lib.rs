//! What people write to the bot or press under its messages, and what it answers: commands end in flows, all else in
//! one polite sentence an hour.

mod command;
mod courtesy;
mod desk;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::provider::ProviderEntry;
use domain::tenant::Domain;
use flows::Context;
use futures::FutureExt;
use messengers::{Heard, Reception, Reply};
use tokio::sync::watch;

use crate::courtesy::Courtesy;
use crate::desk::Desk;

/// How long an answer may take.
const DEADLINE: Duration = Duration::from_secs(10);

/// The way in. Messengers are given it before there is anybody behind it, since what is behind it needs to know the
/// messengers; who comes earlier waits.
pub struct Door {
    desk: watch::Sender<Option<Arc<Desk>>>,
}

impl Door {
    /// A door that is still closed.
    #[expect(
        clippy::new_without_default,
        reason = "a door that is never opened is of no use"
    )]
    pub fn new() -> Self {
        Self {
            desk: watch::Sender::new(None),
        }
    }

    /// What messengers are given.
    pub fn reception(&self) -> Arc<Reception> {
        let desk = self.desk.subscribe();
        Arc::new(move |heard: Heard| answer(desk.clone(), heard).boxed())
    }

    /// Opens the door: for these domains, and messengers of these providers.
    pub fn open(&self, context: Context, domains: Vec<Domain>, providers: Vec<ProviderEntry>) {
        self.desk.send_replace(Some(Arc::new(Desk {
            context,
            domains,
            providers,
            courtesy: Mutex::new(Courtesy::default()),
        })));
    }
}

async fn answer(mut desk: watch::Receiver<Option<Arc<Desk>>>, heard: Heard) -> Option<Reply> {
    let answered = async {
        let desk = desk.wait_for(Option::is_some).await.ok()?.clone()?;
        desk.hear(&heard).await
    };
    let answered = tokio::time::timeout(DEADLINE, answered).await;
    answered.unwrap_or_else(|_| {
        let provider = &heard.provider;
        tracing::warn!(%provider, "an answer to somebody who wrote in took too long");
        None
    })
}
