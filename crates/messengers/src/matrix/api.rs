//! Calls to the homeserver: with our token, and not before it wants to hear of us again.

mod call;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use reqwest::StatusCode;
use serde::de::DeserializeOwned;
use tokio::sync::Notify;

pub(super) use self::call::{Call, Lane};
use super::outcome::code;
use super::wire::Refusal;
use crate::http::{Answer, Http, Site, Trouble, Verdict};

/// How long to wait after a 429 that does not say.
const UNASKED: Duration = Duration::from_secs(5);
/// The longest that the homeserver is given its way when it asks for patience.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// Calls the homeserver.
pub(super) struct Api {
    http: Http,
    site: Site,
    pub(super) world: World,
    identity: Mutex<Option<Identity>>,
    /// Nothing of a lane is called before.
    pauses: Mutex<[Option<Timestamp>; Lane::COUNT]>,
    /// Rings when something was heard that is about the login or the homeserver as a whole.
    pub(super) alarm: Notify,
}

/// As whom we are logged in.
#[derive(Clone)]
pub(super) struct Identity {
    /// Our id: `@postern:example.org`.
    pub(super) user: String,
    pub(super) token: Token,
}

/// Why a call did not succeed.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not before this time has passed.
    Patience(Duration),
    /// We are not logged in; the homeserver's code for it, or nothing.
    LoggedOut(String),
    /// The homeserver says no.
    Refused {
        status: StatusCode,
        /// The homeserver's code, or nothing.
        code: String,
    },
    /// There is no answer, or none that can be understood.
    Trouble(Trouble),
    /// It may go better next time.
    Again(String),
}

impl Api {
    pub(super) fn new(http: Http, site: Site, world: World) -> Arc<Self> {
        Arc::new(Self {
            http,
            site,
            world,
            identity: Mutex::default(),
            pauses: Mutex::default(),
            alarm: Notify::new(),
        })
    }

    /// As whom we are logged in, if we are.
    pub(super) fn identity(&self) -> Option<Identity> {
        lock(&self.identity).clone()
    }

    /// From now on we are this one, or nobody.
    pub(super) fn become_user(&self, identity: Option<Identity>) {
        *lock(&self.identity) = identity;
    }

    /// Our own id; empty while we are not logged in.
    pub(super) fn us(&self) -> String {
        self.identity().map_or_else(String::new, |own| own.user)
    }

    /// A key of the section, for words to admins: `messaging.matrix.user`.
    pub(super) fn key(&self, key: &str) -> String {
        self.http.key(key)
    }

    /// Makes a call, and reads the answer if it is a good one.
    pub(super) async fn ask<T: DeserializeOwned>(&self, call: Call<'_>) -> Result<T, Fault> {
        let answer = self.call(call).await?;
        answer.json().map_err(Fault::Trouble)
    }

    /// Makes a call.
    pub(super) async fn call(&self, call: Call<'_>) -> Result<Answer, Fault> {
        let lane = call.lane;
        let now = self.world.now();
        let pause = lock(&self.pauses)[lane as usize].filter(|until| *until > now);
        if let Some(until) = pause {
            return Err(Fault::Patience(until.since(now)));
        }
        let answer = match self.exchange(call).await {
            Ok(answer) => answer,
            Err(trouble) => {
                if trouble.is_of_connection() {
                    // The keeper finds out.
                    self.ring(lane);
                }
                return Err(Fault::Trouble(trouble));
            }
        };
        self.judge(answer, lane)
    }

    async fn exchange(&self, call: Call<'_>) -> Result<Answer, Trouble> {
        let mut parts = vec!["_matrix", "client"];
        parts.extend(&call.path);
        let url = self.site.join(&parts);
        let mut request = match call.method {
            call::Method::Get => self.http.get(url),
            call::Method::Post => self.http.post(url),
            call::Method::Put => self.http.put(url),
        };
        if let Some(own) = self.identity().filter(|_| call.as_us) {
            request = request.bearer_auth(own.token.reveal());
        }
        if !call.query.is_empty() {
            request = request.query(&call.query);
        }
        if let Some(body) = call.body {
            request = request.json(body);
        }
        let deadline = call.deadline.unwrap_or(self.http.deadlines().whole);
        self.http.call(request, deadline).await
    }

    /// What the keeper asks itself it need not be told.
    fn ring(&self, lane: Lane) {
        if lane != Lane::Own {
            self.alarm.notify_one();
        }
    }

    fn judge(&self, answer: Answer, lane: Lane) -> Result<Answer, Fault> {
        let now = self.world.now();
        let status = answer.status;
        let said = || -> Refusal { answer.json().unwrap_or_default() };
        match status.as_u16() {
            200..=299 => Ok(answer),
            401 => {
                self.ring(lane);
                Err(Fault::LoggedOut(said().errcode))
            }
            403 if code::OF_US.contains(&said().errcode.as_str()) => {
                self.ring(lane);
                Err(Fault::LoggedOut(said().errcode))
            }
            429 => {
                let told = said().retry_after_ms.map(Duration::from_millis);
                let after = answer.retry_after(now).or(told).unwrap_or(UNASKED);
                Err(self.slow_down(lane, after.min(LONGEST_WAIT), now))
            }
            408 | 425 => Err(Fault::Again(format!("the homeserver answered {status}"))),
            400..=499 => Err(Fault::Refused {
                status,
                code: said().errcode,
            }),
            _ => Err(match answer.verdict(UNASKED, now) {
                Verdict::Patience(after) => self.slow_down(lane, after, now),
                Verdict::Again(why) => Fault::Again(why),
                Verdict::Good | Verdict::Locked(_) | Verdict::Missing(_) | Verdict::Refused(_) => {
                    Fault::Again(format!("the homeserver answered {status}"))
                }
            }),
        }
    }

    fn slow_down(&self, lane: Lane, after: Duration, now: Timestamp) -> Fault {
        lock(&self.pauses)[lane as usize] = Some(now + after);
        tracing::warn!(seconds = after.as_secs_f32(), "Matrix asks for patience");
        Fault::Patience(after)
    }
}

impl Fault {
    /// Whether the homeserver says so with this code.
    pub(super) fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
