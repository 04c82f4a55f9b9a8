//! `messaging.ntfy`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Ntfy, Settings};
use crate::Messenger;
use crate::http::{Rules, Site, SiteFault, Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks, is_web_address};

/// The kind.
pub const KIND: Kind = Kind {
    key: "ntfy",
    title: "ntfy",
    icon: Icon {
        name: "ntfy",
        drawing: r#"<path d="M3.500 5h17v12H10l-4.500 3.500V17h-2zM8 9l3 2.500L8 14M13 14h4" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#1c7d68",
        on_dark: "#5cc9b0",
    },
    introduction: "\
Postern publishes to topics on ntfy.sh or on a server of your own. Codes go only to topics that nobody
can read without a login; on a server of your own, make users and `ntfy access` rules for that.",
    questions: &[
        Question {
            key: &["messaging", "ntfy", "host"],
            ask: "The server",
            help: "ntfy.sh if you answer nothing.",
            is_secret: false,
            is_optional: true,
        },
        Question {
            key: &["messaging", "ntfy", "authorization"],
            ask: "An access token for Postern",
            help: "`ntfy token add postern` makes one: tk_… Without it, Postern publishes without a login.",
            is_secret: true,
            is_optional: true,
        },
    ],
    placeholders: &[],
    at_best: |provider| super::entry(provider, true, None),
    schema: kind::section_or_switch::<Section>,
};

/// ntfy: `true` for ntfy.sh, or a server of your own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Section {
    /// The server: a host, or an address with `https://`; ntfy.sh by default.
    pub host: Option<String>,
    /// A page of yours that tells users how to get a topic. They see it where they link an account.
    #[serde(rename = "userurl")]
    pub user_url: Option<String>,
    /// An access token (`tk_…`), or the whole header `Authorization`: `Bearer tk_…` or `Basic …`.
    pub authorization: Option<Secret>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
    /// Whether `host` may be `http://…` beyond this machine; then no codes are sent. `false` by default.
    pub allow_plain_http: bool,
    /// Whether topics that anyone can read may be linked, for notifications; then no codes to sign in are sent at all.
    /// `false` by default.
    pub open_topics: bool,
    /// Whether the server exempts Postern from its limit of requests; otherwise the usual one is kept. `false` by default.
    pub exempt: bool,
}

impl Section {
    fn site(&self) -> Result<Site, SiteFault> {
        let host = self.host.as_deref().unwrap_or(super::PUBLIC);
        Site::parse(host, self.allow_plain_http)
    }
}

impl kind::Section for Section {
    fn usual() -> Option<Self> {
        Some(Self::default())
    }

    fn check(&self, remarks: &mut Remarks) {
        let url = self.user_url.as_ref();
        if url.is_some_and(|url| !is_web_address(url)) {
            let text = "must be a web address such as https://example.org/topics";
            remarks.fault(&["userurl"], text);
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        let is_private = self.site().is_ok_and(|site| !site.is_exposed());
        super::entry(
            provider,
            is_private && !self.open_topics,
            self.user_url.clone(),
        )
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let settings = Settings {
            site: self
                .site()
                .map_err(|fault| format!("messaging.{provider}.host {fault}"))?,
            authorization: self
                .authorization
                .as_ref()
                .map(|secret| Token::new(secret.reveal().trim())),
            open_topics: self.open_topics,
            user_url: self.user_url.clone(),
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: if self.exempt {
                Rules::default()
            } else {
                super::USUAL_RULES
            },
            waits: Waits::DEFAULT,
        };
        let started = Ntfy::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
