//! Start links. The token is not here, only its digest.

use domain::id::{LinkedAccountId, SessionId, StartLinkId};
use domain::provider::Provider;
use domain::secret::TokenDigest;
use domain::start_link::StartLink;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// Adds a link that nobody has used yet.
pub async fn insert(conn: &mut Conn, link: &StartLink, token: &TokenDigest) -> Result<()> {
    sqlx::query(
        "INSERT INTO start_links (id, token_digest, user_id, session_id, provider, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(link.id.to_string())
    .bind(token.0.clone())
    .bind(link.user_id.to_string())
    .bind(link.session.to_string())
    .bind(link.provider.as_str())
    .bind(micros(link.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The link of this id, if this session's page shows it.
pub async fn find(
    conn: &mut Conn,
    session: SessionId,
    id: StartLinkId,
) -> Result<Option<StartLink>> {
    let row = sqlx::query("SELECT * FROM start_links WHERE id = $1 AND session_id = $2")
        .bind(id.to_string())
        .bind(session.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(start_link).transpose()
}

/// The link of this token, open or not.
pub async fn find_by_token(conn: &mut Conn, token: &TokenDigest) -> Result<Option<StartLink>> {
    let row = sqlx::query("SELECT * FROM start_links WHERE token_digest = $1")
        .bind(token.0.clone())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(start_link).transpose()
}

/// A session's unused link of a provider that works at least until `until`.
pub async fn find_unused(
    conn: &mut Conn,
    session: SessionId,
    provider: &Provider,
    until: Timestamp,
) -> Result<Option<StartLink>> {
    let row = sqlx::query(
        "SELECT * FROM start_links
         WHERE session_id = $1 AND provider = $2 AND used_at IS NULL AND expires_at >= $3
         ORDER BY expires_at DESC, id DESC LIMIT 1",
    )
    .bind(session.to_string())
    .bind(provider.as_str())
    .bind(micros(until))
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(start_link).transpose()
}

/// Uses a link up; true for exactly one caller.
pub async fn consume(conn: &mut Conn, id: StartLinkId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query("UPDATE start_links SET used_at = $1 WHERE id = $2 AND used_at IS NULL")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Says which account was linked by it.
pub async fn set_account(conn: &mut Conn, id: StartLinkId, account: LinkedAccountId) -> Result<()> {
    sqlx::query("UPDATE start_links SET account_id = $1 WHERE id = $2")
        .bind(account.to_string())
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

fn start_link(row: &AnyRow) -> Result<StartLink> {
    Ok(StartLink {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        session: row.parsed("session_id")?,
        provider: Provider::new(row.text("provider")?),
        expires_at: row.time("expires_at")?,
        used_at: row.opt_time("used_at")?,
        account: row.opt_parsed("account_id")?,
    })
}
