//! The two daemons that speak for signal-cli, as they behave: its own, with `--http`, and the container
//! signal-cli-rest-api. People may be registered, trusted or not; errors are the documented ones.
//!
//! Apprise and pysignalclirestapi are tested against the container's, so that it is known to be like the real one.

mod receive;
mod rest;
mod rpc;
mod state;
mod styled;

use std::sync::Arc;

use serde_json::{Value, json};

use self::state::{Inside, Mood, Person};
pub use self::state::{Mode, Standing};
use crate::fake_site::FakeSite;

/// The daemon. It ends with this value.
pub struct FakeSignal {
    /// Its web server; what listens for what comes in meets no faults.
    pub site: FakeSite,
    inside: Arc<Inside>,
}

impl FakeSignal {
    /// Starts signal-cli's own daemon with this account, which knows nobody.
    pub async fn start(account: &str) -> Self {
        let inside = Arc::new(Inside::new(account));
        let site = FakeSite::start_sparing(rpc::router(inside.clone()), "/events").await;
        Self { site, inside }
    }

    /// Starts the container in this mode instead.
    pub async fn start_rest(account: &str, mode: Mode) -> Self {
        let inside = Arc::new(Inside::new(account));
        inside.mode.send_replace(mode);
        let site = FakeSite::start_sparing(rest::router(inside.clone()), "/receive/").await;
        Self { site, inside }
    }

    /// Starts the container anew in this mode.
    pub fn runs_in(&self, mode: Mode) {
        self.inside.mode.send_replace(mode);
    }

    /// Registers somebody, or changes how it is with them.
    pub fn person(&self, uuid: &str, number: &str, name: Option<&str>, standing: Standing) {
        let person = Person {
            number: number.to_owned(),
            name: name.map(str::to_owned),
            standing,
        };
        let mut people = self.inside.people.lock().unwrap();
        people.insert(uuid.to_owned(), person);
    }

    /// From now on Signal does not say whose number it is, but only that it is somebody's, with this id of the number,
    /// until they write.
    pub fn hides(&self, uuid: &str, of_number: &str) {
        let mut hidden = self.inside.hidden.lock().unwrap();
        hidden.insert(uuid.to_owned(), of_number.to_owned());
    }

    /// From now on it has this account, or none.
    pub fn account(&self, account: Option<&str>) {
        *self.inside.account.lock().unwrap() = account.map(str::to_owned);
    }

    /// From now on Signal asks for so many seconds of patience.
    pub fn is_hurried(&self, seconds: u64) {
        *self.inside.mood.lock().unwrap() = Mood::Hurried(seconds);
    }

    /// From now on Signal wants a captcha.
    pub fn is_suspicious(&self) {
        *self.inside.mood.lock().unwrap() = Mood::Suspicious;
    }

    /// From now on Signal cannot be reached.
    pub fn is_cut_off(&self) {
        *self.inside.mood.lock().unwrap() = Mood::CutOff;
    }

    /// What was sent so far: `recipient`, `message`, `textStyle` if there is any, and `timestamp`.
    pub fn messages(&self) -> Vec<Value> {
        self.inside.messages.lock().unwrap().clone()
    }

    /// Waits until somebody listens for what comes in, or asks for it.
    pub async fn is_heard(&self) {
        if self.inside.mode() == Mode::Normal {
            let mut asked = self.inside.asked.subscribe();
            asked.changed().await.expect("the daemon runs");
            return;
        }
        let mut listeners = self.inside.listeners.subscribe();
        let heard = listeners.wait_for(|count| *count > 0).await;
        heard.expect("the daemon runs");
    }

    /// The telephone of `uuid` confirms the message of this time.
    pub fn confirms(&self, uuid: &str, at: i64) {
        let receipt = json!({
            "when": at + 1,
            "isDelivery": true,
            "isRead": false,
            "isViewed": false,
            "timestamps": [at],
        });
        self.inside.event(uuid, "receiptMessage", &receipt);
    }

    /// Somebody writes to the account; in a group if so said.
    pub fn writes(&self, uuid: &str, words: &str, in_group: bool) {
        let mut message = json!({
            "timestamp": 1,
            "message": words,
            "expiresInSeconds": 0,
            "viewOnce": false,
        });
        if in_group {
            message["groupInfo"] = json!({ "groupId": "aGVsbG8=", "type": "DELIVER" });
        }
        self.inside.event(uuid, "dataMessage", &message);
    }
}
