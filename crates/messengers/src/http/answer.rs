//! What an answer means, as data. Each provider reads its own documented codes first, and falls back on this.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::Connection;
use domain::time::Timestamp;
use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use serde::de::DeserializeOwned;
use tokio_util::sync::CancellationToken;

/// The longest that a provider is given its way when it asks for patience.
const LONGEST_WAIT: Duration = Duration::from_secs(24 * 3_600);

/// A whole answer.
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: StatusCode,
    /// Its headers.
    pub(crate) headers: HeaderMap,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

/// Why there is no answer. Says it in words for an admin, without any address: it may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Trouble {
    /// An address that may not be called.
    #[error("the address is private or special, and such addresses are not called")]
    Address,
    /// The name has no address.
    #[error("the server's name has no address")]
    NoAddress,
    /// The certificate is not trusted.
    #[error("the certificate is not trusted: {0}")]
    Certificate(String),
    /// No answer in time.
    #[error("no answer within {} seconds", .0.as_secs_f32())]
    Silent(Duration),
    /// No connection, or it broke.
    #[error("no connection: {0}")]
    Broken(String),
    /// The answer is too long.
    #[error("the answer is longer than any should be, and was not read")]
    Huge,
    /// The answer cannot be understood.
    #[error("the answer cannot be understood: {0}")]
    Malformed(String),
}

/// What an answer, or its absence, means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is done.
    Good,
    /// Not before this time has passed.
    Patience(Duration),
    /// What we log in with is not accepted, or not for this.
    Locked(StatusCode),
    /// There is no such thing there.
    Missing(StatusCode),
    /// The request is refused, and would be again.
    Refused(StatusCode),
    /// It may go better next time.
    Again(String),
}

impl Answer {
    /// Reads the answer's status and headers. `unasked` is how long to wait after a 429 that does not say.
    pub(crate) fn verdict(&self, unasked: Duration, now: Timestamp) -> Verdict {
        let status = self.status;
        match status.as_u16() {
            200..=299 => Verdict::Good,
            429 => Verdict::Patience(self.retry_after(now).unwrap_or(unasked)),
            503 => match self.retry_after(now) {
                Some(wait) => Verdict::Patience(wait),
                None => Verdict::Again(said(status)),
            },
            401 | 403 | 407 => Verdict::Locked(status),
            404 | 410 => Verdict::Missing(status),
            300..=399 => Verdict::Again(format!(
                "the server sends us elsewhere ({status}); give the address that it names instead"
            )),
            408 | 425 => Verdict::Again(said(status)),
            400..=499 => Verdict::Refused(status),
            _ => Verdict::Again(said(status)),
        }
    }

    /// The wait that the header names: seconds, or a date (RFC 9110, 10.2.3).
    pub(crate) fn retry_after(&self, now: Timestamp) -> Option<Duration> {
        let text = self.headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
        let wait = match text.parse::<f64>() {
            Ok(seconds) => Duration::try_from_secs_f64(seconds).ok()?,
            Err(_) => date(text)?.since(now),
        };
        Some(wait.min(LONGEST_WAIT))
    }

    /// The body as JSON.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T, Trouble> {
        serde_json::from_slice(&self.body).map_err(|error| {
            let place = (error.line(), error.column());
            Trouble::Malformed(format!("line {}, column {}", place.0, place.1))
        })
    }
}

impl Verdict {
    /// What follows for a delivery, where the provider knows no better. `provider` is its name for people.
    pub(crate) fn outcome(self, provider: &str) -> Outcome {
        match self {
            Self::Good => Outcome::Sent,
            Self::Patience(wait) => patience(provider, wait),
            Self::Locked(status) => later(format!(
                "{provider} refuses what Postern logs in with ({status})"
            )),
            Self::Missing(status) => Outcome::Never {
                why: format!("{provider} has no such account any more ({status})"),
                account: true,
            },
            Self::Refused(status) => Outcome::Never {
                why: format!("{provider} refused the message ({status})"),
                account: false,
            },
            Self::Again(why) => later(why),
        }
    }
}

impl Trouble {
    /// Whether perhaps no call at all gets through: it is not about this one alone.
    pub(crate) fn is_of_connection(&self) -> bool {
        match self {
            Self::Huge | Self::Malformed(_) => false,
            Self::Address
            | Self::NoAddress
            | Self::Certificate(_)
            | Self::Silent(_)
            | Self::Broken(_) => true,
        }
    }

