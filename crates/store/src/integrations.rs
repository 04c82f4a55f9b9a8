//! Integrations and their tokens.

use domain::id::IntegrationId;
use domain::integration::Integration;
use domain::secret::TokenDigest;
use domain::time::Timestamp;
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, chunks, micros, placeholders};
use crate::{Conn, Query, Result};

/// Adds an integration, found by its token from now on.
pub async fn insert(conn: &mut Conn, integration: &Integration, token: &TokenDigest) -> Result<()> {
    sqlx::query("INSERT INTO integrations (id, token_digest, domain, name, created_at) VALUES ($1, $2, $3, $4, $5)")
        .bind(integration.id.to_string())
        .bind(token.0.clone())
        .bind(&integration.domain)
        .bind(&integration.name)
        .bind(micros(integration.created_at))
        .execute(conn)
        .await?;
    Ok(())
}

/// The integration of this token, unless it was revoked.
pub async fn find_by_token(conn: &mut Conn, token: &TokenDigest) -> Result<Option<Integration>> {
    let found = list_by_tokens(conn, &[&token.0]).await?;
    Ok(found.into_iter().next().map(|(_, program)| program))
}

/// The integrations of these digests of tokens that were not revoked, each with its digest.
pub async fn list_by_tokens(
    conn: &mut Conn,
    tokens: &[&[u8]],
) -> Result<Vec<(Vec<u8>, Integration)>> {
    let mut found = Vec::with_capacity(tokens.len());
    for chunk in chunks(tokens) {
        let sql = format!(
            "SELECT * FROM integrations WHERE token_digest IN ({}) AND revoked_at IS NULL",
            placeholders(1, chunk.len())
        );
        let query = chunk
            .iter()
            .fold(sqlx::query(AssertSqlSafe(sql)), |query: Query, token| {
                query.bind(token.to_vec())
            });
        for row in query.fetch_all(&mut *conn).await? {
            let digest = row.opt_bytes("token_digest")?.unwrap_or_default();
            found.push((digest, integration(&row)?));
        }
    }
    Ok(found)
}

/// The integrations of a domain that were not revoked, newest first.
pub async fn list(conn: &mut Conn, domain: &str) -> Result<Vec<Integration>> {
    let rows = sqlx::query("SELECT * FROM integrations WHERE domain = $1 AND revoked_at IS NULL ORDER BY created_at DESC LIMIT 200")
        .bind(domain)
        .fetch_all(conn)
        .await?;
    rows.iter().map(integration).collect()
}

/// Records that the integration asked for something.
pub async fn touch(conn: &mut Conn, id: IntegrationId, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE integrations SET used_at = $1 WHERE id = $2")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Revokes the token; true if it was alive.
pub async fn revoke(
    conn: &mut Conn,
    domain: &str,
    id: IntegrationId,
    at: Timestamp,
) -> Result<bool> {
    let done = sqlx::query("UPDATE integrations SET revoked_at = $1 WHERE id = $2 AND domain = $3 AND revoked_at IS NULL")
        .bind(micros(at))
        .bind(id.to_string())
        .bind(domain)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

fn integration(row: &AnyRow) -> Result<Integration> {
    Ok(Integration {
        id: row.parsed("id")?,
        domain: row.text("domain")?,
        name: row.text("name")?,
        created_at: row.time("created_at")?,
        used_at: row.opt_time("used_at")?,
        revoked_at: row.opt_time("revoked_at")?,
    })
}
