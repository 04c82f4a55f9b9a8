//! The outbox: what the courier takes, and what came of it.
//!
//! A claim is a lease: it is committed before anything is sent, and moves `due_at` to when the lease ends. The
//! attempt number is the fence: an outcome is recorded only by the courier that holds the newest claim. A courier
//! that dies loses its lease and the delivery is due again, so a message may come twice, but is never lost.

use domain::delivery::{Cargo, Delivery, LEASE, State, lane};
use domain::id::{DeliveryId, LinkedAccountId};
use domain::locale::Locale;
use domain::notification::Kind;
use domain::provider::{Provider, RemoteId};
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::deliveries::delivery;
use crate::{Conn, Result, StoreError, db};

/// A claimed delivery with all that is needed to put it into words.
#[derive(Debug, Clone)]
pub struct Claimed {
    /// The delivery; its attempt number is this claim's.
    pub delivery: Delivery,
    /// The domain of the user.
    pub domain: String,
    /// The user's language, if chosen.
    pub locale: Option<Locale>,
    /// What it is about.
    pub matter: Matter,
}

/// What a claimed delivery is about.
#[derive(Debug, Clone)]
pub enum Matter {
    /// A notification.
    Notification(Kind),
    /// A code to sign in.
    SignInCode,
    /// A code to link an account.
    LinkCode,
}

