//! Counters of the limits that protect people.

use domain::limit::{Limit, Verdict};
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// Counts one and judges. The key is the limit's name and `who`.
pub async fn count(conn: &mut Conn, limit: Limit, who: &str, now: Timestamp) -> Result<Verdict> {
    count_many(conn, limit, who, 1, now).await
}

/// Counts so many at once and judges.
pub async fn count_many(
    conn: &mut Conn,
    limit: Limit,
    who: &str,
    amount: i64,
    now: Timestamp,
) -> Result<Verdict> {
    let row = sqlx::query(
        "INSERT INTO limits (key, since, count) VALUES ($1, $2, $4)
         ON CONFLICT (key) DO UPDATE SET
             count = CASE WHEN limits.since <= $3 THEN $4 ELSE limits.count + $4 END,
             since = CASE WHEN limits.since <= $3 THEN $2 ELSE limits.since END
         RETURNING since, count",
    )
    .bind(key(limit, who))
    .bind(micros(now))
    .bind(micros(now - limit.window))
    .bind(amount)
    .fetch_one(conn)
    .await?;
    Ok(limit.judge(row.number("count")?, row.time("since")?, now))
}

/// Forgets what was counted: it ended well.
pub async fn reset(conn: &mut Conn, limit: Limit, who: &str) -> Result<()> {
    sqlx::query("DELETE FROM limits WHERE key = $1")
        .bind(key(limit, who))
        .execute(conn)
        .await?;
    Ok(())
}

fn key(limit: Limit, who: &str) -> String {
    format!("{} {who}", limit.name)
}
