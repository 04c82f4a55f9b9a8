//! Where a conversation stands.

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use super::answer::Account;
use super::call::Call;
use super::code_way::SentCode;
use super::note::Note;
use super::private::{Hint, Phone, QrLink};

/// Where a conversation stands. It holds no password and no code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "at", rename_all = "snake_case")]
pub(super) enum State {
    /// The person is to type a phone number.
    AskPhone,
    /// The person is to type a bot token.
    AskToken,
    /// The number is known, but there is no code that would work; the person may ask for one.
    NeedCode { phone: Phone },
    /// The person is to type the code. `unsure`: an answer was lost, so an earlier code may have been taken.
    AskCode { sent: SentCode, unsure: bool },
    /// The person is to type the password.
    AskPassword { hint: Option<Hint>, unsure: bool },
    /// The person is to scan a QR code.
    ShowQr { link: QrLink, expires_at: Timestamp },
    /// There is no QR code to be scanned; the person may ask for one.
    QrPaused,
    /// Telegram is to answer. `tries` counts what was tried anew by itself.
    Waiting { errand: Errand, tries: u8 },
    /// Logged in.
    Done { account: Account },
    /// Over without a login.
    Ended { why: Ending },
}

/// Why a conversation is over without a login.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Ending {
    /// The person cancelled.
    Cancelled,
    /// It took too long.
    TooLate,
    /// Telegram's answer left nothing to be done.
    Refused,
}

/// What Telegram was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "errand", rename_all = "snake_case")]
pub(super) enum Errand {
    RequestCode { phone: Phone },
    ResendCode { sent: SentCode },
    SignIn { sent: SentCode },
    Hint,
    Password { hint: Option<Hint> },
    Bot,
    Qr,
}

impl Errand {
    /// Where to go on if nothing came of it: where the same can be tried again. `unsure`: Telegram may have done it.
    pub(super) fn back(self, unsure: bool) -> State {
        match self {
            Self::RequestCode { phone } => State::NeedCode { phone },
            Self::ResendCode { sent } => State::AskCode {
                sent,
                unsure: false,
            },
            Self::SignIn { sent } => State::AskCode { sent, unsure },
            Self::Hint => State::AskPassword {
                hint: None,
                unsure: false,
            },
            Self::Password { hint } => State::AskPassword { hint, unsure },
            Self::Bot => State::AskToken,
            Self::Qr => State::QrPaused,
        }
    }

    /// Where its path begins.
    pub(super) const fn start(&self) -> State {
        match self {
            Self::Bot => State::AskToken,
            Self::Qr => State::QrPaused,
            Self::RequestCode { .. }
            | Self::ResendCode { .. }
            | Self::SignIn { .. }
            | Self::Hint
            | Self::Password { .. } => State::AskPhone,
        }
    }

    /// Whose code it is about.
    pub(super) const fn phone(&self) -> Option<&Phone> {
        match self {
            Self::RequestCode { phone } => Some(phone),
            Self::ResendCode { sent } | Self::SignIn { sent } => Some(&sent.phone),
            Self::Hint | Self::Password { .. } | Self::Bot | Self::Qr => None,
        }
    }

    /// Whether it is the same request to Telegram, for the same number.
    pub(super) fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
            && self.phone() == other.phone()
    }

    /// Whether this call belongs to it; answers to other calls come too late.
    pub(super) fn made(&self, call: &Call) -> bool {
        match call.inner() {
            Call::RequestCode { phone } => {
                matches!(self, Self::RequestCode { phone: own } if own == phone)
            }
            Call::ResendCode { hash, .. } => {
                matches!(self, Self::ResendCode { sent } if sent.hash == *hash)
            }
            Call::SignIn { hash, .. } => {
                matches!(self, Self::SignIn { sent } if sent.hash == *hash)
            }
            Call::AskHint => matches!(self, Self::Hint),
            Call::CheckPassword { .. } => matches!(self, Self::Password { .. }),
            Call::SignInBot { .. } => matches!(self, Self::Bot),
            Call::ExportQr | Call::ImportQr { .. } => matches!(self, Self::Qr),
            Call::LookWho => matches!(
                self,
                Self::SignIn { .. } | Self::Password { .. } | Self::Bot
            ),
            Call::CancelCode { .. } | Call::LogOut | Call::At { .. } => false,
        }
    }

    /// What is said while Telegram is being asked.
    pub(super) const fn note(&self) -> Note {
        match self {
            Self::RequestCode { .. } | Self::ResendCode { .. } => Note::RequestingCode,
            Self::SignIn { .. } => Note::CheckingCode,
            Self::Hint => Note::FetchingHint,
            Self::Password { .. } => Note::CheckingPassword,
            Self::Bot => Note::CheckingToken,
            Self::Qr => Note::PreparingQr,
        }
    }
}
