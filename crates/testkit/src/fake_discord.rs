//! A server that behaves as Discord does: its HTTP API and its gateway, version 10, with its documented limits, shapes,
//! codes and errors. discord.py is tested against it, so that it is known to be like the real one.

mod gateway;
mod limits;
mod messages;
mod rest;
mod shape;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::time::Instant;

use self::state::{Does, Fault, Message, Order, Press, State};
use crate::fake_site::FakeSite;

const GUILDS: u64 = 1;
const GUILD_MEMBERS: u64 = 1 << 1;
const DIRECT_MESSAGES: u64 = 1 << 12;
/// Intents that have to be turned on in the developer portal: members, presences, contents of messages.
const PRIVILEGED: u64 = 1 << 1 | 1 << 8 | 1 << 15;

/// The server.
pub struct FakeDiscord {
    /// Its web server.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

/// A message as a person sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Seen {
    /// Its id.
    pub id: u64,
    /// Its text, as Markdown.
    pub content: String,
    /// What it was sent with.
    pub nonce: Option<String>,
    /// Its flags.
    pub flags: u64,
    /// Who is called by it.
    pub allowed_mentions: Value,
    /// Labels and data of its buttons.
    pub buttons: Vec<(String, String)>,
}

/// What is inside.
pub(crate) struct Inside {
    state: Mutex<State>,
    url: OnceLock<String>,
}

impl Inside {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

/// Where the gateway is.
fn gateway_url(inside: &Inside) -> String {
    let url = inside.url.get().unwrap();
    format!("{}/gateway", url.replace("https://", "wss://"))
}

impl FakeDiscord {
    /// Starts a server with one bot, `postern#4321`, which is on no server yet.
    pub async fn start() -> Self {
        let inside = Arc::new(Inside {
            state: Mutex::new(State::new()),
            url: OnceLock::new(),
        });
        let router = Router::new()
            .route("/gateway", get(gateway::open))
            .route("/gateway/", get(gateway::open))
            .fallback(rest::answer)
            .with_state(Arc::clone(&inside));
        let site = FakeSite::start(router).await;
        inside.url.set(site.url()).unwrap();
        Self { site, inside }
    }

    /// The bot's token.
    pub fn token(&self) -> String {
        self.inside.lock().token.clone()
    }

    /// The bot's token is replaced by another, as by "Reset Token".
    pub fn reset_token(&self) {
        self.inside.lock().token.push('x');
    }

    /// This is the bot's token from now on.
    pub fn set_token(&self, token: &str) {
        token.clone_into(&mut self.inside.lock().token);
    }

    /// A server that the bot is on.
    pub fn guild(&self, name: &str) -> u64 {
        let mut state = self.inside.lock();
        let (id, bot) = (state.id(), state.bot);
        state.guilds.insert(id, (name.to_owned(), [bot].into()));
        let guild = shape::guild(&state, id);
        state.tell(GUILDS, "GUILD_CREATE", &guild);
        id
    }

    /// A person with a name of today.
    pub fn person(&self, name: &str) -> u64 {
        self.inside.lock().add_person(name, "0", None, false)
    }

    /// A person with an old name and its number.
    pub fn old_person(&self, name: &str, number: &str) -> u64 {
        self.inside.lock().add_person(name, number, None, false)
    }

    /// A person who calls themselves something else on all servers.
    pub fn called(&self, name: &str, nick: &str) -> u64 {
        self.inside.lock().add_person(name, "0", Some(nick), false)
    }

    /// Another bot.
    pub fn other_bot(&self, name: &str) -> u64 {
        self.inside.lock().add_person(name, "0", None, true)
    }

    /// A person joins a server.
    pub fn joins(&self, person: u64, guild: u64) {
        let mut state = self.inside.lock();
        state.guilds.get_mut(&guild).unwrap().1.insert(person);
        let mut member = shape::member(&state.people[&person]);
        member["guild_id"] = json!(guild.to_string());
        state.tell(GUILD_MEMBERS, "GUILD_MEMBER_ADD", &member);
    }

    /// A person leaves a server.
    pub fn leaves(&self, person: u64, guild: u64) {
        let mut state = self.inside.lock();
        state.guilds.get_mut(&guild).unwrap().1.remove(&person);
    }

    /// A person blocks the bot.
    pub fn blocks(&self, person: u64) {
        self.inside.lock().people.get_mut(&person).unwrap().blocks = true;
    }

    /// A person deletes their account.
    pub fn vanishes(&self, person: u64) {
        let mut state = self.inside.lock();
        state.people.remove(&person);
        state.channels.retain(|_, with| *with != person);
        for (_, members) in state.guilds.values_mut() {
            members.remove(&person);
        }
    }

    /// All channels get other ids.
    pub fn forgets_channels(&self) {
        self.inside.lock().channels.clear();
    }

    /// What the bot has written to a person, oldest first.
    pub fn messages(&self, person: u64) -> Vec<Seen> {
        let state = self.inside.lock();
        let bot = state.bot;
        let channels = &state.channels;
        let written = state.messages.iter().filter(|message| {
            message.author == bot && channels.get(&message.channel) == Some(&person)
        });
        written.map(seen).collect()
    }

