//! Deliveries, as pages and the API read them. What the courier does with them is in [`crate::outbox`].

use std::time::Duration;

use domain::delivery::{Cargo, Delivery, State};
use domain::id::{ChallengeId, DeliveryId, NotificationId, UserId};
use domain::provider::{Provider, RemoteId};
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// A delivery with what a list shows beside it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// The delivery.
    pub delivery: Delivery,
    /// The name of its user.
    pub user_name: String,
    /// The word of its notification's kind, or `code`.
    pub kind: String,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// Which deliveries a list holds.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these states.
    pub state: Option<State>,
    /// Only this user's.
    pub user: Option<UserId>,
    /// Only those before this one, for the next page.
    pub before: Option<DeliveryId>,
}

/// The delivery of this id.
pub async fn find(conn: &mut Conn, id: DeliveryId) -> Result<Option<Delivery>> {
    let row = sqlx::query("SELECT * FROM deliveries WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(delivery).transpose()
}

/// One delivery of a domain, with what a list shows.
pub async fn find_listed(conn: &mut Conn, domain: &str, id: DeliveryId) -> Result<Option<Listed>> {
    let row = sqlx::query(
        "SELECT d.*, u.name AS user_name, coalesce(n.kind, 'code') AS kind
         FROM deliveries d JOIN users u ON u.id = d.user_id LEFT JOIN notifications n ON n.id = d.notification_id
         WHERE d.id = $1 AND u.domain = $2",
    )
    .bind(id.to_string())
    .bind(domain)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(listed).transpose()
}

/// The deliveries of a domain, newest first.
pub async fn list(
    conn: &mut Conn,
    domain: &str,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Listed>> {
    let rows = sqlx::query(
        "SELECT d.*, u.name AS user_name, coalesce(n.kind, 'code') AS kind
         FROM deliveries d JOIN users u ON u.id = d.user_id LEFT JOIN notifications n ON n.id = d.notification_id
         WHERE u.domain = $1 AND ($2 = '' OR d.state = $2) AND ($3 = '' OR d.user_id = $3) AND d.id < $4
         ORDER BY d.id DESC
         LIMIT $5",
    )
    .bind(domain)
    .bind(filter.state.map_or("", State::word))
    .bind(filter.user.map_or_else(String::new, |id| id.to_string()))
    // "g" sorts after every hexadecimal digit, and so after every id.
    .bind(filter.before.map_or_else(|| "g".to_owned(), |id| id.to_string()))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(listed).collect()
}

/// The deliveries of a notification, in the order in which accounts were tried.
pub async fn list_of_notification(conn: &mut Conn, id: NotificationId) -> Result<Vec<Delivery>> {
    let rows = sqlx::query("SELECT * FROM deliveries WHERE notification_id = $1 ORDER BY id")
        .bind(id.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(delivery).collect()
}

/// The deliveries of the texts that a person wrote between two times, in the order in which accounts were tried:
/// what became of one message to many.
pub async fn list_of_author(
    conn: &mut Conn,
    domain: &str,
    author: UserId,
    (from, until): (Timestamp, Timestamp),
    limit: i64,
) -> Result<Vec<Listed>> {
    // The ids of notifications begin with their time, so the primary key finds them.
    let first = |at: Timestamp| {
        let millis = at.as_micros() / 1000;
        format!("{:08x}-{:04x}", millis >> 16, millis & 0xffff)
    };
    let rows = sqlx::query(
        "SELECT d.*, u.name AS user_name, n.kind AS kind
         FROM notifications n JOIN users u ON u.id = n.user_id JOIN deliveries d ON d.notification_id = n.id
         WHERE u.domain = $1 AND n.source = 'user' AND n.source_id = $2 AND n.id >= $3 AND n.id < $4
         ORDER BY n.id, d.id
         LIMIT $5",
    )
    .bind(domain)
    .bind(author.to_string())
    .bind(first(from))
    .bind(first(until + Duration::from_millis(1)))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(listed).collect()
}

/// The delivery of a challenge's newest issue.
pub async fn find_of_challenge(conn: &mut Conn, id: ChallengeId) -> Result<Option<Delivery>> {
    let row = sqlx::query(
        "SELECT * FROM deliveries WHERE challenge_id = $1 ORDER BY issue DESC, id DESC LIMIT 1",
    )
    .bind(id.to_string())
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(delivery).transpose()
}

/// How many deliveries of a domain were made since `since`, by state.
pub async fn count_by_state(
    conn: &mut Conn,
    domain: &str,
    since: Timestamp,
) -> Result<Vec<(State, i64)>> {
    let rows = sqlx::query(
        "SELECT d.state AS state, count(*) AS n FROM deliveries d JOIN users u ON u.id = d.user_id
         WHERE u.domain = $1 AND d.created_at >= $2 GROUP BY d.state",
    )
    .bind(domain)
    .bind(micros(since))
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((state(row)?, row.number("n")?)))
        .collect()
}

fn listed(row: &AnyRow) -> Result<Listed> {
    Ok(Listed {
        delivery: delivery(row)?,
        user_name: row.text("user_name")?,
        kind: row.text("kind")?,
        ended_at: row.opt_time("ended_at")?,
    })
}

fn state(row: &AnyRow) -> Result<State> {
    State::from_word(&row.text("state")?).ok_or(StoreError::Inconsistent {
        column: "deliveries.state",
    })
}

/// Reads the columns of a delivery.
pub(crate) fn delivery(row: &AnyRow) -> Result<Delivery> {
    let cargo = match (
        row.opt_parsed("notification_id")?,
        row.opt_parsed("challenge_id")?,
    ) {
        (Some(id), None) => Cargo::Notification(id),
        (None, Some(challenge)) => Cargo::Code {
            challenge,
            issue: row.number("issue")?,
        },
        (Some(_), Some(_)) | (None, None) => {
            return Err(StoreError::Inconsistent {
                column: "deliveries.notification_id",
            });
        }
    };
    Ok(Delivery {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        cargo,
        account_id: row.opt_parsed("account_id")?,
        provider: Provider::new(row.text("provider")?),
        remote_id: row.opt_text("remote_id")?.map(RemoteId),
        handle: row.text("handle")?,
        state: state(row)?,
        attempt: row.number("attempt")?,
        due_at: row.time("due_at")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        why: row.opt_text("why")?,
    })
}
