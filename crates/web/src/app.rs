//! What all requests share.

use std::net::IpAddr;
use std::sync::Arc;

use domain::provider::{Provider, ProviderEntry};
use domain::tenant::Domain;
use flows::Context;
use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use crate::telegram_login::TelegramLogins;

/// What all requests share. Cheap to clone.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
    telegram_logins: Option<TelegramLogins>,
}

struct Inner {
    context: Context,
    domains: Vec<Arc<Domain>>,
    providers: Vec<ProviderEntry>,
    proxies: Proxies,
    has_demo_phone: bool,
    stop: CancellationToken,
}

/// Whose word about the client's address is taken.
#[derive(Debug, Clone, Default)]
pub struct Proxies(pub Vec<IpNet>);

impl Proxies {
    /// Whether this peer is a proxy of ours.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|net| net.contains(&peer))
    }
}

impl App {
    /// Puts together what requests share. `stop` ends the streams that would otherwise keep a server from stopping.
    pub fn new(
        context: Context,
        domains: Vec<Domain>,
        providers: Vec<ProviderEntry>,
        proxies: Proxies,
        stop: CancellationToken,
    ) -> Self {
        let domains = domains.into_iter().map(Arc::new).collect();
        let has_demo_phone = providers
            .iter()
            .any(|entry| entry.provider.as_str() == "demo-phone");
        Self {
            inner: Arc::new(Inner {
                context,
                domains,
                providers,
                proxies,
                has_demo_phone,
                stop,
            }),
            telegram_logins: None,
        }
    }

    /// The same with the page on which people on Matrix log their Telegram accounts in.
    #[must_use]
    pub fn with_telegram_logins(self, logins: TelegramLogins) -> Self {
        Self {
            telegram_logins: Some(logins),
            ..self
        }
    }

    /// What flows need.
    pub fn context(&self) -> &Context {
        &self.inner.context
    }

    /// All domains.
    pub(crate) fn domains(&self) -> &[Arc<Domain>] {
        &self.inner.domains
    }

    /// All configured providers.
    pub(crate) fn providers(&self) -> &[ProviderEntry] {
        &self.inner.providers
    }

    /// The entry of a provider, if it is (still) configured.
    pub(crate) fn provider(&self, provider: &Provider) -> Option<&ProviderEntry> {
        self.inner
            .providers
            .iter()
            .find(|entry| entry.provider == *provider)
    }

    /// The name of a provider for people; its key if it is not configured any more.
    pub(crate) fn provider_title(&self, provider: &Provider) -> String {
        self.provider(provider)
            .map_or_else(|| provider.to_string(), |entry| entry.title.clone())
    }

    pub(crate) fn proxies(&self) -> &Proxies {
        &self.inner.proxies
    }

    /// Whether the page that looks like a phone is there.
    pub(crate) fn has_demo_phone(&self) -> bool {
        self.inner.has_demo_phone
    }

    /// The login conversations that are held on pages, if they may be.
    pub(crate) const fn telegram_logins(&self) -> Option<&TelegramLogins> {
        self.telegram_logins.as_ref()
    }

    /// Ends the streams.
    pub(crate) fn stop(&self) -> &CancellationToken {
        &self.inner.stop
    }
}
