//! Backup codes, hashed.

use domain::id::{BackupCodeId, UserId};
use domain::secret::PasswordHash;
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// Replaces all of a user's codes.
pub async fn replace(
    conn: &mut Conn,
    user: UserId,
    codes: &[(BackupCodeId, PasswordHash)],
    now: Timestamp,
) -> Result<()> {
    delete_all(conn, user).await?;
    for (id, hash) in codes {
        sqlx::query(
            "INSERT INTO backup_codes (id, user_id, hash, created_at) VALUES ($1, $2, $3, $4)",
        )
        .bind(id.to_string())
        .bind(user.to_string())
        .bind(hash.reveal())
        .bind(micros(now))
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// The codes that were not used yet.
pub async fn list_unused(
    conn: &mut Conn,
    user: UserId,
) -> Result<Vec<(BackupCodeId, PasswordHash)>> {
    let rows = sqlx::query(
        "SELECT id, hash FROM backup_codes WHERE user_id = $1 AND used_at IS NULL ORDER BY id",
    )
    .bind(user.to_string())
    .fetch_all(conn)
    .await?;
    rows.iter()
        .map(|row| Ok((row.parsed("id")?, PasswordHash::new(row.text("hash")?))))
        .collect()
}

/// How many codes were not used yet.
pub async fn count_unused(conn: &mut Conn, user: UserId) -> Result<i64> {
    let row = sqlx::query(
        "SELECT count(*) AS n FROM backup_codes WHERE user_id = $1 AND used_at IS NULL",
    )
    .bind(user.to_string())
    .fetch_one(conn)
    .await?;
    row.number("n")
}

/// Uses a code up; true for exactly one caller.
pub async fn consume(conn: &mut Conn, id: BackupCodeId, at: Timestamp) -> Result<bool> {
    let done =
        sqlx::query("UPDATE backup_codes SET used_at = $1 WHERE id = $2 AND used_at IS NULL")
            .bind(micros(at))
            .bind(id.to_string())
            .execute(conn)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// Removes all of a user's codes.
pub async fn delete_all(conn: &mut Conn, user: UserId) -> Result<()> {
    sqlx::query("DELETE FROM backup_codes WHERE user_id = $1")
        .bind(user.to_string())
        .execute(conn)
        .await?;
    Ok(())
}
