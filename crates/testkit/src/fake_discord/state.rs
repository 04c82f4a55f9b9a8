//! What the fake knows: people, servers, messages, and what it was asked.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::limits::Limits;

/// How long a nonce is remembered ("the past few minutes").
const NONCE_MEMORY: Duration = Duration::from_secs(300);
/// The first id; 2023.
const FIRST_ID: u64 = 1_100_000_000_000_000_000;

/// An account.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) id: u64,
    pub(super) name: String,
    pub(super) discriminator: String,
    /// What they call themselves on servers.
    pub(super) nick: Option<String>,
    pub(super) is_bot: bool,
    /// Whether they take no messages from the bot.
    pub(super) blocks: bool,
}

/// A message in a direct-message channel.
#[derive(Debug, Clone)]
pub(super) struct Message {
    pub(super) id: u64,
    pub(super) channel: u64,
    pub(super) author: u64,
    pub(super) content: String,
    pub(super) nonce: Option<String>,
    pub(super) components: Value,
    pub(super) flags: u64,
    pub(super) allowed_mentions: Value,
    pub(super) at: Instant,
}

/// A press of a button that waits for its answer.
#[derive(Debug)]
pub(super) struct Press {
    pub(super) token: String,
    pub(super) message: u64,
    pub(super) at: Instant,
    /// How it was answered.
    pub(super) answer: Option<Value>,
}

/// What is done to a connection of the gateway.
#[derive(Debug)]
pub(super) enum Order {
    /// A payload is sent.
    Say(Value),
    /// It is closed with this code.
    Close(u16),
    /// It breaks.
    Break,
}

/// A session of the gateway.
#[derive(Debug)]
pub(super) struct Session {
    pub(super) intents: u64,
    /// All events so far; the first has the number 1.
    pub(super) events: Vec<Value>,
    /// The connection that serves it.
    pub(super) line: Option<mpsc::UnboundedSender<Order>>,
}

/// What happens to the next call of a kind.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// What the call's method and path begin with: `POST users/@me/channels`.
    pub(super) call: String,
    pub(super) does: Does,
}

#[derive(Debug, Clone)]
pub(super) enum Does {
    /// It is answered so, with these headers.
    Answer(StatusCode, Value, Vec<(&'static str, String)>),
    /// It is never answered.
    Hang,
    /// It is carried out, but its answer gets lost.
    LoseAnswer,
}

/// Everything.
#[derive(Debug)]
pub(super) struct State {
    pub(super) token: String,
    pub(super) bot: u64,
    pub(super) people: BTreeMap<u64, Account>,
    /// Who is on each server.
    pub(super) guilds: BTreeMap<u64, (String, BTreeSet<u64>)>,
    /// With whom each channel is.
    pub(super) channels: BTreeMap<u64, u64>,
    pub(super) messages: Vec<Message>,
    pub(super) presses: BTreeMap<u64, Press>,
    pub(super) sessions: HashMap<String, Session>,
    pub(super) allowed_intents: u64,
    pub(super) starts_left: u32,
    pub(super) beat: Duration,
    /// Whether heartbeats are answered.
    pub(super) answers_beats: bool,
    /// Method and path of each call, with the status of its answer.
    pub(super) calls: Vec<(String, u16)>,
    pub(super) identified: usize,
    pub(super) resumed: usize,
    pub(super) faults: VecDeque<Fault>,
    pub(super) limits: Limits,
    next: u64,
}

impl State {
    pub(super) fn new() -> Self {
        let mut state = Self {
            token: "MTEwMDAwMDAwMDAwMDAwMDAwMQ.Gfake1.correct-horse".to_owned(),
            bot: 0,
            people: BTreeMap::new(),
            guilds: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: Vec::new(),
            presses: BTreeMap::new(),
            sessions: HashMap::new(),
            allowed_intents: 0,
            starts_left: 1_000,
            beat: Duration::from_millis(41_250),
            answers_beats: true,
            calls: Vec::new(),
            identified: 0,
            resumed: 0,
            faults: VecDeque::new(),
            limits: Limits::default(),
            next: FIRST_ID,
        };
        state.bot = state.add_person("postern", "4321", None, true);
        state
    }

    pub(super) fn id(&mut self) -> u64 {
        self.next += 1;
        self.next
    }

    pub(super) fn add_person(
        &mut self,
        name: &str,
        discriminator: &str,
        nick: Option<&str>,
        is_bot: bool,
    ) -> u64 {
        let id = self.id();
        let account = Account {
            id,
            name: name.to_owned(),
            discriminator: discriminator.to_owned(),
            nick: nick.map(str::to_owned),
            is_bot,
            blocks: false,
        };
        self.people.insert(id, account);
        id
    }

    /// The channel to a person, which is made at the first use.
    pub(super) fn channel_to(&mut self, person: u64) -> u64 {
        let known = self.channels.iter().find(|(_, with)| **with == person);
        if let Some((channel, _)) = known {
            return *channel;
        }
        let channel = self.id();
        self.channels.insert(channel, person);
        channel
    }

    /// Whether the bot and a person are on one server.
    pub(super) fn meets(&self, person: u64) -> bool {
        let mut guilds = self.guilds.values();
        guilds.any(|(_, members)| members.contains(&person) && members.contains(&self.bot))
    }

    /// The bot's message with this nonce, if it is not too old.
    pub(super) fn with_nonce(&self, channel: u64, nonce: &str) -> Option<&Message> {
        self.messages.iter().find(|message| {
            message.channel == channel
                && message.author == self.bot
                && message.nonce.as_deref() == Some(nonce)
                && message.at.elapsed() < NONCE_MEMORY
        })
    }

    /// Takes the fault that was laid for a call.
    pub(super) fn fault(&mut self, call: &str) -> Option<Does> {
        let place = self
            .faults
            .iter()
            .position(|fault| call.starts_with(&fault.call))?;
        self.faults.remove(place).map(|fault| fault.does)
    }

    /// Tells all sessions that want to know.
    pub(super) fn tell(&mut self, intent: u64, event: &str, data: &Value) {
        for session in self.sessions.values_mut() {
            if session.intents & intent == intent {
                session.tell(event, data);
            }
        }
    }

    /// Tells one session.
    pub(super) fn tell_one(&mut self, session: &str, event: &str, data: &Value) {
        if let Some(session) = self.sessions.get_mut(session) {
            session.tell(event, data);
        }
    }

    /// Does something to all connections.
    pub(super) fn order(&mut self, order: impl Fn() -> Order) {
        for session in self.sessions.values_mut() {
            if let Some(line) = &session.line {
                let _ = line.send(order());
            }
        }
    }
}

impl Session {
    fn tell(&mut self, event: &str, data: &Value) {
        let number = self.events.len() + 1;
        let payload = serde_json::json!({ "op": 0, "s": number, "t": event, "d": data });
        self.events.push(payload.clone());
        if let Some(line) = &self.line {
            // A broken connection hears of it when it resumes.
            let _ = line.send(Order::Say(payload));
        }
    }
}
