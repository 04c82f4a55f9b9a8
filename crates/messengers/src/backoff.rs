//! How long to wait before connecting again.

use std::time::Duration;

use domain::world::World;

/// Waits that double up to a limit, each drawn from its upper half, so that many nodes do not come back at once.
#[derive(Debug)]
pub(crate) struct Backoff {
    first: Duration,
    longest: Duration,
    next: Duration,
}

impl Backoff {
    /// Starts with `first` and never waits longer than `longest`.
    pub(crate) const fn new(first: Duration, longest: Duration) -> Self {
        Self {
            first,
            longest,
            next: first,
        }
    }

    /// The next wait.
    pub(crate) fn wait(&mut self, world: &World) -> Duration {
        let whole = self.next;
        self.next = whole.saturating_mul(2).min(self.longest);
        whole.mul_f64(0.5 + f64::from(world.below(501)) / 1_000.0)
    }

    /// Starts over, after a connection that lasted.
    pub(crate) const fn reset(&mut self) {
        self.next = self.first;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::time::Timestamp;

    fn waits(random: u8, count: usize) -> Vec<Duration> {
        let world = World::new(
            || Timestamp::from_micros(0),
            move |bytes| bytes.fill(random),
        );
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));
        (0..count).map(|_| backoff.wait(&world)).collect()
    }

    #[test]
    fn waits_double_up_to_the_limit_and_stay_in_their_upper_half() {
        let wholes = [1, 2, 4, 8, 16, 32, 60, 60];
        for random in [0, 1, 77, 200] {
            for (wait, whole) in waits(random, wholes.len()).into_iter().zip(wholes) {
                let whole = Duration::from_secs(whole);
                assert!(wait >= whole / 2 && wait <= whole, "{wait:?} of {whole:?}");
            }
        }
    }

    #[test]
    fn after_a_connection_that_lasted_waits_are_short_again() {
        let world = World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(0));
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(60));
        let first = backoff.wait(&world);
        backoff.wait(&world);
        backoff.reset();
        assert_eq!(backoff.wait(&world), first);
    }
}
