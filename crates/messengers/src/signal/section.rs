//! `messaging.signal`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

use super::handle::{self, Who};
use super::{Settings, Signal};
use crate::Messenger;
use crate::http::{Rules, Site, SiteFault, Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks};

/// The kind.
pub const KIND: Kind = Kind {
    key: "signal",
    title: "Signal",
    icon: Icon {
        name: "signal",
        drawing: r#"<path d="M12 4a8 7.500 0 1 1-4 14l-3.500 1.500.8-3.400A8 7.500 0 0 1 12 4z" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-dasharray="5 1.600"/>"#,
        on_light: "#2257c4",
        on_dark: "#8fb2ff",
    },
    introduction: "\
Postern speaks to people on Signal through a signal-cli daemon of yours, with a phone number of its own:
register or link one with signal-cli, then run `signal-cli daemon --http 127.0.0.1:8080`. The container
bbernhard/signal-cli-rest-api will do as well; Postern finds out which of the two is there.",
    questions: &[
        Question {
            key: &["messaging", "signal", "url"],
            ask: "The address of the daemon, or of the container",
            help: "Such as http://127.0.0.1:8080",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "signal", "number"],
            ask: "The phone number of the account",
            help: "As signal-cli has it, with + and the country: +491701234567",
            is_secret: false,
            is_optional: false,
        },
    ],
    placeholders: &[],
    at_best: |provider| super::entry(provider, true, None),
    schema: kind::section_schema::<Section>,
};

/// Signal, through a signal-cli daemon of your own, or the container signal-cli-rest-api.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Section {
    /// Where signal-cli's daemon or signal-cli-rest-api is: `http://127.0.0.1:8080`, or an address with `https://`.
    pub url: Option<String>,
    /// The phone number of the account, as signal-cli has it: `+491701234567`.
    pub number: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
    /// Whether `url` may be `http://…` beyond this machine; then no codes to sign in are sent. `false` by default.
    pub allow_plain_http: bool,
    /// Whether as much is sent as Signal takes; otherwise a message in two seconds. `false` by default.
    pub exempt: bool,
}

impl Section {
    fn site(&self) -> Result<Site, String> {
        let url = self
            .url
            .as_deref()
            .ok_or("is missing: where signal-cli's daemon listens")?;
        Site::parse(url, self.allow_plain_http).map_err(|fault: SiteFault| fault.to_string())
    }

    fn number(&self) -> Result<String, &'static str> {
        let typed = self.number.as_deref();
        match typed.map(handle::read) {
            Some(Some(Who::Number(number))) => Ok(number),
            None => Err("is missing: the phone number of the account"),
            Some(_) => Err("must be a phone number with + and the country: +491701234567"),
        }
    }
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        if let Err(fault) = self.site() {
            remarks.unfinished(&["url"], fault);
        }
        if let Err(fault) = self.number() {
            remarks.unfinished(&["number"], fault);
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        let is_private = self.site().is_ok_and(|site| !site.is_exposed());
        super::entry(provider, is_private, self.number().ok().as_deref())
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let place = |key, fault: &str| format!("messaging.{provider}.{key} {fault}");
        let settings = Settings {
            site: self.site().map_err(|fault| place("url", &fault))?,
            number: self.number().map_err(|fault| place("number", fault))?,
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: if self.exempt {
                Rules::default()
            } else {
                super::USUAL_RULES
            },
            waits: Waits::DEFAULT,
            rest: super::USUAL_REST,
        };
        let started = Signal::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
