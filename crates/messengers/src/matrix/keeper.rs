//! Keeps the connection up: logs in, hears what is new, and begins again, for as long as Postern runs.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Connection, Provider};
use domain::world::World;
use futures::FutureExt;
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use super::api::{Api, Call, Fault, Lane};
use super::ears::Ears;
use super::login::{self, Login, Trouble};
use super::rooms::Rooms;
use super::wire::{News, NewsOfRoom};
use crate::backoff::Backoff;
use crate::http::{Trouble as NoAnswer, Waits};

/// How long the homeserver waits for something new before it says that there is nothing.
const LISTEN: Duration = Duration::from_secs(30);
/// How much longer its answer may take.
const GRACE: Duration = Duration::from_secs(20);
/// How long the first look may take: a homeserver puts much together for it.
const FIRST_LOOK: Duration = Duration::from_secs(60);
/// How many events of a room are told at once.
const MOST_EVENTS: u32 = 100;

/// The one task of a Matrix messenger that is always there.
pub(super) struct Keeper {
    pub(super) provider: Provider,
    pub(super) api: Arc<Api>,
    pub(super) rooms: Arc<Rooms>,
    pub(super) ears: Arc<Ears>,
    pub(super) login: Login,
    pub(super) user: Option<String>,
    pub(super) device: String,
    pub(super) is_trial: bool,
    pub(super) waits: Waits,
    pub(super) world: World,
    pub(super) state: watch::Sender<Connection>,
    /// Up to where all was heard.
    pub(super) since: Option<String>,
}

impl Keeper {
    /// Runs until told to stop.
    pub(super) async fn keep(mut self, stop: CancellationToken) {
        let state = self.state.clone();
        let provider = self.provider.clone();
        let _ = stop.run_until_cancelled(self.run()).await;
        if self.is_trial
            && matches!(self.login, Login::Password { .. })
            && !self.api.us().is_empty()
        {
            login::log_out(&self.api).await;
        }
        tracing::info!(%provider, "disconnected");
        say(&state, Connection::down("stopped"));
    }

    async fn run(&mut self) {
        let mut backoff = Backoff::new(self.waits.first, self.waits.longest);
        loop {
            // What was heard before does not count any more.
            let _ = self.api.alarm.notified().now_or_never();
            let wait = match self.connect().await {
                Ok(account) => {
                    if say(&self.state, Connection::Up { account }) {
                        tracing::info!(provider = %self.provider, "connected");
                    }
                    if self.listen().await {
                        backoff.reset();
                    }
                    backoff.wait(&self.world)
                }
                Err(Trouble {
                    why,
                    is_locked,
                    after,
                }) => {
                    let (state, ours) = if is_locked {
                        (Connection::locked(why), self.waits.locked)
                    } else {
                        (Connection::down(why), backoff.wait(&self.world))
                    };
                    say(&self.state, state);
                    ours.max(after)
                }
            };
            sleep(wait).await;
        }
    }

    /// Logs in, or finds that we still are, and has a first look. Gives our account.
    async fn connect(&mut self) -> Result<String, Trouble> {
        let user = self.user.as_deref();
        let own = login::log_in(&self.api, &self.login, user, &self.device).await?;
        self.rooms
            .read_direct()
            .await
            .map_err(|fault| login::of_fault(&self.api, &fault))?;
        if self.since.is_none() {
            self.look_first()
                .await
                .map_err(|fault| login::of_fault(&self.api, &fault))?;
        }
        Ok(own.user)
    }

    /// Who has invited us meanwhile, and where hearing begins. What was said before is not heard: it was not said to us
    /// as we are now.
    async fn look_first(&mut self) -> Result<(), Fault> {
        let news = match self.look(None, &invitations()).await {
            Err(Fault::Trouble(NoAnswer::Huge)) => {
                tracing::warn!(
                    provider = %self.provider,
                    "the account is in so many rooms that invitations from before the start are not seen"
                );
                self.look(None, &nothing()).await?
            }
            other => other?,
        };
        self.hear(news);
        Ok(())
    }

