//! One connection to Discord's gateway, from its opening to its end.
//!
//! Source: <https://discord.com/developers/docs/events/gateway>, version 10.

mod address;

use std::sync::Arc;
use std::time::Duration;

use domain::secret::Token;
use domain::world::World;
use reqwest::Url;
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::time::{Instant, sleep_until, timeout_at};
use tokio_util::sync::CancellationToken;
use twilight_model::gateway::{Intents, OpCode};

pub(super) use self::address::socket_url;
use super::api::Api;
use super::ears::Ears;
use super::people::People;
use super::socket::{Frame, Socket};
use super::wire::{Envelope, Guild, Hello, Payload, Ready, User};

/// What we want to hear of: servers that the bot joins, and what people write to it alone. Neither has to be allowed in
/// the developer portal.
const INTENTS: Intents = Intents::GUILDS.union(Intents::DIRECT_MESSAGES);
/// How we close a connection that is to be resumed; with 1000 Discord would end the session.
const TO_RESUME: u16 = 4_000;
/// How we close for good.
const FOR_GOOD: u16 = 1_000;

/// What is needed to go on where a connection broke.
pub(super) struct Session {
    id: String,
    /// Where to go on.
    pub(super) url: Url,
    /// The number of the last event.
    seen: u64,
    us: User,
}

/// Why a connection ended.
#[derive(Debug)]
pub(super) enum End {
    /// Postern stops.
    Stopped,
    /// It broke, or Discord wants us to connect again.
    Broken(String),
    /// Somebody has to do something first.
    Locked(String),
    /// Something was heard elsewhere that is about the bot as a whole.
    Alarmed,
}

/// One connection.
pub(super) struct Gateway<'a> {
    pub(super) api: &'a Api,
    pub(super) people: &'a People,
    pub(super) ears: &'a Arc<Ears>,
    pub(super) world: &'a World,
    pub(super) stop: &'a CancellationToken,
    /// What is known of the session; `None` begins a new one.
    pub(super) session: &'a mut Option<Session>,
    /// How long it may take until it is ready.
    pub(super) deadline: Duration,
    /// Told the account when it is ready.
    pub(super) up: &'a (dyn Fn(String) + Send + Sync),
    /// Whether it got ready.
    pub(super) is_ready: bool,
}

/// The heartbeat: what says that both ends are alive.
struct Heart {
    every: Duration,
    next: Instant,
    is_answered: bool,
}

