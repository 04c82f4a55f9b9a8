//! One way to call a provider over HTTP.
//!
//! - **Deadlines.** A connection must be there within 10 seconds, the whole answer within 20.
//! - **Size.** Of an answer no more than 1 MiB is read; a longer one is refused.
//! - **Redirects** are never followed: what is sent holds codes and tokens, and they are for the address that was given.
//! - **Connections.** No more calls at once than the provider's messenger says.
//! - **Addresses** that users may choose pass a [`Guard`]; those of config.json are trusted as they are.
//! - **Nothing is retried** here: the courier owns retries.

pub(crate) mod answer;
mod guard;
mod memory;
mod pace;
mod presence;
mod site;
mod stream;
mod terms;
mod upgrade;

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::secret::Secret;
use reqwest::{Client, Method, RequestBuilder, Response, Url};
use tokio::sync::Semaphore;
use tokio::time::timeout;

pub(crate) use answer::{Answer, Trouble, Verdict};
pub use guard::{Guard, Reach};
pub(crate) use memory::Memory;
pub(crate) use pace::Pace;
pub use pace::{Rate, Rules};
pub use presence::Waits;
pub(crate) use presence::{Fault as PresenceFault, Presence};
pub use site::{Site, SiteFault};
pub(crate) use terms::{Terms, check, ended, knock};

/// What every call names itself.
pub(crate) const USER_AGENT: &str = concat!("Postern/", env!("CARGO_PKG_VERSION"));
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;
/// How many connections are kept open between calls.
const MOST_IDLE: usize = 4;

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
}

/// Why there is no way to a provider.
#[derive(Debug, thiserror::Error)]
pub enum WayFault {
    /// The certificates cannot be read.
    #[error("messaging.{provider}.caFile {} cannot be used: {why}", path.display())]
    CaFile {
        /// The section of config.json.
        provider: &'static str,
        /// Which file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// The proxy is none.
    #[error(
        "messaging.{provider}.proxy must be socks5://host:port or http://host:port, with user:password@ before the host if needed"
    )]
    Proxy {
        /// The section of config.json.
        provider: &'static str,
    },
    /// The proxy would look names up, behind the guard's back.
    #[error(
        "messaging.{provider}.proxy must be socks5://: an http:// proxy looks names up itself, so private addresses could not be told from others"
    )]
    ProxyLooksUp {
        /// The section of config.json.
        provider: &'static str,
    },
    /// The library refuses the settings.
    #[error("messaging.{provider}: {why}")]
    Client {
        /// The section of config.json.
        provider: &'static str,
        /// What it says.
        why: String,
    },
}

/// Calls one provider. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    guard: Option<Arc<Guard>>,
    /// One permit for each call at once.
    room: Arc<Semaphore>,
    ca_key: Arc<str>,
    deadlines: Deadlines,
}

impl Http {
    /// Prepares for a provider, whose section in config.json has this name, with no more than `at_once` calls at once.
    pub(crate) fn new(way: &Way, provider: &'static str, at_once: usize) -> Result<Self, WayFault> {
        let ca_file = way.ca_file.as_deref();
        let tls = crate::trust::client_config(ca_file).map_err(|why| WayFault::CaFile {
            provider,
            path: way.ca_file.clone().unwrap_or_default(),
            why,
        })?;
        let mut builder = Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(way.deadlines.connect)
            .pool_max_idle_per_host(MOST_IDLE)
            // No proxy that the environment names: what goes where stands in config.json alone.
            .no_proxy();
        let proxy = way.proxy.as_ref().map(|proxy| read_proxy(proxy, provider));
        let proxy = proxy.transpose()?;
        let guard = match &way.reach {
            Reach::Trusted => None,
            Reach::Public { allowed } => {
                if proxy.as_ref().is_some_and(|url| url.scheme() == "http") {
                    return Err(WayFault::ProxyLooksUp { provider });
                }
                let door = proxy.as_ref().and_then(Url::host_str).map(str::to_owned);
                Some(Arc::new(Guard::new(allowed.clone(), door)))
            }
        };
        if let Some(guard) = &guard {
            builder = builder.dns_resolver(Arc::clone(guard));
        }
        let fault = |error: reqwest::Error| WayFault::Client {
            provider,
            why: error.to_string(),
        };
        if let Some(url) = proxy {
            builder = builder.proxy(reqwest::Proxy::all(url).map_err(fault)?);
        }
        Ok(Self {
            client: builder.build().map_err(fault)?,
            guard,
            room: Arc::new(Semaphore::new(at_once)),
            ca_key: format!("messaging.{provider}.caFile").into(),
            deadlines: way.deadlines,
        })
    }

