//! Stops all calls before Discord bans our address: the rule, without a clock.

use std::collections::VecDeque;
use std::time::Duration;

use domain::time::Timestamp;

/// How finely refusals are counted.
const STEP: Duration = Duration::from_secs(60);
/// How many steps the window has: ten minutes, and the step that has begun.
const STEPS: u32 = 11;

/// Counts refused calls. Discord bans an address with 10,000 of them in ten minutes
/// (<https://discord.com/developers/docs/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans>).
#[derive(Debug)]
pub(super) struct Breaker {
    /// How many may be refused in ten minutes.
    most: u32,
    /// When a step began, and how many were refused in it; oldest first.
    steps: VecDeque<(Timestamp, u32)>,
}

impl Breaker {
    pub(super) const fn new(most: u32) -> Self {
        Self {
            most,
            steps: VecDeque::new(),
        }
    }

    /// A call was refused. Says whether that was one too many.
    pub(super) fn refused(&mut self, now: Timestamp) -> bool {
        self.forget(now);
        match self.steps.back_mut() {
            Some((begun, count)) if now < *begun + STEP => *count += 1,
            Some(_) | None => self.steps.push_back((now, 1)),
        }
        self.rest(now).is_some()
    }

    /// How long nothing may be called; `None` if all is well.
    pub(super) fn rest(&mut self, now: Timestamp) -> Option<Duration> {
        self.forget(now);
        let mut left: u32 = self.steps.iter().map(|(_, count)| count).sum();
        let mut until = None;
        for (begun, count) in &self.steps {
            if left < self.most {
                break;
            }
            left -= count;
            until = Some(*begun + STEP * STEPS);
        }
        until.map(|until| until.since(now))
    }

    fn forget(&mut self, now: Timestamp) {
        while let Some((begun, _)) = self.steps.front()
            && *begun + STEP * STEPS <= now
        {
            self.steps.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn one_refusal_too_many_stops_all_until_the_oldest_are_forgotten() {
        let mut breaker = Breaker::new(5);
        for second in 0..4 {
            assert!(!breaker.refused(at(second)));
        }
        assert_eq!(breaker.rest(at(4)), None);
        assert!(breaker.refused(at(300)));
        assert_eq!(breaker.rest(at(300)), Some(Duration::from_secs(360)));
        assert_eq!(breaker.rest(at(659)), Some(Duration::from_secs(1)));
        assert_eq!(breaker.rest(at(660)), None);
        assert!(!breaker.refused(at(660)));
    }

    #[test]
    fn no_more_than_the_limit_fall_into_any_ten_minutes() {
        let mut breaker = Breaker::new(50);
        let mut refused = Vec::new();
        for second in 0..7_200 {
            if breaker.rest(at(second)).is_none() {
                breaker.refused(at(second));
                refused.push(second);
            }
        }
        for first in &refused {
            let window = *first..*first + 600;
            let count = refused.iter().filter(|at| window.contains(*at)).count();
            assert!(count <= 50, "{count}");
        }
        assert!(refused.len() > 300);
    }
}
