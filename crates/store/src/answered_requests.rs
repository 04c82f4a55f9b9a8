//! What integrations were answered, by their idempotency keys.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::IntegrationId;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;

use crate::columns::{Columns, chunks, micros, rows};
use crate::{Conn, Query, Result, StoreError};

/// An answer given before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The digest of the request it answered.
    pub request_digest: Vec<u8>,
    /// The answer, as JSON.
    pub answer: String,
}

/// What was answered under this key.
pub async fn find(
    conn: &mut Conn,
    integration: IntegrationId,
    key: &str,
) -> Result<Option<Answered>> {
    let row = sqlx::query("SELECT request_digest, answer FROM answered_requests WHERE integration_id = $1 AND idempotency_key = $2")
        .bind(integration.to_string())
        .bind(key)
        .fetch_optional(conn)
        .await?;
    row.map(|row| {
        let request_digest = row
            .opt_bytes("request_digest")?
            .ok_or(StoreError::Inconsistent {
                column: "request_digest",
            })?;
        Ok(Answered {
            request_digest,
            answer: row.text("answer")?,
        })
    })
    .transpose()
}

/// Remembers answers under their keys, and gives the keys that were new: under the others, somebody was answered
/// before. Waits for whoever is about to remember one of them at the same moment, so all must come in one order.
pub async fn insert_new(
    conn: &mut Conn,
    answers: &BTreeMap<(IntegrationId, &str), Answered>,
    now: Timestamp,
) -> Result<BTreeSet<(IntegrationId, String)>> {
    let mut new = BTreeSet::new();
    let answers: Vec<_> = answers.iter().collect();
    for chunk in chunks(&answers) {
        let insert = format!(
            "INSERT INTO answered_requests (integration_id, idempotency_key, request_digest, answer, created_at) VALUES {}
             ON CONFLICT (integration_id, idempotency_key) DO NOTHING
             RETURNING integration_id, idempotency_key",
            rows(chunk.len(), 5)
        );
        let query = chunk.iter().fold(
            sqlx::query(AssertSqlSafe(insert)),
            |query: Query, ((integration, key), answered)| {
                query
                    .bind(integration.to_string())
                    .bind((*key).to_owned())
                    .bind(answered.request_digest.clone())
                    .bind(answered.answer.clone())
                    .bind(micros(now))
            },
        );
        for row in query.fetch_all(&mut *conn).await? {
            new.insert((row.parsed("integration_id")?, row.text("idempotency_key")?));
        }
    }
    Ok(new)
}

/// Forgets an answer that was not given after all.
pub async fn delete(conn: &mut Conn, integration: IntegrationId, key: &str) -> Result<()> {
    sqlx::query("DELETE FROM answered_requests WHERE integration_id = $1 AND idempotency_key = $2")
        .bind(integration.to_string())
        .bind(key)
        .execute(conn)
        .await?;
    Ok(())
}
