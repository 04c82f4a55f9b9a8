//! Start links: a link (and its QR) that opens a chat with the bot and links the account of whoever presses Start.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::id::{LinkedAccountId, SessionId, StartLinkId, UserId};
use crate::provider::Provider;
use crate::secret::{ServerKey, Token};
use crate::time::Timestamp;

/// How long a link works. NIST SP 800-63B-4, 4.1.2.2 allows ten minutes at most.
pub const LIFETIME: Duration = Duration::from_secs(10 * 60);
/// A page that is opened again shows the link it showed before, if at least this much of its time is left.
pub const WORTH_SHOWING: Duration = Duration::from_secs(5 * 60);
/// How many characters the token has, six bits each: 132 bits.
pub const TOKEN_LENGTH: usize = 22;
/// The most characters of what an account is called.
const LONGEST_HANDLE: usize = 64;

/// One link that was shown.
#[derive(Debug, Clone)]
pub struct StartLink {
    /// Its id.
    pub id: StartLinkId,
    /// Whose page shows it.
    pub user_id: UserId,
    /// In which session; it works only as long as that lives.
    pub session: SessionId,
    /// Of which provider.
    pub provider: Provider,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When somebody pressed Start.
    pub used_at: Option<Timestamp>,
    /// The account that was linked by it.
    pub account: Option<LinkedAccountId>,
}

impl StartLink {
    /// Whether somebody could still press Start.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }

    /// The token in the link: [`TOKEN_LENGTH`] characters of `A-Z a-z 0-9 _ -`. It is made of the server's key, so
    /// that the page can show it again although only its digest is stored.
    pub fn token(&self, key: &ServerKey) -> Token {
        let digest = key.digest(&[
            b"start",
            self.id.0.as_bytes(),
            self.session.0.as_bytes(),
            self.provider.as_str().as_bytes(),
        ]);
        let mut text = URL_SAFE_NO_PAD.encode(digest);
        text.truncate(TOKEN_LENGTH);
        Token::new(text)
    }
}

/// Whether this has the form of a token, so that it is worth looking for.
pub fn is_token(text: &str) -> bool {
    text.len() == TOKEN_LENGTH
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// What an account is called on pages, tidied: people call themselves all sorts of things.
pub fn tidy_handle(shown: &str) -> String {
    let words = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    words
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_HANDLE)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(number: u128, session: u128) -> StartLink {
        StartLink {
            id: StartLinkId(uuid::Uuid::from_u128(number)),
            user_id: UserId(uuid::Uuid::from_u128(3)),
            session: SessionId(uuid::Uuid::from_u128(session)),
            provider: Provider::new("telegram"),
            expires_at: Timestamp::from_micros(0) + LIFETIME,
            used_at: None,
            account: None,
        }
    }

    #[test]
    fn security_29_a_token_has_132_bits_and_fits_a_start_link() {
        let key = ServerKey::new([5; 64]);
        let token = link(1, 1).token(&key);
        assert!(is_token(token.reveal()), "{}", token.reveal());
        const { assert!(TOKEN_LENGTH * 6 >= 112 && TOKEN_LENGTH <= 64) };
        assert_ne!(token, link(2, 1).token(&key));
        assert_ne!(token, link(1, 2).token(&key));
        assert_ne!(token, link(1, 1).token(&ServerKey::new([6; 64])));
    }

    #[test]
    fn security_29_a_link_works_once_and_for_ten_minutes() {
        let (mut asked, start) = (link(1, 1), Timestamp::from_micros(0));
        assert!(LIFETIME <= Duration::from_secs(600));
        assert!(asked.is_open(start + Duration::from_secs(599)));
        assert!(!asked.is_open(start + LIFETIME));
        asked.used_at = Some(start);
        assert!(!asked.is_open(start));
    }

    #[test]
    fn what_people_call_themselves_is_tidied() {
        assert_eq!(tidy_handle(" Al\u{7}ice \n W. "), "Alice W.");
        assert_eq!(tidy_handle(&"x".repeat(500)).len(), LONGEST_HANDLE);
    }
}
