//! `messaging.xmpp`.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU16;
use std::path::PathBuf;
use std::sync::Arc;

use domain::provider::{Icon, Provider, ProviderEntry};
use domain::secret::{Password, Secret, ServerKey};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use super::place::host_and_port;
use super::{Pace, Settings};
use crate::Messenger;
use crate::kind::{self, Ground, Kind, Remarks, is_host_name};

/// The kind.
pub const KIND: Kind = Kind {
    key: "xmpp",
    title: "XMPP",
    icon: Icon {
        name: "xmpp",
        drawing: r#"<path d="M4 5h16v11H11l-5 4v-4H4zM9 9l2.500 2.500M15 9l-5.500 4" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"/>"#,
        on_light: "#a8470f",
        on_dark: "#f0995f",
    },
    introduction: "",
    questions: &[],
    placeholders: &[
        (&["service"], |text| {
            text.eq_ignore_ascii_case("xmppserver.com")
        }),
        (&["credentials", "username"], |text| text == "username"),
        (&["credentials", "password"], |text| text == "password"),
    ],
    at_best: super::entry,
    schema: kind::section_schema::<Section>,
};

/// XMPP, with an account on any server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Section {
    /// The server: a domain such as `example.org`, whose DNS says where to connect, or `host:port`,
    /// `xmpp://host:port` or, for TLS from the first byte, `xmpps://host:port`.
    pub service: Service,
    /// The account to send from.
    pub credentials: Credentials,
    /// The port to connect to; without one, DNS says it.
    pub port: Option<NonZeroU16>,
    /// The account's domain, where it differs from the host in `service`.
    pub domain: Option<String>,
    /// Whether TLS starts with the first byte rather than with STARTTLS; `false` by default.
    #[serde(default)]
    pub direct_tls: bool,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
}

impl Section {
    /// The host to look up or connect to.
    pub fn host(&self) -> &str {
        &self.service.host
    }

    /// The port to connect to; `None` to ask DNS (RFC 6120, 3.2.1) and fall back on the usual one.
    pub fn connect_port(&self) -> Option<u16> {
        self.port.or(self.service.port).map(NonZeroU16::get)
    }

    /// Whether TLS starts with the first byte (XEP-0368).
    pub fn is_direct_tls(&self) -> bool {
        self.direct_tls || self.service.direct_tls
    }

    /// The account's bare JID: `user@domain`.
    pub fn jid(&self) -> String {
        let username = &self.credentials.username;
        if username.contains('@') {
            return username.clone();
        }
        format!(
            "{username}@{}",
            self.domain.as_deref().unwrap_or(self.host())
        )
    }
}

impl Section {
    /// What it asks the messenger for. `Err` reads on from the section's name: the key, and what is wrong.
    pub fn settings(&self, key: &ServerKey) -> Result<Settings, String> {
        let proxy = kind::proxy(self.proxy.as_ref()).map_err(|why| format!("proxy {why}"))?;
        Ok(Settings {
            service: self.host().to_owned(),
            username: self.jid(),
            password: Password::new(self.credentials.password.reveal()),
            port: self.connect_port(),
            domain: self.domain.clone(),
            direct_tls: self.is_direct_tls(),
            ca_file: self.ca_file.clone(),
            proxy,
            key: key.clone(),
            pace: Pace::DEFAULT,
        })
    }

    fn check_account(&self, remarks: &mut Remarks) {
        let username = &["credentials", "username"];
        match self.credentials.username.split_once('@') {
            None if is_local_part(&self.credentials.username) => {}
            Some((local, domain)) if is_local_part(local) && is_host_name(domain) => {
                let other = self
                    .domain
                    .as_deref()
                    .filter(|other| !other.eq_ignore_ascii_case(domain));
                if let Some(other) = other {
                    let text = format!("names another domain than domain beside it, {other}");
                    remarks.fault(username, text);
                }
            }
            _ => remarks.fault(username, "must be the part of the address before the @"),
        }
        if self.credentials.password.reveal().is_empty() {
            remarks.fault(&["credentials", "password"], "must not be empty");
        }
    }
}

