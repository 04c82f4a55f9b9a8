//! Calls to Discord's HTTP API: with our token, within its limits, and never after it has had enough of us.

mod call;
mod limits;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use tokio::sync::Notify;
use tokio::time::timeout;
use twilight_http_ratelimiting::{Endpoint, Method, Permit, RateLimiter};

pub(super) use self::call::Call;
use self::limits::{limits, scope, seconds};
use super::breaker::Breaker;
use super::outcome::token_refused;
use super::wire::Refusal;
use crate::http::{Answer, Http, Pace, Rate, Rules, Site, Trouble, Verdict};

/// How Discord asks programs to name themselves (<https://discord.com/developers/docs/reference#user-agent>).
const AGENT: &str = concat!("DiscordBot (Postern, ", env!("CARGO_PKG_VERSION"), ")");
/// The longest that a call waits for its turn; what would wait longer comes again.
const LONGEST_TURN: Duration = Duration::from_secs(8);
/// No more than 50 calls in any second
/// (<https://discord.com/developers/docs/topics/rate-limits#global-rate-limit>).
const IN_ALL: Rules = Rules {
    whole: Some(Rate {
        every: Duration::from_millis(25),
        burst: 10,
    }),
    each: None,
};
/// How long to wait after a 429 that does not say.
const UNASKED: Duration = Duration::from_secs(5);
/// The longest that Discord is given its way when it asks for patience.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// Calls Discord.
pub(super) struct Api {
    pub(super) http: Http,
    pub(super) site: Site,
    pub(super) token: Token,
    pub(super) world: World,
    /// In all.
    pace: Pace,
    /// Per route, as Discord's headers say.
    limiter: RateLimiter,
    breaker: Mutex<Breaker>,
    /// Nothing is called before, since Discord said so of everything.
    pause: Mutex<Option<Timestamp>>,
    /// Rings when something was heard that is about the bot as a whole.
    pub(super) alarm: Notify,
}

/// Why a call did not succeed.
#[derive(Debug)]
pub(super) enum Fault {
    /// Not before this time has passed.
    Patience { after: Duration, why: String },
    /// The token is refused.
    Locked(String),
    /// Discord says no.
    Refused {
        status: StatusCode,
        /// Discord's code, or 0.
        code: u64,
        /// What Discord says.
        message: String,
        /// How long it asks to wait.
        after: Option<Duration>,
    },
    /// There is no answer, or none that can be understood.
    Trouble(Trouble),
    /// It may go better next time.
    Again(String),
}

impl Api {
    /// `most_refused`: see [`super::Settings::most_refused`].
    pub(super) fn new(
        http: Http,
        site: Site,
        token: Token,
        world: World,
        most_refused: u32,
    ) -> Arc<Self> {
        Arc::new(Self {
            http,
            site,
            token,
            pace: Pace::new(IN_ALL, world.clone()),
            limiter: RateLimiter::default(),
            world,
            breaker: Mutex::new(Breaker::new(most_refused)),
            pause: Mutex::default(),
            alarm: Notify::new(),
        })
    }

    /// What to say when the token is refused.
    pub(super) fn token_refused(&self) -> String {
        token_refused(&self.http.key("token"))
    }

    /// Makes a call, and reads the answer if it is a good one.
    pub(super) async fn ask<T: serde::de::DeserializeOwned>(
        &self,
        call: Call<'_>,
    ) -> Result<T, Fault> {
        let answer = self.call(call).await?;
        answer.json().map_err(Fault::Trouble)
    }

    /// Makes a call.
    pub(super) async fn call(&self, call: Call<'_>) -> Result<Answer, Fault> {
        self.may_call()?;
        let permit = self.permit(&call).await?;
        let answer = match self.exchange(&call).await {
            Ok(answer) => answer,
            Err(trouble) => {
                if trouble.is_of_connection() {
                    // The keeper finds out.
                    self.alarm.notify_one();
                }
                return Err(Fault::Trouble(trouble));
            }
        };
        if let Some(permit) = permit {
            permit.complete(limits(&answer));
        }
        self.judge(answer)
    }

    fn may_call(&self) -> Result<(), Fault> {
        let now = self.world.now();
        if let Some(after) = lock(&self.breaker).rest(now) {
            return Err(Fault::Patience {
                after,
                why: had_enough(),
            });
        }
        let pause = lock(&self.pause).filter(|until| *until > now);
        pause.map_or(Ok(()), |until| Err(patience(until.since(now))))
    }

