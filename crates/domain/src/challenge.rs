//! Challenges: requests for proof by a code of six or eight digits.
//!
//! The code is drawn by the courier in the moment it is sent. What is stored is a keyed digest, so neither the
//! database, nor the outbox, nor a log ever holds a code.

use std::time::Duration;

use crate::id::{ChallengeId, LinkedAccountId, PendingSignInId, SessionId, UserId};
use crate::provider::{Provider, RemoteId};
use crate::secret::{ServerKey, same};
use crate::time::Timestamp;
use crate::world::World;

/// How long a code works. NIST SP 800-63B-4, 3.1.3.2 allows ten minutes at most.
pub const LIFETIME: Duration = Duration::from_secs(5 * 60);
/// Guesses that one challenge stands, however often its code is sent again.
pub const MOST_GUESSES: i64 = 5;
/// How long to wait before the code may be sent again.
pub const RESEND_AFTER: Duration = Duration::from_secs(30);

/// How many digits the codes of a domain have. NIST SP 800-63B-4, 3.1.3.2 asks for six at least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CodeDigits {
    /// Six.
    #[default]
    Six,
    /// Eight.
    Eight,
}

impl CodeDigits {
    /// The length for this many digits, if codes may have so many.
    pub const fn new(count: u32) -> Option<Self> {
        match count {
            6 => Some(Self::Six),
            8 => Some(Self::Eight),
            _ => None,
        }
    }

    /// How many.
    pub const fn count(self) -> u32 {
        match self {
            Self::Six => 6,
            Self::Eight => 8,
        }
    }

    /// The length that this many bytes are, if codes may have it.
    fn of_length(length: usize) -> Option<Self> {
        u32::try_from(length).ok().and_then(Self::new)
    }
}

/// One request for proof.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// Its id.
    pub id: ChallengeId,
    /// Who has to prove something.
    pub user_id: UserId,
    /// What for, and what it is bound to.
    pub purpose: Purpose,
    /// Where the code goes.
    pub provider: Provider,
    /// Where the code goes, as people write it.
    pub handle: String,
    /// Where the code goes, as the provider knows it; the courier fills it in if it had to ask.
    pub remote_id: Option<RemoteId>,
    /// Which sending this is, from 1: a resend raises it, and only the newest code works.
    pub issue: i64,
    /// The keyed digest of the code; `None` until it was sent.
    pub digest: Option<CodeDigest>,
    /// Guesses counted so far, right or wrong.
    pub guesses: i64,
    /// When it was made, or sent again.
    pub issued_at: Timestamp,
    /// Until when the code works.
    pub expires_at: Timestamp,
    /// When the right code was typed.
    pub consumed_at: Option<Timestamp>,
}

/// Why proof is asked for, and what the answer is bound to: a code never works anywhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To link an account, in this session. `account` is set when an existing, unproven account is verified.
    Link {
        /// The session that asked.
        session: SessionId,
        /// The account to be verified, if it is there already.
        account: Option<LinkedAccountId>,
    },
    /// To complete this sign-in, with a code to this account.
    SignIn {
        /// The sign-in that asked.
        pending: PendingSignInId,
        /// The account that the code goes to.
        account: LinkedAccountId,
    },
}

/// Why a code was not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Wrong, expired, replaced, used or never sent: the answer is the same for all.
    NotThisCode,
    /// Too many guesses at this challenge; a new code is needed.
    Exhausted,
    /// Too many guesses at this account; wait this long.
    Wait(Duration),
}

impl Challenge {
    /// Compares a typed code. `guesses` must already include this guess, counted in a statement of its own, so
    /// that guesses made at the same time cannot hide behind each other.
    pub fn judge(&self, typed: &str, now: Timestamp, key: &ServerKey) -> Result<(), Refusal> {
        if self.guesses > MOST_GUESSES {
            return Err(Refusal::Exhausted);
        }
        let right = match (&self.digest, Code::read(typed)) {
            (Some(digest), Some(code)) => code.digest(self.id, key) == *digest,
            (None, _) | (_, None) => false,
        };
        if right && now < self.expires_at && self.consumed_at.is_none() {
            return Ok(());
        }
        Err(if self.guesses == MOST_GUESSES {
            Refusal::Exhausted
        } else {
            Refusal::NotThisCode
        })
    }

    /// When the code may be sent again.
    pub fn resend_at(&self) -> Timestamp {
        self.issued_at + RESEND_AFTER
    }
}

/// A code in the clear. It lives from drawing to sending, or from typing to comparing.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

