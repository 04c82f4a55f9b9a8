//! `messaging.ntfy`.

use std::fmt;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use crate::secret::Secret;

/// ntfy: `true` for ntfy.sh, or a server of your own.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Ntfy {
    /// The server: a host, or an address with `https://`; ntfy.sh by default.
    pub host: Option<String>,
    /// A page of yours that tells users how to get a topic. It is not shown yet.
    #[serde(rename = "userurl")]
    pub user_url: Option<String>,
    /// An access token (`tk_…`), or the whole header `Authorization`: `Bearer tk_…` or `Basic …`.
    pub authorization: Option<Secret>,
    /// A PEM file, relative to this file, with a certificate authority to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// A proxy: `socks5://host:port` or `http://host:port`, with `user:password@` before the host if needed.
    pub proxy: Option<Secret>,
    /// Whether `host` may be `http://…` beyond this machine; then no codes are sent. `false` by default.
    pub allow_plain_http: bool,
    /// Whether the server exempts Postern from its limit of requests; otherwise the usual one is kept. `false` by default.
    pub exempt: bool,
}

/// Reads `true`, `false`, or a section.
pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Ntfy>, D::Error> {
    deserializer.deserialize_any(NtfyVisitor)
}

/// A section that may also be `true` or `false`.
pub(super) fn schema(generator: &mut SchemaGenerator) -> Schema {
    let section = Ntfy::json_schema(generator);
    let properties = section.get("properties").cloned();
    json_schema!({
        "description": "ntfy: `true` for ntfy.sh, or a server of your own.",
        "type": ["boolean", "object"],
        "properties": properties,
    })
}

struct NtfyVisitor;

impl<'de> Visitor<'de> for NtfyVisitor {
    type Value = Option<Ntfy>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("true, false, or a section in braces")
    }

    fn visit_bool<E: Error>(self, on: bool) -> Result<Self::Value, E> {
        Ok(on.then(Ntfy::default))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ntfy::deserialize(MapAccessDeserializer::new(map)).map(Some)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }
}
