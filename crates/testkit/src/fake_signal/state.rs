//! What is the same in both daemons: the account, the people, and what Signal does with a message.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tokio::sync::{broadcast, watch};

/// How the container runs signal-cli.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As a daemon, as signal-cli's own daemon does, too.
    JsonRpc,
    /// Anew for each call.
    Normal,
}

/// How it is with somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// All is well.
    Fine,
    /// They have left Signal.
    Gone,
    /// Their safety number has changed.
    Untrusted,
}

pub(super) struct Person {
    pub(super) number: String,
    pub(super) name: Option<String>,
    pub(super) standing: Standing,
}

/// What Signal allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mood {
    Patient,
    /// So many seconds must pass.
    Hurried(u64),
    /// It wants a captcha.
    Suspicious,
    /// It is not there.
    CutOff,
}

pub(super) struct Inside {
    pub(super) mode: watch::Sender<Mode>,
    pub(super) account: Mutex<Option<String>>,
    pub(super) people: Mutex<BTreeMap<String, Person>>,
    pub(super) messages: Mutex<Vec<Value>>,
    pub(super) mood: Mutex<Mood>,
    /// Who had a number or a name when it was last asked.
    pub(super) known: Mutex<BTreeMap<String, String>>,
    /// The ids of the numbers of those whose account Signal does not name.
    pub(super) hidden: Mutex<BTreeMap<String, String>>,
    /// Who was written to, whatever became of it.
    pub(super) contacts: Mutex<BTreeSet<String>>,
    /// The time of the last message.
    clock: Mutex<i64>,
    /// What came in.
    pub(super) events: broadcast::Sender<String>,
    /// The same for who asks for it.
    pub(super) letters: Mutex<Vec<Value>>,
    /// How many listen.
    pub(super) listeners: watch::Sender<usize>,
    /// How often it was asked.
    pub(super) asked: watch::Sender<usize>,
}

impl Inside {
    pub(super) fn new(account: &str) -> Self {
        Self {
            mode: watch::Sender::new(Mode::JsonRpc),
            account: Mutex::new(Some(account.to_owned())),
            people: Mutex::default(),
            messages: Mutex::default(),
            mood: Mutex::new(Mood::Patient),
            known: Mutex::default(),
            hidden: Mutex::default(),
            contacts: Mutex::default(),
            clock: Mutex::new(1_700_000_000_000),
            events: broadcast::channel(100).0,
            letters: Mutex::default(),
            listeners: watch::Sender::new(0),
            asked: watch::Sender::new(0),
        }
    }

    pub(super) fn mode(&self) -> Mode {
        *self.mode.borrow()
    }

    /// Whether the account is that of this number.
    pub(super) fn has(&self, number: Option<&str>) -> bool {
        let account = self.account.lock().unwrap();
        account.is_some() && account.as_deref() == number
    }

    /// Who has a number or a name now.
    pub(super) fn find(&self, fits: &dyn Fn(&Person) -> bool) -> Option<String> {
        let people = self.people.lock().unwrap();
        let mut all = people.iter();
        let found = all.find(|(_, person)| fits(person) && person.standing != Standing::Gone);
        found.map(|(uuid, _)| uuid.clone())
    }

    /// The time of the next message.
    pub(super) fn tick(&self) -> i64 {
        let mut clock = self.clock.lock().unwrap();
        *clock += 1;
        *clock
    }

    /// Sends to one person; gives the result as signal-cli writes it.
    pub(super) fn deliver(&self, to: &str, words: &str, styles: &[String], at: i64) -> Value {
        let people = self.people.lock().unwrap();
        let person = people.get(to);
        let standing = person.map_or(Standing::Gone, |person| person.standing);
        self.contacts.lock().unwrap().insert(to.to_owned());
        let number = person.map(|person| &person.number);
        let mut result = json!({ "recipientAddress": { "uuid": to, "number": number } });
        result["type"] = match (standing, *self.mood.lock().unwrap()) {
            (_, Mood::CutOff) => "NETWORK_FAILURE",
            (Standing::Gone, _) => "UNREGISTERED_FAILURE",
            (Standing::Untrusted, _) => "IDENTITY_FAILURE",
            (Standing::Fine, Mood::Hurried(seconds)) => {
                result["retryAfterSeconds"] = seconds.into();
                "RATE_LIMIT_FAILURE"
            }
            (Standing::Fine, Mood::Suspicious) => {
                result["token"] = "17d0...".into();
                result["retryAfterSeconds"] = 86_400.into();
                "RATE_LIMIT_FAILURE"
            }
            (Standing::Fine, Mood::Patient) => "SUCCESS",
        }
        .into();
        if result["type"] == "SUCCESS" {
            let mut message = json!({ "recipient": [to], "message": words, "timestamp": at });
            if !styles.is_empty() {
                message["textStyle"] = json!(styles);
            }
            self.messages.lock().unwrap().push(message);
        }
        result
    }

    /// Something comes in from somebody, who is known from then on.
    pub(super) fn event(&self, uuid: &str, kind: &str, what: &Value) {
        self.hidden.lock().unwrap().remove(uuid);
        let number = self.people.lock().unwrap()[uuid].number.clone();
        let event = json!({
            "envelope": {
                "source": number,
                "sourceNumber": number,
                "sourceUuid": uuid,
                "sourceName": "",
                "sourceDevice": 1,
                "timestamp": 1,
                kind: what,
            },
            "account": *self.account.lock().unwrap(),
        });
        // Nobody may be listening.
        let _ = self.events.send(event.to_string());
        self.letters.lock().unwrap().push(event);
    }
}

/// Counts who listens, for as long as they do.
pub(super) struct Listening(Arc<Inside>);

impl Listening {
    pub(super) fn to(inside: Arc<Inside>) -> Self {
        inside.listeners.send_modify(|count| *count += 1);
        Self(inside)
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.listeners.send_modify(|count| *count -= 1);
    }
}
