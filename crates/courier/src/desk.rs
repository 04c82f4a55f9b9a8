//! What all tasks of the courier share.

use std::collections::{BTreeMap, BTreeSet};

use domain::provider::Provider;
use domain::secret::ServerKey;
use domain::tenant::Domain;
use domain::world::World;
use store::Db;
use tokio_util::sync::CancellationToken;

use crate::{Bell, Pace};

/// What all tasks of the courier share.
pub(crate) struct Desk {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) key: ServerKey,
    /// By name.
    pub(crate) domains: BTreeMap<String, Domain>,
    /// Those that have a worker.
    pub(crate) providers: BTreeSet<Provider>,
    pub(crate) bell: Bell,
    pub(crate) pace: Pace,
    /// Nothing new is begun after this.
    pub(crate) stop: CancellationToken,
    /// Nothing is waited for after this.
    pub(crate) give_up: CancellationToken,
}
