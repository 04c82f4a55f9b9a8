//! Limits that protect people. They are counted in the database, so that a restart or a second node forgets nothing.

use std::time::Duration;

use crate::time::Timestamp;

/// At most so many in a window of time, counted for each key by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// The first part of the key in the database.
    pub name: &'static str,
    /// How long a window lasts, from the first count in it.
    pub window: Duration,
    /// How many it holds.
    pub most: i64,
}

const fn limit(name: &'static str, minutes: u64, most: i64) -> Limit {
    Limit {
        name,
        window: Duration::from_secs(minutes * 60),
        most,
    }
}

/// Wrong passwords at one user name from all places that its user never entered from. The wait of one such place grows
/// with each failure ([`crate::failures`]); this is for many places at once.
pub const PASSWORDS_AT_USER: Limit = limit("password-user", 60, 100);
/// Wrong passwords from one network at any name.
pub const PASSWORDS_FROM_NETWORK: Limit = limit("password-network", 10, 50);
/// Guesses at codes (of any kind) for one user. Only reached after the right password, and only by several guessers
/// together: the wait of each grows ([`crate::failures`]).
pub const GUESSES_AT_USER: Limit = limit("guess-user", 60, 20);
/// Codes sent to one user since the last success: nobody is pestered at night.
pub const CODES_TO_USER: Limit = limit("code-user", 60, 10);
/// Codes sent to one messaging account, whoever asks.
pub const CODES_TO_ADDRESS: Limit = limit("code-address", 60, 10);
/// Codes asked for from one network.
pub const CODES_FROM_NETWORK: Limit = limit("code-network", 60, 60);
/// Warnings "right password, wrong code" to one user.
pub const WRONG_CODE_WARNINGS: Limit = limit("warn-wrong-code", 60, 3);
/// Messages accepted from one integration.
pub const MESSAGES_FROM_INTEGRATION: Limit = limit("message-integration", 1, 60_000);
/// Status reads by one integration.
pub const READS_BY_INTEGRATION: Limit = limit("read-integration", 1, 600);
/// Messages written by one person on the pages, each recipient counted.
pub const MESSAGES_BY_USER: Limit = limit("message-user", 60, 10_000);
/// Invitations tried from one network.
pub const INVITATIONS_FROM_NETWORK: Limit = limit("invitation-network", 10, 30);
/// Links to the page of the Telegram login that one network opens, or tries to.
pub const LOGIN_LINKS_FROM_NETWORK: Limit = limit("login-link-network", 10, 30);
/// How often one user opens the page of the Telegram login from their account.
pub const LOGIN_PAGES_OF_USER: Limit = limit("login-page-user", 60, 20);
/// What is asked of Telegram on one page of the Telegram login: codes, guesses, QR codes.
pub const QUESTIONS_ON_LOGIN_PAGE: Limit = limit("login-page-questions", 15, 30);
/// What is asked of Telegram on such pages from one network.
pub const LOGIN_QUESTIONS_FROM_NETWORK: Limit = limit("login-page-network", 15, 100);
/// Calls of programs for one person at the bridge. Whoever asks for the state each second stays below.
pub const CALLS_OF_PROVISIONED: Limit = limit("provisioning-user", 1, 300);
/// What programs ask of Telegram to log one person in: codes, guesses, QR codes.
pub const QUESTIONS_OF_PROVISIONED: Limit = limit("provisioning-questions", 15, 30);
/// Commands that one messaging account writes to the bot, and buttons that it presses there.
pub const COMMANDS_FROM_ACCOUNT: Limit = limit("command-account", 60, 30);

/// What a count says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Allowed,
    /// Not before this time.
    Wait(Duration),
}

impl Verdict {
    /// What two counts say together: the longer wait.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Wait(a), Self::Wait(b)) => Self::Wait(a.max(b)),
            (Self::Wait(wait), Self::Allowed) | (Self::Allowed, Self::Wait(wait)) => {
                Self::Wait(wait)
            }
            (Self::Allowed, Self::Allowed) => Self::Allowed,
        }
    }
}

impl Limit {
    /// Judges a count in the window that began at `since`.
    pub fn judge(&self, count: i64, since: Timestamp, now: Timestamp) -> Verdict {
        if count <= self.most {
            Verdict::Allowed
        } else {
            Verdict::Wait((since + self.window).since(now).max(Duration::from_secs(1)))
        }
    }
}
