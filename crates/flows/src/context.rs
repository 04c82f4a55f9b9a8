//! What every flow needs.

use std::sync::Arc;

use domain::provider::{Provider, ProviderEntry};
use domain::secret::ServerKey;
use domain::world::World;
use store::{Db, StoreError};

use crate::accept_notification::Accepting;

/// Wakes the courier of a provider.
pub type Ring = dyn Fn(&Provider) + Send + Sync;

/// What every flow needs. Cheap to clone.
#[derive(Clone)]
pub struct Context {
    /// The database.
    pub db: Db,
    /// Time and randomness.
    pub world: World,
    /// The server's own key.
    pub key: ServerKey,
    /// Called after a delivery was committed, so that it is sent at once.
    pub ring: Arc<Ring>,
    /// Where requests of programs come together. A new `ring` wants a new one of these.
    pub accepting: Accepting,
    /// Providers that are set up, but are not private enough for codes to sign in: [`Context::unfit`].
    pub unfit: Arc<[Provider]>,
}

/// What nobody expected.
#[derive(Debug, thiserror::Error)]
pub enum FlowError {
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A password could not be hashed.
    #[error("a password could not be hashed: {0}")]
    Hash(String),
    /// A failure that met several at once.
    #[error(transparent)]
    Shared(Arc<FlowError>),
    /// The task that was at it panicked.
    #[error("an internal error")]
    Panicked,
}

/// A result of this crate.
pub type Result<T, E = FlowError> = std::result::Result<T, E>;

impl Context {
    /// Of these providers, those that are not private enough for codes to sign in.
    pub fn unfit(entries: &[ProviderEntry]) -> Arc<[Provider]> {
        let unfit = entries.iter().filter(|entry| !entry.carries_codes);
        unfit.map(|entry| entry.provider.clone()).collect()
    }

    /// Wakes the couriers of these providers.
    pub(crate) fn ring_all(&self, providers: &[Provider]) {
        for provider in providers {
            (self.ring)(provider);
        }
    }
}
