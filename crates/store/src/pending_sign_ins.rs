//! Sign-ins between the password and the second factor.

use domain::id::PendingSignInId;
use domain::secret::TokenDigest;
use domain::sign_in::PendingSignIn;
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::sign_ins::place;
use crate::{Conn, Result};

/// Adds one, found by its token from now on.
pub async fn insert(conn: &mut Conn, pending: &PendingSignIn, token: &TokenDigest) -> Result<()> {
    sqlx::query(
        "INSERT INTO pending_sign_ins (id, token_digest, user_id, ip, browser, system, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(pending.id.to_string())
    .bind(token.0.clone())
    .bind(pending.user_id.to_string())
    .bind(pending.place.ip.to_string())
    .bind(&pending.place.browser)
    .bind(&pending.place.system)
    .bind(micros(pending.created_at))
    .bind(micros(pending.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The one of this token, if it waits still.
pub async fn find_by_token(
    conn: &mut Conn,
    token: &TokenDigest,
    now: Timestamp,
) -> Result<Option<PendingSignIn>> {
    let row = sqlx::query("SELECT * FROM pending_sign_ins WHERE token_digest = $1 AND expires_at > $2 AND finished_at IS NULL")
        .bind(token.0.clone())
        .bind(micros(now))
        .fetch_optional(conn)
        .await?;
    row.as_ref()
        .map(|row| {
            Ok(PendingSignIn {
                id: row.parsed("id")?,
                user_id: row.parsed("user_id")?,
                place: place(row)?,
                created_at: row.time("created_at")?,
                expires_at: row.time("expires_at")?,
                finished_at: row.opt_time("finished_at")?,
            })
        })
        .transpose()
}

/// Completes it; true for exactly one caller.
pub async fn finish(conn: &mut Conn, id: PendingSignInId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query("UPDATE pending_sign_ins SET finished_at = $1 WHERE id = $2 AND finished_at IS NULL AND expires_at > $1")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
