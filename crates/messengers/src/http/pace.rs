//! How much may go to a provider, and how fast: what its documents allow, and what it has told us since.
//!
//! [`Book`] holds the rules, without a clock. Codes wait for codes alone; notifications for all that went before them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::time::Timestamp;
use domain::world::World;

/// The longest that a message waits its turn; what would wait longer comes again.
const LONGEST_TURN: Duration = Duration::from_secs(8);
/// How many destinations are remembered before those that owe nothing are forgotten.
const REMEMBERED: usize = 4_096;

/// One message in so much time, on average.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// The time.
    pub every: Duration,
    /// How many may go at once after a rest; never 0.
    pub burst: u32,
}

/// How much may go; `None` leaves it to the provider to complain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rules {
    /// In all.
    pub whole: Option<Rate>,
    /// To one destination.
    pub each: Option<Rate>,
}

/// A bucket: when all that was taken from it is worked off, at one in [`Rate::every`].
#[derive(Debug, Clone, Copy, Default)]
struct Bucket {
    codes: Option<Timestamp>,
    all: Option<Timestamp>,
    /// Nothing goes before, because the provider said so.
    pause: Option<Timestamp>,
}

/// Who has had how much, and who is to be left in peace.
#[derive(Debug, Default)]
pub(crate) struct Book {
    whole: Bucket,
    each: HashMap<String, Bucket>,
}

impl Book {
    /// When a message to `to` may go: in `Ok` the time to wait, no longer than `longest`, for which it has its place
    /// now. `Err` is a time before which it is of no use to ask again.
    pub(crate) fn reserve(
        &mut self,
        rules: Rules,
        to: &str,
        is_code: bool,
        longest: Duration,
        now: Timestamp,
    ) -> Result<Duration, Duration> {
        self.pause_of(to, now).map_or(Ok(()), Err)?;
        self.forget(now);
        let each = self.each.entry(to.to_owned()).or_default();
        let wait = self.whole.wait(rules.whole, is_code, now);
        let wait = wait.max(each.wait(rules.each, is_code, now));
        if wait > longest {
            return Err(wait);
        }
        self.whole.take(rules.whole, is_code, now);
        each.take(rules.each, is_code, now);
        Ok(wait)
    }

    /// How long nothing may go to this destination because the provider said so.
    pub(crate) fn pause_of(&self, to: &str, now: Timestamp) -> Option<Duration> {
        let each = self.each.get(to).and_then(|bucket| bucket.pause);
        left(self.whole.pause.max(each), now)
    }

    /// The provider asks for patience: for one destination, or for all.
    pub(crate) fn put_off(&mut self, to: Option<&str>, wait: Duration, now: Timestamp) {
        let bucket = match to {
            Some(to) => self.each.entry(to.to_owned()).or_default(),
            None => &mut self.whole,
        };
        bucket.pause = bucket.pause.max(Some(now + wait));
    }

    fn forget(&mut self, now: Timestamp) {
        if self.each.len() >= REMEMBERED {
            self.each.retain(|_, bucket| {
                left(bucket.pause.max(bucket.all).max(bucket.codes), now).is_some()
            });
        }
    }
}

impl Bucket {
    fn wait(self, rate: Option<Rate>, is_code: bool, now: Timestamp) -> Duration {
        let Some(rate) = rate else {
            return Duration::ZERO;
        };
        let due = if is_code { self.codes } else { self.all };
        let owed = left(due, now).unwrap_or_default();
        owed.saturating_sub(rate.every * rate.burst.saturating_sub(1))
    }

    fn take(&mut self, rate: Option<Rate>, is_code: bool, now: Timestamp) {
        let Some(rate) = rate else { return };
        let more = |due: Option<Timestamp>| Some(due.unwrap_or(now).max(now) + rate.every);
        self.all = more(self.all);
        if is_code {
            self.codes = more(self.codes);
        }
    }
}

fn left(until: Option<Timestamp>, now: Timestamp) -> Option<Duration> {
    until
        .map(|until| until.since(now))
        .filter(|left| !left.is_zero())
}

/// The book of one provider, with the clock.
pub(crate) struct Pace {
    rules: Rules,
    book: Mutex<Book>,
    world: World,
}

