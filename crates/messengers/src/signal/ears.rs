//! What comes in: receipts, and what people write.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Connection, Provider, RemoteId};
use serde::Deserialize;

use super::api::Api;
use super::dress;
use super::inbox::Inbox;
use super::slips::Slips;
use crate::backoff::Backoff;
use crate::http::{Terms, Waits};
use crate::{Heard, News, Said, Surroundings};

/// Hears.
pub(super) struct Ears {
    pub(super) provider: Provider,
    pub(super) api: Arc<Api>,
    pub(super) slips: Arc<Slips>,
    pub(super) terms: Arc<Terms>,
    pub(super) waits: Waits,
    /// How long to wait before it is asked again what came in, where it is not said.
    pub(super) rest: Duration,
    pub(super) surroundings: Surroundings,
}

/// An event; all else in it is of no interest.
#[derive(Deserialize)]
pub(super) struct Event {
    envelope: Envelope,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    #[serde(default)]
    source_uuid: Option<String>,
    #[serde(default)]
    source_number: Option<String>,
    #[serde(default)]
    source_name: Option<String>,
    #[serde(default)]
    receipt_message: Option<Receipt>,
    #[serde(default)]
    data_message: Option<Message>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    #[serde(default)]
    is_delivery: bool,
    #[serde(default)]
    is_read: bool,
    #[serde(default)]
    timestamps: Vec<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    group_info: Option<serde::de::IgnoredAny>,
}

impl Ears {
    /// Hears for ever.
    pub(super) async fn hear(self) {
        let mut up = self.terms.connection();
        let mut backoff = Backoff::new(self.waits.first, self.waits.longest);
        loop {
            // Without a daemon there is nothing to hear.
            if up.wait_for(Connection::is_up).await.is_err() {
                return;
            }
            let is_good = match self.api.inbox().await {
                Ok(inbox) => self.follow(inbox).await,
                Err(_) => false,
            };
            if is_good {
                backoff.reset();
            } else {
                // Another daemon may have taken its place, or the container runs in another mode now.
                self.terms.pause();
            }
            tokio::time::sleep(backoff.wait(&self.surroundings.world)).await;
        }
    }

    /// Reads until it ends, however that may be: while there is a daemon, it is listened to again. Whether anything could
    /// be read.
    async fn follow(&self, mut inbox: Inbox) -> bool {
        // Where it has to be asked for, nothing is known before anything was.
        let mut is_good = !inbox.is_fetched();
        while let Ok(Some(events)) = inbox.next(&self.api).await {
            is_good = true;
            let is_quiet = events.is_empty();
            for Event { envelope } in events {
                self.meet(envelope).await;
            }
            if is_quiet && inbox.is_fetched() {
                tokio::time::sleep(self.rest).await;
            }
        }
        is_good
    }

    async fn meet(&self, envelope: Envelope) {
        let Some(from) = envelope.source_uuid.clone() else {
            return;
        };
        if let Some(receipt) = &envelope.receipt_message
            && (receipt.is_delivery || receipt.is_read)
        {
            for at in &receipt.timestamps {
                if let Some(delivery) = self.slips.confirmed(&from, *at) {
                    // Nobody listens once Postern stops.
                    let _ = self.surroundings.news.send(News::Delivered(delivery)).await;
                }
            }
        }
        if let Some(Message {
            message: Some(words),
            group_info: None,
        }) = envelope.data_message
        {
            let name = envelope.source_name.filter(|name| !name.trim().is_empty());
            let shown = envelope.source_number.or(name);
            self.answer(from.clone(), shown.unwrap_or(from), words)
                .await;
        }
    }

    async fn answer(&self, from: String, shown: String, words: String) {
        let heard = Heard {
            provider: self.provider.clone(),
            from: RemoteId(from.clone()),
            shown,
            language: None,
            said: Said::Text(words),
        };
        let Some(reply) = (self.surroundings.reception)(heard).await else {
            return;
        };
        if self.terms.pass(&from, false).await.is_ok() {
            // An answer that does not arrive is not tried again: the person can ask again.
            let _ = self.api.send(&from, &dress::message(&reply.text)).await;
        }
    }
}
