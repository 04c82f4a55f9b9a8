//! The outbox: what the courier takes, and what came of it.
//!
//! A claim is a lease: it is committed before anything is sent, and moves `due_at` to when the lease ends. The
//! attempt number is the fence: an outcome is recorded only by the courier that holds the newest claim. A courier
//! that dies loses its lease and the delivery is due again, so a message may come twice, but is never lost.
//!
//! While a delivery is claimed, it has tries but no reason (`why`); one that waits to be tried again has one.

mod claim;
mod record;

pub use claim::{Claimed, Matter, claim, has_due};
pub use record::{
    Again, record_delivered, record_end, record_later, record_sent, reopen, set_remote_id,
};

use domain::delivery::{Cargo, Delivery, State, lane};
use domain::id::{DeliveryId, LinkedAccountId};
use domain::provider::Provider;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;

use crate::columns::{Columns, chunks, micros, placeholders, rows};
use crate::deliveries::delivery;
use crate::{Conn, Query, Result, db};

/// Adds a delivery.
pub async fn insert(conn: &mut Conn, delivery: &Delivery) -> Result<()> {
    insert_all(conn, &[delivery]).await
}

/// Adds deliveries, many to a statement.
pub async fn insert_all(conn: &mut Conn, deliveries: &[&Delivery]) -> Result<()> {
    for chunk in chunks(deliveries) {
        let insert = format!(
            "INSERT INTO deliveries
                 (id, user_id, notification_id, challenge_id, issue, account_id, provider, remote_id, handle, lane, state,
                  due_at, created_at, expires_at)
             VALUES {}",
            rows(chunk.len(), 14)
        );
        let query = chunk
            .iter()
            .copied()
            .fold(sqlx::query(AssertSqlSafe(insert)), bind_delivery);
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

fn bind_delivery(query: Query, delivery: &Delivery) -> Query {
    let (notification, challenge, issue, in_lane) = match delivery.cargo {
        Cargo::Notification(id) => (Some(id), None, 0, lane::NOTIFICATIONS),
        Cargo::Code { challenge, issue } => (None, Some(challenge), issue, lane::CODES),
    };
    query
        .bind(delivery.id.to_string())
        .bind(delivery.user_id.to_string())
        .bind(notification.map(|id| id.to_string()))
        .bind(challenge.map(|id| id.to_string()))
        .bind(issue)
        .bind(delivery.account_id.map(|id| id.to_string()))
        .bind(delivery.provider.as_str().to_owned())
        .bind(delivery.remote_id.as_ref().map(|id| id.0.clone()))
        .bind(delivery.handle.clone())
        .bind(in_lane)
        .bind(State::Pending.word())
        .bind(micros(delivery.due_at))
        .bind(micros(delivery.created_at))
        .bind(micros(delivery.expires_at))
}

/// Makes all waiting deliveries of a provider due now: it is connected again. What is claimed keeps its lease, and
/// where the provider asked for a wait, that is kept, too.
pub async fn hurry(conn: &mut Conn, provider: &Provider, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE deliveries SET due_at = CASE WHEN not_before > $1 THEN not_before ELSE $1 END
         WHERE provider = $2 AND state = 'pending' AND due_at > $1 AND why IS NOT NULL",
    )
    .bind(micros(now))
    .bind(provider.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends up to `limit` deliveries past their time, of providers connected or not, and gives them, for the next
/// account. What is claimed keeps its lease.
pub async fn expire(conn: &mut Conn, now: Timestamp, limit: i64) -> Result<Vec<Delivery>> {
    let skip_locked = if db::is_postgres(conn) {
        "FOR UPDATE SKIP LOCKED"
    } else {
        ""
    };
    let past = format!(
        "SELECT * FROM deliveries
         WHERE state = 'pending' AND expires_at <= $1 AND NOT (attempt > 0 AND why IS NULL AND due_at > $1)
         LIMIT $2 {skip_locked}"
    );
    let rows = sqlx::query(AssertSqlSafe(past))
        .bind(micros(now))
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    let past: Vec<Delivery> = rows.iter().map(delivery).collect::<Result<_>>()?;
    for chunk in chunks(&past) {
        let update = format!(
            "UPDATE deliveries SET state = 'expired', ended_at = $1, why = coalesce(why, 'its time ran out') WHERE id IN ({})",
            placeholders(2, chunk.len())
        );
        bind_ids(
            sqlx::query(AssertSqlSafe(update)).bind(micros(now)),
            chunk.iter().map(|one| one.id),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(past)
}

/// Ends all waiting deliveries to an account that was unlinked.
pub async fn cancel_for_account(
    conn: &mut Conn,
    account: LinkedAccountId,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE deliveries SET state = 'failed', ended_at = $1, why = 'the account was unlinked'
         WHERE account_id = $2 AND state = 'pending'",
    )
    .bind(micros(now))
    .bind(account.to_string())
    .execute(conn)
    .await?;
    Ok(())
}

/// Lets what is on its way to an account go on without it: the account is about to be replaced, and is to hear of it.
pub async fn forget_account(conn: &mut Conn, account: LinkedAccountId) -> Result<()> {
    sqlx::query("UPDATE deliveries SET account_id = NULL WHERE account_id = $1")
        .bind(account.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// How many deliveries wait, or are being tried.
pub async fn count_pending(conn: &mut Conn) -> Result<i64> {
    let row = sqlx::query("SELECT count(*) AS n FROM deliveries WHERE state = 'pending'")
        .fetch_one(conn)
        .await?;
    row.number("n")
}

fn bind_ids(query: Query, ids: impl IntoIterator<Item = DeliveryId>) -> Query {
    ids.into_iter()
        .fold(query, |query, id| query.bind(id.to_string()))
}
