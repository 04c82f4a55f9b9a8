//! `messaging.discord`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Discord, Pace, Settings};
use crate::Messenger;
use crate::http::Way;
use crate::kind::{self, Ground, Kind, Question, Remarks, is_only, is_web_address};

/// The kind.
pub const KIND: Kind = Kind {
    key: "discord",
    title: "Discord",
    icon: Icon {
        name: "discord",
        drawing: r#"<path d="M4 6q8-3 16 0l2 10q-3 3-5.500 3l-1.500-2.500H9L7.500 19Q5 19 2 16zM9 10.500v2.500M15 10.500v2.500" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#4650d6",
        on_dark: "#98a0ff",
    },
    introduction: "\
Postern speaks to people on Discord with a bot that shares a server with them.
Make an application at https://discord.com/developers/applications. In it, under Bot, reset the token
and copy it; the privileged intents may stay off. docs/providers/discord.md has every step.",
    questions: &[
        Question {
            key: &["messaging", "discord", "token"],
            ask: "The bot's token",
            help: "",
            is_secret: true,
            is_optional: false,
        },
        Question {
            key: &["messaging", "discord", "serverurl"],
            ask: "A link by which people join the bot's server",
            help: "It is shown to people whom the bot does not share a server with yet.",
            is_secret: false,
            is_optional: true,
        },
    ],
    placeholders: &[
        (&["token"], |text| is_only(text, "x.")),
        (&["serverurl"], |text| {
            text.rsplit_once('/')
                .is_some_and(|(_, invitation)| is_only(invitation, "x"))
        }),
    ],
    at_best: |provider| super::entry(provider, None),
    schema: kind::section_schema::<Section>,
};

/// Discord, with a bot that shares a server with the users.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The bot's token, from Discord's developer portal.
    pub token: Secret,
    /// A link that is shown to users so that they can join the bot's server.
    #[serde(rename = "serverurl")]
    pub server_url: Option<String>,
    /// Another server than Discord's, for trying things out.
    pub host: Option<String>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        let url = self.server_url.as_ref();
        if url.is_some_and(|url| !is_web_address(url)) {
            let text = "must be a web address such as https://discord.gg/…";
            remarks.fault(&["serverurl"], text);
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.server_url.clone())
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let host = self.host.as_deref().unwrap_or(super::PUBLIC);
        let settings = Settings {
            site: kind::site(&provider, "host", host)?,
            token: Token::new(self.token.reveal().trim()),
            server_url: self.server_url.clone(),
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            pace: Pace::DEFAULT,
            most_refused: Settings::MOST_REFUSED,
        };
        let started = Discord::start(provider.clone(), settings, ground.surroundings.clone());
        kind::started(&provider, started)
    }
}
