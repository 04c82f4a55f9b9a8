//! How long and how often the same is tried.

use std::time::Duration;

use super::{Fault, Way};

/// How long and how often the same is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// The first wait where the homeserver names none; each is twice the one before.
    pub first_wait: Duration,
    /// The longest wait, also where the homeserver asks for more.
    pub longest_wait: Duration,
    /// How long all waits together may be.
    pub altogether: Duration,
}

impl Patience {
    /// For what a person waits for: half a minute.
    pub const SHORT: Self = Self {
        first_wait: Duration::from_millis(250),
        longest_wait: Duration::from_secs(10),
        altogether: Duration::from_secs(30),
    };

    /// For what is done behind people's backs: a quarter of an hour.
    pub const LONG: Self = Self {
        first_wait: Duration::from_secs(1),
        longest_wait: Duration::from_secs(60),
        altogether: Duration::from_secs(15 * 60),
    };

    /// Begins to count.
    pub fn begin(self) -> Tries {
        Tries {
            patience: self,
            next_wait: self.first_wait,
            waited: Duration::ZERO,
        }
    }
}

/// The tries so far.
#[derive(Debug, Clone)]
pub struct Tries {
    patience: Patience,
    next_wait: Duration,
    waited: Duration,
}

impl Tries {
    /// How long to wait before the next try; `None` if there is none.
    pub fn wait_after(&mut self, fault: &Fault) -> Option<Duration> {
        let wait = match fault.way() {
            Way::GiveUp => return None,
            Way::After(wait) if wait > self.patience.longest_wait => return None,
            Way::After(wait) => wait,
            Way::Again => {
                let wait = self.next_wait;
                self.next_wait = (wait * 2).min(self.patience.longest_wait);
                wait
            }
        };
        self.waited += wait;
        (self.waited <= self.patience.altogether).then_some(wait)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_until_patience_ends() {
        let mut tries = Patience {
            first_wait: Duration::from_secs(1),
            longest_wait: Duration::from_secs(4),
            altogether: Duration::from_secs(12),
        }
        .begin();
        let waits: Vec<_> = std::iter::from_fn(|| tries.wait_after(&Fault::Silent))
            .map(|wait| wait.as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 4]);
    }

    #[test]
    fn what_the_homeserver_asks_for_is_kept_unless_it_is_too_long() {
        let mut tries = Patience::SHORT.begin();
        let limited = |wait| Fault::Limited { wait };
        let three = Duration::from_secs(3);
        assert_eq!(tries.wait_after(&limited(three)), Some(three));
        let hour = Duration::from_secs(3600);
        assert_eq!(tries.wait_after(&limited(hour)), None);
    }
}
