//! An update that several portals may be at.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use telegram::connection::Update;
use tokio::sync::OwnedSemaphorePermit;

/// An update that is acknowledged when all portals that it concerns have dealt with it. If one of them does not, it
/// comes again.
#[derive(Debug)]
pub(crate) struct Handed {
    left: AtomicUsize,
    update: Mutex<Option<Update>>,
    _permit: OwnedSemaphorePermit,
}

impl Handed {
    /// One that `portals` portals are to deal with.
    pub(crate) fn to(portals: usize, update: Update, permit: OwnedSemaphorePermit) -> Self {
        Self {
            left: AtomicUsize::new(portals),
            update: Mutex::new(Some(update)),
            _permit: permit,
        }
    }

    /// One of the portals has dealt with it.
    pub(crate) fn done(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) != 1 {
            return;
        }
        let mut update = self.update.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(update) = update.take() {
            update.done();
        }
    }
}
