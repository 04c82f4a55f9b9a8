//! What every subcommand opens: configuration, data folder, database.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use config::Loaded;
use domain::provider::ProviderEntry;
use domain::tenant::Domain;
use domain::user::{User, UserName};
use flows::Context;
use flows::accept_notification::Accepting;
use store::{Db, users};

use crate::cli::PlaceArgs;
use crate::folder::Folder;
use crate::{mark, providers, say, world};

/// An opened house.
pub(crate) struct House {
    pub(crate) loaded: Loaded,
    pub(crate) folder: Folder,
    pub(crate) context: Context,
}

/// Reads the configuration, with the environment over it.
pub(crate) fn load(path: &Path) -> Result<Loaded> {
    // What cannot be looked at may be there; reading it says why it cannot.
    if matches!(path.try_exists(), Ok(false)) {
        bail!(
            "there is no {}; name the configuration with --config, or start `postern serve`, which writes one",
            path.display()
        );
    }
    config::load(path, |name| std::env::var(name).ok()).map_err(|faults| {
        for warning in &faults.warnings {
            say::fault(warning.to_string());
        }
        anyhow::Error::msg(faults.to_string())
    })
}

impl House {
    /// Opens the house for an operator's command, beside a running server or without one.
    pub(crate) async fn open(place: &PlaceArgs) -> Result<Self> {
        let loaded = load(&place.config)?;
        if matches!(place.data.try_exists(), Ok(false)) {
            // Right before the first start, and otherwise the sign of a mistyped path.
            say::fault(format!(
                "There was no data folder {}, so a new one is made.",
                place.data.display()
            ));
        }
        Self::with(loaded, &place.data).await
    }

    /// Opens the house with this configuration.
    pub(crate) async fn with(loaded: Loaded, data: &Path) -> Result<Self> {
        let folder = Folder::open(data)?;
        let world = world::real();
        let url = folder.database_of(&loaded.config.settings)?;
        let db = Db::open(&url)
            .await
            .context("the database cannot be opened")?;
        let key = folder.server_key(&world)?;
        // A command beside the server has no courier to wake: the server's looks by itself, twice a second.
        let context = Context {
            db,
            world,
            key,
            ring: Arc::new(|_| {}),
            accepting: Accepting::default(),
            unfit: Context::unfit(&loaded.config.messaging.entries()),
        };
        Ok(Self {
            loaded,
            folder,
            context,
        })
    }

    /// A domain of the configuration.
    pub(crate) fn domain(&self, name: &str) -> Result<Domain> {
        // A running server may have taken another port than the configured one.
        let configured = self.loaded.config.settings.port;
        let port = mark::port(&self.folder).unwrap_or(configured);
        let domains = self.loaded.config.to_domains(port);
        let found = domains.into_iter().find(|domain| domain.name == name);
        let mut found =
            found.with_context(|| format!("there is no domain {name:?} in the configuration"))?;
        if self.is_port_open() {
            found.base_url = found.base_url.replacen(":0", ":PORT", 1);
        }
        Ok(found)
    }

    /// Says after a link what its `PORT` means, if the server has yet to choose one.
    pub(crate) fn explain_link(&self) {
        if self.is_port_open() {
            say::fault(
                "PORT: \"port\" is 0, so the server chooses one when it starts, and prints it. Put that in.",
            );
        }
    }

    /// Whether nobody knows the port of links yet.
    fn is_port_open(&self) -> bool {
        let settings = &self.loaded.config.settings;
        settings.port == 0 && settings.alias_port.is_none() && mark::port(&self.folder).is_none()
    }

    /// A user of a domain.
    pub(crate) async fn user(&self, domain: &Domain, name: &str) -> Result<User> {
        let parsed = UserName::parse(name).context("that is no user name")?;
        let found =
            users::find_by_name(&mut *self.context.db.read().await?, &domain.name, &parsed).await?;
        found.with_context(|| format!("there is no user {parsed}"))
    }

    /// The entry of a configured provider.
    pub(crate) fn provider(&self, key: &str) -> Result<ProviderEntry> {
        let entries = providers::entries(&self.loaded);
        let known: Vec<&str> = entries
            .iter()
            .map(|entry| entry.provider.as_str())
            .collect();
        let found = entries
            .iter()
            .find(|entry| entry.provider.as_str() == key)
            .cloned();
        found.with_context(|| {
            if known.is_empty() {
                "no provider is configured; add one under \"messaging\" in config.json".to_owned()
            } else {
                format!(
                    "no provider {key:?} is configured; there is: {}",
                    known.join(", ")
                )
            }
        })
    }
}
