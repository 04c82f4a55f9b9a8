//! `messaging.webhook`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::Secret;
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Settings, SigningSecret, Webhook};
use crate::Messenger;
use crate::http::{Reach, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks, SOCKS_ALONE, is_only};

/// The kind.
pub const KIND: Kind = Kind {
    key: "webhook",
    title: "Webhook",
    icon: Icon {
        name: "webhook",
        drawing: r#"<path d="M12 8.500a3 3 0 1 0-2.500-1.300L6.500 13M6 13a3 3 0 1 0 2.900 3.800H16M12 8.500l3 5.200M15.300 13.400a3 3 0 1 1 .2 5.100" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#a43d72",
        on_dark: "#f19cc6",
    },
    introduction: "\
Postern sends signed JSON to addresses of the users' own. It needs a secret to sign with;
`openssl rand -base64 32` prints a good one.",
    questions: &[Question {
        key: &["messaging", "webhook", "secret"],
        ask: "The secret",
        help: "whsec_ and 24 to 64 random bytes in base64; whsec_ may be left out.",
        is_secret: true,
        is_optional: false,
    }],
    placeholders: &[(&["secret"], |text| {
        is_only(text.trim_start_matches("whsec_"), "x…=")
    })],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_schema::<Section>,
};

/// Signed JSON to addresses of the users' own.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// What the secret of each address is derived from: `whsec_` and 24 to 64 random bytes in base64.
    pub secret: Secret,
    /// The secret before that one: while it is given, messages are signed with both.
    pub previous_secret: Option<Secret>,
    /// Networks that may be called though they are not public, such as `10.0.0.0/8`; none by default.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Whether codes to sign in may go to webhooks, too; `false` by default.
    #[serde(default)]
    pub allow_codes: bool,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl Section {
    fn secrets(&self) -> Result<Vec<SigningSecret>, String> {
        let all = [
            ("secret", Some(&self.secret)),
            ("previousSecret", self.previous_secret.as_ref()),
        ];
        let given = all
            .into_iter()
            .filter_map(|(key, secret)| Some((key, secret?)));
        given
            .map(|(key, secret)| {
                SigningSecret::parse(secret.reveal()).map_err(|fault| format!("{key} {fault}"))
            })
            .collect()
    }

    fn allowed(&self) -> Result<Vec<IpNet>, String> {
        let read = |text: &String| {
            let text = text.trim();
            let one = || text.parse::<std::net::IpAddr>().ok().map(IpNet::from);
            text.parse()
                .ok()
                .or_else(one)
                .ok_or_else(|| ALLOW.to_owned())
        };
        self.allow.iter().map(read).collect()
    }
}

const ALLOW: &str = "must hold networks such as 10.0.0.0/8";

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        if self.allowed().is_err() {
            remarks.fault(&["allow"], ALLOW);
        }
        if let Err(fault) = SigningSecret::parse(self.secret.reveal()) {
            remarks.unfinished(&["secret"], fault.to_string());
        }
        let previous = self.previous_secret.as_ref();
        if let Some(Err(fault)) = previous.map(|secret| SigningSecret::parse(secret.reveal())) {
            remarks.unfinished(&["previousSecret"], fault.to_string());
        }
        if !Way::of(self.proxy.as_ref(), None).looks_up_here() {
            remarks.fault(&["proxy"], format!("must be {SOCKS_ALONE}"));
        }
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.allow_codes)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let place = format!("messaging.{provider}");
        let settings = Settings {
            secrets: self.secrets().map_err(|fault| format!("{place}.{fault}"))?,
            allow_codes: self.allow_codes,
            way: Way {
                reach: Reach::Public {
                    allowed: self
                        .allowed()
                        .map_err(|fault| format!("{place}.allow {fault}"))?,
                },
                ..Way::of(self.proxy.as_ref(), self.ca_file.as_ref())
            },
            rules: super::USUAL_RULES,
        };
        let started = Webhook::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