impl Pace {
    pub(crate) fn new(rules: Rules, world: World) -> Self {
        Self {
            rules,
            book: Mutex::default(),
            world,
        }
    }

    /// Waits until a message may go there. `Err` is the time after which it may be tried again.
    pub(crate) async fn pass(&self, to: &str, is_code: bool) -> Result<(), Duration> {
        let reserved = {
            let now = self.world.now();
            self.book()
                .reserve(self.rules, to, is_code, LONGEST_TURN, now)
        };
        let wait = reserved?;
        if wait.is_zero() {
            return Ok(());
        }
        tokio::time::sleep(wait).await;
        // The provider may have asked for patience in the meantime.
        let pause = self.book().pause_of(to, self.world.now());
        pause.map_or(Ok(()), Err)
    }

    /// The provider asks for patience: for one destination, or for all.
    pub(crate) fn put_off(&self, to: Option<&str>, wait: Duration) {
        self.book().put_off(to, wait, self.world.now());
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(8);
    const RULES: Rules = Rules {
        whole: Some(Rate {
            every: Duration::from_secs(1),
            burst: 4,
        }),
        each: Some(Rate {
            every: Duration::from_secs(5),
            burst: 1,
        }),
    };

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn a_burst_goes_at_once_then_one_by_one_and_what_would_wait_too_long_comes_again() {
        let mut book = Book::default();
        let mut to = 0..;
        let mut next = |now| {
            let to = to.next().unwrap().to_string();
            book.reserve(RULES, &to, false, LONG, at(now))
        };
        let waits: Vec<_> = (0..12).map(|_| next(0)).collect();
        let expected = [0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8].map(|wait| Ok(secs(wait)));
        assert_eq!(waits, expected);
        assert_eq!(next(0), Err(secs(9)));
        assert_eq!(next(12), Ok(secs(0)));
    }

    #[test]
    fn one_destination_waits_for_itself_alone() {
        let mut book = Book::default();
        let mut next = |to| book.reserve(RULES, to, false, LONG, at(0));
        assert_eq!(next("a"), Ok(secs(0)));
        assert_eq!(next("a"), Ok(secs(5)));
        assert_eq!(next("a"), Err(secs(10)));
        assert_eq!(next("b"), Ok(secs(0)));
    }

    #[test]
    fn codes_wait_for_codes_alone_and_notifications_for_all() {
        let mut book = Book::default();
        let rules = Rules {
            each: None,
            ..RULES
        };
        let mut next = |is_code| book.reserve(rules, "a", is_code, LONG, at(0));
        let waits: Vec<_> = (0..12).map(|_| next(false).unwrap()).collect();
        assert_eq!(waits[11], secs(8));
        assert_eq!(next(false), Err(secs(9)));
        for _ in 0..4 {
            assert_eq!(next(true), Ok(secs(0)));
        }
        assert_eq!(next(true), Ok(secs(1)));
        assert_eq!(next(false), Err(secs(14)));
    }

    #[test]
    fn a_wait_that_the_provider_asks_for_holds_for_one_or_for_all() {
        let mut book = Book::default();
        let ask =
            |book: &mut Book, to, now| book.reserve(Rules::default(), to, true, LONG, at(now));
        book.put_off(Some("a"), secs(30), at(0));
        assert_eq!(ask(&mut book, "a", 1), Err(secs(29)));
        assert_eq!(ask(&mut book, "b", 1), Ok(secs(0)));
        book.put_off(None, secs(10), at(1));
        book.put_off(None, secs(5), at(1));
        assert_eq!(ask(&mut book, "b", 2), Err(secs(9)));
        assert_eq!(ask(&mut book, "a", 12), Err(secs(18)));
        assert_eq!(ask(&mut book, "b", 12), Ok(secs(0)));
    }

    #[test]
    fn who_owes_nothing_is_forgotten() {
        let mut book = Book::default();
        for n in 0..10_000 {
            let rules = Rules {
                whole: None,
                ..RULES
            };
            let reserved = book.reserve(rules, &n.to_string(), false, LONG, at(n));
            assert_eq!(reserved, Ok(secs(0)));
        }
        assert!(book.each.len() <= REMEMBERED);
    }
}
