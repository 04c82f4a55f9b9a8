//! The login conversation: from "I want to log in" to a Telegram session that is logged in.
//!
//! ```text
//! phone → code → (password) → done        bot token → done        QR code → (password) → done
//! ```
//!
//! A pure state machine. It is told what the person said ([`Conversation::hear`]) and what Telegram answered
//! ([`Conversation::learn`]), and gives back a [`Step`]: the conversation as it is now, what to say, and perhaps a
//! [`Call`] to make ([`perform`] makes it). It is kept after each step ([`kept`]), so that a restart loses nothing:
//! whoever loads it calls [`Conversation::resume`] first.
//!
//! It knows no door. A terminal, a Matrix room and a web page show [`Say`] in their own way, ask for what
//! [`Conversation::wants`] names, and decide themselves what is a command ([`Said::Cancel`], [`Said::Resend`]…) and
//! what is an answer ([`Said::Text`]). So a password may be `cancel`, or begin with a space: whoever has buttons or fields takes every
//! text as an answer; whoever has one line for both should take no commands while a password is wanted, or only marked
//! ones (`!cancel`).
//!
//! Registration is not offered: Telegram allows it in its own mobile apps alone.

use std::time::Duration;

use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

pub mod answer;
pub mod call;
pub mod code_way;
mod from_telegram;
mod hear;
pub mod kept;
mod learn;
pub mod note;
pub mod perform;
mod phrase;
pub mod private;
mod prompt;
pub mod refusals;
mod say;
mod state;
#[cfg(test)]
mod tests;
mod typed;

pub use answer::{Account, Answer, Trouble};
pub use call::Call;
pub use note::Note;
pub use private::Typed;
pub use prompt::Wants;
pub use say::Say;

use state::{Ending, Errand, State};

/// How long a conversation lives; then it is over, and a new one has to be begun.
pub const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// How long a code is worth typing. Telegram does not say how long its codes work (its `timeout` is the time until the
/// next one can be had); if one has expired earlier, `PHONE_CODE_EXPIRED` says so, with the same words.
pub const CODE_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// How often the same is tried anew without asking the person.
const TRIES: u8 = 3;

/// One person's way into Telegram.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    begun_at: Timestamp,
    state: State,
    /// What Telegram wants not to be asked before a time.
    held: Option<Held>,
}

/// What Telegram wants not to be asked before a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Held {
    errand: Errand,
    until: Timestamp,
}

/// A way to log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Path {
    /// As a user, with a phone number and a code.
    Phone,
    /// As a bot, with its token.
    Bot,
    /// As a user, with a QR code that the Telegram app scans.
    Qr,
}

/// What a person said, as the door understood it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// An answer to what was asked: number, token, code or password. A password is taken verbatim.
    Text(Typed),
    /// "Send it again": another code, another QR code.
    Resend,
    /// "I want another way."
    Take(Path),
    /// "Stop."
    Cancel,
}

/// What follows.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use = "a step that is not taken is lost"]
pub struct Step {
    /// The conversation from now on; to be kept before the call is made.
    pub conversation: Conversation,
    /// What to ask Telegram.
    pub call: Option<Call>,
    /// What to say to the person.
    pub say: Say,
}

impl Conversation {
    /// Begins one.
    pub fn begin(path: Path, now: Timestamp) -> Step {
        let new = Self {
            begun_at: now,
            state: State::AskPhone,
            held: None,
        };
        new.take(path, now)
    }

