//! `settings`: the server itself.

mod proxies;

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU16;
use std::path::PathBuf;

use domain::secret::Secret;
use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;

pub use proxies::Proxies;

/// The server itself: its name, ports, certificate and database.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, rename_all = "camelCase")]
pub struct Settings {
    /// The host name under which people reach this server, such as `postern.example.org`. It stands in every link
    /// and is the name of the certificate; more certificate fields after a comma are ignored.
    pub cert: Option<String>,
    /// The port for HTTPS. 0 takes any free one.
    pub port: u16,
    /// The port to put into links, where it differs from `port`: behind a proxy or a port forwarding.
    pub alias_port: Option<NonZeroU16>,
    /// The port for plain HTTP, which only leads to HTTPS. 0 switches it off.
    pub redir_port: u16,
    /// Whether to fail if a port is taken, rather than to try the next one.
    pub exact_ports: bool,
    /// The address to listen on. `::` is every address, IPv6 and IPv4.
    pub bind: IpAddr,
    /// The address for `port`, where it differs from `bind`.
    pub port_bind: Option<IpAddr>,
    /// The address for `redirPort`, where it differs from `bind`.
    pub redir_port_bind: Option<IpAddr>,
    /// Whether a proxy in front does TLS, so that `port` speaks plain HTTP: `true`, or the proxy's addresses, whose
    /// forwarding headers are then believed.
    pub tls_offload: Proxies,
    /// Whose forwarding headers are believed: addresses or networks (`192.0.2.7, 10.0.0.0/8`), as one text or a list.
    /// `true` is this machine and the private networks.
    pub trusted_proxy: Proxies,
    /// A certificate of your own: a PEM file with the chain, relative to this file. Needs `tlsKey`.
    pub tls_cert: Option<PathBuf>,
    /// The private key of `tlsCert`: a PEM file, relative to this file.
    pub tls_key: Option<PathBuf>,
    /// The database: `sqlite:///path/to/file` or `postgres://user:password@host/name`. Without it, SQLite in the data folder.
    pub database: Option<Secret>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            cert: None,
            port: 443,
            alias_port: None,
            redir_port: 80,
            exact_ports: false,
            bind: IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            port_bind: None,
            redir_port_bind: None,
            tls_offload: Proxies::default(),
            trusted_proxy: Proxies::default(),
            tls_cert: None,
            tls_key: None,
            database: None,
        }
    }
}

impl Settings {
    /// The host name in `cert`, without the further fields of a certificate that MeshCentral allows there.
    pub fn host_name(&self) -> Option<&str> {
        let name = self.cert.as_deref()?.split(',').next()?.trim();
        (!name.is_empty()).then_some(name)
    }

    /// Whether `port` speaks plain HTTP, a proxy in front doing TLS.
    pub fn plain_http(&self) -> bool {
        self.tls_offload.is_on()
    }

    /// The networks whose forwarding headers are believed, from `tlsOffload` and `trustedProxy`; empty for nobody's.
    ///
    /// As in MeshCentral, `"tlsOffload": true` alone believes nobody.
    pub fn trusted_proxies(&self) -> Vec<IpNet> {
        let mut networks = self.tls_offload.networks().to_vec();
        networks.extend(self.trusted_proxy.networks_or_private());
        networks.sort_unstable();
        networks.dedup();
        networks
    }

    /// Where to listen for HTTPS, or plain HTTP behind a proxy.
    pub fn address(&self) -> SocketAddr {
        SocketAddr::new(self.port_bind.unwrap_or(self.bind), self.port)
    }

    /// Where to listen for plain HTTP that is led to HTTPS; `None` if that is off.
    pub fn redirect_address(&self) -> Option<SocketAddr> {
        let address = self.redir_port_bind.unwrap_or(self.bind);
        (self.redir_port != 0).then(|| SocketAddr::new(address, self.redir_port))
    }
}
