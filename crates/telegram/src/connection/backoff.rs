//! How long to wait before connecting again.

use std::time::Duration;

use domain::world::World;

/// Waits that stay short for the first tries and then double up to a limit, each drawn from its upper half, so that
/// many connections do not come back at once.
#[derive(Debug)]
pub(super) struct Backoff {
    first: Duration,
    longest: Duration,
    /// How many tries stay short.
    short: u32,
    failed: u32,
}

impl Backoff {
    pub(super) const fn new(first: Duration, longest: Duration, short: u32) -> Self {
        Self {
            first,
            longest,
            short,
            failed: 0,
        }
    }

    /// The next wait.
    pub(super) fn wait(&mut self, world: &World) -> Duration {
        let doublings = self.failed.saturating_sub(self.short).min(20);
        self.failed = self.failed.saturating_add(1);
        let whole = self.first.saturating_mul(1 << doublings).min(self.longest);
        whole.mul_f64(0.5 + f64::from(world.below(501)) / 1_000.0)
    }

    /// Starts over, after a connection that lasted.
    pub(super) const fn reset(&mut self) {
        self.failed = 0;
    }
}

#[cfg(test)]
mod tests {
    use domain::time::Timestamp;

    use super::*;

    #[test]
    fn the_first_tries_come_soon_then_waits_double_up_to_the_limit() {
        let world = World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(77));
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(20), 2);
        for whole in [1, 1, 1, 2, 4, 8, 16, 20, 20] {
            let (wait, whole) = (backoff.wait(&world), Duration::from_secs(whole));
            assert!(wait >= whole / 2 && wait <= whole, "{wait:?} of {whole:?}");
        }
        backoff.reset();
        assert!(backoff.wait(&world) <= Duration::from_secs(1));
    }
}