/// Adds a delivery.
pub async fn insert(conn: &mut Conn, delivery: &Delivery) -> Result<()> {
    let (notification, challenge, issue, in_lane) = match delivery.cargo {
        Cargo::Notification(id) => (Some(id), None, 0, lane::NOTIFICATIONS),
        Cargo::Code { challenge, issue } => (None, Some(challenge), issue, lane::CODES),
    };
    sqlx::query(
        "INSERT INTO deliveries
             (id, user_id, notification_id, challenge_id, issue, account_id, provider, remote_id, handle, lane, state,
              due_at, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'pending', $11, $12, $13)",
    )
    .bind(delivery.id.to_string())
    .bind(delivery.user_id.to_string())
    .bind(notification.map(|id| id.to_string()))
    .bind(challenge.map(|id| id.to_string()))
    .bind(issue)
    .bind(delivery.account_id.map(|id| id.to_string()))
    .bind(delivery.provider.as_str())
    .bind(delivery.remote_id.as_ref().map(|id| id.0.clone()))
    .bind(&delivery.handle)
    .bind(in_lane)
    .bind(micros(delivery.due_at))
    .bind(micros(delivery.created_at))
    .bind(micros(delivery.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Takes up to `limit` due deliveries of a provider, codes first, no two couriers the same one. Must be called
/// in a transaction, and that committed before anything is sent.
pub async fn claim(
    conn: &mut Conn,
    provider: &Provider,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Claimed>> {
    let skip_locked = if db::is_postgres(conn) {
        "FOR UPDATE OF d SKIP LOCKED"
    } else {
        ""
    };
    let due = format!(
        "SELECT d.*, u.domain AS user_domain, u.locale AS user_locale, n.body AS notification_body,
                c.pending_sign_in_id AS pending_sign_in_id
         FROM deliveries d
         JOIN users u ON u.id = d.user_id
         LEFT JOIN notifications n ON n.id = d.notification_id
         LEFT JOIN challenges c ON c.id = d.challenge_id
         WHERE d.provider = $1 AND d.state = 'pending' AND d.due_at <= $2
         ORDER BY d.lane, d.due_at
         LIMIT $3 {skip_locked}"
    );
    let rows = sqlx::query(AssertSqlSafe(due))
        .bind(provider.as_str())
        .bind(micros(now))
        .bind(limit)
        .fetch_all(&mut *conn)
        .await?;
    let claimed: Vec<Claimed> = rows.iter().map(claimed).collect::<Result<_>>()?;
    let until = micros(now + LEASE);
    for chunk in chunks(&claimed) {
        let update = format!(
            "UPDATE deliveries SET attempt = attempt + 1, due_at = $1 WHERE id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(update)).bind(until);
        for one in chunk {
            query = query.bind(one.delivery.id.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(claimed)
}

/// When the next delivery of a provider that is not claimed now is due; `None` if there is none at all.
pub async fn next_due(conn: &mut Conn, provider: &Provider) -> Result<Option<Timestamp>> {
    let row = sqlx::query(
        "SELECT min(due_at) AS due FROM deliveries WHERE provider = $1 AND state = 'pending'",
    )
    .bind(provider.as_str())
    .fetch_one(conn)
    .await?;
    row.opt_time("due")
}

/// Records that these attempts succeeded, their accounts with them. Those whose claim is no longer the newest
/// are passed over.
pub async fn record_sent(
    conn: &mut Conn,
    sent: &[(DeliveryId, i64)],
    now: Timestamp,
) -> Result<()> {
    for chunk in chunks(sent) {
        let pairs: Vec<String> = (0..chunk.len())
            .map(|i| format!("(${}, CAST(${} AS BIGINT))", 2 * i + 2, 2 * i + 3))
            .collect();
        let update = format!(
            "UPDATE deliveries SET state = 'sent', sent_at = $1, ended_at = $1, why = NULL
             WHERE state = 'pending' AND (id, attempt) IN (VALUES {})",
            pairs.join(", ")
        );
        bind_pairs(sqlx::query(AssertSqlSafe(update)).bind(micros(now)), chunk)
            .execute(&mut *conn)
            .await?;
        let rows: Vec<String> = (0..chunk.len())
            .map(|i| {
                format!(
                    "(${}, CAST(${} AS BIGINT), $1, 'sent')",
                    2 * i + 2,
                    2 * i + 3
                )
            })
            .collect();
        let insert = format!(
            "INSERT INTO attempts (delivery_id, attempt, at, outcome) VALUES {} ON CONFLICT (delivery_id, attempt, outcome) DO NOTHING",
            rows.join(", ")
        );
        bind_pairs(sqlx::query(AssertSqlSafe(insert)).bind(micros(now)), chunk)
            .execute(&mut *conn)
            .await?;
        let accounts = format!(
            "UPDATE linked_accounts SET last_sent_at = $1, broken_at = NULL, broken_why = NULL
             WHERE id IN (SELECT account_id FROM deliveries WHERE id IN ({}))",
            placeholders(2, chunk.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(accounts)).bind(micros(now));
        for (id, _) in chunk {
            query = query.bind(id.to_string());
        }
        query.execute(&mut *conn).await?;
    }
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
             SET state = 'delivered', delivered_at = $1, sent_at = coalesce(sent_at, $1), ended_at = coalesce(ended_at, $1)
             WHERE state IN ('pending', 'sent') AND attempt > 0 AND id IN ({})",
            placeholders(2, chunk.len())
        );
        let mut query = sqlx::query(AssertSqlSafe(update)).bind(micros(now));
        for id in chunk {
            query = query.bind(id.to_string());
        }
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

/// Records that a delivery is tried again at `due_at`; false if the claim is no longer the newest.
pub async fn record_later(
    conn: &mut Conn,
    id: DeliveryId,
    attempt: i64,
    due_at: Timestamp,
    why: &str,
) -> Result<bool> {
    let done = sqlx::query("UPDATE deliveries SET due_at = $1, why = $2 WHERE id = $3 AND attempt = $4 AND state = 'pending'")
        .bind(micros(due_at))
        .bind(why)
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

/// Brings a delivery that came back after it was sent into the outbox again.
pub async fn reopen(conn: &mut Conn, id: DeliveryId, due_at: Timestamp, why: &str) -> Result<bool> {
    let done = sqlx::query("UPDATE deliveries SET state = 'pending', ended_at = NULL, due_at = $1, why = $2 WHERE id = $3 AND state = 'sent'")
        .bind(micros(due_at))
        .bind(why)
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Fills in the immutable id that the provider was asked for.
pub async fn set_remote_id(conn: &mut Conn, id: DeliveryId, remote_id: &RemoteId) -> Result<()> {
    sqlx::query("UPDATE deliveries SET remote_id = $1 WHERE id = $2")
        .bind(&remote_id.0)
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Makes all waiting deliveries of a provider due now: it is connected again. What is claimed keeps its lease.
pub async fn hurry(conn: &mut Conn, provider: &Provider, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE deliveries SET due_at = $1
         WHERE provider = $2 AND state = 'pending' AND due_at > $1 AND why IS NOT NULL",
    )
    .bind(micros(now))
    .bind(provider.as_str())
    .execute(conn)
    .await?;
    Ok(())
}

/// Ends what makes no sense any more: deliveries past their time, of providers connected or not. Gives the
/// notifications among them, for the next account.
pub async fn expire(conn: &mut Conn, now: Timestamp) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE deliveries SET state = 'expired', ended_at = $1, why = coalesce(why, 'its time ran out')
         WHERE state = 'pending' AND expires_at <= $1",
    )
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
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

fn claimed(row: &AnyRow) -> Result<Claimed> {
    let mut delivery = delivery(row)?;
    delivery.attempt += 1;
    let matter = match (
        delivery.cargo,
        row.opt_text("notification_body")?,
        row.opt_text("pending_sign_in_id")?,
    ) {
        (Cargo::Notification(_), Some(body), _) => {
            Matter::Notification(crate::notifications::kind(&body)?)
        }
        (Cargo::Notification(_), None, _) => {
            return Err(StoreError::Inconsistent {
                column: "deliveries.notification_id",
            });
        }
        (Cargo::Code { .. }, _, Some(_)) => Matter::SignInCode,
        (Cargo::Code { .. }, _, None) => Matter::LinkCode,
    };
    let locale = row
        .opt_text("user_locale")?
        .and_then(|tag| Locale::from_tag(&tag));
    Ok(Claimed {
        delivery,
        domain: row.text("user_domain")?,
        locale,
        matter,
    })
}

type Query = sqlx::query::Query<'static, sqlx::Any, sqlx::any::AnyArguments>;

fn bind_pairs(mut query: Query, pairs: &[(DeliveryId, i64)]) -> Query {
    for (id, attempt) in pairs {
        query = query.bind(id.to_string()).bind(*attempt);
    }
    query
}

/// `$first, $first+1, …`, `count` of them.
fn placeholders(first: usize, count: usize) -> String {
    (first..first + count)
        .map(|n| format!("${n}"))
        .collect::<Vec<_>>()
        .join(", ")
}

/// Cuts a list into pieces of a few fixed lengths, so that each statement is prepared once and kept.
fn chunks<T>(mut items: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = [128, 32, 8, 2, 1]
            .into_iter()
            .find(|size| items.len() >= *size)?;
        let (chunk, rest) = items.split_at(size);
        items = rest;
        Some(chunk)
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn chunks_hold_everything_in_order() {
        let items: Vec<u32> = (0..175).collect();
        let pieces: Vec<&[u32]> = super::chunks(&items).collect();
        assert_eq!(
            pieces.iter().map(|p| p.len()).collect::<Vec<_>>(),
            [128, 32, 8, 2, 2, 2, 1]
        );
        assert_eq!(pieces.concat(), items);
    }
}