    /// Goes on after a restart. What Telegram was asked and may not have heard is asked again; if it may have logged in
    /// already, that is looked up first.
    pub fn resume(self, now: Timestamp) -> Step {
        let call = match &self.state {
            State::Waiting { errand, .. } => match errand {
                Errand::RequestCode { phone } => Some(Call::RequestCode {
                    phone: phone.clone(),
                }),
                // Another code would make the one that is on its way worthless.
                Errand::ResendCode { sent } => {
                    let sent = sent.clone();
                    let (sent, unsure) = (sent, false);
                    return self.at(State::AskCode { sent, unsure }).prompted(now);
                }
                Errand::SignIn { .. } | Errand::Password { .. } | Errand::Bot => {
                    Some(Call::LookWho)
                }
                Errand::Hint => Some(Call::AskHint),
                Errand::Qr => Some(Call::ExportQr),
            },
            State::AskPhone
            | State::AskToken
            | State::NeedCode { .. }
            | State::AskCode { .. }
            | State::AskPassword { .. }
            | State::ShowQr { .. }
            | State::QrPaused
            | State::Done { .. }
            | State::Ended { .. } => return self.tick(now),
        };
        let say = self.prompt(now);
        Step {
            conversation: self,
            call,
            say,
        }
    }

    /// What time alone brings about: a QR code is replaced, a conversation that took too long ends. To be called at
    /// [`Self::next_tick`]; earlier it changes nothing.
    pub fn tick(self, now: Timestamp) -> Step {
        if self.is_too_late(now) {
            return self.end(Ending::TooLate, Note::TooLate);
        }
        if let State::ShowQr { expires_at, .. } = self.state
            && expires_at <= now
        {
            let paused = self.at(State::QrPaused);
            return paused.ask_telegram(Errand::Qr, Call::ExportQr, now);
        }
        self.prompted(now)
    }

    /// When [`Self::tick`] is to be called next.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let end = self.begun_at + LIFETIME;
        match &self.state {
            State::ShowQr { expires_at, .. } => Some(end.min(*expires_at)),
            State::Waiting { .. } | State::Done { .. } | State::Ended { .. } => None,
            State::AskPhone
            | State::AskToken
            | State::NeedCode { .. }
            | State::AskCode { .. }
            | State::AskPassword { .. }
            | State::QrPaused => Some(end),
        }
    }

    /// When it ends if nobody says anything more.
    pub fn ends_at(&self) -> Timestamp {
        self.begun_at + LIFETIME
    }

    /// Whether it is over, with or without a login.
    pub const fn is_over(&self) -> bool {
        matches!(self.state, State::Done { .. } | State::Ended { .. })
    }

    /// The account, once logged in.
    pub const fn account(&self) -> Option<&Account> {
        if let State::Done { account } = &self.state {
            return Some(account);
        }
        None
    }

    /// Whether the time is up. While Telegram is being asked it never is: what comes back may be the login.
    fn is_too_late(&self, now: Timestamp) -> bool {
        let waits = matches!(self.state, State::Waiting { .. });
        !self.is_over() && !waits && self.ends_at() <= now
    }

    fn at(self, state: State) -> Self {
        Self { state, ..self }
    }

    /// Says something, and calls nobody.
    fn saying(self, say: impl Into<Say>) -> Step {
        Step {
            conversation: self,
            call: None,
            say: say.into(),
        }
    }

    /// Says what the person is to do.
    fn prompted(self, now: Timestamp) -> Step {
        let say = self.prompt(now);
        self.saying(say)
    }

    fn end(self, why: Ending, note: Note) -> Step {
        self.at(State::Ended { why }).saying(note)
    }

    /// Asks Telegram, unless Telegram wanted not to be asked yet.
    fn ask_telegram(self, errand: Errand, call: Call, now: Timestamp) -> Step {
        if let Some(held) = &self.held
            && held.errand.is_like(&errand)
            && now < held.until
        {
            let wait = held.until.since(now);
            // Whoever waits without having asked would wait for ever.
            let waits = matches!(self.state, State::Waiting { .. });
            let here = if waits {
                self.at(errand.back(false))
            } else {
                self
            };
            return here.saying(Say::Flood { wait });
        }
        let note = errand.note();
        let waiting = self.at(State::Waiting { errand, tries: 0 });
        Step {
            call: Some(call),
            ..waiting.saying(note)
        }
    }
}
