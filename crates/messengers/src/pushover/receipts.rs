//! Asks what became of messages that wait to be confirmed.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::id::DeliveryId;
use domain::time::Timestamp;
use domain::world::World;
use tokio::sync::mpsc;

use super::call::Api;
use crate::News;

/// A message that waits to be confirmed.
pub(super) struct Receipt {
    /// Which delivery it is.
    pub(super) delivery: DeliveryId,
    /// Pushover's own name for it.
    pub(super) name: String,
    /// Nothing is heard of it any more after that.
    pub(super) until: Timestamp,
}

/// Who asks: for one message after the other, with a rest before each. What waits when Postern stops is not asked for
/// again; such a message stays sent.
pub(super) struct Receipts {
    pub(super) api: Arc<Api>,
    pub(super) news: mpsc::Sender<News>,
    pub(super) world: World,
    pub(super) look: Duration,
}

impl Receipts {
    /// Asks for ever.
    pub(super) async fn keep(self, mut came: mpsc::Receiver<Receipt>) {
        let mut waiting: VecDeque<Receipt> = VecDeque::new();
        loop {
            if waiting.is_empty() {
                match came.recv().await {
                    Some(receipt) => waiting.push_back(receipt),
                    None => return,
                }
            }
            tokio::time::sleep(self.look).await;
            while let Ok(receipt) = came.try_recv() {
                waiting.push_back(receipt);
            }
            if let Some(receipt) = waiting.pop_front()
                && self.waits_still(&receipt).await
            {
                waiting.push_back(receipt);
            }
        }
    }

    /// Asks once; false if nothing more will be heard.
    async fn waits_still(&self, receipt: &Receipt) -> bool {
        if self.world.now() >= receipt.until {
            return false;
        }
        let Ok(said) = self.api.receipt(&receipt.name).await else {
            return true;
        };
        if said.is_done() && said.is_acknowledged() {
            // Nobody listens once Postern stops.
            let _ = self.news.send(News::Delivered(receipt.delivery)).await;
            return false;
        }
        !(said.is_done() && said.is_expired())
    }
}
