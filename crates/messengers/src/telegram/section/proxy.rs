//! `messaging.telegram.proxy`.

use std::num::NonZeroU16;

use domain::secret::Secret;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::kind::{Remarks, is_host_name};

/// The proxy of a [`Section`](super::Section): SOCKS 5.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
pub struct Proxy {
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
    /// Its address for the library: `socks5://[user:password@]host:port`.
    pub fn url(&self) -> String {
        let host = if self.ip.contains(':') && !self.ip.starts_with('[') {
            format!("[{}]", self.ip)
        } else {
            self.ip.clone()
        };
        let password = self.password.as_ref().map_or("", Secret::reveal);
        let user = match &self.username {
            Some(name) => format!("{name}:{password}@"),
            None => String::new(),
        };
        format!("socks5://{user}{host}:{}", self.port)
    }

    /// Finds what cannot be.
    pub(super) fn check(&self, remarks: &mut Remarks) {
        if self.mt_proxy {
            remarks.fault(&["proxy", "MTProxy"], "is not supported; use SOCKS5");
        }
        match self.socks_type {
            None | Some(5) => {}
            Some(4) => {
                let text = "says 4, which is not supported; use SOCKS5";
                remarks.fault(&["proxy", "socksType"], text);
            }
            Some(_) => remarks.fault(&["proxy", "socksType"], "must be 5"),
        }
        let is_ipv6 = self.ip.parse::<std::net::Ipv6Addr>().is_ok();
        if !is_ipv6 && !is_host_name(&self.ip) {
            remarks.fault(&["proxy", "ip"], "must be an address or a host name");
        }
        let text = "must have no spaces, no letters beyond ASCII, and none of \" # < > ? ` { } / : ; = @ [ \\ ] ^ |";
        if self.username.as_deref().is_some_and(|name| !is_plain(name)) {
            remarks.fault(&["proxy", "username"], text);
        }
        let password = self.password.as_ref().map(Secret::reveal);
        if password.is_some_and(|password| !is_plain(password)) {
            remarks.fault(&["proxy", "password"], text);
        }
        if self.timeout == Some(0) {
            remarks.fault(&["proxy", "timeout"], "must be 1 or more");
        }
    }
}

/// Whether the library passes `text` on to the proxy as it is. Other characters it would write as `%40`
/// (<https://url.spec.whatwg.org/#userinfo-percent-encode-set>), and the proxy would refuse them.
fn is_plain(text: &str) -> bool {
    let odd = |c: char| !c.is_ascii_graphic() || "\"#<>?`{}/:;=@[\\]^|".contains(c);
    !text.contains(odd)
}
