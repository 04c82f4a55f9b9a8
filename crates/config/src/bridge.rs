//! `bridge`: Telegram's chats on Matrix.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::path::PathBuf;

use domain::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

/// Where the application service listens unless the configuration says otherwise.
const LISTEN: SocketAddr = SocketAddr::V4(SocketAddrV4::new(Ipv4Addr::LOCALHOST, 29317));

/// The bridge between Telegram and Matrix: people log in to Telegram, and find their chats as rooms. Telegram's `apiid`
/// and `apihash` are those of `messaging.telegram`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bridge {
    /// The homeserver.
    pub homeserver: Homeserver,
    /// Who may do what: `*` (everybody), a domain or a Matrix id, and `relay` (be in bridged rooms), `user` (log in)
    /// or `admin`. What fits most closely counts. Without this, everybody of the homeserver's domain may log in.
    #[serde(default)]
    pub permissions: BTreeMap<String, Level>,
    /// Where people log in: in a chat with the bot (`matrix`), on a page of Postern's (`page`), or as they choose
    /// (`both`, the default).
    #[serde(default)]
    pub login: LoginDoor,
    /// Where to listen for the homeserver; `127.0.0.1:29317` by default.
    pub listen: Option<String>,
    /// The address at which the homeserver reaches that, if it is another one: it stands in the registration.
    pub address: Option<String>,
    /// Which chats become rooms, and how.
    #[serde(default)]
    pub rooms: Rooms,
    /// Lets programs that manage bridges log people in, and begin chats for them. Without this section none may.
    pub provisioning: Option<Provisioning>,
}

/// Which programs may log people in, and begin chats for them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Provisioning {
    /// What such programs show, 16 characters or more; they can speak for everybody. Without it, people's own
    /// tokens of the homeserver alone are taken.
    pub shared_secret: Option<Secret>,
}

/// A Matrix homeserver.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Homeserver {
    /// Where it is reached, such as `http://127.0.0.1:8008`.
    pub address: String,
    /// Its name: what stands behind the colon in the ids of its users, such as `example.org`.
    pub domain: String,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

/// What somebody may do at the bridge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Be in bridged rooms.
    Relay,
    /// Log in.
    User,
    /// All, for everybody.
    Admin,
}

/// Where people log in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LoginDoor {
    /// In a chat with the bot.
    Matrix,
    /// On a page of Postern's.
    Page,
    /// As they choose.
    #[default]
    Both,
}

/// Which chats become rooms, and how.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Rooms {
    /// Only these chats become rooms by themselves, by Telegram's ids with their kind (`-1001234567890`).
    pub allow: Option<Vec<i64>>,
    /// These chats do not become rooms by themselves.
    pub deny: Option<Vec<i64>>,
    /// Whether all private chats become rooms after a login; otherwise each does with its first message.
    pub private_chats: bool,
    /// How many of the last messages a new room begins with; 50 by default, 1000 at most.
    pub backfill: Option<u16>,
    /// What becomes of rooms after `logout`: `leave` (their owner is taken out, the default), `keep` or `delete`.
    pub after_logout: AfterLogout,
}

/// What becomes of rooms after a logout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AfterLogout {
    /// They stay as they are.
    Keep,
    /// Their owner is taken out of them.
    #[default]
    Leave,
    /// They are emptied and forgotten.
    Delete,
}

impl Bridge {
    /// Where to listen; `None` if what is given is no address, which a check has said.
    pub fn listen(&self) -> Option<SocketAddr> {
        self.listen
            .as_deref()
            .map_or(Some(LISTEN), |text| text.parse().ok())
    }

    /// Where the homeserver reaches us.
    pub fn address(&self) -> String {
        let listen = self.listen().unwrap_or(LISTEN);
        let usual = || format!("http://{listen}");
        self.address.clone().unwrap_or_else(usual)
    }
}
