//! On what terms a messenger is with a provider over HTTP: whether the provider is there, how much it takes, and what
//! follows from its answers where they mean the same everywhere.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::Connection;
use domain::time::Timestamp;
use domain::world::World;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::answer::{self, Trouble, Verdict};
use super::pace::{Pace, Rules};
use super::presence::{Check, Fault, Presence, Waits};
use super::{Http, Site};
use crate::Surroundings;

/// How long to wait if a server asks for patience without saying for how long.
const UNASKED: Duration = Duration::from_secs(60);

/// The terms with one provider.
pub(crate) struct Terms {
    title: &'static str,
    presence: Presence,
    pace: Pace,
    world: World,
    stop: CancellationToken,
    /// No call is repeated sooner after a fault of the server.
    rest: Duration,
}

impl Terms {
    /// Begins to ask by `check` whether the provider is there, in a task of its own. `title` is its name for people.
    pub(crate) fn start(
        title: &'static str,
        rules: Rules,
        waits: Waits,
        surroundings: &Surroundings,
        check: Box<Check>,
    ) -> Self {
        Self {
            title,
            presence: Presence::start(title, waits, surroundings, check),
            pace: Pace::new(rules, surroundings.world.clone()),
            world: surroundings.world.clone(),
            stop: surroundings.stop.clone(),
            rest: Duration::ZERO,
        }
    }

    /// The same, with a rest after each fault of the server.
    pub(crate) fn resting(self, rest: Duration) -> Self {
        Self { rest, ..self }
    }

    /// Whether the provider is there, and a way to be woken when that changes.
    pub(crate) fn connection(&self) -> watch::Receiver<Connection> {
        self.presence.connection()
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// `Err` if nothing can be sent now.
    pub(crate) fn ready(&self) -> Result<(), Outcome> {
        match self.presence.trouble() {
            None => Ok(()),
            Some(why) => Err(answer::later(format!("not connected: {why}"))),
        }
    }

    /// Waits for the turn of a message to `to`. `Err` if it does not come soon.
    pub(crate) async fn pass(&self, to: &str, is_code: bool) -> Result<(), Outcome> {
        self.ready()?;
        let pass = self.pace.pass(to, is_code);
        match self.stop.run_until_cancelled(pass).await {
            Some(Ok(())) => Ok(()),
            Some(Err(wait)) => Err(answer::patience(self.title, wait)),
            None => Err(answer::stopped()),
        }
    }

    /// The provider asks for patience: for one destination, or for all.
    pub(crate) fn wait(&self, to: Option<&str>, wait: Duration) -> Outcome {
        self.pace.put_off(to, wait);
        answer::patience(self.title, wait)
    }

    /// The provider refuses what we log in with, until its check says otherwise.
    pub(crate) fn locked_out(&self, why: &str) -> Outcome {
        self.presence.down(why.to_owned());
        answer::later(why.to_owned())
    }

    /// Something is wrong with the provider as a whole: it is asked anew whether it is there.
    pub(crate) fn doubt(&self, why: String) -> Outcome {
        self.pause();
        answer::later(why)
    }

    /// There was no answer.
    pub(crate) fn troubled(&self, trouble: &Trouble) -> Outcome {
        self.pause();
        trouble.outcome()
    }

    /// What an answer means where the provider's own words say no more than its status does.
    pub(crate) fn read(&self, verdict: Verdict) -> Outcome {
        match verdict {
            Verdict::Patience(wait) => self.wait(None, wait),
            Verdict::Again(why) => self.doubt(why),
            other @ (Verdict::Good
            | Verdict::Locked(_)
            | Verdict::Missing(_)
            | Verdict::Refused(_)) => other.outcome(self.title),
        }
    }

    /// Nothing is sent for a moment, and it is asked anew whether the provider is there.
    pub(crate) fn pause(&self) {
        if !self.rest.is_zero() {
            self.pace.put_off(None, self.rest);
        }
        self.presence.doubt();
    }
}

/// What became of an attempt that ends early where something is in its way.
pub(crate) fn ended<'a>(
    attempt: impl Future<Output = Result<(), Outcome>> + Send + 'a,
) -> BoxFuture<'a, Outcome> {
    async move { attempt.await.err().unwrap_or(Outcome::Sent) }.boxed()
}

/// Whether anybody is at `site`, where nobody logs in: any answer of a server that works will do. `Ok` is the place.
pub(crate) async fn knock(
    http: &Http,
    site: &Site,
    title: &str,
    now: Timestamp,
) -> Result<String, Fault> {
    let answer = http.call(http.get(site.join(&[])), http.deadlines().ask);
    let answer = answer.await?;
    match answer.verdict(UNASKED, now) {
        Verdict::Patience(wait) => Err(Fault::patience(title, wait)),
        Verdict::Again(why) if answer.status.is_server_error() => Err(Fault::new(why)),
        Verdict::Again(_)
        | Verdict::Good
        | Verdict::Locked(_)
        | Verdict::Missing(_)
        | Verdict::Refused(_) => Ok(site.shown()),
    }
}

/// The call of `of` that says whether the provider is there.
pub(crate) fn check<T, F>(of: &Arc<T>, how: fn(Arc<T>) -> F) -> Box<Check>
where
    T: Send + Sync + 'static,
    F: Future<Output = Result<String, Fault>> + Send + 'static,
{
    let of = Arc::clone(of);
    Box::new(move || how(Arc::clone(&of)).boxed())
}
