//! Challenges.

use domain::challenge::{Challenge, CodeDigest, Purpose};
use domain::id::{ChallengeId, PendingSignInId};
use domain::provider::{Provider, RemoteId};
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// Adds a challenge, without a code yet.
pub async fn insert(conn: &mut Conn, challenge: &Challenge) -> Result<()> {
    let (session, pending, account) = match challenge.purpose {
        Purpose::Link { session, account } => (Some(session), None, account),
        Purpose::SignIn { pending, account } => (None, Some(pending), Some(account)),
    };
    sqlx::query(
        "INSERT INTO challenges
             (id, user_id, session_id, pending_sign_in_id, account_id, provider, handle, remote_id, issue, guesses, issued_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(challenge.id.to_string())
    .bind(challenge.user_id.to_string())
    .bind(session.map(|id| id.to_string()))
    .bind(pending.map(|id| id.to_string()))
    .bind(account.map(|id| id.to_string()))
    .bind(challenge.provider.as_str())
    .bind(&challenge.handle)
    .bind(challenge.remote_id.as_ref().map(|id| id.0.clone()))
    .bind(challenge.issue)
    .bind(challenge.guesses)
    .bind(micros(challenge.issued_at))
    .bind(micros(challenge.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The challenge of this id.
pub async fn find(conn: &mut Conn, id: ChallengeId) -> Result<Option<Challenge>> {
    let row = sqlx::query("SELECT * FROM challenges WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(challenge).transpose()
}

/// The challenge that a sign-in asked for last.
pub async fn find_newest(conn: &mut Conn, pending: PendingSignInId) -> Result<Option<Challenge>> {
    let row = sqlx::query("SELECT * FROM challenges WHERE pending_sign_in_id = $1 ORDER BY issued_at DESC, id DESC LIMIT 1")
        .bind(pending.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(challenge).transpose()
}

/// Counts one guess, before it is looked at, and gives the challenge with that count.
pub async fn count_guess(conn: &mut Conn, id: ChallengeId) -> Result<Option<Challenge>> {
    let row = sqlx::query("UPDATE challenges SET guesses = guesses + 1 WHERE id = $1 RETURNING *")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(challenge).transpose()
}

/// Uses the challenge up; true for exactly one caller.
pub async fn consume(conn: &mut Conn, id: ChallengeId, at: Timestamp) -> Result<bool> {
    let done = sqlx::query("UPDATE challenges SET consumed_at = $1, digest = NULL WHERE id = $2 AND consumed_at IS NULL")
        .bind(micros(at))
        .bind(id.to_string())
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Issues the challenge again: the old code is dead at once, the guesses stay counted. Gives the new issue.
pub async fn reissue(
    conn: &mut Conn,
    id: ChallengeId,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<i64> {
    let row = sqlx::query(
        "UPDATE challenges SET issue = issue + 1, digest = NULL, issued_at = $1, expires_at = $2 WHERE id = $3 RETURNING issue",
    )
    .bind(micros(now))
    .bind(micros(expires_at))
    .bind(id.to_string())
    .fetch_one(conn)
    .await?;
    row.number("issue")
}

/// Stores the digest of a code that is about to be sent, and where it goes; false if this issue is not the
/// newest any more, or the challenge is used up or run out.
pub async fn set_code(
    conn: &mut Conn,
    id: ChallengeId,
    issue: i64,
    digest: &CodeDigest,
    remote_id: &RemoteId,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE challenges SET digest = $1, remote_id = $2
         WHERE id = $3 AND issue = $4 AND consumed_at IS NULL AND expires_at > $5",
    )
    .bind(digest.0.clone())
    .bind(&remote_id.0)
    .bind(id.to_string())
    .bind(issue)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

fn challenge(row: &AnyRow) -> Result<Challenge> {
    let account = row.opt_parsed("account_id")?;
    let purpose = match (
        row.opt_parsed("session_id")?,
        row.opt_parsed("pending_sign_in_id")?,
        account,
    ) {
        (Some(session), None, account) => Purpose::Link { session, account },
        (None, Some(pending), Some(account)) => Purpose::SignIn { pending, account },
        _ => {
            return Err(StoreError::Inconsistent {
                column: "challenges.session_id",
            });
        }
    };
    Ok(Challenge {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        purpose,
        provider: Provider::new(row.text("provider")?),
        handle: row.text("handle")?,
        remote_id: row.opt_text("remote_id")?.map(RemoteId),
        issue: row.number("issue")?,
        digest: row.opt_bytes("digest")?.map(CodeDigest),
        guesses: row.number("guesses")?,
        issued_at: row.time("issued_at")?,
        expires_at: row.time("expires_at")?,
        consumed_at: row.opt_time("consumed_at")?,
    })
}
