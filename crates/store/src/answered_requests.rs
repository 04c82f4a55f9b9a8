//! What integrations were answered, by their idempotency keys.

use domain::id::IntegrationId;
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

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

/// Remembers an answer. Fails with [`StoreError::is_duplicate`] if another request with this key was first.
pub async fn insert(
    conn: &mut Conn,
    integration: IntegrationId,
    key: &str,
    answered: &Answered,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO answered_requests (integration_id, idempotency_key, request_digest, answer, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(integration.to_string())
    .bind(key)
    .bind(answered.request_digest.clone())
    .bind(&answered.answer)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}
