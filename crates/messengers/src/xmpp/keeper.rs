//! Keeps the connection up: connects, serves, and connects again, for as long as Postern runs.

use std::pin::pin;

use domain::delivery::Outcome;
use domain::provider::{Connection, Provider};
use tokio::sync::{mpsc, watch};
use tokio::time::{Instant, sleep, timeout};

use super::login::{Account, open};
use super::session::{Order, Session, Shared};
use super::trouble::Trouble;
use crate::backoff::Backoff;

/// The one task of an XMPP messenger.
pub(super) struct Keeper {
    /// Whose connection it is, for logs.
    pub(super) provider: Provider,
    /// Who logs in where.
    pub(super) account: Account,
    /// What its sessions share.
    pub(super) shared: Shared,
    /// The letters to send.
    pub(super) orders: mpsc::Receiver<Order>,
    /// Where to say whether we are connected.
    pub(super) connection: watch::Sender<Connection>,
}

impl Keeper {
    /// Runs until told to stop.
    pub(super) async fn keep(mut self) {
        let stop = self.shared.surroundings.stop.clone();
        let pace = self.shared.pace;
        let mut backoff = Backoff::new(pace.first_wait, pace.longest_wait);
        while !stop.is_cancelled() {
            let begun = Instant::now();
            let Err(trouble) = self.connect_and_serve().await else {
                break;
            };
            // A connection that lasted ends the series of failures.
            if self.connection.borrow().is_up() && begun.elapsed() >= pace.longest_wait {
                backoff.reset();
            }
            let why = trouble.to_string();
            self.say_down(&why, trouble.needs_operator());
            let wait = sleep(backoff.wait(&self.shared.surroundings.world));
            let _ = stop
                .run_until_cancelled(refusing(&mut self.orders, &why, wait))
                .await;
        }
        tracing::info!(provider = %self.provider, "disconnected");
        self.connection.send_replace(Connection::down("stopped"));
        self.orders.close();
        while let Some(order) = self.orders.recv().await {
            refuse(order, "stopped");
        }
    }

    /// One connection from start to end; `Ok` when told to stop.
    async fn connect_and_serve(&mut self) -> Result<(), Trouble> {
        let why = match &*self.connection.borrow() {
            Connection::Down { why, .. } => why.clone(),
            Connection::Up { .. } => String::new(),
        };
        let deadline = self.shared.pace.connect;
        let stop = self.shared.surroundings.stop.clone();
        let opening = open(&self.account, &self.shared.surroundings.world);
        let opening = refusing(&mut self.orders, &why, timeout(deadline, Box::pin(opening)));
        let Some(opened) = stop.run_until_cancelled(opening).await else {
            return Ok(());
        };
        let opened = opened.unwrap_or(Err(Trouble::Silent(deadline)))?;
        self.say_up(opened.counts);
        Session::new(opened, &mut self.shared)
            .run(&mut self.orders)
            .await
    }

    fn say_up(&self, counts: bool) {
        tracing::info!(provider = %self.provider, counts, "connected");
        self.connection.send_replace(Connection::Up {
            account: self.account.place.account.to_string(),
        });
    }

    /// Says so once, and again only with another reason; the courier logs it.
    fn say_down(&self, why: &str, needs_operator: bool) {
        self.connection.send_if_modified(|connection| {
            let down = Connection::Down {
                why: why.to_owned(),
                needs_operator,
            };
            let is_new = *connection != down;
            *connection = down;
            is_new
        });
    }
}

/// Waits for something without a connection: whoever wants to send meanwhile hears why it cannot be.
async fn refusing<F: Future>(
    orders: &mut mpsc::Receiver<Order>,
    why: &str,
    future: F,
) -> F::Output {
    let mut future = pin!(future);
    loop {
        tokio::select! {
            biased;
            output = &mut future => return output,
            Some(order) = orders.recv() => refuse(order, why),
        }
    }
}

fn refuse(order: Order, why: &str) {
    // Whoever waited may have given up.
    let _ = order.reply.send(Outcome::Later {
        after: None,
        why: format!("not connected: {why}"),
    });
}
