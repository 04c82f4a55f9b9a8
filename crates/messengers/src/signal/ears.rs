//! What comes in: receipts, and what people write.

use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Provider, RemoteId};
use reqwest::Response;
use serde::Deserialize;
use tokio::time::timeout;

use super::api::Api;
use super::dress;
use super::slips::Slips;
use crate::backoff::Backoff;
use crate::http::{Terms, Trouble, Waits};
use crate::{Heard, News, Said, Surroundings};

/// The daemon says something every 15 seconds, if only that it is there.
const LONGEST_SILENCE: Duration = Duration::from_secs(60);
/// The longest event in bytes.
const LONGEST_EVENT: usize = 256 * 1024;

/// Hears.
pub(super) struct Ears {
    pub(super) provider: Provider,
    pub(super) api: Arc<Api>,
    pub(super) slips: Arc<Slips>,
    pub(super) terms: Arc<Terms>,
    pub(super) waits: Waits,
    pub(super) surroundings: Surroundings,
}

/// An event; all else in it is of no interest.
#[derive(Deserialize)]
struct Event {
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
            if up
                .wait_for(domain::provider::Connection::is_up)
                .await
                .is_err()
            {
                return;
            }
            if let Ok(stream) = self.api.events().await {
                backoff.reset();
                // However it ends: while there is a daemon, it is listened to again.
                let _: Result<(), Trouble> = self.follow(stream).await;
            }
            tokio::time::sleep(backoff.wait(&self.surroundings.world)).await;
        }
    }

    async fn follow(&self, mut stream: Response) -> Result<(), Trouble> {
        let mut lines = Lines::default();
        loop {
            let chunk = timeout(LONGEST_SILENCE, self.api.http.next_chunk(&mut stream));
            let chunk = chunk.await.map_err(|_| Trouble::Silent(LONGEST_SILENCE))?;
            let Some(chunk) = chunk? else {
                return Ok(());
            };
            for data in lines.take(&chunk)? {
                // What cannot be understood is no concern of ours.
                if let Ok(Event { envelope }) = serde_json::from_slice(&data) {
                    self.meet(envelope).await;
                }
            }
        }
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

/// Events as they are written line by line (<https://html.spec.whatwg.org/multipage/server-sent-events.html>), of which
/// one line each holds the data.
#[derive(Default)]
struct Lines(Vec<u8>);

impl Lines {
    /// Adds what came; gives the data that is whole now.
    fn take(&mut self, chunk: &[u8]) -> Result<Vec<Vec<u8>>, Trouble> {
        let mut whole = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                let line = std::mem::take(&mut self.0);
                if let Some(data) = line.strip_prefix(b"data:") {
                    whole.push(data.to_vec());
                }
            } else if self.0.len() >= LONGEST_EVENT {
                return Err(Trouble::Huge);
            } else {
                self.0.push(*byte);
            }
        }
        Ok(whole)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_come_in_pieces_and_none_is_too_long() {
        let mut lines = Lines::default();
        assert!(lines.take(b":\n\nevent:receive\nda").unwrap().is_empty());
        let data = lines.take(b"ta:{\"a\":1}\n\ndata:2\n").unwrap();
        assert_eq!(data, [b"{\"a\":1}".to_vec(), b"2".to_vec()]);
        let long = vec![b'x'; LONGEST_EVENT + 1];
        assert_eq!(lines.take(&long).unwrap_err(), Trouble::Huge);
    }
}
