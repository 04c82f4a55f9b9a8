//! `messaging.zulip`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Settings, Zulip};
use crate::Messenger;
use crate::http::{Site, Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks, is_only};
use crate::typed::is_email;

/// The kind.
pub const KIND: Kind = Kind {
    key: "zulip",
    title: "Zulip",
    icon: Icon {
        name: "zulip",
        drawing: r#"<path d="M5 5h14l-1.500 4L8 16h11v3H5l1.500-4L16 8H5z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#4a4fd0",
        on_dark: "#a3a8ff",
    },
    introduction: "\
Postern writes direct messages with a bot of your Zulip organization.
Make one in Zulip under Personal settings, Bots: a generic bot. Its e-mail address and API key are shown there.",
    questions: &[
        Question {
            key: &["messaging", "zulip", "site"],
            ask: "The Zulip server",
            help: "As in a browser: acme.zulipchat.com, or a server of your own.",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "zulip", "email"],
            ask: "The bot's e-mail address",
            help: "",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "zulip", "api_key"],
            ask: "The bot's API key",
            help: "",
            is_secret: true,
            is_optional: false,
        },
    ],
    placeholders: &[(&["api_key"], |text| is_only(text, "x…"))],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_schema::<Section>,
};

/// Zulip, with a bot of your organization.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The server: a host, or an address with `https://`.
    pub site: String,
    /// The bot's e-mail address.
    pub email: String,
    /// The bot's API key.
    #[serde(rename = "api_key")]
    pub api_key: Secret,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        if let Err(fault) = Site::parse(&self.site, false) {
            remarks.fault(&["site"], fault.to_string());
        }
        if !is_email(self.email.trim()) {
            remarks.fault(&["email"], "must be the bot's e-mail address");
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, true)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let settings = Settings {
            site: kind::site(&provider, "site", &self.site)?,
            email: self.email.trim().to_owned(),
            api_key: Token::new(self.api_key.reveal().trim()),
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: super::USUAL_RULES,
            waits: Waits::DEFAULT,
        };
        let started = Zulip::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
