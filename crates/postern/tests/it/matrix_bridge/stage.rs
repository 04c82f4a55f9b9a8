//! A data centre, a homeserver, a place for Postern between them, and Bob with a client that nobody here wrote.

use std::time::Duration;

use telegram_testdc::{GroupKind, NewGroup, NewPost, NewUser, TestDc};
use testkit::synapse::MATRIX_DOMAIN;
use testkit::{Nio, Synapse, free_port};
use tokio::time::timeout;

use super::super::place::{Place, Running};
use super::{PHONE, registration, with_bridge};

/// How long something that must come may take.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);
/// How long to wait before looking again.
pub(super) const GLANCE: Duration = Duration::from_millis(5);
/// What the bot says at last.
pub(super) const LOGGED_IN: &str = "You are logged in to Telegram as Bob";

/// All that lives longer than the program.
pub(super) struct Stage {
    pub(super) dc: TestDc,
    pub(super) synapse: Synapse,
    pub(super) place: Place,
    /// Bob's account at Telegram.
    pub(super) bob: i64,
}

/// A data centre that knows Bob, with a password if one is given.
pub(super) async fn telegram(password: Option<&str>) -> (TestDc, i64) {
    let dc = TestDc::start(telegram_testdc::Settings::default()).await;
    let dc = dc.unwrap();
    let bob = dc.add_user(NewUser {
        first_name: "Bob".into(),
        phone: Some(PHONE.into()),
        password: password.map(str::to_owned),
        ..NewUser::default()
    });
    (dc, bob)
}

impl Stage {
    /// All is set up, and Postern can be started.
    pub(super) async fn set(password: Option<&str>) -> Self {
        let (dc, bob) = telegram(password).await;
        let (port, listen) = (free_port(), free_port());
        let place = Place::with_config(&with_bridge(&dc, port, listen, MATRIX_DOMAIN));
        std::fs::write(place.path("telegram.pem"), dc.public_key()).unwrap();
        let file = registration(&place).await;
        let synapse = Synapse::setup().port(port).service(&file).start().await;
        Self {
            dc,
            synapse,
            place,
            bob,
        }
    }

    /// Starts the program, and waits until it serves.
    pub(super) async fn serve(&self) -> Running {
        let mut server = self.place.start(&["serve"]);
        server.address().await;
        server
    }

    /// Somebody at Telegram.
    pub(super) fn person(&self, name: &str) -> i64 {
        self.dc.add_user(NewUser {
            first_name: name.into(),
            ..NewUser::default()
        })
    }

    /// A group at Telegram.
    pub(super) fn group(&self, kind: GroupKind, title: &str, creator: i64, member: i64) -> i64 {
        let group = NewGroup {
            kind,
            title: title.into(),
            creator,
            members: vec![member],
            ..NewGroup::default()
        };
        self.dc.add_group(group).unwrap()
    }

    /// Somebody writes at Telegram.
    pub(super) fn writes(&self, from: i64, to: i64, text: &str) -> i32 {
        let text = text.to_owned();
        let post = NewPost {
            from,
            to,
            text,
            ..NewPost::default()
        };
        self.dc.post(post).unwrap()
    }

    /// What somebody has written into a chat, as a member has it.
    pub(super) fn texts(&self, member: i64, chat: i64, from: i64) -> Vec<String> {
        let messages = self.dc.messages(member, chat).into_iter();
        let own = messages.filter(|message| message.from == from && message.action.is_none());
        own.map(|message| message.text).collect()
    }

    /// The puppet of somebody at Telegram.
    pub(super) fn puppet(&self, id: i64) -> String {
        self.synapse.user_id(&format!("telegram_{id}"))
    }

    /// The code that Telegram has sent to Bob.
    pub(super) fn code(&self) -> String {
        self.dc.code(PHONE).expect("a code was sent").code
    }
}

/// Waits until something is so; `what` is for the panic.
pub(super) async fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let wait = async {
        while !is_so() {
            tokio::time::sleep(GLANCE).await;
        }
    };
    let waited = timeout(PATIENCE, wait).await;
    waited.unwrap_or_else(|_| panic!("{what} did not come"));
}

/// Bob in a chat with the bot.
pub(super) struct Chat {
    pub(super) nio: Nio,
    pub(super) room: String,
    pub(super) bot: String,
}

impl Chat {
    /// Opens a chat with the bot, and waits for its greeting.
    pub(super) async fn open(synapse: &Synapse) -> Self {
        let mut nio = Nio::start(synapse, "bob").await;
        let bot = synapse.user_id("telegrambot");
        let room = nio.create_direct(&bot).await;
        nio.hears(&room, &bot, "Hello!").await;
        Self { nio, room, bot }
    }

    /// Writes something to the bot; gives the event.
    pub(super) async fn says(&mut self, text: &str) -> String {
        self.nio.say(&self.room, text).await
    }

    /// Waits until the bot says these words; what it says before is passed over.
    pub(super) async fn hears(&mut self, words: &str) -> testkit::nio::NioEvent {
        self.nio.hears(&self.room, &self.bot, words).await
    }

    /// Writes something, and waits for the answer; gives the event that was written.
    pub(super) async fn asks(&mut self, text: &str, answer: &str) -> String {
        let event = self.says(text).await;
        self.hears(answer).await;
        event
    }

    /// Waits until Bob is logged in and connected: the bot itself waits only seconds for a connection before it says that
    /// there is none.
    pub(super) async fn is_connected(&mut self) {
        let connected = async {
            loop {
                self.says("ping").await;
                let said = self.hears("You are logged in as").await;
                if said.body().contains("and connected") {
                    return;
                }
            }
        };
        let connected = timeout(PATIENCE, connected).await;
        connected.expect("Telegram is reached");
    }

    /// Logs in with number and code.
    pub(super) async fn logs_in(&mut self, stage: &Stage) {
        self.asks("login phone", "phone number").await;
        self.asks(PHONE, "has sent a code").await;
        self.asks(&stage.code(), LOGGED_IN).await;
    }

    /// Waits until an event of this chat was taken away.
    pub(super) async fn is_gone(&mut self, event: &str) {
        self.nio.is_gone(&self.room, event).await;
    }
}
