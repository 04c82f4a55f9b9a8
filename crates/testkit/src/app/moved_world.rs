//! Time that stands still until it is moved, and dice that fall the same each time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use domain::time::Timestamp;
use domain::world::World;

/// When a moved world begins: 12 March 2026, 9:30 UTC, in microseconds since 1970.
const BEGINNING: i64 = 1_773_307_800_000_000;

/// The hand that moves the clock of a world.
#[derive(Debug, Clone)]
pub struct ClockHand(Arc<AtomicI64>);

impl ClockHand {
    /// Moves the clock on.
    pub fn advance(&self, span: Duration) {
        self.0
            .fetch_add(i64::try_from(span.as_micros()).unwrap(), Ordering::Relaxed);
    }
}

/// A world that begins on 12 March 2026, whose clock stands still until it is moved, and whose dice are the same each
/// time.
pub fn moved_world() -> (World, ClockHand) {
    let clock = Arc::new(AtomicI64::new(BEGINNING));
    let (read, drawn) = (clock.clone(), AtomicU64::new(1));
    let world = World::new(
        move || Timestamp::from_micros(read.load(Ordering::Relaxed)),
        move |bytes| {
            for piece in bytes.chunks_mut(8) {
                let number = split_mix(drawn.fetch_add(1, Ordering::Relaxed)).to_le_bytes();
                piece.copy_from_slice(&number[..piece.len()]);
            }
        },
    );
    (world, ClockHand(clock))
}

/// Steele, Lea, Flood: Fast splittable pseudorandom number generators (2014). Good enough to tell tests apart.
fn split_mix(count: u64) -> u64 {
    let mut z = count.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
