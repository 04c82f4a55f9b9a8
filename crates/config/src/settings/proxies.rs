//! `tlsOffload` and `trustedProxy`: yes, no, or whose.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;

use ipnet::IpNet;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// This machine and the private networks (RFC 1918, RFC 4193, link-local).
const PRIVATE: [&str; 8] = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

/// The proxies in front: `true`, `false`, or addresses and networks in one text with commas or in a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Proxies {
    on: bool,
    networks: Vec<IpNet>,
    names: Vec<String>,
}

impl Proxies {
    /// Whether there is a proxy at all.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// The networks that are named; empty for a bare `true`.
    pub fn networks(&self) -> &[IpNet] {
        &self.networks
    }

    /// The networks that are named; for a bare `true`, this machine and the private networks.
    pub fn networks_or_private(&self) -> Vec<IpNet> {
        if !self.on || !self.networks.is_empty() || !self.names.is_empty() {
            return self.networks.clone();
        }
        let private = PRIVATE.iter().map(|network| network.parse());
        private
            .collect::<Result<_, _>>()
            .expect("the table holds networks")
    }

    /// What is named but is no address: host names and MeshCentral's `CloudFlare`. Nobody is believed for it.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Adds what `text` names; an error if that can be neither a network nor a host name.
    fn add(&mut self, text: &str) -> Result<(), String> {
        for item in text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty())
        {
            if let Some(network) = network(item) {
                self.networks.push(network);
            } else if is_name(item) {
                self.names.push(item.to_owned());
            } else {
                return Err(format!(
                    "must hold addresses or networks such as 192.0.2.7 or 10.0.0.0/8, not {item:?}"
                ));
            }
        }
        self.on = true;
        Ok(())
    }
}

fn network(text: &str) -> Option<IpNet> {
    let address = text.parse::<IpAddr>().map(IpNet::from);
    address.or_else(|_| text.parse::<IpNet>()).ok()
}

/// Whether `text` can be a host name; what is digits and dots alone is an address gone wrong.
fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
    text.chars().all(fits) && text.contains(|c: char| c.is_ascii_alphabetic())
}

impl<'de> Deserialize<'de> for Proxies {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ProxiesVisitor)
    }
}

struct ProxiesVisitor;

impl<'de> Visitor<'de> for ProxiesVisitor {
    type Value = Proxies;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false, or addresses in quotes")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Proxies, E> {
        Ok(Proxies {
            on,
            ..Proxies::default()
        })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Proxies, E> {
        match text.trim() {
            on if on.eq_ignore_ascii_case("true") => self.visit_bool(true),
            off if off.is_empty() || off.eq_ignore_ascii_case("false") => self.visit_bool(false),
            list => {
                let mut proxies = Proxies::default();
                proxies.add(list).map_err(E::custom)?;
                Ok(proxies)
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Proxies, A::Error> {
        let mut proxies = Proxies::default();
        while let Some(text) = list.next_element::<Cow<'_, str>>()? {
            proxies.add(&text).map_err(A::Error::custom)?;
        }
        Ok(proxies)
    }
}

impl JsonSchema for Proxies {
    fn schema_name() -> Cow<'static, str> {
        "Proxies".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": ["boolean", "string", "array"],
            "items": { "type": "string" },
            "default": false,
        })
    }
}
