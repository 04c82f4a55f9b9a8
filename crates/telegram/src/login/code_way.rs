//! Where a code went, and where the next one would go.

use std::time::Duration;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::private::{CodeHash, Phone};

/// How a code was sent (`auth.SentCodeType`); `length` counts its digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "way", rename_all = "snake_case")]
pub enum Way {
    /// As a message in the Telegram app, where the account is logged in already.
    App {
        /** Digits. */
        length: u32,
    },
    /// By SMS.
    Sms {
        /** Digits. */
        length: u32,
    },
    /// A word by SMS.
    SmsWord {
        /** Its first letters. */
        beginning: Option<String>,
    },
    /// Some words by SMS.
    SmsPhrase {
        /** The first of them. */
        beginning: Option<String>,
    },
    /// A voice reads it out in a call.
    Call {
        /** Digits. */
        length: u32,
    },
    /// A call that ends at once; the caller's number is the code.
    FlashCall {
        /** What that number looks like. */
        pattern: String,
    },
    /// A call that ends at once; the last digits of the caller's number are the code.
    MissedCall {
        /// How that number begins.
        prefix: String,
        /// Digits.
        length: u32,
    },
    /// By e-mail, to the login address of the account.
    Email {
        /// That address, most of it hidden.
        pattern: String,
        /// Digits.
        length: u32,
    },
    /// To the owner of an anonymous number, on fragment.com.
    Fragment {
        /// Where it can be read.
        url: String,
        /// Digits.
        length: u32,
    },
}

impl Way {
    /// How many digits the code has, if Telegram has said so.
    pub const fn length(&self) -> Option<u32> {
        let length = match self {
            Self::App { length }
            | Self::Sms { length }
            | Self::Call { length }
            | Self::MissedCall { length, .. }
            | Self::Email { length, .. }
            | Self::Fragment { length, .. } => *length,
            Self::SmsWord { .. } | Self::SmsPhrase { .. } | Self::FlashCall { .. } => 0,
        };
        if length == 0 { None } else { Some(length) }
    }

    /// Whether the code is made of words, not of digits.
    pub const fn is_words(&self) -> bool {
        matches!(self, Self::SmsWord { .. } | Self::SmsPhrase { .. })
    }
}

/// How a code would be sent the next time (`auth.CodeType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NextWay {
    /// By SMS.
    Sms,
    /// By a call in which a voice reads it out.
    Call,
    /// By a call that ends at once; the caller's number is the code.
    FlashCall,
    /// By a call that ends at once; the last digits of the caller's number are the code.
    MissedCall,
    /// On fragment.com.
    Fragment,
}

/// A code that was sent just now, as Telegram tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreshCode {
    /// What Telegram ties it to.
    pub hash: CodeHash,
    /// Where it went.
    pub way: Way,
    /// Where the next one would go.
    pub next: Option<NextWay>,
    /// How long to wait before the next one.
    pub resend_after: Duration,
}

impl FreshCode {
    /// It, with whose code it is, and when it was sent.
    pub(super) fn sent(self, phone: Phone, now: Timestamp) -> SentCode {
        SentCode {
            phone,
            hash: self.hash,
            way: self.way,
            next: self.next,
            sent_at: now,
            resend_at: now + self.resend_after,
        }
    }
}

/// A code that was sent, and all that is needed to use it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SentCode {
    /// Whose code it is.
    pub phone: Phone,
    /// What Telegram ties it to.
    pub hash: CodeHash,
    /// Where it went.
    pub way: Way,
    /// Where the next one would go; `None` if Telegram offers no other way.
    pub next: Option<NextWay>,
    /// When it was sent.
    pub sent_at: Timestamp,
    /// From when on Telegram sends it again, the `next` way.
    pub resend_at: Timestamp,
}
