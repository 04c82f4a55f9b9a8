//! Reports: what came of the tries, and what follows.

use std::collections::BTreeSet;

use domain::delivery::{Delivery, Next, Outcome, State, next};
use domain::id::DeliveryId;
use domain::linked_account::Broken;
use domain::provider::Provider;
use domain::time::Timestamp;
use store::outbox::{self, Again};
use store::{Conn, Result, attempts, linked_accounts};

use crate::desk::Desk;
use crate::fall_back::fall_back;
use crate::recorder::Record;

/// What came of one try.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) delivery: Delivery,
    /// How many tries failed before.
    pub(crate) failures: i64,
    pub(crate) came: Came,
}

/// How one try ended.
#[derive(Debug)]
pub(crate) enum Came {
    /// The messenger's answer.
    Outcome(Outcome),
    /// It was not tried, since it makes no sense any more, and why.
    Expired(&'static str),
    /// It was not tried, since Postern stops.
    Released,
}

impl Record for Report {
    async fn record(conn: &mut Conn, desk: &Desk, all: &[Self]) -> Result<BTreeSet<Provider>> {
        let now = desk.world.now();
        let mut sent: Vec<(DeliveryId, i64)> = Vec::new();
        let mut awake = BTreeSet::new();
        for report in all {
            let delivery = &report.delivery;
            match &report.came {
                Came::Outcome(Outcome::Sent) => sent.push((delivery.id, delivery.attempt)),
                Came::Outcome(outcome) => {
                    awake.extend(record_outcome(conn, desk, report, outcome, now).await?);
                }
                Came::Expired(why) => {
                    awake.extend(end(conn, desk, delivery, State::Expired, why, now).await?);
                }
                Came::Released => {
                    let why = "Postern was stopped before it was sent";
                    let (id, attempt) = (delivery.id, delivery.attempt);
                    outbox::record_later(conn, id, attempt, now, Again::Released, why).await?;
                }
            }
        }
        outbox::record_sent(conn, &sent, now).await?;
        Ok(awake)
    }
}

async fn record_outcome(
    conn: &mut Conn,
    desk: &Desk,
    report: &Report,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<Provider>> {
    let Report {
        delivery, failures, ..
    } = report;
    let (id, attempt) = (delivery.id, delivery.attempt);
    let [jitter] = desk.world.bytes();
    match (next(outcome, delivery, *failures, now, jitter), outcome) {
        (Next::RetryAt(at), Outcome::Later { after, why }) => {
            let again = if after.is_some() {
                Again::Asked
            } else {
                Again::Failed
            };
            if outbox::record_later(conn, id, attempt, at, again, why).await? {
                attempts::insert(conn, id, attempt, outcome, now).await?;
            }
            Ok(None)
        }
        (Next::GiveUp | Next::RetryAt(_) | Next::Done, _) => {
            end_with(conn, desk, delivery, outcome, now).await
        }
    }
}

/// Ends a delivery after a last outcome, with all that follows; gives the provider of the next account.
pub(crate) async fn end_with(
    conn: &mut Conn,
    desk: &Desk,
    delivery: &Delivery,
    outcome: &Outcome,
    now: Timestamp,
) -> Result<Option<Provider>> {
    let (state, why, account_at_fault) = match outcome {
        // What was sent has not ended badly.
        Outcome::Sent => return Ok(None),
        Outcome::Later { why, .. } => (State::Expired, why, false),
        Outcome::Never { why, account } => (State::Failed, why, *account),
    };
    if !outbox::record_end(conn, delivery.id, delivery.attempt, state, why, now).await? {
        return Ok(None);
    }
    attempts::insert(conn, delivery.id, delivery.attempt, outcome, now).await?;
    if let (true, Some(account)) = (account_at_fault, delivery.account_id) {
        let why = why.clone();
        linked_accounts::mark_broken(conn, account, &Broken { at: now, why }).await?;
    }
    say(delivery, state);
    fall_back(conn, desk, delivery, now).await
}

/// Ends a delivery that was not tried.
async fn end(
    conn: &mut Conn,
    desk: &Desk,
    delivery: &Delivery,
    state: State,
    why: &str,
    now: Timestamp,
) -> Result<Option<Provider>> {
    if !outbox::record_end(conn, delivery.id, delivery.attempt, state, why, now).await? {
        return Ok(None);
    }
    say(delivery, state);
    fall_back(conn, desk, delivery, now).await
}

/// Says that a delivery ended badly. Why is in the database: the reason may hold a handle.
fn say(delivery: &Delivery, state: State) {
    let (id, provider, state) = (delivery.id, &delivery.provider, state.word());
    tracing::info!(delivery.id = %id, delivery.attempt, %provider, state, "Delivery {id} to {provider} has {state}");
}
