//! What signal-cli says about a message that it sent, or did not: the same in both daemons.

use std::time::Duration;

use serde::Deserialize;

use crate::signal::outcome::Refusal;

/// What became of a message to one recipient.
#[derive(Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    timestamp: i64,
    #[serde(default)]
    results: Vec<SentTo>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SentTo {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    recipient_address: Address,
    #[serde(default)]
    token: Option<String>,
    #[serde(default)]
    retry_after_seconds: Option<u64>,
}

#[derive(Deserialize, Default)]
struct Address {
    #[serde(default)]
    uuid: Option<String>,
}

impl Sent {
    /// When it was sent to the account of this id, or why not; `None` if that is not said.
    pub(super) fn read(&self, to: &str) -> Option<Result<i64, Refusal>> {
        let one = self.results.first()?;
        Some(match one.judge(to) {
            None => Ok(self.timestamp),
            Some(refusal) => Err(refusal),
        })
    }
}

impl SentTo {
    /// Why it was not sent to the account of this id.
    fn judge(&self, to: &str) -> Option<Refusal> {
        let asked = self.retry_after_seconds.map(Duration::from_secs);
        match self.kind.as_str() {
            // signal-cli sends to who has the number now if the account is gone, which is somebody else.
            "SUCCESS" => {
                let who = self.recipient_address.uuid.as_deref().unwrap_or(to);
                (!who.eq_ignore_ascii_case(to)).then_some(Refusal::Unregistered)
            }
            "RATE_LIMIT_FAILURE" if self.token.is_some() => Some(Refusal::Captcha(asked)),
            "RATE_LIMIT_FAILURE" => Some(Refusal::Hurry(asked)),
            kind => Some(failure(kind)),
        }
    }
}

/// What a kind of failure means where nothing else is said.
pub(super) fn failure(kind: &str) -> Refusal {
    match kind {
        "UNREGISTERED_FAILURE" => Refusal::Unregistered,
        "IDENTITY_FAILURE" => Refusal::Untrusted,
        "RATE_LIMIT_FAILURE" => Refusal::Hurry(None),
        "NETWORK_FAILURE" => Refusal::Offline,
        _ => Refusal::Sealing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(result: &serde_json::Value) -> Option<Result<i64, Refusal>> {
        let sent = serde_json::json!({ "timestamp": 7, "results": [result] });
        serde_json::from_value::<Sent>(sent).unwrap().read("a-1")
    }

    #[test]
    fn security_31_a_message_that_went_to_somebody_else_was_not_sent_to_the_account() {
        let to =
            |uuid| serde_json::json!({ "type": "SUCCESS", "recipientAddress": { "uuid": uuid } });
        assert_eq!(read(&to("A-1")), Some(Ok(7)));
        assert_eq!(read(&to("b-2")), Some(Err(Refusal::Unregistered)));
        let old = serde_json::json!({ "type": "SUCCESS", "recipientAddress": { "uuid": null } });
        assert_eq!(read(&old), Some(Ok(7)));
    }

    #[test]
    fn failures_mean_what_signal_cli_means_by_them() {
        let asked = Some(Duration::from_secs(9));
        for (kind, refusal) in [
            ("UNREGISTERED_FAILURE", Refusal::Unregistered),
            ("IDENTITY_FAILURE", Refusal::Untrusted),
            ("NETWORK_FAILURE", Refusal::Offline),
            ("RATE_LIMIT_FAILURE", Refusal::Hurry(asked)),
            ("INVALID_PRE_KEY_FAILURE", Refusal::Sealing),
        ] {
            let result = serde_json::json!({ "type": kind, "retryAfterSeconds": 9 });
            assert_eq!(read(&result), Some(Err(refusal)));
        }
        let captcha = serde_json::json!({ "type": "RATE_LIMIT_FAILURE", "token": "x" });
        assert_eq!(read(&captcha), Some(Err(Refusal::Captcha(None))));
    }
}