    /// Hears what is new until something goes wrong. Says whether it heard at all.
    async fn listen(&mut self) -> bool {
        // Who comes into a room is heard from now on; what was found out before may not be so any more.
        self.rooms.doubt_all();
        let filter = talk(&self.api.us());
        let api = Arc::clone(&self.api);
        let mut heard = false;
        while let Some(since) = self.since.clone() {
            let news = tokio::select! {
                news = self.look(Some(&since), &filter) => news,
                () = api.alarm.notified() => break,
            };
            match news {
                Ok(news) => {
                    heard = true;
                    self.hear(news);
                }
                Err(fault) => {
                    self.stumble(&fault);
                    break;
                }
            }
        }
        self.rooms.doubt_all();
        heard
    }

    /// Hearing did not work.
    fn stumble(&mut self, fault: &Fault) {
        let is_lost = match fault {
            // What is new is too much to be read, or the homeserver does not know any more where we were.
            Fault::Trouble(NoAnswer::Huge) | Fault::Refused { .. } => true,
            Fault::Patience(_) | Fault::LoggedOut(_) | Fault::Trouble(_) | Fault::Again(_) => false,
        };
        if is_lost {
            self.since = None;
            tracing::warn!(provider = %self.provider, "something that people wrote may not have been heard");
        }
    }

    async fn look(&self, since: Option<&str>, filter: &Value) -> Result<News, Fault> {
        let filter = filter.to_string();
        let wait = LISTEN.as_millis().to_string();
        let mut call = Call::get(Lane::Own, &["v3", "sync"]).with(&[
            ("filter", &filter),
            // A program is not what people see as somebody who is there.
            ("set_presence", "offline"),
        ]);
        call = match since {
            Some(since) => call
                .with(&[("since", since), ("timeout", &wait)])
                .within(LISTEN + GRACE),
            None => call.with(&[("timeout", "0")]).within(FIRST_LOOK),
        };
        self.api.ask(call).await
    }

    fn hear(&mut self, news: News) {
        for (room, news) in news.rooms.join {
            self.hear_room(&room, news);
        }
        for (room, invitation) in news.rooms.invite {
            self.rooms.doubt(&room);
            self.ears.invited(&room, invitation);
        }
        for room in news.rooms.leave.keys() {
            self.rooms.doubt(room);
        }
        self.since = Some(news.next_batch);
    }

    fn hear_room(&self, room: &str, news: NewsOfRoom) {
        let is_limited = news.timeline.limited;
        let events = news.timeline.read();
        let is_changed = is_limited
            || !news.state.read().is_empty()
            || events.iter().any(|event| event.state_key.is_some());
        if is_changed {
            self.rooms.doubt(room);
        }
        let us = self.api.us();
        for event in events.iter().filter(|event| event.sender != us) {
            self.ears.happened(room, event);
        }
    }
}

/// Says so once, and again only if it is something else; the courier logs it. Says whether it is new.
fn say(state: &watch::Sender<Connection>, connection: Connection) -> bool {
    state.send_if_modified(|old| {
        let is_new = *old != connection;
        *old = connection;
        is_new
    })
}

/// What people write and press, and changes of who is in a room.
fn talk(us: &str) -> Value {
    let changes = [
        "m.room.member",
        "m.room.encryption",
        "m.room.join_rules",
        "m.room.history_visibility",
        "m.room.tombstone",
    ];
    let mut kinds = vec!["m.room.message", "m.room.encrypted", "m.reaction"];
    kinds.extend(changes);
    filter(&json!({
        "ephemeral": none(),
        "account_data": none(),
        // Of a room with very many people they are not all named.
        "state": { "types": changes, "not_senders": [us], "lazy_load_members": true },
        "timeline": { "types": kinds, "not_senders": [us], "limit": MOST_EVENTS },
    }))
}

/// Invitations alone.
fn invitations() -> Value {
    filter(
        &json!({ "ephemeral": none(), "account_data": none(), "state": none(), "timeline": none() }),
    )
}

/// Nothing but where what is new begins.
fn nothing() -> Value {
    filter(&json!({ "rooms": [] }))
}

fn filter(room: &Value) -> Value {
    json!({ "presence": none(), "account_data": none(), "room": room })
}

fn none() -> Value {
    json!({ "not_types": ["*"] })
}
