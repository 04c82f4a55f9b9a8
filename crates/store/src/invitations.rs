//! Invitations.

use domain::id::InvitationId;
use domain::invitation::Invitation;
use domain::secret::TokenDigest;
use domain::time::Timestamp;
use domain::user::Role;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// Adds an invitation, found by its token from now on.
pub async fn insert(conn: &mut Conn, invitation: &Invitation, token: &TokenDigest) -> Result<()> {
    sqlx::query(
        "INSERT INTO invitations (id, token_digest, domain, role, name, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(invitation.id.to_string())
    .bind(token.0.clone())
    .bind(&invitation.domain)
    .bind(invitation.role.word())
    .bind(invitation.name.clone())
    .bind(micros(invitation.created_at))
    .bind(micros(invitation.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The invitation of this token, open or not.
pub async fn find_by_token(
    conn: &mut Conn,
    domain: &str,
    token: &TokenDigest,
) -> Result<Option<Invitation>> {
    let row = sqlx::query("SELECT * FROM invitations WHERE token_digest = $1 AND domain = $2")
        .bind(token.0.clone())
        .bind(domain)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(invitation).transpose()
}

/// The open invitations of a domain, newest first.
pub async fn list_open(conn: &mut Conn, domain: &str, now: Timestamp) -> Result<Vec<Invitation>> {
    let rows = sqlx::query(
        "SELECT * FROM invitations WHERE domain = $1 AND used_at IS NULL AND expires_at > $2 ORDER BY created_at DESC LIMIT 100",
    )
    .bind(domain)
    .bind(micros(now))
    .fetch_all(conn)
    .await?;
    rows.iter().map(invitation).collect()
}

/// Takes an invitation up; true for exactly one caller.
pub async fn consume(conn: &mut Conn, id: InvitationId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE invitations SET used_at = $1 WHERE id = $2 AND used_at IS NULL AND expires_at > $1",
    )
    .bind(micros(at))
    .bind(id.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes an invitation back; true if it was there.
pub async fn delete(conn: &mut Conn, domain: &str, id: InvitationId) -> Result<bool> {
    let done =
        sqlx::query("DELETE FROM invitations WHERE id = $1 AND domain = $2 AND used_at IS NULL")
            .bind(id.to_string())
            .bind(domain)
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Takes back all open invitations of a role: the link that makes the first admin is printed anew at each start.
pub async fn delete_open_of_role(conn: &mut Conn, domain: &str, role: Role) -> Result<()> {
    sqlx::query("DELETE FROM invitations WHERE domain = $1 AND role = $2 AND used_at IS NULL")
        .bind(domain)
        .bind(role.word())
        .execute(conn)
        .await?;
    Ok(())
}

fn invitation(row: &AnyRow) -> Result<Invitation> {
    Ok(Invitation {
        id: row.parsed("id")?,
        domain: row.text("domain")?,
        role: Role::from_word(&row.text("role")?).ok_or(StoreError::Inconsistent {
            column: "invitations.role",
        })?,
        name: row.opt_text("name")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        used_at: row.opt_time("used_at")?,
    })
}
