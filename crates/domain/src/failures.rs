//! The wait after wrong guesses, which grows with each of them.
//!
//! NIST SP 800-63B-4, 3.2.2: from 30 seconds up to an hour, and at most 100 failures in a row. Who may guess, and who
//! shares a count with whom, is decided by [`Guesser::place`]: strangers must not hold up the owner.

use std::time::Duration;

use crate::time::Timestamp;

/// Wrong guesses in a row that nobody waits for: people mistype.
pub const FREE: i64 = 4;
/// The wait after the first failure that is not free; it doubles with each further one.
pub const SHORTEST: Duration = Duration::from_secs(30);
/// The longest wait.
pub const LONGEST: Duration = Duration::from_secs(3600);
/// Wrong codes in a row after which no code is taken any more, until the user gets a new password or new factors.
pub const MOST_CODES: i64 = 100;

/// What is guessed at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guessed {
    /// A password.
    Password,
    /// A code or backup code of a sign-in. Only somebody who has the password gets there.
    SignInCode,
    /// A code that was sent to an account which is to be linked.
    LinkCode,
}

impl Guessed {
    /// The word in the database.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::SignInCode => "sign_in_code",
            Self::LinkCode => "link_code",
        }
    }
}

/// Whose failures are counted together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guesser {
    /// What is guessed at.
    pub guessed: Guessed,
    /// At whom: a user's id, or for passwords the domain and the typed name, which may be nobody's.
    pub at: String,
    /// From where: a network and browser that the user entered from before, the network of a stranger, or `""` for all
    /// strangers together. For linking, the account that the code was sent to.
    pub place: String,
}

/// How many guesses in a row were wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// How many.
    pub count: i64,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl Failures {
    /// How much longer to wait before the next guess; `None` if it may be made now.
    pub fn wait(&self, now: Timestamp) -> Option<Duration> {
        let until = self.last_at + wait_after(self.count);
        (now < until).then(|| until.since(now))
    }

    /// Whether so many codes in a row were wrong that none is taken any more.
    pub fn are_too_many(&self) -> bool {
        self.count >= MOST_CODES
    }
}

/// The wait after so many failures in a row.
pub fn wait_after(failures: i64) -> Duration {
    if failures <= FREE {
        return Duration::ZERO;
    }
    let doublings = u32::try_from(failures - FREE - 1).unwrap_or(u32::MAX);
    let factor = 2_u32.checked_pow(doublings);
    factor
        .and_then(|factor| SHORTEST.checked_mul(factor))
        .map_or(LONGEST, |wait| wait.min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limit::GUESSES_AT_USER;

    #[test]
    fn security_11_the_wait_grows_from_half_a_minute_to_an_hour() {
        let waits = [
            (0, 0),
            (1, 0),
            (4, 0),
            (5, 30),
            (6, 60),
            (7, 120),
            (8, 240),
            (9, 480),
            (10, 960),
            (11, 1920),
            (12, 3600),
            (13, 3600),
            (99, 3600),
            (i64::MAX, 3600),
        ];
        for (failures, seconds) in waits {
            assert_eq!(
                wait_after(failures),
                Duration::from_secs(seconds),
                "after {failures}"
            );
        }
    }

    #[test]
    fn security_11_the_wait_is_over_to_the_moment() {
        let last_at = Timestamp::from_micros(0);
        let failures = Failures { count: 5, last_at };
        let almost = last_at + SHORTEST.saturating_sub(Duration::from_micros(1));
        assert_eq!(failures.wait(last_at), Some(SHORTEST));
        assert_eq!(failures.wait(almost), Some(Duration::from_micros(1)));
        assert_eq!(failures.wait(last_at + SHORTEST), None);
    }

    #[test]
    fn security_8_strangers_leave_guesses_for_the_owner_in_every_hour() {
        let (mut now, hour) = (Duration::ZERO, GUESSES_AT_USER.window);
        let mut guesses = 0;
        while now < hour {
            guesses += 1;
            now += wait_after(guesses);
        }
        assert!(guesses + 5 <= GUESSES_AT_USER.most, "{guesses}");
        assert!(
            Failures {
                count: 100,
                last_at: Timestamp::from_micros(0)
            }
            .are_too_many()
        );
    }
}
