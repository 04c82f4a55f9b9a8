//! Time and randomness, as values that are handed in.
//!
//! The binary makes the real world (the system's clock and random source); tests make one whose clock they move.

use std::sync::Arc;

use crate::id::Id;
use crate::time::Timestamp;

type Clock = dyn Fn() -> Timestamp + Send + Sync;
type Random = dyn Fn(&mut [u8]) + Send + Sync;

/// Where time and randomness come from. Cheap to clone.
#[derive(Clone)]
pub struct World {
    clock: Arc<Clock>,
    random: Arc<Random>,
}

impl World {
    /// Makes a world. `random` must fill its slice from a cryptographically secure source.
    pub fn new(
        clock: impl Fn() -> Timestamp + Send + Sync + 'static,
        random: impl Fn(&mut [u8]) + Send + Sync + 'static,
    ) -> Self {
        Self {
            clock: Arc::new(clock),
            random: Arc::new(random),
        }
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        (self.random)(&mut bytes);
        bytes
    }

    /// A uniformly distributed number below `bound`, without modulo bias.
    pub fn below(&self, bound: u32) -> u32 {
        let fair = u32::MAX - u32::MAX % bound;
        loop {
            let drawn = u32::from_le_bytes(self.bytes());
            if drawn < fair {
                return drawn % bound;
            }
        }
    }

    /// A new id.
    pub fn id<T: Id>(&self) -> T {
        T::draw(self)
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("World")
    }
}
