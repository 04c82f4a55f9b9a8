//! What a conversation asks for at the moment.

use domain::time::Timestamp;

use super::Conversation;
use super::note::Note;
use super::private::QrLink;
use super::say::Say;
use super::state::{Ending, State};

/// What a conversation asks for: which field a page shows, whether a terminal echoes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wants {
    /// A phone number (a bot token is taken, too).
    Phone,
    /// A bot token (a phone number is taken, too). Not to be echoed.
    Token,
    /// A code. Not to be echoed.
    Code {
        /// How many digits it has, if that is known.
        length: Option<u32>,
        /// Whether it is made of words.
        words: bool,
        /// From when on another code can be asked for; `None` if Telegram offers none.
        resend_at: Option<Timestamp>,
    },
    /// "Send a new code" ([`super::Said::Resend`]), or another number.
    NewCode,
    /// A password. Not to be echoed, and taken verbatim.
    Password,
    /// A scan of this QR code; nothing is to be typed.
    Scan {
        /// What it says.
        link: QrLink,
        /// Until when it works; the conversation replaces it by itself.
        expires_at: Timestamp,
    },
    /// "Make a QR code" ([`super::Said::Resend`]).
    NewQr,
    /// Nothing: Telegram is being asked.
    Patience,
    /// Nothing: it is over.
    Nothing,
}

impl Conversation {
    /// What it asks for.
    pub fn wants(&self) -> Wants {
        match &self.state {
            State::AskPhone => Wants::Phone,
            State::AskToken => Wants::Token,
            State::NeedCode { .. } => Wants::NewCode,
            State::AskCode { sent, .. } => Wants::Code {
                length: sent.way.length(),
                words: sent.way.is_words(),
                resend_at: sent.next.map(|_| sent.resend_at),
            },
            State::AskPassword { .. } => Wants::Password,
            State::ShowQr { link, expires_at } => Wants::Scan {
                link: link.clone(),
                expires_at: *expires_at,
            },
            State::QrPaused => Wants::NewQr,
            State::Waiting { .. } => Wants::Patience,
            State::Done { .. } | State::Ended { .. } => Wants::Nothing,
        }
    }

    /// Says where it stands and what the person is to do: after a restart, on a page that is loaded again.
    pub fn prompt(&self, now: Timestamp) -> Say {
        match &self.state {
            State::AskPhone => Note::AskPhone.into(),
            State::AskToken => Note::AskToken.into(),
            State::NeedCode { phone } => Say::NeedCode {
                phone: phone.clone(),
            },
            State::AskCode { sent, .. } => Say::TypeCode {
                sent: sent.clone(),
                resend_in: sent.resend_at.since(now),
            },
            State::AskPassword { hint, .. } => match hint {
                Some(hint) => Say::TypePassword { hint: hint.clone() },
                None => Note::AskPassword.into(),
            },
            State::ShowQr { link, expires_at } if now < *expires_at => {
                Say::ScanQr { link: link.clone() }
            }
            State::ShowQr { .. } | State::QrPaused => Note::QrPaused.into(),
            State::Waiting { errand, .. } => errand.note().into(),
            State::Done { account } => Say::Done {
                name: account.name.clone(),
                bot: account.bot,
            },
            State::Ended { why } => match why {
                Ending::Cancelled => Note::Cancelled.into(),
                Ending::TooLate => Note::TooLate.into(),
                Ending::Refused => Note::Ended.into(),
            },
        }
    }
}
