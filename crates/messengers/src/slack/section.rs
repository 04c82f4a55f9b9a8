//! `messaging.slack`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Settings, Slack};
use crate::Messenger;
use crate::http::{Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks, is_only};

/// The kind.
pub const KIND: Kind = Kind {
    key: "slack",
    title: "Slack",
    icon: Icon {
        name: "slack",
        drawing: r#"<path d="M9.500 3.500v11M14.500 9.500v11M3.500 14.500h11M9.500 9.500h11" fill="none" stroke="currentColor" stroke-width="2.600" stroke-linecap="round"/>"#,
        on_light: "#7a2f7c",
        on_dark: "#e6a5e8",
    },
    introduction: "\
Postern writes to people on Slack with an app of your own: make one at https://api.slack.com/apps,
give its bot the scopes chat:write, im:write, users:read and users:read.email, install it in your
workspace, and copy the bot token. Without a token, users paste incoming webhooks of their own; these
get notifications, but no codes.",
    questions: &[Question {
        key: &["messaging", "slack", "botToken"],
        ask: "The app's bot token",
        help: "xoxb-… If you answer nothing, there are webhooks alone.",
        is_secret: true,
        is_optional: true,
    }],
    placeholders: &[(&["botToken"], |text| {
        text.strip_prefix("xoxb-").is_some_and(|rest| is_only(rest, "x-…"))
    })],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_or_switch::<Section>,
};

/// Slack: `true` for incoming webhooks of the users' own, or an app that writes to people.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Section {
    /// The app's bot token, `xoxb-…`: then it writes to people, and codes too; webhooks are linked no more.
    pub bot_token: Option<Secret>,
    /// Another server than Slack's, for trying things out.
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
        let token = self.bot_token.as_ref().map(|token| token.reveal().trim());
        if token.is_some_and(|token| !token.starts_with("xoxb-")) {
            remarks.fault(
                &["botToken"],
                "must be a bot's token, which begins with xoxb-",
            );
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.bot_token.is_some())
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let site = |usual| {
            let host = self.host.as_deref().unwrap_or(usual);
            kind::site(&provider, "host", host)
        };
        let settings = Settings {
            site: site(super::PUBLIC)?,
            hooks: site(super::PUBLIC_HOOKS)?,
            bot_token: self
                .bot_token
                .as_ref()
                .map(|token| Token::new(token.reveal().trim())),
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            rules: super::USUAL_RULES,
            waits: Waits::DEFAULT,
        };
        let started = Slack::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}
