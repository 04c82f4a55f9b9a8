//! The real world: the system's clock and random source.

use std::time::SystemTime;

use domain::time::Timestamp;
use domain::world::World;

/// The one place where the clock is read and randomness drawn.
#[expect(
    clippy::disallowed_methods,
    reason = "this is where World gets them from"
)]
pub(crate) fn real() -> World {
    World::new(
        || {
            let since = SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .unwrap_or_default();
            Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
        },
        |bytes| getrandom::fill(bytes).expect("the system has a random source"),
    )
}
