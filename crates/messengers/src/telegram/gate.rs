//! The gate that all messages pass: it lets through what Telegram allows, codes first.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};
use tokio::time::{Instant, sleep, sleep_until, timeout};

use super::book::{Book, Limits, Rate};

/// The longest that a message waits at the gate for its chat; what would wait longer comes again.
const LONGEST_FOR_CHAT: Duration = Duration::from_secs(5);
/// The longest that it then waits for all others.
const LONGEST_FOR_ALL: Duration = Duration::from_secs(12);
/// In what time no more than [`Limits::a_second`] go through.
const WINDOW: Duration = Duration::from_secs(1);

/// The gate.
pub(super) struct Gate {
    /// `None` lets everything through that Telegram has not put off.
    limits: Option<Limits>,
    book: Mutex<Book>,
    queue: Mutex<Queue>,
    came: Notify,
}

/// Who waits for all others.
#[derive(Default)]
struct Queue {
    codes: VecDeque<oneshot::Sender<()>>,
    others: VecDeque<oneshot::Sender<()>>,
}

impl Gate {
    pub(super) fn new(limits: Option<Limits>) -> Self {
        Self {
            limits,
            book: Mutex::default(),
            queue: Mutex::default(),
            came: Notify::new(),
        }
    }

    /// Waits until a message may go to this chat. `Err` is the time after which it may be tried again.
    pub(super) async fn pass(&self, chat: i64, is_code: bool) -> Result<(), Duration> {
        let rate = self.rate(chat);
        let reserved = {
            let now = Instant::now();
            self.book()
                .reserve(rate, chat, is_code, LONGEST_FOR_CHAT, now)
        };
        let wait = reserved?;
        if self.limits.is_none() {
            return Ok(());
        }
        if !wait.is_zero() {
            sleep(wait).await;
        }
        let turn = self.queue_up(is_code);
        // The task at the gate ends only when the messenger is stopped.
        if !matches!(timeout(LONGEST_FOR_ALL, turn).await, Ok(Ok(()))) {
            return Err(WINDOW);
        }
        // Telegram may have asked for patience in the meantime.
        let pause = self.book().pause_of(chat, Instant::now());
        pause.map_or(Ok(()), Err)
    }

    /// Telegram asks for patience after a message to this chat.
    pub(super) fn flooded(&self, chat: i64, alone: bool, wait: Duration) {
        self.book().flooded(chat, alone, wait, Instant::now());
    }

    /// How long nobody may be looked up.
    pub(super) fn asking_pause(&self) -> Option<Duration> {
        self.book().asking_pause(Instant::now())
    }

    /// Telegram asks for patience before somebody else is looked up.
    pub(super) fn asking_flooded(&self, wait: Duration) {
        self.book().asking_flooded(wait, Instant::now());
    }

    /// Stands at the gate and lets through, until it is dropped.
    pub(super) async fn keep(&self) {
        let Some(limits) = self.limits else { return };
        let mut lately: VecDeque<Instant> = VecDeque::new();
        loop {
            if lately.len() >= limits.a_second
                && let Some(oldest) = lately.pop_front()
            {
                sleep_until(oldest + WINDOW).await;
            }
            self.let_one_in().await;
            lately.push_back(Instant::now());
        }
    }

    /// Lets in the first who waits still.
    async fn let_one_in(&self) {
        loop {
            let came = self.came.notified();
            let next = self.queue().next();
            let Some(turn) = next else {
                came.await;
                continue;
            };
            // Otherwise it has waited too long, and gone.
            if turn.send(()).is_ok() {
                return;
            }
        }
    }

    fn queue_up(&self, is_code: bool) -> oneshot::Receiver<()> {
        let (turn, mine) = oneshot::channel();
        {
            let mut queue = self.queue();
            if is_code {
                queue.codes.push_back(turn);
            } else {
                queue.others.push_back(turn);
            }
        }
        self.came.notify_one();
        mine
    }

    fn rate(&self, chat: i64) -> Option<Rate> {
        let limits = self.limits?;
        Some(if chat < 0 {
            limits.group
        } else {
            limits.person
        })
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Queue {
    fn next(&mut self) -> Option<oneshot::Sender<()>> {
        self.codes.pop_front().or_else(|| self.others.pop_front())
    }
}

#[cfg(test)]
mod tests {
    use futures::stream::FuturesUnordered;
    use futures::{FutureExt, StreamExt};

    use super::*;

    /// Has all of them pass while somebody stands at the gate; gives when each came through, in order.
    async fn through(
        gate: &Gate,
        who: impl IntoIterator<Item = (i64, bool)>,
    ) -> Vec<(i64, Duration)> {
        let began = Instant::now();
        let mut passing: FuturesUnordered<_> = who
            .into_iter()
            .map(|(chat, is_code)| {
                gate.pass(chat, is_code).map(move |passed| {
                    passed.unwrap();
                    (chat, began.elapsed())
                })
            })
            .collect();
        let mut passed = Vec::new();
        let all = async {
            while let Some(one) = passing.next().await {
                passed.push(one);
            }
        };
        tokio::select! {
            () = all => {}
            () = gate.keep() => unreachable!("it stands there for ever"),
        }
        passed
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_than_thirty_go_in_any_second() {
        let gate = Gate::new(Some(Limits::BOT));
        let passed = through(&gate, (1..=100).map(|chat| (chat, false))).await;
        assert_eq!(passed.len(), 100);
        for (_, first) in &passed {
            let second = *first..*first + WINDOW;
            let within = passed.iter().filter(|(_, at)| second.contains(at));
            assert!(within.count() <= 30);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn codes_go_before_notifications_that_came_first() {
        let gate = Gate::new(Some(Limits::BOT));
        let crowd = (1..=60).map(|chat| (chat, false)).chain([(1_000, true)]);
        let passed = through(&gate, crowd).await;
        let place = passed.iter().position(|(chat, _)| *chat == 1_000);
        assert!(place.unwrap() <= 30, "{place:?}");
    }

    #[tokio::test(start_paused = true)]
    async fn what_waits_is_put_off_when_telegram_asks_for_patience() {
        let gate = Gate::new(Some(Limits::BOT));
        let crowd = futures::future::join_all((1..=40).map(|chat| gate.pass(chat, false)));
        let patience = Duration::from_secs(60);
        let flood = async {
            sleep(Duration::from_millis(500)).await;
            gate.flooded(1, false, patience);
            std::future::pending::<()>().await;
        };
        let passed = tokio::select! {
            passed = crowd => passed,
            () = gate.keep() => unreachable!(),
            () = flood => unreachable!(),
        };
        let put_off: Vec<_> = passed.iter().filter_map(|passed| passed.err()).collect();
        assert_eq!(put_off.len(), 10);
        assert!(put_off.iter().all(|wait| *wait > Duration::from_secs(59)));
    }

    #[tokio::test(start_paused = true)]
    async fn without_limits_only_telegrams_own_waits_count() {
        let gate = Gate::new(None);
        for _ in 0..1_000 {
            assert_eq!(gate.pass(7, false).now_or_never(), Some(Ok(())));
        }
        gate.flooded(7, true, WINDOW);
        assert_eq!(gate.pass(7, false).now_or_never(), Some(Err(WINDOW)));
    }
}
