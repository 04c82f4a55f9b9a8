//! Lanes: how much may be on its way to one provider at once, codes and notifications apart.

use std::sync::Arc;

use domain::delivery::lane;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Codes on their way to one provider.
pub(crate) const CODE_SLOTS: usize = 256;
/// Notifications on their way to one provider.
pub(crate) const NOTIFICATION_SLOTS: usize = 768;

/// One lane of one provider.
#[derive(Debug)]
pub(crate) struct Lane {
    /// The lane's number in the database.
    pub(crate) number: i64,
    slots: Arc<Semaphore>,
    /// How many slots must be free before more is claimed: one transaction shall be worth its while.
    worth: usize,
    /// Whether the last look left something behind, as far as is known.
    pub(crate) starved: bool,
}

impl Lane {
    /// The lanes of a provider, in the order in which they are claimed.
    pub(crate) fn all() -> [Self; 2] {
        [
            Self::new(lane::CODES, CODE_SLOTS, 1),
            Self::new(lane::NOTIFICATIONS, NOTIFICATION_SLOTS, 64),
        ]
    }

    fn new(number: i64, slots: usize, worth: usize) -> Self {
        Self {
            number,
            slots: Arc::new(Semaphore::new(slots)),
            worth,
            starved: false,
        }
    }

    /// How many may be claimed now.
    pub(crate) fn room(&self) -> usize {
        let free = self.slots.available_permits();
        if free < self.worth { 0 } else { free }
    }

    /// Takes one slot. Only the worker takes slots, and no more than it saw free.
    pub(crate) fn take(&self) -> OwnedSemaphorePermit {
        (self.slots.clone().try_acquire_owned()).expect("a slot was free and nobody else takes any")
    }
}
