//! Counters of the limits that protect people.

use std::collections::BTreeMap;

use domain::limit::{Limit, Verdict};
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;

use crate::columns::{Columns, chunks, micros, rows};
use crate::{Conn, Query, Result, StoreError};

/// Where somebody stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// When the window began.
    pub since: Timestamp,
    /// What was counted in it.
    pub count: i64,
}

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
    let all = BTreeMap::from([(who.to_owned(), amount)]);
    let counts = count_all(conn, limit, &all, now).await?;
    let Count { since, count } = *counts.get(who).ok_or(StoreError::Inconsistent {
        column: "limits.key",
    })?;
    Ok(limit.judge(count, since, now))
}

/// Counts for several at once, each so many, and gives where each stands now.
pub async fn count_all(
    conn: &mut Conn,
    limit: Limit,
    amounts: &BTreeMap<String, i64>,
    now: Timestamp,
) -> Result<BTreeMap<String, Count>> {
    let mut counts = BTreeMap::new();
    // In the order of their keys: so no two nodes wait for each other.
    let amounts: Vec<_> = amounts.iter().collect();
    for chunk in chunks(&amounts) {
        let upsert = format!(
            "INSERT INTO limits (key, since, count) VALUES {values}
             ON CONFLICT (key) DO UPDATE SET
                 count = CASE WHEN limits.since <= ${past} THEN excluded.count ELSE limits.count + excluded.count END,
                 since = CASE WHEN limits.since <= ${past} THEN excluded.since ELSE limits.since END
             RETURNING key, since, count",
            values = rows(chunk.len(), 3),
            past = 3 * chunk.len() + 1,
        );
        let query = chunk.iter().fold(
            sqlx::query(AssertSqlSafe(upsert)),
            |query: Query, (who, amount)| {
                query.bind(key(limit, who)).bind(micros(now)).bind(**amount)
            },
        );
        let counted = query.bind(micros(now - limit.window)).fetch_all(&mut *conn);
        for row in counted.await? {
            let (since, count) = (row.time("since")?, row.number("count")?);
            let key = row.text("key")?;
            let who = key.split_once(' ').map_or("", |(_, who)| who);
            counts.insert(who.to_owned(), Count { since, count });
        }
    }
    Ok(counts)
}

/// Takes back some of what was counted: it was refused, and shall not keep out what comes later.
pub async fn give_back(conn: &mut Conn, limit: Limit, who: &str, amount: i64) -> Result<()> {
    sqlx::query("UPDATE limits SET count = count - $1 WHERE key = $2")
        .bind(amount)
        .bind(key(limit, who))
        .execute(conn)
        .await?;
    Ok(())
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
