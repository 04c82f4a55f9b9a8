//! What every part of the bridge stands on.

use std::sync::Arc;

use domain::secret::ServerKey;
use domain::world::World;
use ruma::UserId;
use store::Db;
use telegram::seal::Sealer;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use wording::Words;

use crate::homeserver::{Fault, Homeserver, HomeserverSettings};
use crate::language;
use crate::registration::ServiceTokens;
use crate::settings::BridgeSettings;

/// What every part of the bridge stands on. Shared by all of them.
#[derive(Debug)]
pub struct Ground {
    /// The database.
    pub db: Db,
    /// Time and randomness.
    pub world: World,
    /// The server's own key.
    pub key: ServerKey,
    /// Seals what lies in the database.
    pub sealer: Sealer,
    /// The homeserver, to be called as the bot and its puppets.
    pub homeserver: Homeserver,
    /// The tokens of the application service.
    pub tokens: ServiceTokens,
    /// What the bridge was made with.
    pub settings: BridgeSettings,
    /// Every task is one of these.
    pub tasks: TaskTracker,
    /// Ends everything.
    pub stop: CancellationToken,
}

impl Ground {
    /// Puts it together; calls nobody. Tasks of it end with `stop`.
    pub fn new(
        settings: BridgeSettings,
        db: &Db,
        world: &World,
        key: &ServerKey,
        stop: &CancellationToken,
    ) -> Result<Arc<Self>, Fault> {
        let tokens = ServiceTokens::of(key, &settings.domain);
        let homeserver = Homeserver::new(HomeserverSettings {
            address: settings.homeserver.clone(),
            domain: settings.domain.clone(),
            as_token: tokens.ours.clone(),
            pace: settings.pace,
            tls: settings.homeserver_tls.clone(),
        })?;
        Ok(Arc::new(Self {
            db: db.clone(),
            world: world.clone(),
            key: key.clone(),
            sealer: Sealer::new(key, world),
            homeserver,
            tokens,
            settings,
            tasks: TaskTracker::new(),
            stop: stop.child_token(),
        }))
    }

    /// The words that the bot speaks to nobody in particular.
    pub fn words(&self) -> Words {
        Words::of(self.settings.locale)
    }

    /// The words that the bot speaks to somebody.
    pub async fn words_for(&self, who: &UserId) -> Words {
        language::words_for(&self.db, self.settings.locale, who).await
    }
}
