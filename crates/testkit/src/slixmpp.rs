//! slixmpp, an XMPP client that no one here wrote, as the person at the other end.

use std::time::Duration;

use serde_json::{Value, json};
use tokio::time::timeout;

use crate::prosody::Prosody;
use crate::python_client::PythonClient;

/// How long a test waits for an event: longer than the lease of a delivery that nobody can hurry.
const PATIENCE: Duration = Duration::from_secs(75);
/// The program that drives slixmpp.
const PROGRAM: &str = include_str!("slixmpp_client.py");

/// A client that is logged in. It sends receipts (XEP-0184) by itself until told otherwise.
///
/// Events that a test did not ask for are kept until it does.
pub struct Slixmpp {
    /// Its full address.
    pub address: String,
    client: PythonClient,
    kept: Vec<Value>,
}

/// A message that the client received.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Its id.
    pub id: String,
    /// The full address of its sender.
    pub sender: String,
    /// Its type: `chat`, `error` …
    pub kind: String,
    /// Its text.
    pub body: String,
    /// Whether it asks for a receipt.
    pub wants_receipt: bool,
    /// When it came, in seconds since 1970.
    pub at: f64,
}

impl Slixmpp {
    /// Logs in to `prosody`, where the account must exist.
    pub async fn start(prosody: &Prosody, user: &str, password: &str) -> Self {
        let settings = json!({
            "address": prosody.address(user),
            "password": password,
            "host": "127.0.0.1",
            "port": prosody.port(),
            "ca_file": prosody.ca_file(),
        });
        let mut client = Self {
            address: String::new(),
            client: PythonClient::start(PROGRAM, &settings).await,
            kept: Vec::new(),
        };
        let online = client.wait_for(|event| event["event"] == "online").await;
        online["address"]
            .as_str()
            .expect("an address")
            .clone_into(&mut client.address);
        client
    }

    /// Waits for the next message of any kind.
    pub async fn next_message(&mut self) -> Message {
        let event = self.wait_for(|event| event["event"] == "message").await;
        let text = |key: &str| event[key].as_str().unwrap_or_default().to_owned();
        Message {
            id: text("id"),
            sender: text("sender"),
            kind: text("kind"),
            body: text("body"),
            wants_receipt: event["wants_receipt"] == true,
            at: event["at"].as_f64().unwrap_or_default(),
        }
    }

    /// Waits until `sender` lets the client see whether they are there.
    pub async fn wait_until_subscribed_to(&mut self, sender: &str) {
        self.wait_for(|event| event["event"] == "subscribed" && event["sender"] == sender)
            .await;
    }

    /// Sends a chat message, in this language if one is given.
    pub async fn send(&mut self, to: &str, body: &str, language: Option<&str>) {
        let order = json!({"order": "send", "to": to, "body": body, "language": language});
        self.order(order).await;
    }

    /// Sends a receipt for the message with this id.
    pub async fn send_receipt(&mut self, to: &str, id: &str) {
        self.order(json!({"order": "receipt", "to": to, "id": id}))
            .await;
    }

    /// Whether to send receipts without being told to.
    pub async fn set_receipts(&mut self, on: bool) {
        self.order(json!({"order": "receipts", "on": on})).await;
    }

    /// Asks to see whether `to` is there.
    pub async fn subscribe(&mut self, to: &str) {
        self.order(json!({"order": "subscribe", "to": to})).await;
    }

    /// Asks `to` for a sign of life (XEP-0199) and waits for it.
    pub async fn ping(&mut self, to: &str) {
        self.order(json!({"order": "ping", "to": to})).await;
        self.wait_for(|event| event["event"] == "pong" && event["sender"] == to)
            .await;
    }

    /// How many messages came that no one asked for yet.
    pub fn unread(&mut self) -> usize {
        while let Some(event) = self.client.try_next_report() {
            self.kept.push(event);
        }
        let messages = self.kept.iter().filter(|event| event["event"] == "message");
        messages.count()
    }

    /// Sends any XML.
    pub async fn send_xml(&mut self, xml: &str) {
        self.order(json!({"order": "xml", "xml": xml})).await;
    }

    /// Gives an order and waits until it is carried out.
    async fn order(&mut self, mut order: Value) {
        let number = self.client.order(&mut order).await;
        self.wait_for(|event| event["event"] == "done" && event["number"] == number)
            .await;
    }

    async fn wait_for(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.kept.iter().position(&wanted) {
            return self.kept.remove(place);
        }
        loop {
            let event = timeout(PATIENCE, self.client.next_report()).await;
            let event = event.expect("the client hears something in time");
            assert!(
                event["event"] != "refused",
                "the client was refused: {event}"
            );
            if wanted(&event) {
                return event;
            }
            self.kept.push(event);
        }
    }
}
