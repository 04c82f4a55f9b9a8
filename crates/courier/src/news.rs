//! News: what messengers report unasked, receipts and messages that came back.

use std::collections::BTreeSet;

use domain::delivery::{Next, Outcome, next};
use domain::id::DeliveryId;
use domain::provider::Provider;
use domain::time::Timestamp;
use messengers::News;
use store::{Conn, Result, attempts, deliveries, outbox};

use crate::desk::Desk;
use crate::recorder::Record;
use crate::report::end_with;

impl Record for News {
    async fn record(conn: &mut Conn, desk: &Desk, all: &[Self]) -> Result<BTreeSet<Provider>> {
        let now = desk.world.now();
        let mut delivered = Vec::new();
        let mut awake = BTreeSet::new();
        for news in all {
            match news {
                Self::Delivered(id) => delivered.push(*id),
                Self::Bounced { delivery, outcome } => {
                    awake.extend(record_bounce(conn, desk, *delivery, outcome, now).await?);
                }
            }
        }
        outbox::record_delivered(conn, &delivered, now).await?;
        Ok(awake)
    }
}

/// Records that a message came back, perhaps before it is recorded as sent.
async fn record_bounce(
    conn: &mut Conn,
    desk: &Desk,
    id: DeliveryId,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<Provider>> {
    let Some(delivery) = deliveries::find(conn, id).await? else {
        return Ok(None);
    };
    let [jitter] = desk.world.bytes();
    // At most; how many of the tries failed does not matter much for one that was sent before.
    let failures = (delivery.attempt - 1).max(0);
    match (next(outcome, &delivery, failures, now, jitter), outcome) {
        (Next::RetryAt(at), Outcome::Later { why, .. }) => {
            if outbox::reopen(conn, id, at, why).await? {
                attempts::insert(conn, id, delivery.attempt, outcome, now).await?;
            }
            Ok(None)
        }
        (Next::GiveUp | Next::RetryAt(_) | Next::Done, _) => {
            end_with(conn, desk, &delivery, outcome, now).await
        }
    }
}