    /// A person writes to the bot.
    pub fn writes(&self, person: u64, text: &str) {
        let mut state = self.inside.lock();
        let (id, channel) = (state.id(), state.channel_to(person));
        let message = Message {
            id,
            channel,
            author: person,
            content: text.to_owned(),
            nonce: None,
            components: json!([]),
            flags: 0,
            allowed_mentions: Value::Null,
            at: Instant::now(),
        };
        let mut shown = shape::message(&state, &message);
        shown["channel_type"] = json!(1);
        state.messages.push(message);
        state.tell(DIRECT_MESSAGES, "MESSAGE_CREATE", &shown);
    }

    /// A person presses a button under a message; gives the press.
    pub fn presses(&self, message: u64, data: &str) -> u64 {
        let mut state = self.inside.lock();
        let mut messages = state.messages.iter();
        let pressed = messages.find(|found| found.id == message).unwrap().clone();
        assert!(
            pressed.components.to_string().contains(data),
            "no such button"
        );
        let id = state.id();
        let token = format!("press-{id}");
        let shown = shape::interaction(&state, id, &token, &pressed, data);
        let press = Press {
            token,
            message,
            at: Instant::now(),
            answer: None,
        };
        state.presses.insert(id, press);
        state.tell(0, "INTERACTION_CREATE", &shown);
        id
    }

    /// How a press was answered.
    pub fn answer_to(&self, press: u64) -> Option<Value> {
        self.inside.lock().presses[&press].answer.clone()
    }

    /// The next call that begins with this (`POST users/@me/channels`) is refused with this code and these headers.
    pub fn refuses(&self, call: &str, status: u16, code: u64, headers: &[(&'static str, &str)]) {
        let body = json!({ "message": "Refused by the test", "code": code });
        let headers = headers.iter();
        let headers = headers
            .map(|(name, value)| (*name, (*value).to_owned()))
            .collect();
        let status = StatusCode::from_u16(status).unwrap();
        self.lay(call, Does::Answer(status, body, headers));
    }

    /// The next call that begins with this is never answered.
    pub fn hangs(&self, call: &str) {
        self.lay(call, Does::Hang);
    }

    /// The next call that begins with this is carried out, but its answer gets lost.
    pub fn loses_answer(&self, call: &str) {
        self.lay(call, Does::LoseAnswer);
    }

    fn lay(&self, call: &str, does: Does) {
        let call = call.to_owned();
        self.inside.lock().faults.push_back(Fault { call, does });
    }

    /// Calls that begin with this, without ids (`POST channels/#/messages`), are limited to so many in so much time.
    pub fn limits(&self, call: &str, count: u32, period: Duration) {
        let mut state = self.inside.lock();
        state
            .limits
            .rules
            .insert(0, (call.to_owned(), count, period));
    }

    /// How many calls were more than the limits allow.
    pub fn exceeded(&self) -> usize {
        self.inside.lock().limits.exceeded
    }

    /// All calls so far, `POST users/@me/channels`, with the status of their answers (0: none).
    pub fn calls(&self) -> Vec<(String, u16)> {
        self.inside.lock().calls.clone()
    }

    /// How many calls began with this.
    pub fn count(&self, call: &str) -> usize {
        let calls = self.calls();
        calls
            .iter()
            .filter(|(name, _)| name.starts_with(call))
            .count()
    }

    /// How often the gateway was told who is there, and how often a session was resumed.
    pub fn sessions(&self) -> (usize, usize) {
        let state = self.inside.lock();
        (state.identified, state.resumed)
    }

    /// How often the bot may still begin a session.
    pub fn starts_left(&self, count: u32) {
        self.inside.lock().starts_left = count;
    }

    /// How often those who connect from now on must show that they live.
    pub fn beats_every(&self, time: Duration) {
        self.inside.lock().beat = time;
    }

    /// Whether heartbeats are answered.
    pub fn answers_beats(&self, does: bool) {
        self.inside.lock().answers_beats = does;
    }

    /// Turns privileged intents on in the developer portal.
    pub fn allows_intents(&self, intents: u64) {
        self.inside.lock().allowed_intents = intents;
    }

    /// The gateway closes all connections with this code; if `ends`, it forgets their sessions.
    pub fn closes(&self, code: u16, ends: bool) {
        let mut state = self.inside.lock();
        state.order(|| Order::Close(code));
        if ends {
            state.sessions.clear();
        }
    }

    /// All connections of the gateway break.
    pub fn breaks(&self) {
        self.inside.lock().order(|| Order::Break);
    }

    /// The gateway asks all to connect again.
    pub fn asks_to_reconnect(&self) {
        let payload = json!({ "op": 7, "d": null, "s": null, "t": null });
        self.inside.lock().order(|| Order::Say(payload.clone()));
    }

    /// The gateway says that the session is not valid any more, though it may be if `resumable`.
    pub fn invalidates(&self, resumable: bool) {
        let payload = json!({ "op": 9, "d": resumable, "s": null, "t": null });
        let mut state = self.inside.lock();
        state.order(|| Order::Say(payload.clone()));
        if !resumable {
            state.sessions.clear();
        }
    }
}

fn seen(message: &Message) -> Seen {
    let rows = message.components.as_array().into_iter().flatten();
    let buttons = rows.flat_map(|row| row["components"].as_array().into_iter().flatten());
    let text = |button: &Value, name: &str| button[name].as_str().unwrap_or_default().to_owned();
    Seen {
        id: message.id,
        content: message.content.clone(),
        nonce: message.nonce.clone(),
        flags: message.flags,
        allowed_mentions: message.allowed_mentions.clone(),
        buttons: buttons
            .map(|button| (text(button, "label"), text(button, "custom_id")))
            .collect(),
    }
}
