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
mod way;

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use domain::provider::Provider;
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
pub use way::{Deadlines, ProxyUrl, Way, WayFault};

/// What every call names itself.
pub(crate) const USER_AGENT: &str = concat!("Postern/", env!("CARGO_PKG_VERSION"));
/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1 << 20;
/// How many connections are kept open between calls.
const MOST_IDLE: usize = 4;

/// Calls one provider. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Http {
    client: Client,
    guard: Option<Arc<Guard>>,
    /// One permit for each call at once.
    room: Arc<Semaphore>,
    /// What config.json says of the provider: `messaging.slack-work`.
    section: Arc<str>,
    deadlines: Deadlines,
}

impl Http {
    /// Prepares for a provider, with no more than `at_once` calls at once.
    pub(crate) fn new(way: &Way, provider: &Provider, at_once: usize) -> Result<Self, WayFault> {
        let proxy = way.proxy_url()?;
        let guard = way.guard(proxy.as_ref())?;
        let fault = |error: reqwest::Error| WayFault::Client {
            why: error.to_string(),
        };
        let mut builder = Client::builder()
            .tls_backend_preconfigured(way.tls()?)
            .user_agent(USER_AGENT)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(way.deadlines.connect)
            .pool_max_idle_per_host(MOST_IDLE)
            // No proxy that the environment names: what goes where stands in config.json alone.
            .no_proxy();
        if let Some(guard) = &guard {
            builder = builder.dns_resolver(Arc::clone(guard));
        }
        if let Some(url) = proxy {
            builder = builder.proxy(reqwest::Proxy::all(url).map_err(fault)?);
        }
        Ok(Self {
            client: builder.build().map_err(fault)?,
            guard,
            room: Arc::new(Semaphore::new(at_once)),
            section: format!("messaging.{provider}").into(),
            deadlines: way.deadlines,
        })
    }

    /// The way's deadlines.
    pub(crate) const fn deadlines(&self) -> Deadlines {
        self.deadlines
    }

    /// A key of the provider's section, for words to admins: `messaging.slack-work.botToken`.
    pub(crate) fn key(&self, key: &str) -> String {
        format!("{}.{key}", self.section)
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
        let mut response = self.execute(request).await?;
        let body = self.body(&mut response).await?;
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body,
        })
    }

    /// Makes a call, and waits until its answer begins. The caller has a deadline.
    async fn execute(&self, request: RequestBuilder) -> Result<Response, Trouble> {
        let request = request.build().map_err(|error| self.trouble(&error))?;
        if let Some(guard) = &self.guard {
            guard.check_literal(request.url())?;
        }
        let sent = self.client.execute(request).await;
        sent.map_err(|error| self.trouble(&error))
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
            Trouble::Certificate(crate::trust::words(fault, &self.key("caFile")))
        } else {
            Trouble::Broken(format!("no TLS: {error}"))
        }
    }
}