    /// The way's deadlines.
    pub(crate) const fn deadlines(&self) -> Deadlines {
        self.deadlines
    }

    /// Begins a GET.
    pub(crate) fn get(&self, url: Url) -> RequestBuilder {
        self.client.request(Method::GET, url)
    }

    /// Begins a POST.
    pub(crate) fn post(&self, url: Url) -> RequestBuilder {
        self.client.request(Method::POST, url)
    }

    /// Makes the call, within `deadline`, waiting for others among it.
    pub(crate) async fn call(
        &self,
        request: RequestBuilder,
        deadline: Duration,
    ) -> Result<Answer, Trouble> {
        let call = async {
            let _room = self.room.acquire().await;
            self.exchange(request).await
        };
        timeout(deadline, call)
            .await
            .unwrap_or(Err(Trouble::Silent(deadline)))
    }

    async fn exchange(&self, request: RequestBuilder) -> Result<Answer, Trouble> {
        let request = request.build().map_err(|error| self.trouble(&error))?;
        if let Some(guard) = &self.guard {
            guard.check_literal(request.url())?;
        }
        let sent = self.client.execute(request).await;
        let mut response = sent.map_err(|error| self.trouble(&error))?;
        let body = self.body(&mut response).await?;
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body,
        })
    }

    /// Reads the body, and stops as soon as it is too long.
    async fn body(&self, response: &mut Response) -> Result<Vec<u8>, Trouble> {
        let most = u64::try_from(LONGEST_ANSWER).unwrap_or(u64::MAX);
        if response
            .content_length()
            .is_some_and(|length| length > most)
        {
            return Err(Trouble::Huge);
        }
        let mut body = Vec::new();
        while let Some(chunk) = response
            .chunk()
            .await
            .map_err(|error| self.trouble(&error))?
        {
            if body.len() + chunk.len() > LONGEST_ANSWER {
                return Err(Trouble::Huge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// What the library's error means. Its own words name the address, which may hold a secret: they are not used.
    fn trouble(&self, error: &reqwest::Error) -> Trouble {
        let mut cause: Option<&(dyn Error + 'static)> = error.source();
        while let Some(error) = cause {
            if let Some(refused) = error.downcast_ref::<Trouble>() {
                return refused.clone();
            }
            if let Some(tls) = error.downcast_ref::<rustls::Error>() {
                return self.tls(tls);
            }
            let Some(io) = error.downcast_ref::<std::io::Error>() else {
                cause = error.source();
                continue;
            };
            // What is wrapped in one is not its source.
            match io.get_ref() {
                Some(inner) => cause = Some(inner),
                None => return Trouble::Broken(io.kind().to_string()),
            }
        }
        match () {
            () if error.is_timeout() => Trouble::Silent(self.deadlines.connect),
            () if error.is_connect() => Trouble::Broken("no connection".to_owned()),
            () => Trouble::Malformed("it is not HTTP as it should be".to_owned()),
        }
    }

    fn tls(&self, error: &rustls::Error) -> Trouble {
        if let rustls::Error::InvalidCertificate(fault) = error {
            Trouble::Certificate(crate::trust::words(fault, &self.ca_key))
        } else {
            Trouble::Broken(format!("no TLS: {error}"))
        }
    }
}

fn read_proxy(proxy: &ProxyUrl, provider: &'static str) -> Result<Url, WayFault> {
    let url = Url::parse(proxy.0.trim()).ok();
    // `socks5` has names looked up here; `socks5h` would not.
    let url = url.filter(|url| matches!(url.scheme(), "socks5" | "http") && url.has_host());
    url.ok_or(WayFault::Proxy { provider })
}

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyUrl(…)")
    }
}
