//! Why a call to the homeserver came to nothing.

use std::error::Error as _;
use std::time::Duration;

use ruma::api::EndpointError as _;
use ruma::api::error::{
    Error as RumaError, ErrorBody, ErrorKind, FromHttpResponseError, RetryAfter,
};
use rustls::CertificateError;

/// How long to wait when the homeserver does not say it.
const LIMITED_WAIT: Duration = Duration::from_secs(2);
/// The most of the homeserver's own words that are kept, in characters; without their full stop.
const LONGEST_WORDS: usize = 200;

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The homeserver refuses; again would be the same, unless the status is 500 or above.
    #[error("the homeserver refuses with {status} {code}: {words}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// Its code, such as `M_FORBIDDEN`; empty if there is none.
        code: String,
        /// What it says.
        words: String,
    },
    /// Too much was asked of it; it says when to come again.
    #[error("the homeserver asks to wait {} seconds", wait.as_secs())]
    Limited {
        /// How long.
        wait: Duration,
    },
    /// It did not answer in time.
    #[error("the homeserver did not answer in time")]
    Silent,
    /// There is no connection to it.
    #[error("the homeserver cannot be reached: {0}")]
    Unreachable(String),
    /// Whoever answers there does not prove to be the homeserver.
    #[error("the homeserver's certificate is not trusted: {0}")]
    Untrusted(String),
    /// Its answer is too long.
    #[error("the homeserver's answer is too long")]
    Huge,
    /// The answer, or the request itself, is not as it must be.
    #[error("the homeserver and we do not understand each other: {0}")]
    Malformed(String),
}

/// What follows from a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The same again would fail again.
    GiveUp,
    /// It may pass by itself.
    Again,
    /// It passes after this time.
    After(Duration),
}

impl Fault {
    /// What follows from it.
    pub fn way(&self) -> Way {
        match self {
            Self::Limited { wait } => Way::After(*wait),
            Self::Silent | Self::Unreachable(_) | Self::Untrusted(_) => Way::Again,
            Self::Refused { status, .. } if *status >= 500 => Way::Again,
            Self::Refused { .. } | Self::Huge | Self::Malformed(_) => Way::GiveUp,
        }
    }

    /// Whether the homeserver refuses with this code, such as `M_FORBIDDEN`.
    pub fn is(&self, wanted: &str) -> bool {
        matches!(self, Self::Refused { code, .. } if code == wanted)
    }

    /// Whether what was asked for is not there.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { status: 404, .. })
    }

    /// Whether the homeserver does not let us.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, Self::Refused { status: 403, .. })
    }

    /// What an answer with a status of 400 or above means.
    pub(super) fn from_response(response: http::Response<&[u8]>) -> Self {
        RumaError::from_http_response(response).into()
    }

    pub(super) fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            return Self::Silent;
        }
        // Its own words name the address with its query; those of what lies behind it do not.
        let mut words = "no connection".to_owned();
        let mut cause = error.source();
        while let Some(error) = cause {
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return Self::of_tls(tls);
            }
            words = error.to_string();
            // What is wrapped in one of these is not its source.
            let io = error.downcast_ref::<std::io::Error>();
            cause = match io.and_then(std::io::Error::get_ref) {
                Some(inner) => Some(inner),
                None => error.source(),
            };
        }
        Self::Unreachable(short(&words))
    }

    fn of_tls(error: &rustls::Error) -> Self {
        let rustls::Error::InvalidCertificate(fault) = error else {
            return Self::Unreachable(format!("there is no TLS as it should be ({error})"));
        };
        let remedy = "(set bridge.homeserver.caFile if it is right)";
        // An authority that was made anew has its old name and another signature.
        let is_unknown = matches!(
            fault,
            CertificateError::UnknownIssuer | CertificateError::BadSignature
        );
        Self::Untrusted(if is_unknown {
            format!("nobody known vouches for it {remedy}")
        } else if matches!(fault, CertificateError::Other(_)) {
            // The usual case: a self-signed certificate that is marked as that of an authority.
            format!("it is no server's certificate {remedy}")
        } else {
            short(&fault.to_string())
        })
    }
}

impl From<reqwest::Error> for Fault {
    fn from(error: reqwest::Error) -> Self {
        Self::of(&error)
    }
}

impl From<FromHttpResponseError<RumaError>> for Fault {
    fn from(error: FromHttpResponseError<RumaError>) -> Self {
        if let FromHttpResponseError::Server(error) = error {
            return error.into();
        }
        Self::Malformed(short(&error.to_string()))
    }
}

impl From<RumaError> for Fault {
    fn from(error: RumaError) -> Self {
        let status = error.status_code.as_u16();
        let (code, words) = match &error.body {
            ErrorBody::Standard(body) => {
                if let ErrorKind::LimitExceeded(limit) = &body.kind {
                    let wait = match limit.retry_after {
                        Some(RetryAfter::Delay(wait)) => wait,
                        Some(_) | None => LIMITED_WAIT,
                    };
                    return Self::Limited { wait };
                }
                (body.kind.errcode().to_string(), short(&body.message))
            }
            ErrorBody::Json(_) | ErrorBody::NotJson { .. } => (String::new(), String::new()),
        };
        if status == 429 {
            return Self::Limited { wait: LIMITED_WAIT };
        }
        Self::Refused {
            status,
            code,
            words,
        }
    }
}

fn short(words: &str) -> String {
    let words = words.trim_end_matches('.');
    words.chars().take(LONGEST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, body: &str) -> Fault {
        let response = http::Response::builder().status(status);
        Fault::from_response(response.body(body.as_bytes()).unwrap())
    }

    #[test]
    fn a_limit_says_when_to_come_again() {
        let fault = answer(
            429,
            r#"{"errcode":"M_LIMIT_EXCEEDED","error":"x","retry_after_ms":1500}"#,
        );
        assert_eq!(fault.way(), Way::After(Duration::from_millis(1500)));
        assert_eq!(answer(429, "").way(), Way::After(LIMITED_WAIT));
    }

    #[test]
    fn a_refusal_is_final_and_a_broken_server_is_not() {
        let fault = answer(403, r#"{"errcode":"M_FORBIDDEN","error":"no"}"#);
        assert!(fault.is("M_FORBIDDEN") && fault.is_forbidden());
        assert_eq!(fault.way(), Way::GiveUp);
        assert_eq!(answer(502, "<html>").way(), Way::Again);
    }
}
