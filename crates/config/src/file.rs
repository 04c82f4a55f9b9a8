//! The file as a whole, in types: what the schema is made from and the tree is read into.

use messengers::kind::Messaging;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::bridge::Bridge;
use crate::domains::{DomainInFile, DomainsInFile};
use crate::settings::Settings;

/// The configuration of Postern. Comments, trailing commas and any letter case of keys are allowed, and keys that
/// begin with `_` are ignored. Every key of `settings`, `messaging` and `smtp` can come from the environment instead, as
/// `POSTERN_` and its path in capitals, such as `POSTERN_MESSAGING_XMPP_CREDENTIALS_PASSWORD`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
#[schemars(title = "Postern's config.json")]
pub(crate) struct ConfigInFile {
    /// The server itself: its name, ports, certificate and database.
    pub(crate) settings: Settings,
    /// The domains, each with users of its own, by their names. `""` is the default one.
    pub(crate) domains: DomainsInFile,
    /// What holds for every domain that does not say otherwise.
    pub(crate) domain_defaults: DomainInFile,
    /// The messaging providers that the server can reach people on. A second one of a kind has a name of its own after a
    /// dash: `telegram-work`.
    #[serde(default)]
    pub(crate) messaging: Messaging,
    /// The bridge between Telegram and Matrix.
    pub(crate) bridge: Option<Bridge>,
    /// The same as `messaging.email`, where MeshCentral has it: the SMTP server that e-mail goes through.
    pub(crate) smtp: Option<messengers::email::Section>,
}
