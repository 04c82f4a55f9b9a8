//! Whether a provider without a standing connection is up: a cheap call says so.
//!
//! It is made at the start, again with growing waits while the provider is down, and whenever a send met trouble. While
//! all goes well, nothing is asked.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::Connection;
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;

use super::answer::{Trouble, Verdict};
use crate::Surroundings;
use crate::backoff::Backoff;

/// How long to wait before the provider is asked again.
#[derive(Debug, Clone, Copy)]
pub struct Waits {
    /// At first; no two calls follow each other sooner.
    pub first: Duration,
    /// At most, after many calls in vain.
    pub longest: Duration,
    /// When what we log in with is refused: providers shut out who goes on asking.
    pub locked: Duration,
}

impl Waits {
    /// The usual ones.
    pub const DEFAULT: Self = Self {
        first: Duration::from_secs(1),
        longest: Duration::from_secs(60),
        locked: Duration::from_secs(300),
    };
}

/// Why the provider is down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// In words for an admin.
    pub(crate) why: String,
    /// Whether an operator has to do something.
    pub(crate) is_locked: bool,
    /// How long the provider asks us to wait.
    pub(crate) after: Option<Duration>,
}

impl Fault {
    /// The provider is down; it is asked again soon.
    pub(crate) fn new(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            is_locked: false,
            after: None,
        }
    }

    /// What we log in with is refused.
    pub(crate) fn locked(why: impl Into<String>) -> Self {
        Self {
            is_locked: true,
            ..Self::new(why)
        }
    }

    /// The provider, of this name for people, asks us to wait.
    pub(crate) fn patience(title: &str, wait: Duration) -> Self {
        Self {
            after: Some(wait),
            ..Self::new(format!("{title} asks for patience"))
        }
    }

    /// What a refusal by status means; `None` if it is none. `locked` are the words for a login that is refused,
    /// `absent` those for a server that is another's.
    pub(crate) fn of(verdict: Verdict, title: &str, locked: &str, absent: &str) -> Option<Self> {
        match verdict {
            Verdict::Good => None,
            Verdict::Patience(wait) => Some(Self::patience(title, wait)),
            Verdict::Locked(_) => Some(Self::locked(locked)),
            Verdict::Missing(_) | Verdict::Refused(_) => Some(Self::new(absent)),
            Verdict::Again(why) => Some(Self::new(why)),
        }
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        Self::new(trouble.to_string())
    }
}

/// Asks the provider; `Ok` is the account as people know it.
pub(crate) type Check = dyn Fn() -> BoxFuture<'static, Result<String, Fault>> + Send + Sync;

/// What is known of the provider. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Presence {
    state: watch::Sender<Connection>,
    doubt: Arc<Notify>,
}

impl Presence {
    /// Begins to ask, in a task of its own; `title` is the provider's name for people.
    pub(crate) fn start(
        title: &str,
        waits: Waits,
        surroundings: &Surroundings,
        check: Box<Check>,
    ) -> Self {
        let presence = Self {
            state: watch::Sender::new(Connection::down(format!(
                "asking {title} whether it is there"
            ))),
            doubt: Arc::new(Notify::new()),
        };
        let keeper = Keeper {
            presence: presence.clone(),
            waits,
            check,
            world: surroundings.world.clone(),
        };
        let stop = surroundings.stop.clone();
        surroundings.tasks.spawn(keeper.keep(stop));
        presence
    }

    /// Whether it is up, and a way to be woken when that changes.
    pub(crate) fn connection(&self) -> watch::Receiver<Connection> {
        self.state.subscribe()
    }

    /// Why nothing can be sent now; `None` if it can.
    pub(crate) fn trouble(&self) -> Option<String> {
        match &*self.state.borrow() {
            Connection::Up { .. } => None,
            Connection::Down { why, .. } => Some(why.clone()),
        }
    }

    /// A send met trouble that may be about the provider as a whole: it is asked anew.
    pub(crate) fn doubt(&self) {
        self.doubt.notify_one();
    }

    /// A send has shown that the provider takes nothing from us, until it says otherwise.
    pub(crate) fn down(&self, why: String) {
        self.say(Connection::locked(why));
        self.doubt();
    }

    fn say(&self, connection: Connection) {
        self.state.send_if_modified(|old| {
            let is_new = *old != connection;
            *old = connection;
            is_new
        });
    }
}

/// Who asks.
struct Keeper {
    presence: Presence,
    waits: Waits,
    check: Box<Check>,
    world: domain::world::World,
}

impl Keeper {
    async fn keep(self, stop: CancellationToken) {
        let presence = self.presence.clone();
        let _ = stop.run_until_cancelled(self.ask()).await;
        presence.say(Connection::down("stopped"));
    }

