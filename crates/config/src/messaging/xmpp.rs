//! `messaging.xmpp`.

use std::borrow::Cow;
use std::fmt;
use std::net::Ipv6Addr;
use std::num::NonZeroU16;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

use crate::secret::Secret;

/// XMPP, with an account on any server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Xmpp {
    /// The server: a domain such as `example.org`, whose DNS says where to connect, or `host:port`,
    /// `xmpp://host:port` or, for TLS from the first byte, `xmpps://host:port`.
    pub service: XmppService,
    /// The account to send from.
    pub credentials: XmppCredentials,
    /// The port to connect to; without one, DNS says it.
    pub port: Option<NonZeroU16>,
    /// The account's domain, where it differs from the host in `service`.
    pub domain: Option<String>,
    /// Whether TLS starts with the first byte rather than with STARTTLS; `false` by default.
    #[serde(default)]
    pub direct_tls: bool,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
}

impl Xmpp {
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

/// The account of an [`Xmpp`].
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct XmppCredentials {
    /// The part before the `@`, or the whole address.
    pub username: String,
    /// The password.
    pub password: Secret,
}

/// Where an XMPP server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmppService {
    /// A domain or host name, or an address; IPv6 without its brackets.
    pub host: String,
    /// The port, if one is given.
    pub port: Option<NonZeroU16>,
    /// Whether it was given as `xmpps://`.
    pub direct_tls: bool,
}

impl XmppService {
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

fn host_and_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        host.parse::<Ipv6Addr>().ok()?;
        return match rest {
            "" => Some((host, None)),
            _ => Some((host, Some(rest.strip_prefix(':')?))),
        };
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (text, None),
    };
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!host.is_empty() && host.chars().all(fits)).then_some((host, port))
}

impl<'de> Deserialize<'de> for XmppService {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(ServiceVisitor)
    }
}

struct ServiceVisitor;

impl Visitor<'_> for ServiceVisitor {
    type Value = XmppService;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a domain, host:port or xmpp://host:port, in quotes")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<XmppService, E> {
        XmppService::parse(text)
            .ok_or_else(|| E::custom("must be a domain, host:port or xmpp://host:port"))
    }
}

impl JsonSchema for XmppService {
    fn schema_name() -> Cow<'static, str> {
        "XmppService".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

#[cfg(test)]
mod tests {
    use super::XmppService;

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
            let service = XmppService::parse(text).unwrap();
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
            assert_eq!(XmppService::parse(text), None, "{text}");
        }
    }
}
