//! Topics: what one may be called, and whether nobody can read it without a login.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Handle, HandleFault};
use domain::time::Timestamp;
use reqwest::Url;

use super::{REFILL, Server, TITLE};
use crate::http::{Answer, Memory, Terms, Trouble, Verdict, answer};
use crate::typed::{fault, tidy};

/// The longest topic.
const LONGEST_TOPIC: usize = 64;
/// How long what was found out about a topic holds.
const TRUSTED_FOR: Duration = Duration::from_secs(600);

/// Whether topics are protected, and when that was found out.
#[derive(Default)]
pub(super) struct Topics(Memory<(bool, Timestamp)>);

impl Topics {
    /// Whether nobody can read the topic without a login.
    pub(super) async fn is_protected(
        &self,
        server: &Server,
        terms: &Terms,
        topic: &str,
    ) -> Result<bool, Outcome> {
        let now = terms.now();
        if let Some((is_protected, at)) = self.0.get(topic)
            && now.since(at) < TRUSTED_FOR
        {
            return Ok(is_protected);
        }
        let answer = read_without_login(server, topic).await;
        let answer = answer.map_err(|trouble| terms.troubled(&trouble))?;
        let is_protected = match answer.verdict(REFILL, now) {
            Verdict::Good => false,
            Verdict::Locked(_) => true,
            Verdict::Patience(wait) => return Err(terms.wait(None, wait)),
            other @ (Verdict::Missing(_) | Verdict::Refused(_) | Verdict::Again(_)) => {
                return Err(match other.outcome(TITLE) {
                    Outcome::Never { why, .. } => answer::later(why),
                    outcome @ (Outcome::Later { .. } | Outcome::Sent) => outcome,
                });
            }
        };
        self.0.put(topic, (is_protected, now));
        Ok(is_protected)
    }
}

async fn read_without_login(server: &Server, topic: &str) -> Result<Answer, Trouble> {
    let mut url: Url = server.site.join(&[topic, "json"]);
    // No messages, and an end.
    url.set_query(Some("poll=1&since=none"));
    let deadline = server.http.deadlines().ask;
    server.http.call(server.http.get(url), deadline).await
}

/// A topic: 1 to 64 letters, digits, `-` and `_`. Letter case counts.
pub(super) fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let topic = tidy(typed, usize::MAX)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    if !topic.chars().all(fits) {
        return Err(fault("handle-fault-ntfy-topic", topic));
    }
    if topic.len() > LONGEST_TOPIC {
        return Err(fault("handle-fault-too-long", ""));
    }
    Ok(Handle {
        shown: topic.to_owned(),
        // Whether it is protected has to be found out first.
        remote_id: None,
    })
}

pub(super) fn open_topic() -> Outcome {
    answer::refused(
        "anyone can read this topic, so no codes are sent to it; \
         have it protected from reading on the ntfy server",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_a_topic_as_the_server_takes_it() {
        assert_eq!(parse_handle(" Alice_kq-3 ").unwrap().shown, "Alice_kq-3");
        let fault = |typed: &str| parse_handle(typed).unwrap_err().key;
        assert_eq!(fault(" "), "handle-fault-empty");
        assert_eq!(fault("ntfy.sh/alice"), "handle-fault-ntfy-topic");
        assert_eq!(fault("älice"), "handle-fault-ntfy-topic");
        assert_eq!(fault(&"a".repeat(65)), "handle-fault-too-long");
        assert!(parse_handle(&"a".repeat(64)).is_ok());
    }
}
