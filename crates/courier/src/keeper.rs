//! The keeper: ends what is past its time, and forgets what need not be kept.

use std::collections::BTreeSet;
use std::sync::Arc;

use store::retention::{self, Rule};
use store::{Result, outbox};

use crate::desk::Desk;
use crate::fall_back::fall_back;
use crate::trouble::Trouble;

/// The most deliveries that one transaction ends.
const MOST_AT_ONCE: usize = 200;

/// Keeps order until the stop.
pub(crate) async fn run(desk: Arc<Desk>) {
    let mut trouble = Trouble::none_yet("keeper");
    let mut expiry = tokio::time::interval(desk.pace.expire);
    let mut forgetting = tokio::time::interval(desk.pace.forget);
    loop {
        let done = tokio::select! {
            () = desk.stop.cancelled() => return,
            _ = expiry.tick() => expire(&desk).await,
            _ = forgetting.tick() => forget(&desk).await,
        };
        match done {
            Ok(()) => trouble.over(),
            // The next tick tries again.
            Err(error) => trouble.met(&error),
        }
    }
}

/// Ends deliveries past their time, a batch to a transaction. Their notifications go to the next account.
async fn expire(desk: &Desk) -> Result<()> {
    let most = i64::try_from(MOST_AT_ONCE).unwrap_or(i64::MAX);
    while !desk.stop.is_cancelled() {
        let now = desk.world.now();
        let mut awake = BTreeSet::new();
        let mut tx = desk.db.begin().await?;
        let ended = outbox::expire(&mut tx, now, most).await?;
        for delivery in &ended {
            awake.extend(fall_back(&mut tx, desk, delivery, now).await?);
        }
        store::commit(tx).await?;
        for provider in &awake {
            desk.bell.ring(provider);
        }
        if !ended.is_empty() {
            let count = ended.len();
            tracing::info!(count, "{count} deliveries have expired");
        }
        if ended.len() < MOST_AT_ONCE {
            break;
        }
    }
    Ok(())
}

async fn forget(desk: &Desk) -> Result<()> {
    for rule in &retention::RULES {
        forget_by(desk, rule).await?;
    }
    Ok(())
}

/// Applies one rule until nothing is left for it, a batch to a transaction.
async fn forget_by(desk: &Desk, rule: &Rule) -> Result<()> {
    let mut count = 0;
    while !desk.stop.is_cancelled() {
        let mut tx = desk.db.begin().await?;
        let gone = retention::apply(&mut tx, rule, desk.world.now()).await?;
        store::commit(tx).await?;
        count += gone;
        if gone < retention::BATCH {
            break;
        }
    }
    if count > 0 {
        let table = rule.table;
        tracing::info!(table, count, "{count} old rows of {table} were removed");
    }
    Ok(())
}
