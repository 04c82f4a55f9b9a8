//! matrix-nio, a Matrix client that no one here wrote, as a person on a homeserver.

mod rooms;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::python_client::PythonClient;
use crate::synapse::Synapse;

/// How long something that must come may take: longer than the wait of a homeserver that found a service dead.
const PATIENCE: Duration = Duration::from_secs(90);
/// The program that drives nio.
const PROGRAM: &str = include_str!("nio_client.py");

/// A client that is logged in, and hears all that happens in its rooms. It ends with this value.
pub struct Nio {
    /// The Matrix id.
    pub id: String,
    client: PythonClient,
    answers: HashMap<u64, Value>,
    heard: Heard,
}

/// What came so far.
#[derive(Debug, Default)]
pub struct Heard {
    /// The events of each room, as they came.
    pub events: HashMap<String, Vec<NioEvent>>,
    /// The invitations that nobody has followed yet: names by rooms.
    pub invitations: BTreeMap<String, String>,
    /// How many events of a room were given out.
    read: HashMap<String, usize>,
}

/// An event, and as what nio understands it.
#[derive(Debug, Clone)]
pub struct NioEvent {
    /// The name of nio's class for it: `RoomMessageText`, `RoomMessageImage`, `RedactedEvent` …
    pub kind: String,
    /// The whole event.
    pub source: Value,
}

impl NioEvent {
    /// Its id.
    pub fn id(&self) -> &str {
        self.text("event_id")
    }

    /// Whose it is.
    pub fn sender(&self) -> &str {
        self.text("sender")
    }

    /// The text of a message; empty if it has none.
    pub fn body(&self) -> &str {
        self.source["content"]["body"].as_str().unwrap_or_default()
    }

    fn text(&self, key: &str) -> &str {
        self.source[key].as_str().unwrap_or_default()
    }

    fn read(report: &Value) -> Self {
        let kind = report["kind"].as_str().expect("it has a kind").to_owned();
        let source = report["source"].clone();
        // nio checks events against schemas of its own.
        let is_good = !matches!(kind.as_str(), "BadEvent" | "UnknownBadEvent");
        assert!(is_good, "nio finds an event malformed: {source}");
        Self { kind, source }
    }
}

impl Nio {
    /// Makes a user, and logs in with their password.
    pub async fn start(synapse: &Synapse, name: &str) -> Self {
        drop(synapse.person(name).await);
        let id = synapse.user_id(name);
        let settings = json!({
            "address": synapse.address(),
            "user": id,
            "password": Synapse::password(name),
        });
        let mut client = PythonClient::start(PROGRAM, &settings).await;
        let online = client.next_report().await;
        assert_eq!(online["event"], "online", "{online}");
        Self {
            id,
            client,
            answers: HashMap::new(),
            heard: Heard::default(),
        }
    }

    /// Gives an order, waits until it is carried out, and gives what came of it.
    async fn order(&mut self, mut order: Value) -> Value {
        let number = self.client.order(&mut order).await;
        loop {
            if let Some(answer) = self.answers.remove(&number) {
                return answer;
            }
            self.take_one(&order).await;
        }
    }

    /// Waits until something can be found in what came; `what` is for the panic.
    pub async fn until<T>(
        &mut self,
        what: &str,
        mut find: impl FnMut(&mut Heard) -> Option<T>,
    ) -> T {
        let wait = async {
            loop {
                if let Some(found) = find(&mut self.heard) {
                    return found;
                }
                let report = self.client.next_report().await;
                self.sort_in(report);
            }
        };
        if let Ok(found) = timeout(PATIENCE, wait).await {
            return found;
        }
        panic!(
            "{what} did not come to {}; there is:\n{}",
            self.id,
            self.all()
        );
    }

    /// What came so far; does not wait.
    pub fn heard(&mut self) -> &Heard {
        while let Some(report) = self.client.try_next_report() {
            self.sort_in(report);
        }
        &self.heard
    }

    async fn take_one(&mut self, order: &Value) {
        let report = timeout(PATIENCE, self.client.next_report()).await;
        let report = report.unwrap_or_else(|_| panic!("the client does not obey: {order}"));
        self.sort_in(report);
    }

    fn sort_in(&mut self, mut report: Value) {
        let room = report["room"].as_str().unwrap_or_default().to_owned();
        match report["event"].as_str().unwrap_or_default() {
            "event" => {
                let events = self.heard.events.entry(room).or_default();
                events.push(NioEvent::read(&report));
            }
            "invitation" => {
                let name = report["name"].as_str().unwrap_or_default().to_owned();
                self.heard.invitations.insert(room, name);
            }
            "done" => {
                let number = report["number"].as_u64().expect("it has a number");
                self.answers.insert(number, report["answer"].take());
            }
            _ => panic!("the client was refused: {report}"),
        }
    }

    /// All that came, a line each.
    fn all(&self) -> String {
        let mut lines = vec![format!("invitations: {:?}", self.heard.invitations)];
        for (room, events) in &self.heard.events {
            let events = events.iter();
            lines.extend(events.map(|event| format!("{room} {} {}", event.kind, event.source)));
        }
        lines.join("\n")
    }
}
