//! Recording: what came of a try.

use domain::delivery::State;
use domain::id::DeliveryId;
use domain::provider::RemoteId;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;

use super::bind_ids;
use crate::columns::{chunks, micros, placeholders};
use crate::{Conn, Query, Result, db};

/// Why a delivery waits again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Again {
    /// The try failed.
    Failed,
    /// The provider asked to wait; not a failed try, and not to be hurried.
    Asked,
    /// It was not tried at all: the courier stopped first.
    Released,
}

/// How far apart an account's `last_sent_at` is written: hot rows are not worth a write a message.
const ACCOUNT_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

/// Records that these attempts succeeded, their accounts with them. Those whose claim is no longer the newest
/// are passed over; those of which the receipt came first stay delivered.
pub async fn record_sent(
    conn: &mut Conn,
    sent: &[(DeliveryId, i64)],
    now: Timestamp,
) -> Result<()> {
    for chunk in chunks(sent) {
        // Joined, not `(id, attempt) IN (VALUES …)`: for that SQLite would look at every delivery there is.
        let claims = claims(2, chunk.len());
        let update = format!(
            "{claims} UPDATE deliveries SET state = 'sent', sent_at = $1, ended_at = $1, why = NULL
             FROM claims WHERE deliveries.id = claims.id AND deliveries.attempt = claims.attempt AND state = 'pending'"
        );
        run(conn, update, chunk, now).await?;
        let insert = format!(
            "{claims} INSERT INTO attempts (delivery_id, attempt, at, outcome)
             SELECT d.id, d.attempt, CAST($1 AS BIGINT), 'sent'
             FROM claims JOIN deliveries d ON d.id = claims.id AND d.attempt = claims.attempt
             WHERE d.state IN ('sent', 'delivered')
             ON CONFLICT (delivery_id, attempt, outcome) DO NOTHING"
        );
        run(conn, insert, chunk, now).await?;
        touch_accounts(conn, &claims, chunk, now).await?;
    }
    Ok(())
}

/// Notes that the accounts of these claims work.
async fn touch_accounts(
    conn: &mut Conn,
    claims: &str,
    chunk: &[(DeliveryId, i64)],
    now: Timestamp,
) -> Result<()> {
    // Two nodes lock the accounts that they share in the same order.
    let in_order = if db::is_postgres(conn) {
        "ORDER BY a.id FOR UPDATE OF a"
    } else {
        ""
    };
    let accounts = format!(
        "{claims} UPDATE linked_accounts SET last_sent_at = $1, broken_at = NULL, broken_why = NULL
         WHERE id IN (
             SELECT a.id FROM linked_accounts a
             WHERE (a.last_sent_at IS NULL OR a.last_sent_at < ${next} OR a.broken_at IS NOT NULL)
               AND a.id IN (SELECT d.account_id FROM claims JOIN deliveries d ON d.id = claims.id AND d.attempt = claims.attempt
                            WHERE d.state IN ('sent', 'delivered'))
             {in_order})",
        next = 2 * chunk.len() + 2
    );
    bind_claims(
        sqlx::query(AssertSqlSafe(accounts)).bind(micros(now)),
        chunk,
    )
    .bind(micros(now - ACCOUNT_EVERY))
    .execute(conn)
    .await?;
    Ok(())
}

async fn run(
    conn: &mut Conn,
    statement: String,
    chunk: &[(DeliveryId, i64)],
    now: Timestamp,
) -> Result<()> {
    bind_claims(
        sqlx::query(AssertSqlSafe(statement)).bind(micros(now)),
        chunk,
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Records that the person's client has these messages.
pub async fn record_delivered(
    conn: &mut Conn,
    delivered: &[DeliveryId],
    now: Timestamp,
) -> Result<()> {
    for chunk in chunks(delivered) {
        let update = format!(
            "UPDATE deliveries
             SET state = 'delivered', delivered_at = $1, sent_at = coalesce(sent_at, $1), ended_at = coalesce(ended_at, $1), why = NULL
             WHERE state IN ('pending', 'sent') AND attempt > 0 AND id IN ({})",
            placeholders(2, chunk.len())
        );
        bind_ids(
            sqlx::query(AssertSqlSafe(update)).bind(micros(now)),
            chunk.iter().copied(),
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Records that a delivery is tried again at `due_at`; false if the claim is no longer the newest.
pub async fn record_later(
    conn: &mut Conn,
    id: DeliveryId,
    attempt: i64,
    due_at: Timestamp,
    again: Again,
    why: &str,
) -> Result<bool> {
    let (failed, not_before) = match again {
        Again::Failed => (1, None),
        Again::Asked => (0, Some(micros(due_at))),
        Again::Released => (0, None),
    };
    let done = sqlx::query(
        "UPDATE deliveries SET due_at = $1, why = $2, failures = failures + $3, not_before = $4
         WHERE id = $5 AND attempt = $6 AND state = 'pending'",
    )
    .bind(micros(due_at))
    .bind(why)
    .bind(failed)
    .bind(not_before)
    .bind(id.to_string())
    .bind(attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends a delivery as failed or expired; false if the claim is no longer the newest. One that was sent may still
/// fail, when it comes back.
pub async fn record_end(
    conn: &mut Conn,
    id: DeliveryId,
    attempt: i64,
    state: State,
    why: &str,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE deliveries SET state = $1, why = $2, ended_at = $3
         WHERE id = $4 AND attempt = $5 AND state IN ('pending', 'sent')",
    )
    .bind(state.word())
    .bind(why)
    .bind(micros(now))
    .bind(id.to_string())
    .bind(attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Brings a delivery that came back after it was sent into the outbox again; false if it has ended otherwise.
///
/// It may come back before it is recorded as sent: then the attempt number is raised, so that this is not
/// recorded afterwards.
pub async fn reopen(conn: &mut Conn, id: DeliveryId, due_at: Timestamp, why: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE deliveries
         SET attempt = attempt + CASE WHEN state = 'pending' THEN 1 ELSE 0 END, state = 'pending', sent_at = NULL, ended_at = NULL,
             due_at = $1, why = $2, failures = failures + 1
         WHERE id = $3 AND state IN ('pending', 'sent')",
    )
    .bind(micros(due_at))
    .bind(why)
    .bind(id.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Fills in the immutable id that the provider was asked for; false if the claim is no longer the newest.
pub async fn set_remote_id(
    conn: &mut Conn,
    id: DeliveryId,
    attempt: i64,
    remote_id: &RemoteId,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE deliveries SET remote_id = $1 WHERE id = $2 AND attempt = $3 AND state = 'pending'",
    )
    .bind(&remote_id.0)
    .bind(id.to_string())
    .bind(attempt)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// `count` claims as a table, its values from placeholder `first` on.
fn claims(first: usize, count: usize) -> String {
    let rows: Vec<String> = (0..count)
        .map(|i| {
            let (id, attempt) = (first + 2 * i, first + 2 * i + 1);
            format!("(CAST(${id} AS TEXT), CAST(${attempt} AS BIGINT))")
        })
        .collect();
    format!("WITH claims (id, attempt) AS (VALUES {})", rows.join(", "))
}

fn bind_claims(query: Query, claims: &[(DeliveryId, i64)]) -> Query {
    claims.iter().fold(query, |query, (id, attempt)| {
        query.bind(id.to_string()).bind(*attempt)
    })
}
