//! Going easy on Telegram while much is asked.

use std::time::Duration;

use tokio::sync::Mutex;
use tokio::time::Instant;

use super::ChatError;
use crate::connection::CallError;

/// Spaces calls, and waits when Telegram asks for patience. One for an account, shared by all who ask much for it.
#[derive(Debug)]
pub struct Pacer {
    pause: Duration,
    longest: Duration,
    /// Not before.
    next: Mutex<Instant>,
}

impl Pacer {
    /// One call begins `pause` after another. For a call that Telegram puts off, `longest` is waited at most, in all.
    pub fn new(pause: Duration, longest: Duration) -> Self {
        Self {
            pause,
            longest,
            next: Mutex::new(Instant::now()),
        }
    }

    /// Makes a call when it is its turn, and again after each wait that Telegram asks for. While one waits, so do all.
    ///
    /// Gives [`CallError::Flood`] when Telegram asks for more than is left of the longest wait.
    pub async fn run<T, F>(&self, mut call: impl FnMut() -> F) -> Result<T, ChatError>
    where
        F: Future<Output = Result<T, ChatError>>,
    {
        let mut left = self.longest;
        loop {
            self.turn().await;
            let answer = call().await;
            let Err(ChatError::Call(CallError::Flood(wait))) = answer else {
                return answer;
            };
            let Some(less) = left.checked_sub(wait) else {
                return answer;
            };
            left = less;
            self.put_off(wait).await;
        }
    }

    /// Waits until it is one's turn.
    async fn turn(&self) {
        let mut next = self.next.lock().await;
        tokio::time::sleep_until(*next).await;
        *next = Instant::now() + self.pause;
    }

    /// Nobody's turn is before the wait is over.
    async fn put_off(&self, wait: Duration) {
        let mut next = self.next.lock().await;
        *next = (*next).max(Instant::now() + wait);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn flood<T>(seconds: u64) -> Result<T, ChatError> {
        Err(ChatError::Call(CallError::Flood(Duration::from_secs(
            seconds,
        ))))
    }

    #[tokio::test(start_paused = true)]
    async fn calls_keep_their_distance() {
        let pacer = Pacer::new(SECOND, SECOND);
        let began = Instant::now();
        for nth in 0..3 {
            let at = pacer.run(async || Ok(began.elapsed())).await.unwrap();
            assert_eq!(at, SECOND * nth);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_put_off_is_made_again_after_the_wait() {
        let pacer = Pacer::new(Duration::ZERO, SECOND * 30);
        let began = Instant::now();
        let answers = RefCell::new(vec![Ok("done"), flood(20), flood(10)]);
        let answer = pacer.run(async || answers.borrow_mut().pop().unwrap());
        assert_eq!(answer.await.unwrap(), "done");
        assert_eq!(began.elapsed(), SECOND * 30);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_that_is_too_long_is_the_callers() {
        let pacer = Pacer::new(Duration::ZERO, SECOND * 30);
        let began = Instant::now();
        let answers = RefCell::new(vec![flood::<()>(20), flood(20)]);
        let answer = pacer.run(async || answers.borrow_mut().pop().unwrap());
        let answer = answer.await;
        assert!(
            matches!(answer, Err(ChatError::Call(CallError::Flood(wait))) if wait == SECOND * 20),
            "{answer:?}"
        );
        assert_eq!(began.elapsed(), SECOND * 20);
    }
}
