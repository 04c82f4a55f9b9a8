//! Telegram's refusals: its word, what we say, and where the conversation goes on. Data, so that each can be looked up.
//!
//! The names are those of <https://core.telegram.org/api/errors> and the pages of the methods concerned.

use super::note::Note;

/// A refusal that Telegram knows.
#[derive(Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Its name there, without digits; a `*` at the end stands for any ending.
    pub name: &'static str,
    /// What we say.
    pub note: Note,
    /// Where the conversation goes on.
    pub then: Then,
}

/// Where the conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    /// Where it was: the same is asked again.
    Stay,
    /// The number is kept, a new code is offered.
    NewCode,
    /// At the beginning of the same path: number, token or QR code.
    Start,
    /// The password was changed meanwhile; its new hint is fetched, and it is asked for again.
    AskHint,
    /// It is over: nothing the person could type would help.
    End,
}

const fn refusal(name: &'static str, note: Note, then: Then) -> Refusal {
    Refusal { name, note, then }
}

/// All refusals with words of their own. The first that fits counts.
pub static REFUSALS: [Refusal; 38] = [
    // The number.
    refusal("PHONE_NUMBER_INVALID", Note::PhoneInvalid, Then::Start),
    refusal("PHONE_NUMBER_BANNED", Note::PhoneBanned, Then::Start),
    refusal("PHONE_NUMBER_FLOOD", Note::PhoneFlood, Then::Start),
    refusal("PHONE_NUMBER_UNOCCUPIED", Note::SignUpFirst, Then::Start),
    refusal("PHONE_PASSWORD_FLOOD", Note::TooManyTries, Then::Start),
    refusal(
        "PHONE_PASSWORD_PROTECTED",
        Note::PhoneProtected,
        Then::Start,
    ),
    // The program.
    refusal(
        "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN",
        Note::AppForbidden,
        Then::Start,
    ),
    refusal("UPDATE_APP_TO_LOGIN", Note::AppTooOld, Then::Start),
    refusal("UPDATE_APP_REQUIRED", Note::AppTooOld, Then::Start),
    refusal("API_ID_INVALID", Note::ApiIdInvalid, Then::End),
    refusal("API_ID_PUBLISHED_FLOOD", Note::ApiIdFlood, Then::End),
    // The code.
    refusal("PHONE_CODE_INVALID", Note::CodeWrong, Then::Stay),
    refusal("EMAIL_CODE_INVALID", Note::CodeWrong, Then::Stay),
    refusal("CODE_INVALID", Note::CodeWrong, Then::Stay),
    refusal("PHONE_CODE_EMPTY", Note::CodeEmpty, Then::Stay),
    refusal("PHONE_CODE_EXPIRED", Note::CodeExpired, Then::NewCode),
    refusal("EMAIL_VERIFY_EXPIRED", Note::CodeExpired, Then::NewCode),
    refusal("PHONE_CODE_HASH_*", Note::CodeForgotten, Then::NewCode),
    refusal("PHONE_HASH_EXPIRED", Note::CodeForgotten, Then::NewCode),
    refusal("SEND_CODE_UNAVAILABLE", Note::ResendUnavailable, Then::Stay),
    refusal("PAYMENT_REQUIRED", Note::PaymentRequired, Then::Start),
    refusal("EMAIL_SETUP_REQUIRED", Note::EmailRequired, Then::Start),
    refusal("SIGN_IN_FAILED", Note::SignInFailed, Then::Stay),
    // The password.
    refusal("PASSWORD_HASH_INVALID", Note::PasswordWrong, Then::Stay),
    refusal("SRP_PASSWORD_CHANGED", Note::PasswordChanged, Then::AskHint),
    refusal(
        "PASSWORD_UNKNOWN_KDF",
        Note::PasswordUnreadable,
        Then::Start,
    ),
    // The bot.
    refusal("ACCESS_TOKEN_INVALID", Note::TokenWrong, Then::Stay),
    refusal("ACCESS_TOKEN_EXPIRED", Note::TokenExpired, Then::Stay),
    refusal("BOT_METHOD_INVALID", Note::BotCannot, Then::End),
    refusal("BOT_*", Note::BotRefused, Then::Stay),
    // The session.
    refusal("AUTH_KEY_UNREGISTERED", Note::LoginForgotten, Then::Start),
    refusal("AUTH_KEY_INVALID", Note::LoginForgotten, Then::Start),
    refusal("AUTH_KEY_DUPLICATED", Note::LoginForgotten, Then::Start),
    refusal("SESSION_REVOKED", Note::SessionRevoked, Then::End),
    refusal("SESSION_EXPIRED", Note::SessionRevoked, Then::End),
    refusal("USER_DEACTIVATED_BAN", Note::AccountBanned, Then::End),
    refusal("INPUT_USER_DEACTIVATED", Note::AccountDeleted, Then::End),
    refusal("USER_DEACTIVATED", Note::AccountDeleted, Then::End),
];

impl Refusal {
    /// The refusal of this name.
    pub fn find(name: &str) -> Option<&'static Self> {
        REFUSALS.iter().find(|refusal| refusal.fits(name))
    }

    fn fits(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == self.name,
        }
    }
}