impl kind::Section for Section {
    fn check(&self, remarks: &mut Remarks) {
        if let (Some(port), Some(other)) = (self.port, self.service.port)
            && port != other
        {
            let text = format!("says {port}, but service beside it says {other}");
            remarks.fault(&["port"], text);
        }
        let domain = self.domain.as_deref();
        if domain.is_some_and(|domain| !is_host_name(domain)) {
            remarks.fault(&["domain"], "must be a domain such as example.org");
        }
        self.check_account(remarks);
        remarks.proxy(self.proxy.as_ref());
    }

    fn paths(&mut self) -> Vec<&mut Option<PathBuf>> {
        vec![&mut self.ca_file]
    }

    fn entry(&self, provider: Provider) -> ProviderEntry {
        super::entry(provider)
    }

    fn start(&self, provider: Provider, ground: &Ground) -> Result<Arc<dyn Messenger>, String> {
        let settings = self.settings(&ground.key);
        let settings = settings.map_err(|fault| format!("messaging.{provider}.{fault}"))?;
        let started = super::Xmpp::start(provider.clone(), settings, ground.surroundings.clone());
        kind::started(&provider, started)
    }
}

/// Whether `text` can stand before the `@` of an address (RFC 7622, 3.3.1).
fn is_local_part(text: &str) -> bool {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || "\"&'/:<>@".contains(c);
    !text.is_empty() && !text.contains(unfit)
}

/// The account of a [`Section`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Credentials {
    /// The part before the `@`, or the whole address.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// Where an XMPP server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// A domain or host name, or an address; IPv6 without its brackets.
    pub host: String,
    /// The port, if one is given.
    pub port: Option<NonZeroU16>,
    /// Whether it was given as `xmpps://`.
    pub direct_tls: bool,
}

impl Service {
    /// Reads a domain, `host:port`, `xmpp://host:port` or `xmpps://host:port`.
    fn parse(text: &str) -> Option<Self> {
        let (direct_tls, rest) = match text.trim().split_once("://") {
            None => (false, text.trim()),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("xmpp") => (false, rest),
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("xmpps") => (true, rest),
            Some(_) => return None,
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = host_and_port(rest)?;
        Some(Self {
            host: host.to_owned(),
            port: port.map(str::parse).transpose().ok()?,
            direct_tls,
        })
    }
}

impl<'de> Deserialize<'de> for Service {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(ServiceVisitor)
    }
}

struct ServiceVisitor;

impl Visitor<'_> for ServiceVisitor {
    type Value = Service;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a domain, host:port or xmpp://host:port, in quotes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Service, E> {
        Service::parse(text)
            .ok_or_else(|| E::custom("must be a domain, host:port or xmpp://host:port"))
    }
}

impl JsonSchema for Service {
    fn schema_name() -> Cow<'static, str> {
        "Service".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::Service;

    #[test]
    fn a_service_is_a_domain_a_host_with_a_port_or_a_url() {
        for (text, host, port, direct_tls) in [
            ("chatterboxtown.us", "chatterboxtown.us", None, false),
            (
                "chat.example.org:5223",
                "chat.example.org",
                Some(5223),
                false,
            ),
            (
                "xmpp://chat.example.org:5222",
                "chat.example.org",
                Some(5222),
                false,
            ),
            ("XMPPS://chat.example.org/", "chat.example.org", None, true),
            ("[::1]:5222", "::1", Some(5222), false),
            ("[::1]", "::1", None, false),
        ] {
            let service = Service::parse(text).unwrap();
            let read = (
                service.host.as_str(),
                service.port.map(u16::from),
                service.direct_tls,
            );
            assert_eq!(read, (host, port, direct_tls), "{text}");
        }
    }

    #[test]
    fn what_is_no_service_is_refused() {
        for text in [
            "",
            "wss://example.org",
            "a b",
            "host:",
            "host:0",
            "host:99999",
            "user@host",
            "[::1]5222",
            "[x]:1",
        ] {
            assert_eq!(Service::parse(text), None, "{text}");
        }
    }
}
