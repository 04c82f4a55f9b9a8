//! What follows from what Telegram answers.

use domain::time::Timestamp;

use super::answer::{Account, Answer, Trouble};
use super::call::Call;
use super::code_way::SentCode;
use super::note::Note;
use super::private::Hint;
use super::refusals::{Refusal, Then};
use super::say::Say;
use super::state::{Ending, Errand, State};
use super::{Conversation, Held, Step, TRIES};

impl Conversation {
    /// Takes what Telegram answered. What comes too late, because the person cancelled or went another way, changes
    /// nothing; but a login that nobody wants any more is undone.
    pub fn learn(self, answer: Answer, now: Timestamp) -> Step {
        if let Answer::SignedIn(account) = answer {
            return self.sign_in(account, now);
        }
        match self.state.clone() {
            State::Waiting { errand, tries } => self.learn_of(errand, tries, answer, now),
            State::ShowQr { .. } if answer == Answer::QrScanned => {
                let step = self.ask_telegram(Errand::Qr, Call::ExportQr, now);
                let asked = step.call.is_some();
                let say = if asked {
                    Note::QrScanned.into()
                } else {
                    step.say
                };
                Step { say, ..step }
            }
            State::AskPhone
            | State::AskToken
            | State::NeedCode { .. }
            | State::AskCode { .. }
            | State::AskPassword { .. }
            | State::ShowQr { .. }
            | State::QrPaused
            | State::Done { .. }
            | State::Ended { .. } => self.prompted(now),
        }
    }

    fn sign_in(self, account: Account, now: Timestamp) -> Step {
        if matches!(self.state, State::Ended { .. }) {
            return Step {
                call: Some(Call::LogOut),
                ..self.saying(Note::LoggedOutAgain)
            };
        }
        self.at(State::Done { account }).prompted(now)
    }

    /// Takes an answer that may be the one that was waited for.
    fn learn_of(self, errand: Errand, tries: u8, answer: Answer, now: Timestamp) -> Step {
        match (answer, errand) {
            (
                Answer::CodeSent(code),
                Errand::RequestCode { phone }
                | Errand::ResendCode {
                    sent: SentCode { phone, .. },
                },
            ) => self.ask_code(code.sent(phone, now), now),
            (Answer::PasswordNeeded, Errand::Hint) => self.ask_password(None, now),
            (Answer::PasswordNeeded, _) => self.ask_telegram(Errand::Hint, Call::AskHint, now),
            (Answer::Hint(hint), Errand::Hint) => self.ask_password(hint, now),
            (Answer::Qr { link, expires_at }, Errand::Qr) => {
                self.at(State::ShowQr { link, expires_at }).prompted(now)
            }
            (Answer::QrElsewhere { dc, token }, Errand::Qr) => {
                let call = elsewhere(dc, Call::ImportQr { token });
                self.once_more(Errand::Qr, tries, call, Note::MovedTooOften)
            }
            (
                Answer::NotSignedIn,
                errand @ (Errand::Password { .. } | Errand::SignIn { .. } | Errand::Bot),
            ) => self.at(errand.back(false)).saying(Note::TypeAgain),
            (Answer::Elsewhere { dc, call }, errand) if errand.made(&call) => {
                self.once_more(errand, tries, elsewhere(dc, call), Note::MovedTooOften)
            }
            (Answer::Failed { call, trouble }, errand) if errand.made(&call) => {
                self.fail(errand, tries, call, trouble, now)
            }
            // An answer to something else.
            (_, errand) => self.saying(errand.note()),
        }
    }

    /// Asks for a code that was sent.
    fn ask_code(self, sent: SentCode, now: Timestamp) -> Step {
        let unsure = false;
        self.at(State::AskCode { sent, unsure }).prompted(now)
    }

    fn ask_password(self, hint: Option<Hint>, now: Timestamp) -> Step {
        let unsure = false;
        self.at(State::AskPassword { hint, unsure }).prompted(now)
    }

    /// Makes the call once more by itself, but not for ever.
    fn once_more(self, errand: Errand, tries: u8, call: Call, or: Note) -> Step {
        if tries >= TRIES {
            return self.at(errand.back(false)).saying(or);
        }
        let say = errand.note();
        let tries = tries + 1;
        Step {
            call: Some(call),
            ..self.at(State::Waiting { errand, tries }).saying(say)
        }
    }

    fn fail(self, errand: Errand, tries: u8, call: Call, trouble: Trouble, now: Timestamp) -> Step {
        match trouble {
            Trouble::Refused(refusal) => self.refuse(errand, refusal, now),
            Trouble::Flood(wait) => {
                let held = Some(Held {
                    errand: errand.clone(),
                    until: now + wait,
                });
                let held = Self { held, ..self };
                held.at(errand.back(false)).saying(Say::Flood { wait })
            }
            Trouble::SrpStale => self.once_more(errand, tries, call, Note::PasswordAgain),
            Trouble::QrStale => {
                let qr = matches!(errand, Errand::Qr);
                let call = if qr { Call::ExportQr } else { call };
                self.once_more(errand, tries, call, Note::BeginAgain)
            }
            Trouble::Restart => self.once_more(errand, tries, call, Note::BeginAgain),
            Trouble::TimedOut => self.at(errand.back(true)).saying(Note::TimedOut),
            Trouble::ConnectionLost(cause) => {
                let note = Note::of_cause(cause.as_ref());
                self.at(errand.back(true)).saying(note)
            }
            Trouble::Unknown { code, name } => self
                .at(errand.back(false))
                .saying(Say::Unknown { code, name }),
        }
    }

    fn refuse(self, errand: Errand, refusal: &'static Refusal, now: Timestamp) -> Step {
        let next = match refusal.then {
            Then::Stay => errand.back(false),
            Then::Start => errand.start(),
            Then::End => {
                let why = Ending::Refused;
                State::Ended { why }
            }
            Then::NewCode => match errand.phone().cloned() {
                Some(phone) => State::NeedCode { phone },
                None => errand.back(false),
            },
            Then::AskHint => {
                let step = self.ask_telegram(Errand::Hint, Call::AskHint, now);
                return Step {
                    say: refusal.note.into(),
                    ..step
                };
            }
        };
        self.at(next).saying(refusal.note)
    }
}

/// The call at another data centre.
fn elsewhere(dc: i32, call: Call) -> Call {
    let call = Box::new(call.into_inner());
    Call::At { dc, call }
}
