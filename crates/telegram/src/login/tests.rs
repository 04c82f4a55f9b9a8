//! What the tests of the conversation have in common: a person, a Telegram, and a clock.

use std::time::Duration;

use domain::time::Timestamp;
use grammers_mtsender::RpcError;

use super::answer::{Account, Answer, Trouble};
use super::call::Call;
use super::code_way::{FreshCode, NextWay, Way};
use super::note::Note;
use super::private::{AccountName, CodeHash, Hint, QrLink, Typed};
use super::say::Say;
use super::{Conversation, Path, Said, Step, Wants};

mod kept;
mod paths;
mod property;
mod telegram;
mod troubles;
mod words;

const PHONE: &str = "+491701234567";
const HASH: &str = "hash-of-the-code";
const CODE: &str = "07391";
const PASSWORD: &str = " cancel ";
const TOKEN: &str = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOpp-_1";
const QR: &str = "tg://login?token=c2Nhbi1tZQ";

/// A time on the tests' clock: seconds after the conversation began.
fn at(seconds: u64) -> Timestamp {
    Timestamp::from_micros(1_700_000_000_000_000) + Duration::from_secs(seconds)
}

fn text(text: &str) -> Said {
    Said::Text(Typed::new(text))
}

fn account() -> Account {
    Account {
        id: 42,
        name: AccountName::new("@alice"),
        bot: false,
    }
}

/// A code in the app, which can come by SMS after a minute.
fn code_sent() -> Answer {
    Answer::CodeSent(FreshCode {
        hash: CodeHash::new(HASH),
        way: Way::App { length: 5 },
        next: Some(NextWay::Sms),
        resend_after: Duration::from_secs(60),
    })
}

fn qr(now: Timestamp) -> Answer {
    Answer::Qr {
        link: QrLink::new(QR),
        expires_at: now + Duration::from_secs(30),
    }
}

/// An error of Telegram, as it is written on the wire.
fn rpc(code: i32, message: &str) -> RpcError {
    RpcError::from(grammers_tl_types::types::RpcError {
        error_code: code,
        error_message: message.to_owned(),
    })
}

impl Step {
    /// The person says something.
    fn hear(self, said: Said, seconds: u64) -> Self {
        self.conversation.hear(said, at(seconds))
    }

    /// Telegram answers.
    fn learn(self, answer: Answer, seconds: u64) -> Self {
        self.conversation.learn(answer, at(seconds))
    }

    /// Telegram answers the call of this step with an error.
    fn refuse(self, code: i32, message: &str) -> Self {
        let call = self.call.clone().expect("Telegram was asked");
        self.learn(Answer::from_rpc_error(&rpc(code, message), call), 10)
    }

    fn says(&self, note: Note) -> &Self {
        assert_eq!(self.say, Say::Note(note));
        self
    }

    fn wants(&self) -> Wants {
        self.conversation.wants()
    }
}

fn begun() -> Step {
    Conversation::begin(Path::Phone, at(0))
}

fn asking_for_code() -> Step {
    begun().hear(text(PHONE), 1)
}

fn with_code_sent() -> Step {
    asking_for_code().learn(code_sent(), 2)
}

fn checking_code() -> Step {
    with_code_sent().hear(text(CODE), 5)
}

fn with_password_wanted() -> Step {
    let hint = Answer::Hint(Some(Hint::new("my first dog")));
    checking_code()
        .learn(Answer::PasswordNeeded, 6)
        .learn(hint, 7)
}

fn checking_password() -> Step {
    with_password_wanted().hear(text(PASSWORD), 8)
}

fn checking_token() -> Step {
    Conversation::begin(Path::Bot, at(0)).hear(text(TOKEN), 1)
}

fn asking_for_qr() -> Step {
    Conversation::begin(Path::Qr, at(0))
}
