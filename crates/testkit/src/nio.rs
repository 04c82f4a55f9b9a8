//! matrix-nio, a Matrix client that no one here wrote, as a person on a homeserver.

mod rooms;

use std::collections::{BTreeMap, HashMap};
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::mpsc;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::synapse::Synapse;
use crate::venv::python;

/// How long something that must come may take: longer than the wait of a homeserver that found a service dead.
const PATIENCE: Duration = Duration::from_secs(90);
/// The program that drives nio.
const PROGRAM: &str = include_str!("nio_client.py");

/// A client that is logged in, and hears all that happens in its rooms. It ends with this value.
pub struct Nio {
    /// The Matrix id.
    pub id: String,
    orders: ChildStdin,
    reports: mpsc::UnboundedReceiver<Value>,
    given: u64,
    answers: HashMap<u64, Value>,
    heard: Heard,
    /// Reads what it reports, so that it need not wait for a test that waits for something else. Ends with this value.
    _reader: JoinSet<()>,
    /// Ends with this value.
    _child: Child,
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
        let mut child = Command::new(python())
            .args(["-c", PROGRAM])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("Python starts");
        let orders = child.stdin.take().expect("its input is a pipe");
        let output = child.stdout.take().expect("its output is a pipe");
        let (reports, heard) = mpsc::unbounded_channel();
        let mut reader = JoinSet::new();
        reader.spawn(read(output, reports));
        let mut client = Self {
            id: synapse.user_id(name),
            orders,
            reports: heard,
            given: 0,
            answers: HashMap::new(),
            heard: Heard::default(),
            _reader: reader,
            _child: child,
        };
        let settings = json!({
            "address": synapse.address(),
            "user": client.id,
            "password": Synapse::password(name),
        });
        client.write(&settings).await;
        let online = client.next_report().await;
        assert_eq!(online["event"], "online", "{online}");
        client
    }

    /// Gives an order, waits until it is carried out, and gives what came of it.
    async fn order(&mut self, mut order: Value) -> Value {
        self.given += 1;
        let number = self.given;
        order["number"] = number.into();
        self.write(&order).await;
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
                let report = self.next_report().await;
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
        while let Ok(report) = self.reports.try_recv() {
            self.sort_in(report);
        }
        &self.heard
    }

    async fn take_one(&mut self, order: &Value) {
        let report = timeout(PATIENCE, self.next_report()).await;
        let report = report.unwrap_or_else(|_| panic!("the client does not obey: {order}"));
        self.sort_in(report);
    }

    async fn next_report(&mut self) -> Value {
        let report = self.reports.recv().await;
        report.expect("the client is alive")
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

    async fn write(&mut self, line: &Value) {
        let line = format!("{line}\n");
        let written = self.orders.write_all(line.as_bytes()).await;
        written.expect("the client is alive");
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

async fn read(output: ChildStdout, reports: mpsc::UnboundedSender<Value>) {
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await.expect("its output is text") {
        let report = serde_json::from_str(&line).expect("a report is JSON");
        // Whoever listened may be gone.
        let _ = reports.send(report);
    }
}