    /// Waits for the call's turn. Answers to presses are outside of all limits.
    async fn permit(&self, call: &Call<'_>) -> Result<Option<Permit>, Fault> {
        if call.path.starts_with("interactions/") {
            return Ok(None);
        }
        self.pace.pass("", false).await.map_err(patience)?;
        let endpoint = Endpoint {
            method: call.method,
            path: call.path.clone(),
        };
        let rest = Arc::new(Mutex::new(UNASKED));
        let found = Arc::clone(&rest);
        let turn = self.limiter.acquire_if(endpoint, move |bucket| {
            let Some(bucket) = bucket.filter(|bucket| bucket.remaining == 0) else {
                return true;
            };
            let wait = bucket.reset_at.saturating_duration_since(Instant::now());
            *lock(&found) = wait;
            wait <= LONGEST_TURN
        });
        match timeout(LONGEST_TURN, turn).await {
            Ok(Some(permit)) => Ok(Some(permit)),
            Ok(None) => Err(patience(*lock(&rest))),
            Err(_) => Err(patience(UNASKED)),
        }
    }

    async fn exchange(&self, call: &Call<'_>) -> Result<Answer, Trouble> {
        let parts: Vec<&str> = ["api", "v10"]
            .into_iter()
            .chain(call.path.split('/'))
            .collect();
        let url = self.site.join(&parts);
        let is_question = call.method == Method::Get;
        let mut request = if is_question {
            self.http.get(url)
        } else if call.method == Method::Patch {
            self.http.patch(url)
        } else {
            self.http.post(url)
        };
        request = request
            .header(AUTHORIZATION, format!("Bot {}", self.token.reveal()))
            .header(USER_AGENT, AGENT);
        if !call.query.is_empty() {
            request = request.query(call.query);
        }
        if let Some(body) = call.body {
            request = request.json(body);
        }
        let deadlines = self.http.deadlines();
        let usual = if is_question {
            deadlines.ask
        } else {
            deadlines.whole
        };
        let deadline = call.deadline.unwrap_or(usual);
        self.http.call(request, deadline).await
    }

    fn judge(&self, answer: Answer) -> Result<Answer, Fault> {
        let now = self.world.now();
        let status = answer.status;
        let is_shared = scope(&answer.headers) == Some("shared");
        if matches!(status.as_u16(), 401 | 403 | 429)
            && !is_shared
            && lock(&self.breaker).refused(now)
        {
            tracing::error!("{}", had_enough());
            self.alarm.notify_one();
        }
        match status.as_u16() {
            200..=299 => Ok(answer),
            401 => {
                self.alarm.notify_one();
                Err(Fault::Locked(self.token_refused()))
            }
            429 => Err(self.slow_down(&answer, now)),
            400..=499 => Err(refused(&answer, now)),
            _ => Err(match answer.verdict(UNASKED, now) {
                Verdict::Patience(after) => patience(after),
                Verdict::Again(why) => Fault::Again(why),
                Verdict::Good | Verdict::Locked(_) | Verdict::Missing(_) | Verdict::Refused(_) => {
                    Fault::Again(format!("the server answered {status}"))
                }
            }),
        }
    }

    fn slow_down(&self, answer: &Answer, now: Timestamp) -> Fault {
        let said: Refusal = answer.json().unwrap_or_default();
        let asked = answer
            .retry_after(now)
            .or_else(|| seconds(said.retry_after));
        let after = asked.unwrap_or(UNASKED).min(LONGEST_WAIT);
        let headers = &answer.headers;
        // What names no scope comes from what stands before Discord, and is about all that we call.
        if matches!(scope(headers), None | Some("global")) {
            *lock(&self.pause) = Some(now + after);
        }
        tracing::warn!(seconds = after.as_secs_f32(), "Discord asks for patience");
        match said.code {
            0 => patience(after),
            code => Fault::Refused {
                status: answer.status,
                code,
                message: said.message,
                after: Some(after),
            },
        }
    }
}

fn refused(answer: &Answer, now: Timestamp) -> Fault {
    let said: Refusal = answer.json().unwrap_or_default();
    Fault::Refused {
        status: answer.status,
        code: said.code,
        message: said.message,
        after: answer.retry_after(now),
    }
}

fn patience(after: Duration) -> Fault {
    Fault::Patience {
        after,
        why: format!(
            "Discord asks to wait for {} seconds",
            after.as_secs_f32().ceil()
        ),
    }
}

fn had_enough() -> String {
    "Discord refused so many calls within ten minutes that it would soon ban this address; \
     Postern calls it again when they are ten minutes old"
        .to_owned()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
