//! signal-cli's own daemon: JSON-RPC over HTTP, and a stream of events.

use reqwest::Response;
use reqwest::header::ACCEPT;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::Api;
use super::sent::Sent;
use crate::http::Trouble;
use crate::signal::dress::Message;
use crate::signal::handle::Who;
use crate::signal::outcome::Refusal;

/// signal-cli's own numbers.
const USER_ERROR: i64 = -1;
const IO_ERROR: i64 = -3;
const UNTRUSTED_KEY: i64 = -4;
const RATE_LIMIT: i64 = -5;
/// Numbers of JSON-RPC: there is no such method; our account is not there.
const NO_METHOD: i64 = -32_601;
const INVALID_PARAMS: i64 = -32_602;

/// An answer: one of the two is there.
#[derive(Deserialize)]
struct Whole {
    #[serde(default)]
    result: Option<Value>,
    #[serde(default)]
    error: Option<Error>,
}

#[derive(Deserialize)]
struct Error {
    code: i64,
    #[serde(default)]
    message: String,
    #[serde(default)]
    data: Value,
}

/// Who has a number or a name.
#[derive(Deserialize)]
struct Person {
    #[serde(default)]
    uuid: Option<String>,
}

/// An account of the daemon.
#[derive(Deserialize)]
struct Account {
    #[serde(default)]
    number: Option<String>,
}

impl Api {
    pub(super) async fn rpc_account(&self) -> Result<(), Refusal> {
        let listed = match self.call("listAccounts", json!({})).await? {
            Ok(result) => read::<Vec<Account>>(result)?,
            // A daemon that was started for one account has no list; whether it is ours, the first message tells.
            Err(error) if error.code == NO_METHOD => return Ok(()),
            Err(error) => return Err(Refusal::Own(Some(error.code))),
        };
        let is_ours = |account: &Account| account.number.as_deref() == Some(&self.number);
        if listed.iter().any(is_ours) {
            Ok(())
        } else {
            Err(Refusal::NoAccount)
        }
    }

    pub(super) async fn rpc_send(&self, to: &str, message: &Message) -> Result<i64, Refusal> {
        let mut params = json!({
            "account": self.number,
            "recipient": [to],
            "message": message.words,
        });
        if !message.styles.is_empty() {
            params["textStyle"] = message.styles.clone().into();
        }
        match self.call("send", params).await? {
            Ok(result) => read::<Sent>(result)?.read(to).unwrap_or(Err(Refusal::Odd)),
            Err(error) => {
                // The results stand in the error if nobody got the message.
                let response = error.data.get("response").unwrap_or(&Value::Null);
                let sent = Sent::deserialize(response).ok();
                match sent.and_then(|sent| sent.read(to)) {
                    Some(Err(refusal)) => Err(refusal),
                    Some(Ok(_)) => Err(Refusal::Odd),
                    None => Err(error.refusal()),
                }
            }
        }
    }

    pub(super) async fn rpc_look_up(&self, who: &Who) -> Result<String, Refusal> {
        let params = match who {
            Who::Number(number) => json!({ "account": self.number, "recipient": [number] }),
            Who::Name(name) => json!({ "account": self.number, "username": [name] }),
        };
        let result = self.call("getUserStatus", params).await?;
        let found = uuid(result)?.ok_or(Refusal::Nobody)?;
        match who {
            // What stands for the account here may stand for the number alone, and the two look alike.
            Who::Number(number) => self.rpc_contact(number).await,
            Who::Name(_) => Ok(found),
        }
    }

    /// The id of the account that has a number, of which signal-cli has just asked.
    async fn rpc_contact(&self, number: &str) -> Result<String, Refusal> {
        let params = json!({
            "account": self.number,
            "recipient": [number],
            "allRecipients": true,
        });
        let result = self.call("listContacts", params).await?;
        uuid(result)?.ok_or(Refusal::Hidden)
    }

    pub(super) async fn rpc_events(&self) -> Result<Response, Trouble> {
        let mut url = self.site.join(&["api", "v1", "events"]);
        url.query_pairs_mut().append_pair("account", &self.number);
        let request = self.http.get(url).header(ACCEPT, "text/event-stream");
        let deadline = self.http.deadlines().whole;
        self.http.open_stream(request, deadline).await
    }

    /// The result, or the error that is said instead.
    async fn call(&self, method: &str, params: Value) -> Result<Result<Value, Error>, Refusal> {
        let url = self.site.join(&["api", "v1", "rpc"]);
        let request = json!({ "jsonrpc": "2.0", "id": 1, "method": method, "params": params });
        let deadline = self.http.deadlines().whole;
        let answer = self.http.call(self.http.post(url).json(&request), deadline);
        let answer = answer.await?;
        self.judge(&answer)?;
        match answer.json() {
            Ok(Whole {
                error: Some(error), ..
            }) => Ok(Err(error)),
            Ok(Whole {
                result: Some(result),
                ..
            }) => Ok(Ok(result)),
            Ok(_) | Err(_) => Err(Refusal::Odd),
        }
    }
}

impl Error {
    fn refusal(&self) -> Refusal {
        // The words may hold a number: they are read, not repeated.
        let says = |part: &str| self.message.contains(part);
        match self.code {
            UNTRUSTED_KEY => Refusal::Untrusted,
            RATE_LIMIT => Refusal::Hurry(None),
            INVALID_PARAMS => Refusal::NoAccount,
            IO_ERROR if says("AuthorizationFailed") || says("[401]") || says("[403]") => {
                Refusal::LoggedOut
            }
            USER_ERROR if says("is not registered") => Refusal::Unregistered,
            USER_ERROR => Refusal::Message,
            IO_ERROR => Refusal::Offline,
            code => Refusal::Own(Some(code)),
        }
    }
}

/// The first id among those found.
fn uuid(result: Result<Value, Error>) -> Result<Option<String>, Refusal> {
    let people = read::<Vec<Person>>(result.map_err(|error| error.refusal())?)?;
    Ok(people.into_iter().find_map(|person| person.uuid))
}

fn read<T: DeserializeOwned>(result: Value) -> Result<T, Refusal> {
    T::deserialize(result).map_err(|_| Refusal::Odd)
}
