//! Whom to answer: everybody who writes, but nobody twice in an hour, and never in a loop.

use std::collections::HashMap;
use std::time::Duration;

use domain::time::Timestamp;

/// How long after an answer the same account gets no other.
const PAUSE: Duration = Duration::from_secs(3_600);
/// How many accounts are answered in one such time; the rest stays unanswered. Bounds memory and traffic.
const MOST: usize = 1_000;

/// Who was answered lately.
#[derive(Debug, Default)]
pub(super) struct Courtesy {
    answered: HashMap<String, Timestamp>,
}

impl Courtesy {
    /// Whether `account` is to be answered now; if so, that counts as answered.
    pub(super) fn owes(&mut self, account: &str, now: Timestamp) -> bool {
        let fresh = |at: Timestamp| now.since(at) < PAUSE;
        if self.answered.get(account).is_some_and(|at| fresh(*at)) {
            return false;
        }
        if self.answered.len() >= MOST {
            self.answered.retain(|_, at| fresh(*at));
        }
        if self.answered.len() >= MOST {
            return false;
        }
        self.answered.insert(account.to_owned(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_answered_once_an_hour() {
        let mut courtesy = Courtesy::default();
        let now = Timestamp::from_micros(0);
        assert!(courtesy.owes("alice@example.org", now));
        assert!(!courtesy.owes("alice@example.org", now + Duration::from_secs(3_599)));
        assert!(courtesy.owes("bob@example.org", now));
        assert!(courtesy.owes("alice@example.org", now + Duration::from_secs(3_600)));
    }

    #[test]
    fn a_crowd_is_answered_up_to_a_limit() {
        let mut courtesy = Courtesy::default();
        let now = Timestamp::from_micros(0);
        let answers = (0..MOST + 50).filter(|n| courtesy.owes(&n.to_string(), now));
        assert_eq!(answers.count(), MOST);
        assert!(courtesy.owes("alice@example.org", now + PAUSE));
    }
}