impl Gateway<'_> {
    /// Serves the connection until it ends.
    pub(super) async fn serve(&mut self, mut socket: Socket) -> End {
        let ready_by = Instant::now() + self.deadline;
        let mut heart = match timeout_at(ready_by, self.begin(&mut socket)).await {
            Ok(Ok(heart)) => heart,
            Ok(Err(end)) => return end,
            Err(_) => return broken("Discord does not greet us"),
        };
        loop {
            let turn = tokio::select! {
                biased;
                () = self.stop.cancelled() => Err(End::Stopped),
                () = self.api.alarm.notified() => Err(End::Alarmed),
                () = sleep_until(heart.next) => self.beat(&mut heart, &mut socket).await,
                () = sleep_until(ready_by), if !self.is_ready => Err(broken("Discord lets us wait")),
                frame = socket.next() => self.take(frame, &mut heart, &mut socket).await,
            };
            if let Err(end) = turn {
                let code = match &end {
                    End::Stopped => FOR_GOOD,
                    End::Broken(_) | End::Locked(_) | End::Alarmed => TO_RESUME,
                };
                socket.close(code).await;
                return end;
            }
        }
    }

    /// Waits for the greeting, and says who we are.
    async fn begin(&mut self, socket: &mut Socket) -> Result<Heart, End> {
        let hello: Hello = match socket.next().await {
            Frame::Text(text) => data(&text)?,
            Frame::Closed(code) => return Err(self.closed(code)),
            Frame::Broken(why) => return Err(End::Broken(why)),
        };
        let every = Duration::from_millis(hello.heartbeat_interval.max(1));
        // The first beat comes at a random time, so that not all beat at once.
        let first = every.mul_f64(f64::from(self.world.below(1_000)) / 1_000.0);
        let word = match self.session.as_ref() {
            Some(session) => resume(&self.api.token, session),
            None => identify(&self.api.token),
        };
        socket.say(&word).await.map_err(End::Broken)?;
        Ok(Heart {
            every,
            next: Instant::now() + first,
            is_answered: true,
        })
    }

    async fn beat(&self, heart: &mut Heart, socket: &mut Socket) -> Result<(), End> {
        if !heart.is_answered {
            return Err(broken("Discord does not answer any more"));
        }
        heart.is_answered = false;
        heart.next = Instant::now() + heart.every;
        self.say_beat(socket).await
    }

    async fn say_beat(&self, socket: &mut Socket) -> Result<(), End> {
        let seen = self.session.as_ref().map(|session| session.seen);
        let beat = json!({ "op": OpCode::Heartbeat as u8, "d": seen });
        socket.say(&beat).await.map_err(End::Broken)
    }

    async fn take(
        &mut self,
        frame: Frame,
        heart: &mut Heart,
        socket: &mut Socket,
    ) -> Result<(), End> {
        let text = match frame {
            Frame::Text(text) => text,
            Frame::Closed(code) => return Err(self.closed(code)),
            Frame::Broken(why) => return Err(End::Broken(why)),
        };
        let envelope: Envelope = read(&text)?;
        match OpCode::from(envelope.op) {
            Some(OpCode::Dispatch) => {
                self.hear(&envelope, &text)?;
                if let (Some(session), Some(seen)) = (self.session.as_mut(), envelope.s) {
                    session.seen = seen;
                }
            }
            Some(OpCode::Heartbeat) => self.say_beat(socket).await?,
            Some(OpCode::HeartbeatAck) => heart.is_answered = true,
            Some(OpCode::Reconnect) => return Err(broken("Discord asks us to connect again")),
            Some(OpCode::InvalidSession) => {
                if !data::<bool>(&text)? {
                    *self.session = None;
                }
                return Err(broken("Discord has forgotten the session"));
            }
            _ => {}
        }
        Ok(())
    }

    fn hear(&mut self, envelope: &Envelope, text: &str) -> Result<(), End> {
        match envelope.t.as_deref().unwrap_or_default() {
            "READY" => {
                let ready: Ready = data(text)?;
                self.people
                    .are_on(ready.guilds.iter().map(|guild| guild.id));
                let url = socket_url(&ready.resume_gateway_url).map_err(End::Broken)?;
                *self.session = Some(Session {
                    id: ready.session_id,
                    url,
                    seen: 0,
                    us: ready.user,
                });
                self.has_come_up();
            }
            "RESUMED" => self.has_come_up(),
            "GUILD_CREATE" => self.people.came_to(data::<Guild>(text)?.id),
            "GUILD_DELETE" => {
                let guild: Guild = data(text)?;
                if !guild.unavailable {
                    self.people.left(guild.id);
                }
            }
            "MESSAGE_CREATE" => self.ears.wrote(data(text)?),
            "INTERACTION_CREATE" => self.ears.pressed(data(text)?),
            _ => {}
        }
        Ok(())
    }

    fn has_come_up(&mut self) {
        self.is_ready = true;
        if let Some(session) = self.session.as_ref() {
            (self.up)(session.us.shown());
        }
    }

    /// What follows from the code with which Discord closed the connection
    /// (<https://discord.com/developers/docs/topics/opcodes-and-status-codes#gateway-gateway-close-event-codes>).
    fn closed(&mut self, code: u16) -> End {
        if matches!(code, 1_000 | 1_001 | 4_003 | 4_007 | 4_009) {
            *self.session = None;
        }
        let locked = |why: &str| End::Locked(format!("{why} ({code})"));
        match code {
            4_004 => locked(&self.api.token_refused()),
            4_010 | 4_011 => locked(
                "the bot is on too many servers for one connection; take it off some of them",
            ),
            4_012 | 4_013 => locked("Discord speaks another version of its protocol"),
            4_014 => locked(
                "Discord does not allow the bot what it asks for; turn its intents on in Discord's developer \
                 portal (Bot, Privileged Gateway Intents)",
            ),
            _ => broken(&format!("Discord closed the connection ({code})")),
        }
    }
}

fn identify(token: &Token) -> serde_json::Value {
    json!({ "op": OpCode::Identify as u8, "d": {
        "token": token.reveal(),
        "intents": INTENTS.bits(),
        "properties": { "os": std::env::consts::OS, "browser": "postern", "device": "postern" },
    }})
}

fn resume(token: &Token, session: &Session) -> serde_json::Value {
    json!({ "op": OpCode::Resume as u8, "d": {
        "token": token.reveal(),
        "session_id": session.id,
        "seq": session.seen,
    }})
}

fn data<T: DeserializeOwned>(text: &str) -> Result<T, End> {
    read::<Payload<T>>(text).map(|payload| payload.d)
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, End> {
    serde_json::from_str(text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        End::Broken(format!(
            "what Discord says cannot be understood: line {line}, column {column}"
        ))
    })
}

fn broken(why: &str) -> End {
    End::Broken(why.to_owned())
}
