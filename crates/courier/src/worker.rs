//! The worker of one provider.

use std::sync::Arc;

use domain::provider::{Connection, Provider};
use messengers::Messenger;
use store::{Result, outbox, provider_states};
use tokio::sync::{Notify, mpsc, watch};
use tokio_util::task::TaskTracker;

use crate::carry::Carrier;
use crate::claim::claim;
use crate::desk::Desk;
use crate::lane::Lane;
use crate::report::Report;
use crate::trouble::{REST, Trouble};

/// Claims what is due for one provider and has it carried there, while its messenger is connected.
pub(crate) struct Worker {
    desk: Arc<Desk>,
    provider: Provider,
    connection: watch::Receiver<Connection>,
    /// The connection as it was last recorded.
    recorded: Option<Connection>,
    lanes: [Lane; 2],
    /// Whether the bell was rung since the last claim.
    is_rung: bool,
    carrier: Arc<Carrier>,
    carriers: TaskTracker,
}

impl Worker {
    pub(crate) fn new(
        desk: Arc<Desk>,
        messenger: Arc<dyn Messenger>,
        reports: mpsc::Sender<Report>,
        carriers: TaskTracker,
    ) -> Self {
        Self {
            provider: messenger.entry().provider.clone(),
            connection: messenger.connection(),
            recorded: None,
            lanes: Lane::all(),
            is_rung: false,
            carrier: Arc::new(Carrier {
                desk: desk.clone(),
                messenger,
                reports,
                freed: Notify::new(),
            }),
            carriers,
            desk,
        }
    }

    /// Works until the stop.
    pub(crate) async fn run(mut self) {
        let mut trouble = Trouble::none_yet("worker");
        while !self.desk.stop.is_cancelled() {
            match self.round().await {
                Ok(found) => {
                    trouble.over();
                    if !found {
                        self.wait().await;
                    }
                }
                Err(error) => {
                    trouble.met(&error);
                    let _ = tokio::time::timeout(REST, self.desk.stop.cancelled()).await;
                }
            }
        }
    }

    /// One look into the outbox; true if there may be more that can be taken.
    async fn round(&mut self) -> Result<bool> {
        let connection = self.connection.borrow_and_update().clone();
        if self.recorded.as_ref() != Some(&connection) {
            self.record(&connection).await?;
        }
        if !connection.is_up() {
            return Ok(false);
        }
        let is_rung = std::mem::take(&mut self.is_rung);
        let parcels = claim(&self.desk, &self.provider, &mut self.lanes, is_rung).await?;
        let found = !parcels.is_empty();
        for parcel in parcels {
            let carrier = self.carrier.clone();
            self.carriers
                .spawn(async move { carrier.carry(parcel).await });
        }
        Ok(found)
    }

    /// Records a change of the connection. What waited for it is due now.
    async fn record(&mut self, connection: &Connection) -> Result<()> {
        let now = self.desk.world.now();
        let mut tx = self.desk.db.begin().await?;
        provider_states::set(&mut tx, &self.provider, connection, now).await?;
        if connection.is_up() {
            outbox::hurry(&mut tx, &self.provider, now).await?;
        }
        store::commit(tx).await?;
        self.recorded = Some(connection.clone());
        let provider = &self.provider;
        match connection {
            Connection::Up { .. } => tracing::info!(%provider, "{provider} is connected"),
            Connection::Down { why, .. } => {
                tracing::warn!(%provider, why, "{provider} is not connected: {why}");
            }
        }
        Ok(())
    }

    /// Waits until there may be something to do: the bell, the connection, room, or time.
    async fn wait(&mut self) {
        let look = tokio::time::sleep(self.desk.pace.look);
        tokio::pin!(look);
        loop {
            let starved = self.lanes.iter().any(|lane| lane.starved);
            tokio::select! {
                () = self.desk.stop.cancelled() => return,
                () = self.desk.bell.rung(&self.provider) => {
                    self.is_rung = true;
                    return;
                }
                Ok(()) = self.connection.changed() => return,
                () = self.carrier.freed.notified(), if starved => {
                    if self.lanes.iter().any(|lane| lane.starved && lane.room() > 0) {
                        return;
                    }
                }
                () = &mut look => return,
            }
        }
    }
}
