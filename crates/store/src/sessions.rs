//! Sessions.

use domain::id::{SessionId, UserId};
use domain::secret::TokenDigest;
use domain::session::Session;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::sign_ins::place;
use crate::{Conn, Result};

/// Adds a session, found by its token from now on.
pub async fn insert(conn: &mut Conn, session: &Session, token: &TokenDigest) -> Result<()> {
    sqlx::query(
        "INSERT INTO sessions (id, token_digest, user_id, ip, browser, system, strong, created_at, seen_at, proven_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(session.id.to_string())
    .bind(token.0.clone())
    .bind(session.user_id.to_string())
    .bind(session.place.ip.to_string())
    .bind(&session.place.browser)
    .bind(&session.place.system)
    .bind(i64::from(session.strong))
    .bind(micros(session.created_at))
    .bind(micros(session.seen_at))
    .bind(micros(session.proven_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The session of this token, alive or not.
pub async fn find_by_token(conn: &mut Conn, token: &TokenDigest) -> Result<Option<Session>> {
    let row = sqlx::query("SELECT * FROM sessions WHERE token_digest = $1")
        .bind(token.0.clone())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(session).transpose()
}

/// A user's sessions that were not ended, newest first; the caller leaves out those that ran out.
pub async fn list_of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Session>> {
    let rows = sqlx::query("SELECT * FROM sessions WHERE user_id = $1 AND ended_at IS NULL ORDER BY created_at DESC, id DESC LIMIT 100")
        .bind(user.to_string())
        .fetch_all(conn)
        .await?;
    rows.iter().map(session).collect()
}

/// Records that the session was used.
pub async fn touch(conn: &mut Conn, id: SessionId, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE sessions SET seen_at = $1 WHERE id = $2")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Gives a session a new token, and records that its user proved itself just now: a stolen older token is worth
/// nothing from here on.
pub async fn renew(
    conn: &mut Conn,
    id: SessionId,
    token: &TokenDigest,
    at: Timestamp,
) -> Result<()> {
    sqlx::query("UPDATE sessions SET token_digest = $1, proven_at = $2, seen_at = $2 WHERE id = $3 AND ended_at IS NULL")
        .bind(token.0.clone())
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Marks a session as one that passed a second factor: its user set up the first one in it.
pub async fn strengthen(conn: &mut Conn, id: SessionId) -> Result<()> {
    sqlx::query("UPDATE sessions SET strong = 1 WHERE id = $1")
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends one of a user's sessions; true if it was alive.
pub async fn end(conn: &mut Conn, user: UserId, id: SessionId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE sessions SET ended_at = $1 WHERE id = $2 AND user_id = $3 AND ended_at IS NULL",
    )
    .bind(micros(at))
    .bind(id.to_string())
    .bind(user.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends all of a user's sessions but one, and sign-ins that are halfway: whoever typed the password before it was
/// changed must not get in with a code after it. Gives how many sessions were ended.
pub async fn end_others(
    conn: &mut Conn,
    user: UserId,
    keep: Option<SessionId>,
    at: Timestamp,
) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE sessions SET ended_at = $1 WHERE user_id = $2 AND id <> $3 AND ended_at IS NULL",
    )
    .bind(micros(at))
    .bind(user.to_string())
    .bind(keep.map_or_else(String::new, |id| id.to_string()))
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE pending_sign_ins SET finished_at = $1 WHERE user_id = $2 AND finished_at IS NULL",
    )
    .bind(micros(at))
    .bind(user.to_string())
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

/// Ends all sessions of a domain's users but one, and their sign-ins that are halfway; gives how many sessions.
pub async fn end_of_domain(
    conn: &mut Conn,
    domain: &str,
    keep: Option<SessionId>,
    at: Timestamp,
) -> Result<u64> {
    let done = sqlx::query(
        "UPDATE sessions SET ended_at = $1 WHERE id <> $2 AND ended_at IS NULL
             AND user_id IN (SELECT id FROM users WHERE domain = $3)",
    )
    .bind(micros(at))
    .bind(keep.map_or_else(String::new, |id| id.to_string()))
    .bind(domain)
    .execute(&mut *conn)
    .await?;
    sqlx::query(
        "UPDATE pending_sign_ins SET finished_at = $1 WHERE finished_at IS NULL
             AND user_id IN (SELECT id FROM users WHERE domain = $2)",
    )
    .bind(micros(at))
    .bind(domain)
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}

fn session(row: &AnyRow) -> Result<Session> {
    Ok(Session {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        place: place(row)?,
        strong: row.flag("strong")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        proven_at: row.time("proven_at")?,
        ended_at: row.opt_time("ended_at")?,
    })
}
