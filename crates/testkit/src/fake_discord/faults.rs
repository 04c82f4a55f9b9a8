//! What a test can have go wrong, and what it can count.

use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;

use super::FakeDiscord;
use super::state::{Does, Fault, Order};

impl FakeDiscord {
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
