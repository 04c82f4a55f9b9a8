//! The way to a provider: who may be called, through which proxy, trusting whom, and how long it may take.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::secret::Secret;
use reqwest::Url;

use super::{Guard, Reach};
use crate::kind::{PROXY, SOCKS_ALONE};

/// How long things may take.
#[derive(Debug, Clone, Copy)]
pub struct Deadlines {
    /// To connect, with the name's look-up and TLS.
    pub connect: Duration,
    /// One call as a whole, from its start to the end of the answer.
    pub whole: Duration,
    /// The same where the courier waits less long: who is behind a handle.
    pub ask: Duration,
}

impl Deadlines {
    /// The usual ones.
    pub const DEFAULT: Self = Self {
        connect: Duration::from_secs(10),
        whole: Duration::from_secs(20),
        ask: Duration::from_secs(12),
    };
}

/// A proxy: `socks5://[user:password@]host:port` or `http://[user:password@]host:port`.
#[derive(Clone, PartialEq, Eq)]
pub struct ProxyUrl(pub String);

/// How to get to a provider.
#[derive(Debug, Clone)]
pub struct Way {
    /// Who may be called.
    pub reach: Reach,
    /// The proxy in between.
    pub proxy: Option<ProxyUrl>,
    /// A PEM file with certificates to trust besides the public ones.
    pub ca_file: Option<PathBuf>,
    /// How long things may take.
    pub deadlines: Deadlines,
}

impl Default for Way {
    fn default() -> Self {
        Self {
            reach: Reach::Trusted,
            proxy: None,
            ca_file: None,
            deadlines: Deadlines::DEFAULT,
        }
    }
}

impl Way {
    /// The way that `proxy` and `caFile` of a section ask for.
    pub(crate) fn of(proxy: Option<&Secret>, ca_file: Option<&PathBuf>) -> Self {
        Self {
            proxy: proxy.map(|proxy| ProxyUrl(proxy.reveal().to_owned())),
            ca_file: ca_file.cloned(),
            ..Self::default()
        }
    }

    /// The proxy in between, read.
    pub(super) fn proxy_url(&self) -> Result<Option<Url>, WayFault> {
        let proxy = self.proxy.as_ref();
        proxy.map(ProxyUrl::read).transpose()
    }

    /// Whether names are looked up here, through whatever proxy there is: not by the proxy, nor by one that is none.
    pub(crate) fn looks_up_here(&self) -> bool {
        let proxy = self.proxy_url();
        proxy.is_ok_and(|proxy| proxy.is_none_or(|url| url.scheme() == "socks5"))
    }

    /// Who watches over the addresses, where users may choose them.
    pub(super) fn guard(&self, proxy: Option<&Url>) -> Result<Option<Arc<Guard>>, WayFault> {
        let Reach::Public { allowed } = &self.reach else {
            return Ok(None);
        };
        if proxy.is_some_and(|url| url.scheme() == "http") {
            return Err(WayFault::ProxyLooksUp);
        }
        let door = proxy.and_then(Url::host_str).map(str::to_owned);
        Ok(Some(Arc::new(Guard::new(allowed.clone(), door))))
    }

    /// Whose certificates are trusted.
    pub(super) fn tls(&self) -> Result<rustls::ClientConfig, WayFault> {
        let trusted = crate::trust::client_config(self.ca_file.as_deref());
        trusted.map_err(|why| WayFault::CaFile {
            path: self.ca_file.clone().unwrap_or_default(),
            why,
        })
    }
}

impl ProxyUrl {
    fn read(&self) -> Result<Url, WayFault> {
        let url = Url::parse(self.0.trim()).ok();
        // `socks5` has names looked up here; `socks5h` would not.
        let url = url.filter(|url| matches!(url.scheme(), "socks5" | "http") && url.has_host());
        url.ok_or(WayFault::Proxy)
    }
}

/// Why there is no way to a provider. The words begin with the key below its section.
#[derive(Debug, thiserror::Error)]
pub enum WayFault {
    /// The certificates cannot be read.
    #[error("caFile {} cannot be used: {why}", path.display())]
    CaFile {
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The proxy is none.
    #[error("proxy must be {PROXY}")]
    Proxy,
    /// The proxy would look names up, behind the guard's back.
    #[error("proxy must be {SOCKS_ALONE}")]
    ProxyLooksUp,
    /// The library refuses the settings.
    #[error("proxy and caFile make no HTTP client: {why}")]
    Client {
        /// What it says.
        why: String,
    },
}

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyUrl(…)")
    }
}
