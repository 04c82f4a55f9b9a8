//! Recording, many to a transaction: what is ready is taken, without waiting for more.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;

use domain::provider::Provider;
use store::{Conn, Result};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::desk::Desk;
use crate::trouble::{REST, Trouble};

/// The most that is recorded in one transaction.
const MOST_AT_ONCE: usize = 512;
/// How many may be refused before the database is taken to be away.
const MOST_REFUSED: usize = 3;

/// Something to be recorded.
pub(crate) trait Record: Sized + Send + Sync + 'static {
    /// Records all of it in the transaction; gives the providers that have new deliveries by it.
    fn record(
        conn: &mut Conn,
        desk: &Desk,
        all: &[Self],
    ) -> impl Future<Output = Result<BTreeSet<Provider>>> + Send;
}

/// Records what comes in until all senders are gone, or `close` says that no more is waited for.
///
/// While the database is away, everything is kept and tried again. What alone is refused while the rest is taken is
/// dropped, so that it does not hold up the others: its lease ends, and the delivery is due again.
pub(crate) async fn run<T: Record>(
    desk: Arc<Desk>,
    mut inbox: mpsc::Receiver<T>,
    close: CancellationToken,
) {
    let mut trouble = Trouble::none_yet("recorder");
    let mut kept = Vec::new();
    loop {
        if kept.is_empty() {
            if !receive(&mut inbox, &mut kept, &close).await {
                return;
            }
        } else {
            tokio::time::sleep(REST).await;
            while kept.len() < MOST_AT_ONCE
                && let Ok(more) = inbox.try_recv()
            {
                kept.push(more);
            }
        }
        let Err(error) = record(&desk, &kept).await else {
            trouble.over();
            kept.clear();
            continue;
        };
        trouble.met(&error);
        kept = one_by_one(&desk, kept).await;
        if desk.give_up.is_cancelled() && !kept.is_empty() {
            let count = kept.len();
            tracing::error!(count, "Postern ends with {count} outcomes not recorded");
            return;
        }
    }
}

/// Waits for what comes in, and takes all that is ready; false if nothing will come any more.
async fn receive<T>(
    inbox: &mut mpsc::Receiver<T>,
    kept: &mut Vec<T>,
    close: &CancellationToken,
) -> bool {
    tokio::select! {
        biased;
        came = inbox.recv_many(kept, MOST_AT_ONCE) => return came > 0,
        () = close.cancelled() => inbox.close(),
    }
    // What was sent before it was closed is still there.
    inbox.recv_many(kept, MOST_AT_ONCE).await > 0
}

async fn record<T: Record>(desk: &Desk, all: &[T]) -> Result<()> {
    let mut tx = desk.db.begin().await?;
    let providers = T::record(&mut tx, desk, all).await?;
    store::commit(tx).await?;
    for provider in &providers {
        desk.bell.ring(provider);
    }
    Ok(())
}

/// Tries each by itself. If some are taken, the refused are at fault and dropped; if none is, the database is, and
/// all are given back, those that were tried last.
async fn one_by_one<T: Record>(desk: &Desk, all: Vec<T>) -> Vec<T> {
    let mut rest = all.into_iter();
    let mut refused = Vec::new();
    let mut taken = false;
    for one in rest.by_ref() {
        match record(desk, std::slice::from_ref(&one)).await {
            Ok(()) => taken = true,
            Err(_) => refused.push(one),
        }
        if !taken && refused.len() == MOST_REFUSED {
            break;
        }
    }
    if taken && !refused.is_empty() {
        let count = refused.len();
        tracing::error!(count, "The database refuses {count} outcomes for good");
        refused.clear();
    }
    rest.chain(refused).collect()
}
