//! What signal-cli-rest-api says when it refuses: it hands on the words of signal-cli, without its numbers.
//!
//! Where it runs signal-cli for each call, its words are all that signal-cli prints, results as JSON among them. They may
//! hold numbers: they are read, not repeated.

use std::time::Duration;

use serde::Deserialize;

use super::sent::Sent;
use crate::signal::outcome::Refusal;

/// A refusal as it comes.
#[derive(Deserialize)]
pub(super) struct Refused {
    error: String,
    #[serde(default)]
    challenge_tokens: Vec<String>,
}

/// Parts of what is said, in small letters, and what they mean; the first that is found counts.
const PARTS: &[(&str, Refusal)] = &[
    ("untrusted", Refusal::Untrusted),
    ("unregistered user", Refusal::Unregistered),
    ("account does not exist", Refusal::NoAccount),
    ("no local users found", Refusal::NoAccount),
    ("authorizationfailed", Refusal::LoggedOut),
    ("[401]", Refusal::LoggedOut),
    ("[403]", Refusal::LoggedOut),
    ("network failure", Refusal::Offline),
    ("ioexception", Refusal::Offline),
    ("failed to connect", Refusal::Offline),
    ("error while checking account", Refusal::Offline),
    ("unable to check", Refusal::Offline),
    ("no prekeys", Refusal::Sealing),
    ("failed to send message due to", Refusal::Own(None)),
    ("failed to send message", Refusal::Unsaid),
    ("couldn't process request", Refusal::Message),
];

impl Refused {
    /// What it means, said of our account with this number and, where something was sent, of the account `to`.
    pub(super) fn read(&self, number: &str, to: &str) -> Refusal {
        let said = self.error.as_str();
        if let Some(refusal) = said.lines().find_map(|line| printed(line, to)) {
            return refusal;
        }
        let low = said.to_lowercase();
        let is_challenged = self.challenge_tokens.iter().any(|token| !token.is_empty());
        if is_challenged || low.contains("captcha proof required") {
            return Refusal::Captcha(seconds(&low, "or wait \""));
        }
        if low.contains("rate limit") || low.contains("ratelimit") {
            return Refusal::Hurry(seconds(&low, "retry after "));
        }
        // The same words are used of our account and of others.
        if low.contains("is not registered") {
            let is_ours = low.contains(number);
            return if is_ours {
                Refusal::NoAccount
            } else {
                Refusal::Unregistered
            };
        }
        let meant = PARTS.iter().find(|(part, _)| low.contains(part));
        meant.map_or(Refusal::Own(None), |(_, refusal)| refusal.clone())
    }
}

/// What a printed line says, if it is the result of a message.
fn printed(line: &str, to: &str) -> Option<Refusal> {
    let sent: Sent = serde_json::from_str(line.trim()).ok()?;
    sent.read(to)?.err()
}

/// The number of seconds that stands after `part`.
fn seconds(said: &str, part: &str) -> Option<Duration> {
    let (_, rest) = said.split_once(part)?;
    let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    digits.parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const US: &str = "+4915100000000";
    const THEM: &str = "2f1ec6a2-6f47-4d4f-9d2b-0d0c1f9a6e11";

    fn read(error: &str, challenge_tokens: &[&str]) -> Refusal {
        let tokens = challenge_tokens.iter().map(|token| (*token).to_owned());
        let refused = Refused {
            error: error.to_owned(),
            challenge_tokens: tokens.collect(),
        };
        refused.read(US, THEM)
    }

    #[test]
    fn the_words_of_signal_cli_mean_what_its_numbers_do() {
        for (words, refusal) in [
            (
                "Failed to send message due to untrusted identities",
                Refusal::Untrusted,
            ),
            (
                "Unable to complete request due to untrusted recipient keys",
                Refusal::Untrusted,
            ),
            (
                "The user +49301234567 is not registered.",
                Refusal::Unregistered,
            ),
            (
                "User +4915100000000 is not registered.\n",
                Refusal::NoAccount,
            ),
            ("Specified account does not exist", Refusal::NoAccount),
            (
                "Error while checking account +4915100000000: [403] Authorization failed!",
                Refusal::LoggedOut,
            ),
            (
                "Failed to send message: timeout (IOException)",
                Refusal::Offline,
            ),
            ("Failed to send message", Refusal::Unsaid),
            (
                "Couldn't process request - invalid request",
                Refusal::Message,
            ),
            ("process killed as timeout reached", Refusal::Own(None)),
        ] {
            assert_eq!(read(words, &[]), refusal, "{words}");
        }
    }

    #[test]
    fn a_wait_and_a_captcha_are_told_apart() {
        let limited =
            "Failed to send message due to rate limiting. Use the attached challenge tokens";
        assert_eq!(read(limited, &[""]), Refusal::Hurry(None));
        assert_eq!(read(limited, &["17d0"]), Refusal::Captcha(None));
        let printed = "Failed to send (some) messages:\n\
            Rate limit failure for \"x\", retry after 37 seconds\n1700000000001\n";
        assert_eq!(
            read(printed, &[]),
            Refusal::Hurry(Some(Duration::from_secs(37)))
        );
        let printed = "Failed to send (some) messages:\nCAPTCHA proof required for sending to \"x\", available options \
            \"CAPTCHA\" with challenge token \"17d0\", or wait \"86400\" seconds.\n1700000000001\n";
        assert_eq!(
            read(printed, &[]),
            Refusal::Captcha(Some(Duration::from_secs(86_400)))
        );
    }

    #[test]
    fn what_signal_cli_prints_counts_before_what_it_adds() {
        for (printed, refusal) in [
            (
                r#"{"timestamp":1,"results":[{"type":"UNREGISTERED_FAILURE"}]}"#,
                Refusal::Unregistered,
            ),
            (
                r#"{"timestamp":1,"results":[{"type":"NETWORK_FAILURE"}]}"#,
                Refusal::Offline,
            ),
            (
                "Unregistered user \"x\"\n1700000000001",
                Refusal::Unregistered,
            ),
            (
                "Untrusted Identity for \"x\"\n1700000000001",
                Refusal::Untrusted,
            ),
            ("Network failure for \"x\"\n1700000000001", Refusal::Offline),
        ] {
            let said = format!("{printed}\nFailed to send message\n");
            assert_eq!(read(&said, &[]), refusal, "{said}");
        }
    }
}
