//! The daemon's calls: JSON-RPC over HTTP, and a stream of events.

use std::sync::Arc;

use domain::world::World;
use reqwest::Response;
use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde_json::{Value, json};

use super::dress::Message;
use super::handle::Who;
use super::outcome;
use crate::http::{Answer, Http, PresenceFault, Site, Trouble};

/// The daemon, and how to call it.
pub(super) struct Api {
    pub(super) http: Http,
    pub(super) site: Site,
    pub(super) number: String,
    pub(super) world: World,
}

/// What the daemon says to a call.
pub(super) struct Said {
    pub(super) answer: Answer,
    /// What is in it; `None` if it is none of JSON-RPC.
    pub(super) body: Option<Body>,
}

/// An answer of JSON-RPC.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Body {
    /// It is done.
    Result(Value),
    /// It is refused.
    Error(Refusal),
}

/// A refusal.
#[derive(Debug, Deserialize)]
pub(super) struct Refusal {
    pub(super) code: i64,
    #[serde(default)]
    pub(super) message: String,
    #[serde(default)]
    pub(super) data: Value,
}

#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    result: Option<Value>,
    #[serde(default)]
    error: Option<Refusal>,
}

impl Api {
    /// Whether the daemon has our account; gives its number.
    pub(super) async fn account(self: Arc<Self>) -> Result<String, PresenceFault> {
        let said = self.call("listAccounts", json!({})).await?;
        outcome::read_accounts(&said, &self.number, self.world.now())?;
        Ok(self.number.clone())
    }

    /// Sends a message to the account of this id.
    pub(super) async fn send(&self, to: &str, message: &Message) -> Result<Said, Trouble> {
        let mut params = json!({
            "account": self.number,
            "recipient": [to],
            "message": message.words,
        });
        if !message.styles.is_empty() {
            params["textStyle"] = message.styles.clone().into();
        }
        self.call("send", params).await
    }

    /// Whose number or name it is.
    pub(super) async fn look_up(&self, who: &Who) -> Result<Said, Trouble> {
        let params = match who {
            Who::Number(number) => json!({ "account": self.number, "recipient": [number] }),
            Who::Name(name) => json!({ "account": self.number, "username": [name] }),
        };
        self.call("getUserStatus", params).await
    }

    /// What comes in from now on.
    pub(super) async fn events(&self) -> Result<Response, Trouble> {
        let mut url = self.site.join(&["api", "v1", "events"]);
        url.query_pairs_mut().append_pair("account", &self.number);
        let request = self.http.get(url).header(ACCEPT, "text/event-stream");
        let deadline = self.http.deadlines().whole;
        self.http.open_stream(request, deadline).await
    }

    async fn call(&self, method: &str, params: Value) -> Result<Said, Trouble> {
        let url = self.site.join(&["api", "v1", "rpc"]);
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let deadline = match method {
            "getUserStatus" => self.http.deadlines().ask,
            _ => self.http.deadlines().whole,
        };
        let answer = self.http.call(self.http.post(url).json(&request), deadline);
        let answer = answer.await?;
        let body = match answer.json() {
            Ok(Whole {
                error: Some(refusal),
                ..
            }) => Some(Body::Error(refusal)),
            Ok(Whole {
                result: Some(result),
                ..
            }) => Some(Body::Result(result)),
            Ok(_) | Err(_) => None,
        };
        Ok(Said { answer, body })
    }
}
