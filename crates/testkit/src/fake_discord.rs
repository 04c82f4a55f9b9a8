//! A server that behaves as Discord does: its HTTP API and its gateway, version 10, with its documented limits, shapes,
//! codes and errors. discord.py is tested against it, so that it is known to be like the real one.

mod faults;
mod gateway;
mod limits;
mod messages;
mod rest;
mod shape;
mod state;

use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use axum::Router;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::time::Instant;

use self::state::{Message, Press, State};
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
