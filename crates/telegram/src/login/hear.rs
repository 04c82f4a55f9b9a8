//! What follows from what a person says.

use domain::secret::{Password, Token};
use domain::time::Timestamp;

use super::code_way::{SentCode, Way};
use super::note::Note;
use super::private::{Phone, Typed};
use super::say::Say;
use super::state::{Ending, Errand, State};
use super::typed::{self, CodeFault, Read};
use super::{CODE_LIFETIME, Call, Conversation, Path, Said, Step};

impl Conversation {
    /// Takes what the person said.
    pub fn hear(self, said: Said, now: Timestamp) -> Step {
        if self.is_over() {
            return self.prompted(now);
        }
        if matches!(said, Said::Cancel) {
            return self.cancel();
        }
        if self.is_too_late(now) {
            return self.end(Ending::TooLate, Note::TooLate);
        }
        if matches!(self.state, State::Waiting { .. }) {
            return self.saying(Note::StillAsking);
        }
        match said {
            Said::Text(text) => self.read(&text, now),
            Said::Resend => self.resend(now),
            Said::Take(path) => self.take(path, now),
            Said::Cancel => self.cancel(),
        }
    }

    /// Begins at the beginning of a path.
    pub(super) fn take(self, path: Path, now: Timestamp) -> Step {
        match path {
            Path::Phone => self.at(State::AskPhone).prompted(now),
            Path::Bot => self.at(State::AskToken).prompted(now),
            Path::Qr => self.ask_telegram(Errand::Qr, Call::ExportQr, now),
        }
    }

    /// Ends it, and takes a code back that is on its way.
    fn cancel(self) -> Step {
        let sent = match &self.state {
            State::AskCode { sent, .. } => Some(sent),
            State::Waiting { errand, .. } => match errand {
                Errand::ResendCode { sent } | Errand::SignIn { sent } => Some(sent),
                Errand::RequestCode { .. }
                | Errand::Hint
                | Errand::Password { .. }
                | Errand::Bot
                | Errand::Qr => None,
            },
            State::AskPhone
            | State::AskToken
            | State::NeedCode { .. }
            | State::AskPassword { .. }
            | State::ShowQr { .. }
            | State::QrPaused
            | State::Done { .. }
            | State::Ended { .. } => None,
        };
        let call = sent.map(|sent| Call::CancelCode {
            phone: sent.phone.clone(),
            hash: sent.hash.clone(),
        });
        Step {
            call,
            ..self.end(Ending::Cancelled, Note::Cancelled)
        }
    }

    /// Sends again what was sent before.
    fn resend(self, now: Timestamp) -> Step {
        match &self.state {
            State::NeedCode { phone } => {
                let phone = phone.clone();
                self.request_code(phone, now)
            }
            State::AskCode { sent, .. } => {
                let sent = sent.clone();
                self.resend_code(sent, now)
            }
            State::ShowQr { .. } | State::QrPaused => self.take(Path::Qr, now),
            State::AskPhone
            | State::AskToken
            | State::AskPassword { .. }
            | State::Waiting { .. }
            | State::Done { .. }
            | State::Ended { .. } => self.saying(Note::NothingToResend),
        }
    }

    fn resend_code(self, sent: SentCode, now: Timestamp) -> Step {
        if sent.sent_at + CODE_LIFETIME <= now {
            return self.request_code(sent.phone, now);
        }
        if sent.next.is_none() {
            return self.saying(Note::ResendUnavailable);
        }
        if now < sent.resend_at {
            let wait = sent.resend_at.since(now);
            return self.saying(Say::ResendTooEarly { wait });
        }
        let call = Call::ResendCode {
            phone: sent.phone.clone(),
            hash: sent.hash.clone(),
        };
        self.ask_telegram(Errand::ResendCode { sent }, call, now)
    }

    fn request_code(self, phone: Phone, now: Timestamp) -> Step {
        let errand = Errand::RequestCode {
            phone: phone.clone(),
        };
        self.ask_telegram(errand, Call::RequestCode { phone }, now)
    }

    fn sign_in_bot(self, token: Token, now: Timestamp) -> Step {
        self.ask_telegram(Errand::Bot, Call::SignInBot { token }, now)
    }

    /// Reads an answer to what was asked.
    fn read(self, text: &Typed, now: Timestamp) -> Step {
        match self.state.clone() {
            State::AskPhone => self.read_beginning(text, Note::NotAPhone, now),
            State::AskToken => self.read_beginning(text, Note::NotAToken, now),
            State::AskCode { sent, unsure } => self.read_code(text, sent, unsure, now),
            State::AskPassword { hint, unsure } => {
                if text.reveal().is_empty() {
                    return self.saying(Note::PasswordEmpty);
                }
                let call = Call::CheckPassword {
                    password: Password::new(text.reveal()),
                    look_first: unsure,
                };
                self.ask_telegram(Errand::Password { hint }, call, now)
            }
            State::NeedCode { .. } | State::ShowQr { .. } | State::QrPaused => {
                match typed::read(text.reveal()) {
                    Read::Phone(phone) => self.request_code(phone, now),
                    Read::Token(token) => self.sign_in_bot(token, now),
                    Read::NoCountry => self.saying(Note::NoCountry),
                    Read::Neither => self.prompted(now),
                }
            }
            State::Waiting { .. } | State::Done { .. } | State::Ended { .. } => self.prompted(now),
        }
    }

    /// Reads a number or a token, whichever was asked for: a person who types the other one means it.
    fn read_beginning(self, text: &Typed, neither: Note, now: Timestamp) -> Step {
        match typed::read(text.reveal()) {
            Read::Phone(phone) => self.request_code(phone, now),
            Read::Token(token) => self.sign_in_bot(token, now),
            Read::NoCountry => self.saying(Note::NoCountry),
            Read::Neither => self.saying(neither),
        }
    }

    fn read_code(self, text: &Typed, sent: SentCode, unsure: bool, now: Timestamp) -> Step {
        // An earlier code may have been taken; then Telegram has to be asked whatever the age of this one.
        if !unsure && sent.sent_at + CODE_LIFETIME <= now {
            let phone = sent.phone;
            return self.at(State::NeedCode { phone }).saying(Note::CodeExpired);
        }
        let code = match typed::code(text.reveal(), &sent.way) {
            Ok(code) => code,
            Err(CodeFault::Empty) => return self.saying(Note::CodeEmpty),
            Err(CodeFault::NotDigits) => return self.saying(Note::CodeNotDigits),
            Err(CodeFault::Length(length)) => return self.saying(Say::CodeLength { length }),
        };
        let call = Call::SignIn {
            phone: sent.phone.clone(),
            hash: sent.hash.clone(),
            code,
            by_email: matches!(sent.way, Way::Email { .. }),
            look_first: unsure,
        };
        self.ask_telegram(Errand::SignIn { sent }, call, now)
    }
}
