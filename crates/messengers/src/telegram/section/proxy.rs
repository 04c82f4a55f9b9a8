//! `messaging.telegram.proxy`.

use std::borrow::Cow;
use std::fmt;
use std::num::NonZeroU16;

use domain::secret::Secret;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;
use telegram::proxy;

use crate::kind::{Remarks, is_host_name};

/// The proxy of a [`Section`](super::Section).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proxy {
    /// `socks5://[user:password@]host:port` or `http://…`.
    Address(proxy::Proxy),
    /// In parts, as MeshCentral has it.
    Parts(Parts),
}

/// A proxy in parts: SOCKS 5.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Parts {
    /// Its address or host name.
    pub ip: String,
    /// Its port.
    pub port: NonZeroU16,
    /// The version of SOCKS: 5, the default. 4 is not supported.
    #[serde(rename = "socksType")]
    pub socks_type: Option<u8>,
    /// The user name for SOCKS 5.
    pub username: Option<String>,
    /// The password for SOCKS 5.
    pub password: Option<Secret>,
    /// Whether it is an `MTProxy`: not supported, so it must be `false`.
    #[serde(rename = "MTProxy", default)]
    pub mt_proxy: bool,
    /// The secret of an `MTProxy`; not used.
    pub secret: Option<Secret>,
    /// Seconds to wait until it has led to Telegram; 15 by default.
    pub timeout: Option<u32>,
}

impl Proxy {
    /// The proxy itself.
    pub fn settled(&self) -> proxy::Proxy {
        match self {
            Self::Address(proxy) => proxy.clone(),
            Self::Parts(parts) => parts.settled(),
        }
    }

    /// Seconds to wait until it has led to Telegram, where they are given.
    pub(super) const fn timeout(&self) -> Option<u32> {
        match self {
            Self::Address(_) => None,
            Self::Parts(parts) => parts.timeout,
        }
    }

    /// Finds what cannot be.
    pub(super) fn check(&self, remarks: &mut Remarks) {
        match self {
            // It has been read.
            Self::Address(_) => {}
            Self::Parts(parts) => parts.check(remarks),
        }
    }
}

impl Parts {
    fn settled(&self) -> proxy::Proxy {
        let login = self.username.as_ref().map(|name| {
            let password = self.password.as_ref().map_or("", Secret::reveal);
            (name.clone(), password.to_owned())
        });
        proxy::Proxy::socks(&self.ip, self.port.get(), login)
    }

    fn check(&self, remarks: &mut Remarks) {
        if self.mt_proxy {
            let text = "is not supported; use SOCKS5 or an HTTP proxy";
            remarks.fault(&["proxy", "MTProxy"], text);
        }
        match self.socks_type {
            None | Some(5) => {}
            Some(4) => {
                let text = "says 4, which is not supported; use SOCKS5 or an HTTP proxy";
                remarks.fault(&["proxy", "socksType"], text);
            }
            Some(_) => remarks.fault(&["proxy", "socksType"], "must be 5"),
        }
        let is_ipv6 = self.ip.parse::<std::net::Ipv6Addr>().is_ok();
        if !is_ipv6 && !is_host_name(&self.ip) {
            remarks.fault(&["proxy", "ip"], "must be an address or a host name");
        }
        if self.timeout == Some(0) {
            remarks.fault(&["proxy", "timeout"], "must be 1 or more");
        }
    }
}

impl<'de> Deserialize<'de> for Proxy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ProxyVisitor)
    }
}

struct ProxyVisitor;

impl<'de> Visitor<'de> for ProxyVisitor {
    type Value = Proxy;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("socks5://host:port or http://host:port, in quotes, or an object { … }")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Proxy, E> {
        // It may hold a password: it is not repeated.
        let fault = || E::custom(format_args!("must be {}", crate::kind::PROXY));
        proxy::Proxy::parse(text)
            .map(Proxy::Address)
            .ok_or_else(fault)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Proxy, A::Error> {
        Parts::deserialize(MapAccessDeserializer::new(map)).map(Proxy::Parts)
    }
}

impl JsonSchema for Proxy {
    fn schema_name() -> Cow<'static, str> {
        "Proxy".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = generator.subschema_for::<Parts>();
        let types = Value::from(["string", "object"].as_slice());
        schema.insert("type".to_owned(), types);
        schema.insert("writeOnly".to_owned(), Value::Bool(true));
        schema
    }
}
