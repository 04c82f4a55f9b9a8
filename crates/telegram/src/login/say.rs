//! What is said to the person: a key and its variables, to be put into words by whoever knows the language.

use std::time::Duration;

use domain::phrase::{Arg, Phrase};

use super::code_way::SentCode;
use super::note::Note;
use super::phrase;
use super::private::{AccountName, Hint, QrLink};

/// What is said to the person. Each says what happened and what can be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Say {
    /// A sentence without variables.
    Note(Note),
    /// Asks for the code, and says where it went.
    TypeCode {
        /// Where it went.
        sent: SentCode,
        /// In what time it can be sent again; zero if now.
        resend_in: Duration,
    },
    /// The code that was typed has another number of digits than the one that was sent.
    CodeLength {
        /// The digits of the one that was sent.
        length: u32,
    },
    /// There is a number, but no code that would work: asks whether to send a new one.
    NeedCode {
        /// The number.
        phone: super::private::Phone,
    },
    /// It is too early for another code.
    ResendTooEarly {
        /// How long to wait.
        wait: Duration,
    },
    /// Asks for the password, with its hint.
    TypePassword {
        /// The hint.
        hint: Hint,
    },
    /// Asks to scan this QR code.
    ScanQr {
        /// What the QR code says; the door draws it.
        link: QrLink,
    },
    /// `FLOOD_WAIT_X`
    Flood {
        /// How long to wait.
        wait: Duration,
    },
    /// Telegram said something that has no words here.
    Unknown {
        /// The number of the error.
        code: i32,
        /// Its name.
        name: String,
    },
    /// Logged in.
    Done {
        /// The account.
        name: AccountName,
        /// Whether it is a bot.
        bot: bool,
    },
}

impl From<Note> for Say {
    fn from(note: Note) -> Self {
        Self::Note(note)
    }
}

impl Say {
    /// The key of its text.
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Note(note) => note.key(),
            Self::TypeCode { .. } => "telegram-login-type-code",
            Self::CodeLength { .. } => "telegram-login-code-length",
            Self::NeedCode { .. } => "telegram-login-need-code",
            Self::ResendTooEarly { .. } => "telegram-login-resend-too-early",
            Self::TypePassword { .. } => "telegram-login-type-password",
            Self::ScanQr { .. } => "telegram-login-scan-qr",
            Self::Flood { .. } => "telegram-login-flood",
            Self::Unknown { .. } => "telegram-login-unknown",
            Self::Done { bot: false, .. } => "telegram-login-done",
            Self::Done { bot: true, .. } => "telegram-login-done-bot",
        }
    }

    /// The variables of its text. The link of a QR code is none of them: it is to be drawn, not read.
    fn args(&self) -> Vec<(&'static str, Arg)> {
        match self {
            Self::Note(_) | Self::ScanQr { .. } => Vec::new(),
            Self::TypeCode { sent, resend_in } => vec![
                ("way", phrase::way(sent).into()),
                ("form", phrase::form(&sent.way).into()),
                ("again", phrase::again(sent.next, *resend_in).into()),
            ],
            Self::CodeLength { length } => vec![("length", (*length).into())],
            Self::NeedCode { phone } => vec![("phone", phone.reveal().into())],
            Self::Flood { wait } | Self::ResendTooEarly { wait } => {
                vec![("span", phrase::span(*wait).into())]
            }
            Self::TypePassword { hint } => vec![("hint", hint.reveal().into())],
            Self::Unknown { code, name } => vec![
                ("code", Arg::Text(code.to_string())),
                ("name", name.as_str().into()),
            ],
            Self::Done { name, .. } => vec![("name", name.reveal().into())],
        }
    }

    /// What it says, to be put into words.
    pub fn phrase(&self) -> Phrase {
        Phrase::with(self.key(), self.args())
    }
}