/// What is stored of a code.
#[derive(Clone)]
pub struct CodeDigest(pub Vec<u8>);

impl Code {
    /// Draws so many digits, each code as likely as any other.
    pub fn draw(world: &World, digits: CodeDigits) -> Self {
        let count = digits.count();
        let drawn = world.below(10_u32.pow(count));
        Self(format!("{drawn:0width$}", width = count as usize))
    }

    /// Reads what a person typed: spaces and dashes between the digits do not matter. Whether the code that was sent
    /// has as many digits, comparing tells.
    pub fn read(typed: &str) -> Option<Self> {
        let digits: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .collect();
        (CodeDigits::of_length(digits.len()).is_some()
            && digits.bytes().all(|b| b.is_ascii_digit()))
        .then_some(Self(digits))
    }

    /// The digits, for the message that carries them.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// The only form that is stored. Keyed, because a few digits can be guessed from a bare hash; with the
    /// challenge's id in it, so that it fits no other challenge.
    pub fn digest(&self, challenge: ChallengeId, key: &ServerKey) -> CodeDigest {
        CodeDigest(
            key.digest(&[b"code", challenge.0.as_bytes(), self.0.as_bytes()])
                .to_vec(),
        )
    }
}

impl PartialEq for CodeDigest {
    fn eq(&self, other: &Self) -> bool {
        same(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Code(…)")
    }
}

impl std::fmt::Debug for CodeDigest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeDigest(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge(code: &Code, key: &ServerKey) -> Challenge {
        let id = ChallengeId(uuid::Uuid::from_u128(1));
        let purpose = Purpose::Link {
            session: SessionId(uuid::Uuid::from_u128(2)),
            account: None,
        };
        Challenge {
            id,
            user_id: UserId(uuid::Uuid::from_u128(3)),
            purpose,
            provider: Provider::new("xmpp"),
            handle: "a@b".into(),
            remote_id: None,
            issue: 1,
            digest: Some(code.digest(id, key)),
            guesses: 1,
            issued_at: Timestamp::from_micros(0),
            expires_at: Timestamp::from_micros(0) + LIFETIME,
            consumed_at: None,
        }
    }

    #[test]
    fn security_3_the_right_code_is_refused_once_it_expired() {
        let (key, code) = (ServerKey::new([3; 64]), Code("042137".into()));
        let asked = challenge(&code, &key);
        let last = Timestamp::from_micros(300_000_000 - 1);
        assert_eq!(asked.judge("042-137", last, &key), Ok(()));
        assert_eq!(
            asked.judge("042137", asked.expires_at, &key),
            Err(Refusal::NotThisCode)
        );
        assert!(LIFETIME <= Duration::from_secs(600));
    }

    #[test]
    fn security_9_the_right_code_is_refused_once_guesses_run_out() {
        let (key, code) = (ServerKey::new([3; 64]), Code("042137".into()));
        let mut asked = challenge(&code, &key);
        asked.guesses = MOST_GUESSES;
        assert_eq!(asked.judge("042137", asked.issued_at, &key), Ok(()));
        assert_eq!(
            asked.judge("000000", asked.issued_at, &key),
            Err(Refusal::Exhausted)
        );
        asked.guesses = MOST_GUESSES + 1;
        assert_eq!(
            asked.judge("042137", asked.issued_at, &key),
            Err(Refusal::Exhausted)
        );
    }

    #[test]
    fn security_5_a_code_fits_no_other_challenge() {
        let (key, code) = (ServerKey::new([3; 64]), Code("042137".into()));
        let mut other = challenge(&code, &key);
        other.id = ChallengeId(uuid::Uuid::from_u128(9));
        assert_eq!(
            other.judge("042137", other.issued_at, &key),
            Err(Refusal::NotThisCode)
        );
    }

    #[test]
    fn security_1_codes_are_uniform() {
        let seed = std::sync::atomic::AtomicU32::new(0);
        let world = World::new(
            || Timestamp::from_micros(0),
            move |bytes| {
                let n = seed.fetch_add(0x9E37_79B9, std::sync::atomic::Ordering::Relaxed);
                bytes.copy_from_slice(&n.to_le_bytes());
            },
        );
        let mut firsts = [0u32; 10];
        for _ in 0..20_000 {
            let code = Code::draw(&world, CodeDigits::Six);
            assert_eq!(code.0.len(), 6);
            firsts[usize::from(code.0.as_bytes()[0] - b'0')] += 1;
        }
        assert!(
            firsts.iter().all(|n| (1_900..2_100).contains(n)),
            "{firsts:?}"
        );
    }
}
