//! `messaging.matrix`.

use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Password, Secret, Token};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Login, Matrix, Settings};
use crate::Messenger;
use crate::http::{Site, SiteFault, Waits, Way};
use crate::kind::{self, Ground, Kind, Question, Remarks, is_only};

/// The kind.
pub const KIND: Kind = Kind {
    key: "matrix",
    title: "Matrix",
    icon: Icon {
        name: "matrix",
        drawing: r#"<path d="M6 3.500H3.500v17H6M18 3.500h2.500v17H18M7.500 16V9.500M7.500 11q2.200-2.500 4.500 0v5M12 11q2.200-2.500 4.500 0v5" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#2f6f57",
        on_dark: "#7fd1ae",
    },
    introduction: "\
Postern speaks to people on Matrix with an account on any homeserver: make one for it, with a name that
people recognise. On a Synapse of your own: register_new_matrix_user -c homeserver.yaml.
It makes an unencrypted direct room with each person.",
    questions: &[
        Question {
            key: &["messaging", "matrix", "homeserver"],
            ask: "The homeserver's address",
            help: "Where its clients connect: https://matrix.example.org",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "matrix", "user"],
            ask: "Postern's account there",
            help: "Its whole id: @postern:example.org",
            is_secret: false,
            is_optional: false,
        },
        Question {
            key: &["messaging", "matrix", "accessToken"],
            ask: "Its access token",
            help: "In Element: All settings, Help & About, Advanced. Answer nothing to give the password instead.",
            is_secret: true,
            is_optional: true,
        },
        Question {
            key: &["messaging", "matrix", "password"],
            ask: "Its password",
            help: "Only if you gave no access token.",
            is_secret: true,
            is_optional: true,
        },
    ],
    placeholders: &[
        (&["accessToken"], |text| is_only(text, "x_")),
        (&["password"], |text| is_only(text, "x")),
    ],
    at_best: |provider| super::entry(provider, true),
    schema: kind::section_schema::<Section>,
};

/// Matrix, with an account on any homeserver.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The homeserver's address, where its clients connect: `https://matrix.example.org`.
    pub homeserver: String,
    /// Postern's account there: `@postern:example.org`. With an access token it need not be given.
    pub user: Option<String>,
    /// An access token of the account.
    pub access_token: Option<Secret>,
    /// The account's password, in place of an access token.
    pub password: Option<Secret>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
    /// Whether `homeserver` may be `http://…` beyond this machine; then no codes are sent. `false` by default.
    #[serde(default)]
    pub allow_plain_http: bool,
}

impl Section {
    fn site(&self) -> Result<Site, SiteFault> {
        Site::parse(&self.homeserver, self.allow_plain_http)
    }

    /// What to log in with; `None` if it is not given.
    fn login(&self) -> Option<Login> {
        let user = self.user.as_deref().map(str::trim);
        match (&self.access_token, &self.password, user) {
            (Some(token), _, _) => Some(Login::Token(Token::new(token.reveal().trim()))),
            (None, Some(password), Some(user)) => Some(Login::Password {
                user: user.to_owned(),
                password: Password::new(password.reveal()),
            }),
            (None, _, _) => None,
        }
    }
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        if let Err(fault) = self.site() {
            remarks.fault(&["homeserver"], fault.to_string());
        }
        match (&self.access_token, &self.password) {
            (Some(_), Some(_)) => remarks.fault(
                &["password"],
                "is not used beside accessToken: please leave one of them out",
            ),
            (None, Some(_)) if self.user.is_none() => remarks.fault(
                &["user"],
                "must be given with a password: @postern:example.org",
            ),
            (None, None) => {
                remarks.unfinished(&["accessToken"], "or user and password must be given");
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider, self.site().is_ok_and(|site| !site.is_exposed()))
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let settings = Settings {
            site: self
                .site()
                .map_err(|fault| format!("messaging.{provider}.homeserver {fault}"))?,
            user: self.user.clone(),
            login: self.login().ok_or_else(|| {
                format!("messaging.{provider} needs an accessToken, or user and password")
            })?,
            key: ground.key.clone(),
            is_trial: ground.is_trial,
            way: Way::of(self.proxy.as_ref(), self.ca_file.as_ref()),
            waits: Waits::DEFAULT,
        };
        let started = Matrix::start(provider.clone(), settings, &ground.surroundings);
        kind::started(&provider, started)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// What is said of a section: the key, and whether the configuration is unusable.
    fn said(section: Value) -> Vec<(String, bool)> {
        let section: Section = serde_json::from_value(section).unwrap();
        let mut remarks = Remarks::default();
        kind::Section::check(&section, &mut remarks);
        let remarks = remarks.into_list().into_iter();
        remarks
            .map(|remark| (remark.key.join("."), remark.is_fault))
            .collect()
    }

    #[test]
    fn a_token_or_user_and_password_are_enough_and_one_of_them_is_needed() {
        let home = "https://matrix.example.org";
        for (section, key) in [
            (json!({ "homeserver": home, "accessToken": "a" }), None),
            (
                json!({ "homeserver": home, "user": "@p:x", "accessToken": "a" }),
                None,
            ),
            (
                json!({ "homeserver": home, "user": "@p:x", "password": "b" }),
                None,
            ),
            (
                json!({ "homeserver": home, "password": "b" }),
                Some(("user", true)),
            ),
            (
                json!({ "homeserver": home, "user": "@p:x" }),
                Some(("accessToken", false)),
            ),
            (
                json!({ "homeserver": home, "user": "@p:x", "password": "b", "accessToken": "a" }),
                Some(("password", true)),
            ),
            (
                json!({ "homeserver": "http://x.example", "accessToken": "a" }),
                Some(("homeserver", true)),
            ),
            (
                json!({ "homeserver": "http://x.example", "allowPlainHttp": true, "accessToken": "a" }),
                None,
            ),
        ] {
            let expected: Vec<_> = key
                .map(|(key, is_fault)| (key.to_owned(), is_fault))
                .into_iter()
                .collect();
            assert_eq!(said(section.clone()), expected, "{section}");
        }
    }

    #[test]
    fn security_24_without_tls_on_the_way_no_codes_go_there() {
        let section =
            json!({ "homeserver": "http://x.example", "allowPlainHttp": true, "accessToken": "a" });
        let section: Section = serde_json::from_value(section).unwrap();
        let entry = kind::Section::entry(&section, Provider::new("matrix"));
        assert!(!entry.carries_codes);
    }
}
