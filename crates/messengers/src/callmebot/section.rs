//! `messaging.callmebot`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{CallMeBot, Settings};
use crate::Messenger;
use crate::http::{Waits, Way};
use crate::kind::{self, Ground, Kind, Remarks};

/// The kind.
pub const KIND: Kind = Kind {
    key: "callmebot",
    title: "CallMeBot",
    icon: Icon {
        name: "callmebot",
        drawing: r#"<path d="M12 3v3M5 8.500A2.500 2.500 0 0 1 7.500 6h9A2.500 2.500 0 0 1 19 8.500v6a2.500 2.500 0 0 1-2.500 2.500H12l-4 4v-4h-.5A2.500 2.500 0 0 1 5 14.500zM9.500 10.500v2M14.500 10.500v2" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#1b7a4b",
        on_dark: "#62cf97",
    },
    introduction: "\
CallMeBot is a free service of others that writes to people on WhatsApp, Signal, Facebook and Telegram.
There is nothing to set up: each user gets an address from its bot, and pastes it. The service reads what
is sent, so no codes to sign in go there unless `allowCodes` is set.",
    questions: &[],
    placeholders: &[],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_or_switch::<Section>,
};

/// CallMeBot, for WhatsApp, Signal, Facebook and Telegram: `true`, or more exactly.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Section {
    /// Whether codes to sign in may go there, though CallMeBot reads them; `false` by default.
    pub allow_codes: bool,
    /// Another server than CallMeBot's, for trying things out.
    pub host: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl kind::Section for Section {
    fn usual() -> Option<Self> {
        Some(Self::default())
    }

    fn check(&self, remarks: &mut Remarks) {
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.allow_codes)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let host = self.host.as_deref().unwrap_or(super::PUBLIC);
        let settings = Settings {
            site: kind::site(&provider, "host", host)?,
            allow_codes: self.allow_codes,
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: super::USUAL_RULES,
            waits: Waits::DEFAULT,
        };
        let started = CallMeBot::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
