//! The bell: wakes the worker of a provider as soon as there is something for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::provider::Provider;
use tokio::sync::Notify;

/// Wakes the workers. Cheap to clone; one for the whole process.
#[derive(Debug, Clone, Default)]
pub struct Bell {
    strings: Arc<BTreeMap<Provider, Notify>>,
}

impl Bell {
    /// Makes a bell with a string for each provider.
    pub fn new(providers: impl IntoIterator<Item = Provider>) -> Self {
        let strings = providers
            .into_iter()
            .map(|provider| (provider, Notify::new()))
            .collect();
        Self {
            strings: Arc::new(strings),
        }
    }

    /// Wakes the worker of a provider, to be called after the commit. If it is at work, it looks again afterwards.
    /// A provider without a worker here is another node's; that one looks by itself.
    pub fn ring(&self, provider: &Provider) {
        if let Some(string) = self.strings.get(provider) {
            string.notify_one();
        }
    }

    /// Waits until the bell is rung. A ring while nobody waits is kept.
    pub(crate) async fn rung(&self, provider: &Provider) {
        match self.strings.get(provider) {
            Some(string) => string.notified().await,
            None => std::future::pending().await,
        }
    }
}
