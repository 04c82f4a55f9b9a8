//! What Telegram answered, or that it did not.

use std::time::Duration;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::call::Call;
use super::code_way::FreshCode;
use super::private::{AccountName, Hint, QrLink};
use super::refusals::Refusal;
use crate::connection::Cause;

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A code is on its way.
    CodeSent(FreshCode),
    /// The session is logged in.
    SignedIn(Account),
    /// The account has a password besides.
    PasswordNeeded,
    /// What the person has noted about the password.
    Hint(Option<Hint>),
    /// A QR code to be shown.
    Qr {
        /// What it says.
        link: QrLink,
        /// Until when it works.
        expires_at: Timestamp,
    },
    /// The account of whoever scanned the QR code lives at another data centre.
    QrElsewhere {
        /// That data centre.
        dc: i32,
        /// To be imported there.
        token: Vec<u8>,
    },
    /// The update `updateLoginToken`: somebody scanned the QR code and agreed.
    QrScanned,
    /// To [`Call::LookWho`]: the session is not logged in.
    NotSignedIn,
    /// To [`Call::CancelCode`] and [`Call::LogOut`]: done.
    Dropped,
    /// Another data centre is in charge: `PHONE_MIGRATE_X`, `USER_MIGRATE_X`, `NETWORK_MIGRATE_X`.
    Elsewhere {
        /// That data centre.
        dc: i32,
        /// What was called.
        call: Call,
    },
    /// It did not work.
    Failed {
        /// What was called.
        call: Call,
        /// Why it did not work.
        trouble: Trouble,
    },
}

/// Why a call did not work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// Telegram said no, in a way that is known; see [`super::refusals::REFUSALS`].
    Refused(&'static Refusal),
    /// `FLOOD_WAIT_X`: this call may be made again after this time.
    Flood(Duration),
    /// The numbers of the password exchange are out of date: `SRP_ID_INVALID`, `SRP_A_INVALID`.
    SrpStale,
    /// `AUTH_RESTART`: Telegram wants the call once more.
    Restart,
    /// The QR code is out of date: `AUTH_TOKEN_EXPIRED`, `AUTH_TOKEN_INVALID`, `AUTH_TOKEN_ALREADY_ACCEPTED`.
    QrStale,
    /// No answer within the deadline.
    TimedOut,
    /// The connection broke, or there was none, and why as far as that is known.
    ConnectionLost(Option<Cause>),
    /// Anything else that Telegram said.
    Unknown {
        /// The number of the error, like a status of HTTP.
        code: i32,
        /// Its name: capital letters, digits and underscores.
        name: String,
    },
}

/// The account that is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Telegram's immutable id of it.
    pub id: i64,
    /// `@name`, or what its owner is called if it has none.
    pub name: AccountName,
    /// Whether it is a bot.
    pub bot: bool,
}
