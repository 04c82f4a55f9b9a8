//! The configuration as the program takes it.

use std::collections::BTreeMap;

use domain::tenant::Domain;
use messengers::kind::Messaging;

use crate::bridge::Bridge;
use crate::domains::DomainSettings;
use crate::note::{Note, NoteKind};
use crate::settings::Settings;

/// A configuration without faults, every gap filled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    /// The server itself.
    pub settings: Settings,
    /// The domains by name, in lower case; the default one, `""`, is always there.
    pub domains: BTreeMap<String, DomainSettings>,
    /// The providers.
    pub messaging: Messaging,
    /// The bridge between Telegram and Matrix, if there is to be one.
    pub bridge: Option<Bridge>,
}

impl Config {
    /// The domains as the rest of the house knows them.
    ///
    /// `port` is the one that was really taken; links have it unless `aliasPort` says another. Without a host name
    /// in `cert`, they lead to `localhost`.
    pub fn to_domains(&self, port: u16) -> Vec<Domain> {
        let host = self.settings.host_name().unwrap_or("localhost");
        let port = self.settings.alias_port.map_or(port, u16::from);
        let port = match port {
            443 => String::new(),
            other => format!(":{other}"),
        };
        let domain = |(name, settings): (&String, &DomainSettings)| {
            let mut domain = Domain {
                name: name.clone(),
                title: settings.title.clone(),
                dns: settings.dns.clone(),
                password: settings.password,
                messaging_factor: settings.messaging_factor,
                code_digits: settings.code_digits,
                base_url: String::new(),
            };
            let host = settings.dns.as_deref().unwrap_or(host);
            domain.base_url = format!("https://{host}{port}{}", domain.prefix());
            domain
        };
        self.domains.iter().map(domain).collect()
    }
}

/// A configuration, and what there is to say about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded {
    /// The configuration.
    pub config: Config,
    /// What the admin should know, in the order of the file.
    pub warnings: Vec<Note>,
}

impl Loaded {
    /// The values that are still as the documentation prints them.
    pub fn placeholders(&self) -> impl Iterator<Item = &Note> {
        self.warnings
            .iter()
            .filter(|note| note.kind == NoteKind::Placeholder)
    }

    /// The placeholders that make a provider (`xmpp`, …) unusable; empty if there are none.
    pub fn placeholders_of<'a>(&'a self, provider: &str) -> impl Iterator<Item = &'a Note> {
        let section = format!("messaging.{provider}.");
        // E-mail may stand where MeshCentral has it, too.
        let is_email = provider == messengers::email::KIND.key;
        self.placeholders().filter(move |note| {
            note.key.starts_with(&section) || (is_email && note.key.starts_with("smtp."))
        })
    }
}
