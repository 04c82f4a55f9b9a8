//! What is forgotten, and when. The table in docs/retention.md lists the same rules.

use std::time::Duration;

use domain::time::Timestamp;

use crate::columns::micros;
use crate::{Conn, Result};

const DAY: u64 = 24 * 3600;
/// How many rows go at once, so that no writer waits long.
pub const BATCH: u64 = 1_000;

/// One rule: rows of `table` whose `column` is older than `keep` go.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// The table.
    pub table: &'static str,
    /// The column that holds the row's age.
    pub column: &'static str,
    /// How long a row is kept after that.
    pub keep: Duration,
    /// The statement; `$1` is the time before which rows go, at most [`BATCH`] at once.
    statement: &'static str,
}

macro_rules! rule {
    ($table:literal, $key:literal, $column:literal, $days:expr) => {
        Rule {
            table: $table,
            column: $column,
            keep: Duration::from_secs($days * DAY),
            statement: concat!(
                "DELETE FROM ",
                $table,
                " WHERE (",
                $key,
                ") IN (SELECT ",
                $key,
                " FROM ",
                $table,
                " WHERE ",
                $column,
                " < $1 LIMIT 1000)"
            ),
        }
    };
}

/// All rules.
pub const RULES: [Rule; 13] = [
    rule!("challenges", "id", "expires_at", 1),
    rule!("pending_sign_ins", "id", "expires_at", 1),
    rule!("start_links", "id", "expires_at", 1),
    rule!("telegram_logins", "owner", "ends_at", 1),
    rule!("bridge_links", "id", "expires_at", 1),
    rule!("bridge_transactions", "id", "received_at", 30),
    rule!("bridge_closed_rooms", "room", "failed_at", 30),
    rule!(
        "answered_requests",
        "integration_id, idempotency_key",
        "created_at",
        2
    ),
    rule!("sessions", "id", "seen_at", 90),
    rule!("notifications", "id", "created_at", 90),
    rule!("sign_ins", "id", "at", 365),
    rule!("limits", "key", "since", 2),
    rule!("failures", "guessed, guessed_at, place", "last_at", 30),
];

/// Applies a rule once; gives how many rows went (if it is a whole [`BATCH`], there may be more).
pub async fn apply(conn: &mut Conn, rule: &Rule, now: Timestamp) -> Result<u64> {
    let done = sqlx::query(rule.statement)
        .bind(micros(now - rule.keep))
        .execute(conn)
        .await?;
    Ok(done.rows_affected())
}