    /// What follows for a delivery.
    pub(crate) fn outcome(&self) -> Outcome {
        match self {
            Self::Address => Outcome::Never {
                why: self.to_string(),
                account: true,
            },
            Self::NoAddress
            | Self::Certificate(_)
            | Self::Silent(_)
            | Self::Broken(_)
            | Self::Huge
            | Self::Malformed(_) => later(self.to_string()),
        }
    }
}

/// The provider asks to wait.
pub(crate) fn patience(provider: &str, wait: Duration) -> Outcome {
    Outcome::Later {
        after: Some(wait),
        why: format!(
            "{provider} asks to wait for {} seconds",
            wait.as_secs_f32().ceil()
        ),
    }
}

/// It may go better next time.
pub(crate) fn later(why: String) -> Outcome {
    Outcome::Later { after: None, why }
}

/// Nothing goes to this account any more.
pub(crate) fn gone(why: impl Into<String>) -> Outcome {
    Outcome::Never {
        why: why.into(),
        account: true,
    }
}

/// This message does not go to this account, but others may.
pub(crate) fn refused(why: impl Into<String>) -> Outcome {
    Outcome::Never {
        why: why.into(),
        account: false,
    }
}

/// The account was made of a secret that is not there: a handle alone leads nowhere.
pub(crate) fn lost_key() -> Outcome {
    gone("the key is not known any more; the account must be linked again")
}

/// Nothing was tried, since Postern stops; that is no failure.
pub(crate) fn stopped() -> Outcome {
    Outcome::Later {
        after: Some(Duration::ZERO),
        why: "Postern was stopped".to_owned(),
    }
}

/// Why nothing can be sent now; `None` if it can.
pub(crate) fn not_connected(connection: &Connection, stop: &CancellationToken) -> Option<Outcome> {
    match connection {
        _ if stop.is_cancelled() => Some(stopped()),
        Connection::Up { .. } => None,
        Connection::Down { why, .. } => Some(later(format!("not connected: {why}"))),
    }
}

fn said(status: StatusCode) -> String {
    format!("the server answered {status}")
}

fn date(text: &str) -> Option<Timestamp> {
    let parser = jiff::fmt::rfc2822::DateTimeParser::new();
    let at = parser.parse_timestamp(text).ok()?;
    Some(Timestamp::from_micros(at.as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNASKED: Duration = Duration::from_secs(5);

    fn verdict(status: u16, retry_after: Option<&str>) -> Verdict {
        let mut headers = HeaderMap::new();
        if let Some(text) = retry_after {
            headers.insert(RETRY_AFTER, text.parse().unwrap());
        }
        let answer = Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Vec::new(),
        };
        // Sun, 06 Nov 1994 08:49:37 GMT
        answer.verdict(UNASKED, Timestamp::from_micros(784_111_777_000_000))
    }

    #[test]
    fn a_wait_is_given_in_seconds_or_as_a_date_or_not_at_all() {
        let patience = |seconds| Verdict::Patience(Duration::from_secs(seconds));
        assert_eq!(verdict(429, Some("37")), patience(37));
        assert_eq!(
            verdict(429, Some("Sun, 06 Nov 1994 08:50:37 GMT")),
            patience(60)
        );
        assert_eq!(
            verdict(429, Some("Sun, 06 Nov 1994 08:00:00 GMT")),
            patience(0)
        );
        assert_eq!(verdict(429, Some("soon")), patience(5));
        assert_eq!(verdict(429, Some("-1")), patience(5));
        assert_eq!(verdict(429, Some("99999999999")), patience(24 * 3_600));
        assert_eq!(verdict(429, None), patience(5));
        assert_eq!(verdict(503, Some("9")), patience(9));
    }

    #[test]
    fn each_status_says_what_follows() {
        assert_eq!(verdict(204, None), Verdict::Good);
        assert_eq!(
            verdict(401, None),
            Verdict::Locked(StatusCode::UNAUTHORIZED)
        );
        assert_eq!(verdict(410, None), Verdict::Missing(StatusCode::GONE));
        assert_eq!(
            verdict(400, None),
            Verdict::Refused(StatusCode::BAD_REQUEST)
        );
        for status in [302, 408, 425, 500, 502, 503, 504, 599] {
            assert!(
                matches!(verdict(status, None), Verdict::Again(_)),
                "{status}"
            );
        }
    }

    #[test]
    fn security_15_trouble_names_no_address() {
        let outcome = Trouble::Malformed("line 1, column 2".into()).outcome();
        let Outcome::Later { why, after: None } = outcome else {
            unreachable!("{outcome:?}")
        };
        assert_eq!(why, "the answer cannot be understood: line 1, column 2");
    }
}
