//! What an SMTP server's reply means: by its number, and by its enhanced status code where it has one (RFC 3463).

use std::error::Error as _;

use domain::delivery::Outcome;
use lettre::transport::smtp::Error;

use super::transport::Trouble;
use crate::http::answer::later;

/// What follows from a reply, or from its absence; in words for an admin, without what the server wrote: that holds
/// addresses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reply {
    /// The address gets nothing, now or ever.
    NoSuchAddress(String),
    /// This message is refused, and would be again.
    Refused(String),
    /// It may go better next time: greylisting, a full mailbox, a limit.
    Later(String),
    /// The login is not accepted.
    Locked(String),
    /// There is no conversation with the server.
    Broken(String),
}

/// Reads what went wrong.
pub(super) fn read(trouble: &Trouble) -> Reply {
    match trouble {
        Trouble::Proxy(fault) => {
            Reply::Broken(format!("no connection to the SMTP server: {fault}"))
        }
        Trouble::Tls(error) => Reply::Broken(cause(Some(error)).unwrap_or_else(no_connection)),
        Trouble::Smtp(error) => read_error(error),
    }
}

/// Reads an error of the library.
fn read_error(error: &Error) -> Reply {
    let text = error.source().map(ToString::to_string).unwrap_or_default();
    let Some(code) = error.status() else {
        return Reply::Broken(broken(error, &text));
    };
    judge(u16::from(code), enhanced(&text))
}

/// The meaning of a number (RFC 5321, 4.2.3; RFC 4954, 6) and of an enhanced code's subject and detail.
fn judge(code: u16, enhanced: Option<(u16, u16)>) -> Reply {
    let said = match enhanced {
        Some((subject, detail)) => format!("{code} {}.{subject}.{detail}", code / 100),
        None => code.to_string(),
    };
    let refused = || Reply::Refused(format!("the mail server refuses the message ({said})"));
    match (code, enhanced) {
        (530 | 534 | 535 | 538, _) => Reply::Locked(format!(
            "the SMTP server refuses the login ({said}): look at user and pass in its section"
        )),
        (400..=499, _) => Reply::Later(format!("the mail server asks to try again later ({said})")),
        // A full mailbox is emptied one day.
        (_, Some((2, 2))) => Reply::Later(format!("the mailbox is full ({said})")),
        // The sender's address is at fault, not the person's.
        (_, Some((1, 7 | 8))) => refused(),
        (_, Some((1, _) | (2, 0 | 1))) | (550 | 551 | 553, None | Some((0 | 5, 0))) => {
            Reply::NoSuchAddress(format!("the mail server knows no such address ({said})"))
        }
        _ => refused(),
    }
}

/// Subject and detail of an enhanced code (`5.1.1`), where the text begins with one.
fn enhanced(text: &str) -> Option<(u16, u16)> {
    let code = text.split_whitespace().next()?;
    let mut parts = code.split('.');
    let (class, subject, detail) = (parts.next()?, parts.next()?, parts.next()?);
    if !matches!(class, "2" | "4" | "5") || parts.next().is_some() {
        return None;
    }
    Some((subject.parse().ok()?, detail.parse().ok()?))
}

/// Why there is no conversation. The text comes from our side of it, or from TLS.
fn broken(error: &Error, text: &str) -> String {
    if error.is_timeout() {
        return "the SMTP server does not answer".to_owned();
    }
    if error.is_response() {
        return "the SMTP server's answer cannot be understood".to_owned();
    }
    if let Some(why) = cause(error.source()) {
        return why;
    }
    match () {
        () if text.contains("STARTTLS") => {
            "the SMTP server has no STARTTLS, without which others could read along: set tls for TLS from the start \
             (port 465), or allowPlain"
                .to_owned()
        }
        () if text.contains("authentication mechanism") => {
            "the SMTP server takes no login by name and password".to_owned()
        }
        () => no_connection(),
    }
}

fn no_connection() -> String {
    "no connection to the SMTP server".to_owned()
}

/// What TLS or the system says, somewhere in a row of causes.
fn cause(mut cause: Option<&(dyn std::error::Error + 'static)>) -> Option<String> {
    while let Some(error) = cause {
        if let Some(rustls::Error::InvalidCertificate(fault)) = error.downcast_ref() {
            let why = crate::trust::words(fault, "its caFile");
            return Some(format!(
                "the SMTP server's certificate is not trusted: {why}"
            ));
        }
        let Some(io) = error.downcast_ref::<std::io::Error>() else {
            cause = error.source();
            continue;
        };
        match io.get_ref() {
            // What is wrapped in one is not its source.
            Some(inner) => cause = Some(inner),
            None => return Some(format!("{}: {}", no_connection(), io.kind())),
        }
    }
    None
}

impl Reply {
    /// What it means, for an admin.
    pub(super) fn words(&self) -> String {
        match self {
            Self::NoSuchAddress(why)
            | Self::Refused(why)
            | Self::Later(why)
            | Self::Locked(why)
            | Self::Broken(why) => why.clone(),
        }
    }

    /// What follows for a delivery.
    pub(super) fn outcome(&self) -> Outcome {
        match self {
            Self::NoSuchAddress(why) => Outcome::Never {
                why: why.clone(),
                account: true,
            },
            Self::Refused(why) => Outcome::Never {
                why: why.clone(),
                account: false,
            },
            Self::Later(why) | Self::Locked(why) | Self::Broken(why) => later(why.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reply_says_what_follows() {
        let kind = |code, text: &str| match judge(code, enhanced(text)) {
            Reply::NoSuchAddress(_) => "address",
            Reply::Refused(_) => "refused",
            Reply::Later(_) => "later",
            Reply::Locked(_) => "locked",
            Reply::Broken(_) => "broken",
        };
        for (code, text, meaning) in [
            (550, "5.1.1 <bob@example.org>: no such user", "address"),
            (550, "No such user here", "address"),
            (550, "5.2.1 mailbox disabled", "address"),
            (551, "User not local", "address"),
            (553, "5.1.3 bad address syntax", "address"),
            (556, "5.1.10 null MX", "address"),
            (550, "5.7.1 message looks like spam", "refused"),
            (554, "5.7.1 relay access denied", "refused"),
            (553, "5.1.8 sender's domain not found", "refused"),
            (552, "5.3.4 message too big", "refused"),
            (554, "Transaction failed", "refused"),
            (552, "5.2.2 mailbox full", "later"),
            (421, "4.7.0 try again", "later"),
            (450, "4.2.0 greylisted", "later"),
            (452, "4.2.2 full", "later"),
            (535, "5.7.8 credentials invalid", "locked"),
            (530, "5.7.0 authentication required", "locked"),
            (534, "5.7.9 mechanism too weak", "locked"),
        ] {
            assert_eq!(kind(code, text), meaning, "{code} {text}");
        }
    }

    #[test]
    fn what_the_server_wrote_is_not_repeated() {
        let words = judge(550, enhanced("5.1.1 <bob@example.org>: no such user")).words();
        assert_eq!(words, "the mail server knows no such address (550 5.1.1)");
        assert_eq!(enhanced("5.1.1.1 x"), None);
        assert_eq!(enhanced("192.168.0.1"), None);
        assert_eq!(enhanced(""), None);
    }
}
