//! What the bridge is made with.

use ruma::OwnedServerName;
use rustls::ClientConfig;
use url::Url;

use domain::locale::Locale;
use domain::secret::Secret;

use crate::homeserver::HomeserverPace;
use crate::permission::Permissions;
use crate::rooms::RoomsSettings;

/// What the bridge is made with.
#[derive(Debug, Clone)]
pub struct BridgeSettings {
    /// Where the homeserver listens.
    pub homeserver: Url,
    /// Whose certificates are trusted there.
    pub homeserver_tls: ClientConfig,
    /// Its domain.
    pub domain: OwnedServerName,
    /// How long calls to it may take.
    pub pace: HomeserverPace,
    /// Who may do what.
    pub permissions: Permissions,
    /// How to connect to Telegram.
    pub telegram: telegram::settings::Settings,
    /// Where people may log in.
    pub doors: LoginDoors,
    /// How rooms are made.
    pub rooms: RoomsSettings,
    /// Whether programs may log people in and begin chats for them, and which; `None` if none may.
    pub provisioning: Option<ProvisioningSettings>,
    /// The language in which the bot speaks to those of whom it knows no other.
    pub locale: Locale,
}

/// Where people may log in. With neither, nobody can.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoginDoors {
    /// Whether in a chat with the bot.
    pub in_matrix: bool,
    /// The address of the pages, if they may be used: `https://postern.example.org`.
    pub pages: Option<String>,
}

/// Which programs may log people in and begin chats for them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProvisioningSettings {
    /// What programs show that speak for everybody; without it, people's own tokens alone are taken.
    pub shared_secret: Option<Secret>,
}
