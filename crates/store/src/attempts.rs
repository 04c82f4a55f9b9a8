//! Attempts: each try at a delivery and what came of it.

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// One try, for the page that shows a delivery's history.
#[derive(Debug, Clone)]
pub struct Attempt {
    /// Its number, from 1.
    pub number: i64,
    /// When it ended.
    pub at: Timestamp,
    /// `sent`, `later` or `never`.
    pub outcome: String,
    /// The reason, if there is one.
    pub why: Option<String>,
}

/// Records how a try ended.
pub async fn insert(
    conn: &mut Conn,
    delivery: DeliveryId,
    number: i64,
    outcome: &Outcome,
    at: Timestamp,
) -> Result<()> {
    let (word, why) = match outcome {
        Outcome::Sent => ("sent", None),
        Outcome::Later { why, .. } => ("later", Some(why.clone())),
        Outcome::Never { why, .. } => ("never", Some(why.clone())),
    };
    // A message may be sent and come back later: two ends of one try.
    sqlx::query(
        "INSERT INTO attempts (delivery_id, attempt, at, outcome, why) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (delivery_id, attempt, outcome) DO NOTHING",
    )
    .bind(delivery.to_string())
    .bind(number)
    .bind(micros(at))
    .bind(word)
    .bind(why)
    .execute(conn)
    .await?;
    Ok(())
}

/// All tries at a delivery, first to last; of one that was sent and came back, the sending first.
pub async fn list_of_delivery(conn: &mut Conn, delivery: DeliveryId) -> Result<Vec<Attempt>> {
    let rows = sqlx::query("SELECT attempt, at, outcome, why FROM attempts WHERE delivery_id = $1 ORDER BY attempt, at, outcome DESC")
        .bind(delivery.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(attempt).collect()
}

fn attempt(row: &AnyRow) -> Result<Attempt> {
    Ok(Attempt {
        number: row.number("attempt")?,
        at: row.time("at")?,
        outcome: row.text("outcome")?,
        why: row.opt_text("why")?,
    })
}
