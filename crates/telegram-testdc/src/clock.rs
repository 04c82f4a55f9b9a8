//! The time, taken in one place.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Time since 1970 UTC.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of this crate where the time is taken"
)]
pub(crate) fn since_epoch() -> Duration {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
}

/// Seconds since 1970 UTC, as the protocol has them.
pub(crate) fn now() -> i32 {
    since_epoch().as_secs() as i32
}
