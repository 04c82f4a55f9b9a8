//! How much may go to whom: the rules, without a clock.

use std::collections::HashMap;
use std::time::Duration;

use tokio::time::Instant;

/// How many chats are remembered before those that owe nothing are forgotten.
const REMEMBERED: usize = 4_096;

/// How much Telegram lets through without complaint.
///
/// The numbers of bots: <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>; those of users
/// are not published, and taken lower.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Messages a second in all; never 0.
    pub a_second: usize,
    /// To one person.
    pub person: Rate,
    /// To one group or channel.
    pub group: Rate,
}

/// One message in so much time, on average.
#[derive(Debug, Clone, Copy)]
pub struct Rate {
    /// The time.
    pub every: Duration,
    /// How many may go at once after a rest; never 0.
    pub burst: u32,
}

impl Limits {
    /// For bots: 30 a second in all, one a second to a person, 20 a minute to a group.
    pub const BOT: Self = Self {
        a_second: 30,
        person: Rate {
            every: Duration::from_secs(1),
            burst: 3,
        },
        group: Rate {
            every: Duration::from_secs(4),
            burst: 5,
        },
    };
    /// For users.
    pub const USER: Self = Self {
        a_second: 5,
        ..Self::BOT
    };
}

/// Who has had how much, and who is to be left in peace.
#[derive(Debug, Default)]
pub(super) struct Book {
    chats: HashMap<i64, Chat>,
    /// Nothing goes out before.
    pause: Option<Instant>,
    /// Nobody is looked up before.
    asking: Option<Instant>,
}

#[derive(Debug, Clone, Copy)]
struct Chat {
    /// When all that went there is worked off, at one in [`Rate::every`].
    due: Instant,
    pause: Option<Instant>,
}

impl Book {
    /// When a message to `chat` may go: in `Ok` the time to wait, no longer than `longest`, for which it has its place
    /// now. `Err` is a time before which it is of no use to ask again. A code does not wait for the notifications
    /// before it: a few at once are allowed.
    pub(super) fn reserve(
        &mut self,
        rate: Option<Rate>,
        chat: i64,
        is_code: bool,
        longest: Duration,
        now: Instant,
    ) -> Result<Duration, Duration> {
        self.pause_of(chat, now).map_or(Ok(()), Err)?;
        let Some(rate) = rate else {
            return Ok(Duration::ZERO);
        };
        self.forget(now);
        let chat = self.chats.entry(chat).or_insert(Chat {
            due: now,
            pause: None,
        });
        let due = chat.due.max(now);
        let head_start = rate.every * (rate.burst - 1);
        let wait = (due - now).saturating_sub(head_start);
        let wait = if is_code { Duration::ZERO } else { wait };
        if wait > longest {
            return Err(wait);
        }
        chat.due = due + rate.every;
        Ok(wait)
    }

    /// How long nothing may go to this chat because Telegram said so.
    pub(super) fn pause_of(&self, chat: i64, now: Instant) -> Option<Duration> {
        let chat = self.chats.get(&chat).and_then(|chat| chat.pause);
        left(self.pause.max(chat), now)
    }

    /// Telegram asks for patience after a message to this chat. `alone` says whether that can be about this chat
    /// alone; if another chat waits at the same time, it is not.
    pub(super) fn flooded(&mut self, chat: i64, alone: bool, wait: Duration, now: Instant) {
        let until = Some(now + wait);
        let waits = |other: (&i64, &Chat)| *other.0 != chat && left(other.1.pause, now).is_some();
        if !alone || self.chats.iter().any(waits) {
            self.pause = self.pause.max(until);
        }
        let chat = self.chats.entry(chat).or_insert(Chat {
            due: now,
            pause: None,
        });
        chat.pause = chat.pause.max(until);
    }

    /// How long nobody may be looked up.
    pub(super) fn asking_pause(&self, now: Instant) -> Option<Duration> {
        left(self.asking, now)
    }

    /// Telegram asks for patience before somebody else is looked up.
    pub(super) fn asking_flooded(&mut self, wait: Duration, now: Instant) {
        self.asking = self.asking.max(Some(now + wait));
    }

    fn forget(&mut self, now: Instant) {
        if self.chats.len() >= REMEMBERED {
            self.chats
                .retain(|_, chat| chat.due > now || left(chat.pause, now).is_some());
        }
    }
}

fn left(until: Option<Instant>, now: Instant) -> Option<Duration> {
    until
        .map(|until| until.saturating_duration_since(now))
        .filter(|left| !left.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(5);
    const PERSON: Option<Rate> = Some(Limits::BOT.person);

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn a_few_go_at_once_then_one_a_second() {
        let (mut book, now) = (Book::default(), Instant::now());
        let waits: Vec<_> = (0..8)
            .map(|_| book.reserve(PERSON, 7, false, LONG, now))
            .collect();
        let expected = [0, 0, 0, 1, 2, 3, 4, 5].map(|wait| Ok(secs(wait)));
        assert_eq!(waits, expected);
        assert_eq!(book.reserve(PERSON, 7, false, LONG, now), Err(secs(6)));
        assert_eq!(book.reserve(PERSON, 8, false, LONG, now), Ok(secs(0)));
        assert_eq!(
            book.reserve(PERSON, 7, false, LONG, now + secs(8)),
            Ok(secs(0))
        );
    }

    #[test]
    fn a_code_does_not_wait_for_notifications_to_the_same_person() {
        let (mut book, now) = (Book::default(), Instant::now());
        for _ in 0..8 {
            let _ = book.reserve(PERSON, 7, false, LONG, now);
        }
        assert_eq!(book.reserve(PERSON, 7, true, LONG, now), Ok(secs(0)));
    }

    #[test]
    fn a_group_gets_no_more_than_twenty_in_any_minute() {
        let (mut book, now) = (Book::default(), Instant::now());
        let waits: Vec<_> = (0..60)
            .map(|_| book.reserve(Some(Limits::BOT.group), -7, false, secs(600), now))
            .map(Result::unwrap)
            .collect();
        for first in &waits {
            let minute = *first..*first + secs(60);
            assert!(waits.iter().filter(|wait| minute.contains(*wait)).count() <= 20);
        }
    }

    #[test]
    fn a_flood_wait_holds_one_chat_and_with_a_second_chat_all() {
        let (mut book, now) = (Book::default(), Instant::now());
        book.flooded(7, true, secs(30), now);
        assert_eq!(book.reserve(None, 7, true, LONG, now), Err(secs(30)));
        assert_eq!(book.reserve(None, 8, true, LONG, now), Ok(secs(0)));
        book.flooded(8, true, secs(20), now + secs(1));
        assert_eq!(
            book.reserve(None, 9, true, LONG, now + secs(1)),
            Err(secs(20))
        );
        assert_eq!(
            book.reserve(None, 7, true, LONG, now + secs(1)),
            Err(secs(29))
        );
        assert_eq!(
            book.reserve(None, 9, true, LONG, now + secs(21)),
            Ok(secs(0))
        );
    }

    #[test]
    fn a_flood_wait_of_a_whole_account_holds_all_and_none_is_for_looking_up() {
        let (mut book, now) = (Book::default(), Instant::now());
        book.flooded(7, false, secs(30), now);
        assert_eq!(book.reserve(None, 9, false, LONG, now), Err(secs(30)));
        assert_eq!(book.asking_pause(now), None);
        book.asking_flooded(secs(9), now);
        assert_eq!(book.asking_pause(now + secs(1)), Some(secs(8)));
        assert_eq!(book.asking_pause(now + secs(9)), None);
    }
}
