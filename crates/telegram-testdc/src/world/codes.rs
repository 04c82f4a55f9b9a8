//! Login codes, QR tokens and logins that move between data centres.

use std::collections::HashMap;

use crate::chance;
use crate::clock;
use crate::crypto::message::KeyId;

/// How long a code is valid, in seconds.
const CODE_LIFE: i32 = 300;
/// How long a QR token is valid, in seconds.
const TOKEN_LIFE: i32 = 30;
/// After so many wrong guesses a code is void.
const GUESSES: u32 = 5;

/// Where a code was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// To the user's other programs.
    App,
    /// As a text message.
    Sms,
    /// By a call that tells it.
    Call,
}

/// A login code that was sent.
pub(crate) struct Code {
    /// The number it was sent for (digits only).
    pub(crate) phone: String,
    /// The digits.
    pub(crate) digits: String,
    /// Where it was sent.
    pub(crate) way: Way,
    /// When it ends, in seconds since 1970 UTC.
    pub(crate) ends_at: i32,
    wrong: u32,
}

/// How a guess went.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Guess {
    /// It is the code.
    Right,
    /// It is not.
    Wrong,
    /// There is no such code any more.
    Expired,
}

/// A QR token.
pub(crate) struct Token {
    /// The key that asked for it.
    pub(crate) asker: KeyId,
    /// Who scanned it.
    pub(crate) accepted_by: Option<i64>,
    /// When it ends, in seconds since 1970 UTC.
    pub(crate) ends_at: i32,
}

/// Codes, tokens and moving logins.
#[derive(Default)]
pub(crate) struct Codes {
    by_hash: HashMap<String, Code>,
    latest: HashMap<String, String>,
    /// What the codes for a number shall be.
    pub(crate) fixed: HashMap<String, String>,
    tokens: HashMap<Vec<u8>, Token>,
    by_asker: HashMap<KeyId, Vec<u8>>,
    /// Exported logins: the user by its number and bytes.
    pub(crate) exported: HashMap<(i64, Vec<u8>), i64>,
}

impl Codes {
    /// Draws a code for a number; gives its hash.
    pub(crate) fn draw(&mut self, phone: &str, way: Way) -> String {
        let hash = format!("{:016x}", chance::positive());
        let fixed = self.fixed.get(phone).cloned();
        let code = Code {
            phone: phone.to_owned(),
            digits: fixed.unwrap_or_else(|| chance::digits(5)),
            way,
            ends_at: clock::now() + CODE_LIFE,
            wrong: 0,
        };
        self.by_hash.insert(hash.clone(), code);
        self.latest.insert(phone.to_owned(), hash.clone());
        hash
    }

    /// The code of this hash, while it is valid for this number.
    pub(crate) fn find(&self, hash: &str, phone: &str) -> Option<&Code> {
        let code = self.by_hash.get(hash)?;
        (code.phone == phone && code.ends_at > clock::now()).then_some(code)
    }

    /// The code that was last sent for a number.
    pub(crate) fn latest(&self, phone: &str) -> Option<&Code> {
        self.by_hash.get(self.latest.get(phone)?)
    }

    /// Compares a guess; wrong ones are counted.
    pub(crate) fn guess(&mut self, hash: &str, phone: &str, digits: &str) -> Guess {
        if self.find(hash, phone).is_none() {
            return Guess::Expired;
        }
        let Some(code) = self.by_hash.get_mut(hash) else {
            return Guess::Expired;
        };
        if code.digits == digits {
            return Guess::Right;
        }
        code.wrong += 1;
        if code.wrong >= GUESSES {
            self.by_hash.remove(hash);
        }
        Guess::Wrong
    }

    /// Voids a code; gives whether there was one.
    pub(crate) fn void(&mut self, hash: &str) -> bool {
        self.by_hash.remove(hash).is_some()
    }

    /// Ends all codes of a number; gives how many.
    pub(crate) fn expire(&mut self, phone: &str) -> usize {
        let before = self.by_hash.len();
        self.by_hash.retain(|_, code| code.phone != phone);
        before - self.by_hash.len()
    }

    /// Draws a QR token for a key, whose former one is void.
    pub(crate) fn draw_token(&mut self, asker: KeyId) -> (Vec<u8>, i32) {
        if let Some(old) = self.by_asker.remove(&asker) {
            self.tokens.remove(&old);
        }
        let (bytes, ends_at) = (chance::bytes::<32>().to_vec(), clock::now() + TOKEN_LIFE);
        let token = Token {
            asker,
            accepted_by: None,
            ends_at,
        };
        self.tokens.insert(bytes.clone(), token);
        self.by_asker.insert(asker, bytes.clone());
        (bytes, ends_at)
    }

    /// A QR token, to change it.
    pub(crate) fn token_mut(&mut self, bytes: &[u8]) -> Option<&mut Token> {
        self.tokens.get_mut(bytes)
    }

    /// Who scanned the token of this key, and the token.
    pub(crate) fn accepted(&self, asker: &KeyId) -> Option<(i64, Vec<u8>)> {
        let bytes = self.by_asker.get(asker)?;
        Some((self.tokens.get(bytes)?.accepted_by?, bytes.clone()))
    }

    /// Voids a token.
    pub(crate) fn void_token(&mut self, bytes: &[u8]) {
        if let Some(token) = self.tokens.remove(bytes) {
            self.by_asker.remove(&token.asker);
        }
    }
}
