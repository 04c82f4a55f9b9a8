//! What the bridge is made from: the configuration, in its terms.

use anyhow::{Context as _, Result};
use bridge::homeserver::HomeserverPace;
use bridge::permission::{Level, Permissions};
use bridge::rooms::{AfterLogout, RoomsSettings};
use bridge::settings::{BridgeSettings, LoginDoors, ProvisioningSettings};
use config::Loaded;
use config::bridge::{self as file, LoginDoor};
use domain::bridge::ChatFilter;
use domain::locale::Locale;
use messengers::telegram::Section;
use messengers::trust;
use ruma::ServerName;
use rustls::ClientConfig;

use crate::telegram_app;

/// The section whose application logs people in.
const TELEGRAM: &str = "telegram";

/// What of the configuration concerns the bridge. If it is the same, so is the bridge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plan {
    pub(crate) bridge: file::Bridge,
    pub(crate) telegram: Section,
    /// The address of the pages.
    pub(crate) pages: String,
}

impl Plan {
    /// Of this configuration; `None` if it asks for no bridge. `port` is that of the pages.
    pub(crate) fn of(loaded: &Loaded, port: u16) -> Option<Self> {
        let bridge = loaded.config.bridge.clone()?;
        let telegram = loaded.config.messaging.get::<Section>(TELEGRAM)?.clone();
        let domains = loaded.config.to_domains(port);
        let usual = domains.into_iter().find(|domain| domain.name.is_empty())?;
        Some(Self {
            bridge,
            telegram,
            pages: usual.base_url,
        })
    }
}

/// The bridge's settings.
pub(crate) async fn settings(plan: &Plan) -> Result<BridgeSettings> {
    let Plan { bridge, .. } = plan;
    let domain = ServerName::parse(&bridge.homeserver.domain)
        .context("bridge.homeserver.domain is no name of a homeserver")?;
    let doors = LoginDoors {
        in_matrix: bridge.login != LoginDoor::Page,
        pages: (bridge.login != LoginDoor::Matrix).then(|| plan.pages.clone()),
    };
    let locale = Locale::default();
    Ok(BridgeSettings {
        homeserver: bridge.homeserver.address.parse()?,
        homeserver_tls: homeserver_tls(bridge)?,
        permissions: permissions(bridge),
        domain,
        pace: HomeserverPace::default(),
        telegram: telegram_app::settings(&plan.telegram, TELEGRAM).await?,
        doors,
        rooms: rooms(&bridge.rooms, locale),
        provisioning: bridge
            .provisioning
            .as_ref()
            .map(|has| ProvisioningSettings {
                shared_secret: has.shared_secret.clone(),
            }),
        locale,
    })
}

/// Whose certificates are trusted: the same as by the providers.
pub(super) fn homeserver_tls(bridge: &file::Bridge) -> Result<ClientConfig> {
    let path = bridge.homeserver.ca_file.as_deref();
    let config = trust::client_config(path).map_err(anyhow::Error::msg);
    config.with_context(|| match path {
        Some(path) => format!("bridge.homeserver.caFile {} cannot be used", path.display()),
        None => "TLS to bridge.homeserver is not to be had".to_owned(),
    })
}

/// Who may do what; without a word about it, everybody of the homeserver may log in.
fn permissions(bridge: &file::Bridge) -> Permissions {
    if bridge.permissions.is_empty() {
        return Permissions::new([(bridge.homeserver.domain.clone(), Level::User)]);
    }
    let level = |level: &file::Level| match level {
        file::Level::Relay => Level::Relay,
        file::Level::User => Level::User,
        file::Level::Admin => Level::Admin,
    };
    let entries = bridge.permissions.iter();
    Permissions::new(entries.map(|(who, has)| (who.clone(), level(has))))
}

fn rooms(rooms: &file::Rooms, locale: Locale) -> RoomsSettings {
    let usual = RoomsSettings::default();
    RoomsSettings {
        filter: match (&rooms.allow, &rooms.deny) {
            (Some(chats), _) => ChatFilter::Allow(chats.clone()),
            (None, Some(chats)) => ChatFilter::Deny(chats.clone()),
            (None, None) => ChatFilter::All,
        },
        private_chats: rooms.private_chats,
        backfill: rooms.backfill.unwrap_or(usual.backfill),
        after_logout: match rooms.after_logout {
            file::AfterLogout::Keep => AfterLogout::Keep,
            file::AfterLogout::Leave => AfterLogout::Leave,
            file::AfterLogout::Delete => AfterLogout::Delete,
        },
        locale,
        ..usual
    }
}
