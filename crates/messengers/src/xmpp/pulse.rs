//! Whether the server is still there.

use tokio::time::Instant;

use super::Pace;

/// When we last heard from the server, and what it owes us.
#[derive(Debug)]
pub(super) struct Pulse {
    heard: Instant,
    asked: Option<Instant>,
}

/// What is to be done now.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing.
    Nothing,
    /// It was quiet for long: ask for a sign of life.
    Ask,
    /// The server does not answer: the connection is dead.
    Dead,
}

impl Pulse {
    /// Begins with a connection that just came up.
    pub(super) const fn new(now: Instant) -> Self {
        Self {
            heard: now,
            asked: None,
        }
    }

    /// Something arrived.
    pub(super) const fn heard(&mut self, now: Instant) {
        self.heard = now;
    }

    /// We asked for an acknowledgement.
    pub(super) fn asked(&mut self, now: Instant) {
        self.asked.get_or_insert(now);
    }

    /// An acknowledgement came; `is_all` says that the server owes us nothing more.
    pub(super) fn answered(&mut self, now: Instant, is_all: bool) {
        self.asked = (!is_all).then_some(now);
    }

    /// What is due at `now`.
    pub(super) fn due(&self, now: Instant, pace: &Pace) -> Due {
        let Some(asked) = self.asked else {
            let is_idle = now.duration_since(self.heard) >= pace.idle;
            return if is_idle { Due::Ask } else { Due::Nothing };
        };
        let silent = now.duration_since(asked.max(self.heard));
        // A server that chats on, but never acknowledges, is of no use either.
        let owed = now.duration_since(asked);
        if silent >= pace.silence || owed >= pace.silence * 3 {
            Due::Dead
        } else {
            Due::Nothing
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    const PACE: Pace = Pace::DEFAULT;

    #[test]
    fn a_quiet_connection_is_tested_after_a_minute_and_dead_half_a_minute_later() {
        let start = Instant::now();
        let at = |seconds| start + Duration::from_secs(seconds);
        let mut pulse = Pulse::new(start);
        assert_eq!(pulse.due(at(59), &PACE), Due::Nothing);
        assert_eq!(pulse.due(at(60), &PACE), Due::Ask);
        pulse.asked(at(60));
        assert_eq!(pulse.due(at(89), &PACE), Due::Nothing);
        assert_eq!(pulse.due(at(90), &PACE), Due::Dead);
        pulse.heard(at(90));
        pulse.answered(at(90), true);
        assert_eq!(pulse.due(at(149), &PACE), Due::Nothing);
        assert_eq!(pulse.due(at(150), &PACE), Due::Ask);
    }

    #[test]
    fn a_slow_server_lives_as_long_as_it_gets_on() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        pulse.asked(start);
        for seconds in (25..1_000).step_by(25) {
            let now = start + Duration::from_secs(seconds);
            assert_eq!(pulse.due(now, &PACE), Due::Nothing);
            pulse.heard(now);
            pulse.answered(now, false);
        }
    }

    #[test]
    fn a_server_that_never_acknowledges_is_given_up_though_it_talks() {
        let start = Instant::now();
        let mut pulse = Pulse::new(start);
        pulse.asked(start);
        let now = start + Duration::from_secs(90);
        pulse.heard(now);
        assert_eq!(pulse.due(now, &PACE), Due::Dead);
    }
}
