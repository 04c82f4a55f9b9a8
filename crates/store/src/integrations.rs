//! Integrations and their tokens.

use domain::id::IntegrationId;
use domain::integration::Integration;
use domain::secret::TokenDigest;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

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
    let row =
        sqlx::query("SELECT * FROM integrations WHERE token_digest = $1 AND revoked_at IS NULL")
            .bind(token.0.clone())
            .fetch_optional(conn)
            .await?;
    row.as_ref().map(integration).transpose()
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
