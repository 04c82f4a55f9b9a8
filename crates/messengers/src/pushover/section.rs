//! `messaging.pushover`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Pushover, Settings};
use crate::Messenger;
use crate::http::{Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks};

/// The kind.
pub const KIND: Kind = Kind {
    key: "pushover",
    title: "Pushover",
    icon: Icon {
        name: "pushover",
        drawing: r#"<path d="M6 16v-5a6 6 0 0 1 12 0v5l1.500 2h-15zM10 21h4M12 2.500V5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#2a62c9",
        on_dark: "#86b0ff",
    },
    introduction: "\
Pushover takes messages for people from an application of yours.
Make one at https://pushover.net/apps/build, and copy its API token.",
    questions: &[Question {
        key: &["messaging", "pushover", "token"],
        ask: "The application's token",
        help: "",
        is_secret: true,
        is_optional: false,
    }],
    placeholders: &[],
    at_best: |provider| super::entry(provider, true, true),
    schema: kind::section_schema::<Section>,
};

/// Pushover, with an application of your own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The application's token, from pushover.net/apps.
    pub token: Secret,
    /// Whether Pushover repeats warnings every minute, for an hour at most, until somebody confirms them; `false` by default.
    #[serde(default)]
    pub confirm_warnings: bool,
    /// Another server than Pushover's, for trying things out.
    pub host: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, true, self.confirm_warnings)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let host = self.host.as_deref().unwrap_or(super::PUBLIC);
        let settings = Settings {
            site: kind::site(&provider, "host", host)?,
            token: Token::new(self.token.reveal().trim()),
            confirm_warnings: self.confirm_warnings,
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: super::USUAL_RULES,
            waits: Waits::DEFAULT,
            look: Settings::LOOK,
        };
        let started = Pushover::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
