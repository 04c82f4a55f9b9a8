//! Keeps the connection up: connects, serves, and connects again, for as long as Postern runs.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Connection, Provider};
use domain::world::World;
use futures::FutureExt;
use reqwest::Url;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::Pace;
use super::api::{Api, Call, Fault};
use super::ears::Ears;
use super::gateway::{End, Gateway, Session, socket_url};
use super::people::People;
use super::socket::Socket;
use super::wire::{GatewayBot, User};
use crate::backoff::Backoff;

/// How often a session is tried to be resumed where the gateway cannot be reached.
const MOST_IN_VAIN: u32 = 3;

/// The one task of a Discord messenger that is always there.
pub(super) struct Keeper {
    pub(super) provider: Provider,
    pub(super) api: Arc<Api>,
    pub(super) people: Arc<People>,
    pub(super) ears: Arc<Ears>,
    pub(super) world: World,
    pub(super) stop: CancellationToken,
    pub(super) pace: Pace,
    pub(super) state: watch::Sender<Connection>,
    pub(super) session: Option<Session>,
    /// Whether something was heard that makes it doubtful whether Discord lets us in at all.
    pub(super) is_in_doubt: bool,
    /// How often in a row the gateway could not be reached.
    pub(super) in_vain: u32,
}

/// Why there is no connection, and how long to wait.
struct Trouble {
    why: String,
    /// Whether an operator has to do something.
    is_locked: bool,
    /// How long Discord asks to wait.
    after: Duration,
}

impl Keeper {
    /// Runs until told to stop.
    pub(super) async fn keep(mut self) {
        let stop = self.stop.clone();
        let mut backoff = Backoff::new(self.pace.first_wait, self.pace.longest_wait);
        while let Some(wait) = self.connect_and_serve(&mut backoff).await {
            let _ = stop.run_until_cancelled(sleep(wait)).await;
        }
        tracing::info!(provider = %self.provider, "disconnected");
        self.say_down("stopped");
    }

    /// One connection from start to end. Gives how long to wait before the next; `None` when told to stop.
    async fn connect_and_serve(&mut self, backoff: &mut Backoff) -> Option<Duration> {
        let begun = Instant::now();
        let stop = self.stop.clone();
        let socket = match stop.run_until_cancelled(self.open()).await? {
            Ok(socket) => socket,
            Err(trouble) => {
                let ours = if trouble.is_locked {
                    self.say_locked(&trouble.why);
                    self.pace.locked
                } else {
                    self.say_down(&trouble.why);
                    backoff.wait(&self.world)
                };
                return Some(ours.max(trouble.after));
            }
        };
        let (end, was_ready) = self.serve(socket).await;
        // A connection that lasted ends the series of failures.
        if was_ready && begun.elapsed() >= self.pace.longest_wait {
            backoff.reset();
        }
        self.after(end, was_ready, backoff)
    }

    /// What follows from how a connection ended: how long to wait; `None` when told to stop.
    fn after(&mut self, end: End, was_ready: bool, backoff: &mut Backoff) -> Option<Duration> {
        match end {
            End::Stopped => None,
            End::Alarmed => {
                self.is_in_doubt = true;
                Some(backoff.wait(&self.world))
            }
            End::Locked(why) => {
                self.session = None;
                self.say_locked(&why);
                Some(self.pace.locked)
            }
            End::Broken(why) => {
                tracing::info!(provider = %self.provider, "{why}");
                // What was ready is resumed first. Nobody need hear of that, since messages go another way.
                if !was_ready {
                    self.say_down(&why);
                }
                Some(backoff.wait(&self.world))
            }
        }
    }

    /// Opens a connection: where the last one broke, or where Discord says.
    async fn open(&mut self) -> Result<Socket, Trouble> {
        if self.is_in_doubt {
            let _: User = self.ask("users/@me").await?;
            self.is_in_doubt = false;
        }
        let url = match &self.session {
            Some(session) => session.url.clone(),
            None => self.gateway().await?,
        };
        let random = self.world.bytes();
        let opened = self.api.http.open_socket(url, random, self.pace.connect);
        match opened.await {
            Ok(connection) => {
                self.in_vain = 0;
                // What was heard before does not count any more.
                let _ = self.api.alarm.notified().now_or_never();
                Ok(Socket::over(connection))
            }
            Err(error) => {
                self.in_vain += 1;
                if self.in_vain >= MOST_IN_VAIN {
                    // Perhaps it is somewhere else now.
                    self.session = None;
                }
                Err(trouble(error.to_string()))
            }
        }
    }

    /// Where to begin a new session.
    async fn gateway(&self) -> Result<Url, Trouble> {
        let found: GatewayBot = self.ask("gateway/bot").await?;
        let limit = found.session_start_limit;
        if limit.remaining == 0 {
            return Err(Trouble {
                why: "the bot has connected too often today, and Discord lets it in later"
                    .to_owned(),
                is_locked: false,
                after: Duration::from_millis(limit.reset_after),
            });
        }
        socket_url(&found.url).map_err(trouble)
    }

    async fn serve(&mut self, socket: Socket) -> (End, bool) {
        let state = self.state.clone();
        let provider = self.provider.clone();
        let up = move |account: String| {
            tracing::info!(%provider, "connected");
            say(&state, Connection::Up { account });
        };
        let mut gateway = Gateway {
            api: &self.api,
            people: &self.people,
            ears: &self.ears,
            world: &self.world,
            stop: &self.stop,
            session: &mut self.session,
            deadline: self.pace.ready,
            up: &up,
            is_ready: false,
        };
        let end = gateway.serve(socket).await;
        (end, gateway.is_ready)
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, path: &str) -> Result<T, Trouble> {
        let call = Call::get(path, &[]).within(self.pace.connect);
        let call = self.api.ask(call);
        call.await.map_err(|fault| match fault {
            Fault::Locked(why) => Trouble {
                why,
                is_locked: true,
                after: Duration::ZERO,
            },
            Fault::Patience { after, why } => Trouble {
                why,
                is_locked: false,
                after,
            },
            Fault::Refused {
                status,
                code,
                message,
                after,
            } => Trouble {
                why: format!("Discord refuses the bot: {status}, {message} ({code})"),
                is_locked: true,
                after: after.unwrap_or_default(),
            },
            Fault::Trouble(error) => trouble(error.to_string()),
            Fault::Again(why) => trouble(why),
        })
    }

    fn say_down(&self, why: &str) {
        say(&self.state, Connection::down(why));
    }

    fn say_locked(&self, why: &str) {
        say(&self.state, Connection::locked(why));
    }
}

/// Says so once, and again only if it is something else; the courier logs it.
fn say(state: &watch::Sender<Connection>, connection: Connection) {
    state.send_if_modified(|old| {
        let is_new = *old != connection;
        *old = connection;
        is_new
    });
}

fn trouble(why: String) -> Trouble {
    Trouble {
        why,
        is_locked: false,
        after: Duration::ZERO,
    }
}