    async fn ask(self) {
        let mut backoff = Backoff::new(self.waits.first, self.waits.longest);
        loop {
            match (self.check)().await {
                Ok(account) => {
                    backoff.reset();
                    self.presence.say(Connection::Up { account });
                    self.presence.doubt.notified().await;
                    // Many sends may meet the same trouble: they make one call.
                    tokio::time::sleep(backoff.wait(&self.world)).await;
                    let _ = self.presence.doubt.notified().now_or_never();
                    backoff.reset();
                }
                Err(fault) => {
                    let wait = self.wait(&fault, &mut backoff);
                    self.presence.say(Connection::Down {
                        why: fault.why,
                        needs_operator: fault.is_locked,
                    });
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    fn wait(&self, fault: &Fault, backoff: &mut Backoff) -> Duration {
        let ours = if fault.is_locked {
            self.waits.locked
        } else {
            backoff.wait(&self.world)
        };
        fault.after.unwrap_or_default().max(ours)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use domain::time::Timestamp;
    use domain::world::World;
    use tokio::sync::mpsc;
    use tokio::time::Instant;
    use tokio_util::task::TaskTracker;

    use super::*;

    /// Starts one whose calls are answered from a list, the last answer for ever; gives when each call was made.
    fn start(
        answers: Vec<Result<&str, Fault>>,
    ) -> (Presence, Arc<Mutex<Vec<Duration>>>, CancellationToken) {
        let stop = CancellationToken::new();
        let surroundings = Surroundings {
            world: World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(7)),
            tasks: TaskTracker::new(),
            stop: stop.clone(),
            news: mpsc::channel(1).0,
            reception: crate::deaf(),
        };
        let answers: Vec<Result<String, Fault>> = answers
            .into_iter()
            .map(|answer| answer.map(str::to_owned))
            .collect();
        let (began, calls) = (Instant::now(), Arc::new(Mutex::new(Vec::new())));
        let made = Arc::clone(&calls);
        let check = Box::new(move || {
            let mut made = made.lock().unwrap();
            let answer = answers[made.len().min(answers.len() - 1)].clone();
            made.push(began.elapsed());
            std::future::ready(answer).boxed()
        });
        (
            Presence::start("Acme", Waits::DEFAULT, &surroundings, check),
            calls,
            stop,
        )
    }

    fn fault(why: &str, is_locked: bool, after: Option<u64>) -> Fault {
        Fault {
            why: why.to_owned(),
            is_locked,
            after: after.map(Duration::from_secs),
        }
    }

    async fn wait_until_up(presence: &Presence) {
        presence
            .connection()
            .wait_for(Connection::is_up)
            .await
            .unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn waits_grow_until_it_is_up_and_then_nothing_is_asked() {
        let down = || Err(fault("away", false, None));
        let (presence, calls, _) = start(vec![down(), down(), down(), Ok("us")]);
        assert_eq!(
            presence.trouble().unwrap(),
            "asking Acme whether it is there"
        );
        wait_until_up(&presence).await;
        tokio::time::sleep(Duration::from_secs(3_600)).await;
        let calls = calls.lock().unwrap().clone();
        assert_eq!(calls.len(), 4);
        let gaps: Vec<_> = calls
            .windows(2)
            .map(|two| two[1].saturating_sub(two[0]))
            .collect();
        assert!(
            gaps[0] >= Duration::from_millis(500) && gaps.is_sorted(),
            "{gaps:?}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn refused_credentials_and_waits_asked_for_are_not_hurried() {
        let locked = Err(fault("the token is refused", true, None));
        let busy = Err(fault("busy", false, Some(90)));
        let (presence, calls, _) = start(vec![locked, busy, Ok("us")]);
        wait_until_up(&presence).await;
        let calls = calls.lock().unwrap().clone();
        assert!(calls[1] >= Duration::from_secs(300), "{calls:?}");
        assert!(calls[2] >= calls[1] + Duration::from_secs(90), "{calls:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn many_sends_in_trouble_make_one_call() {
        let (presence, calls, _) = start(vec![Ok("us"), Ok("us"), Err(fault("away", false, None))]);
        wait_until_up(&presence).await;
        for _ in 0..100 {
            presence.doubt();
        }
        tokio::time::sleep(Duration::from_secs(10)).await;
        assert_eq!(calls.lock().unwrap().len(), 2);
        presence.down("the token is refused".to_owned());
        assert_eq!(presence.trouble().unwrap(), "the token is refused");
        presence
            .connection()
            .wait_for(|now| *now == Connection::down("away"))
            .await
            .unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn once_stopped_it_is_down() {
        let (presence, _, stop) = start(vec![Ok("us")]);
        wait_until_up(&presence).await;
        stop.cancel();
        presence
            .connection()
            .wait_for(|now| !now.is_up())
            .await
            .unwrap();
        assert_eq!(presence.trouble().unwrap(), "stopped");
    }
}
