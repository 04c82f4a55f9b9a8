//! Who is to be taken out of the rooms of an account that they had logged in.
//!
//! A row comes with the end of the login, in the same transaction (module `bridge_logins`), and goes when they are out
//! of all rooms, or have logged the account in again.

use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// Somebody is to go.
pub async fn put(conn: &mut Conn, account: i64, matrix_id: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO portal_farewells (account, matrix_id) VALUES ($1, $2)
         ON CONFLICT (account, matrix_id) DO UPDATE SET kept_at = NULL",
    )
    .bind(account)
    .bind(matrix_id)
    .execute(conn)
    .await?;
    Ok(())
}

/// Who is to go, also those who were left where they are; at most 1,000.
pub async fn list_of(conn: &mut Conn, account: i64) -> Result<Vec<String>> {
    let rows = sqlx::query(
        "SELECT matrix_id FROM portal_farewells WHERE account = $1 ORDER BY matrix_id LIMIT 1000",
    )
    .bind(account)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.text("matrix_id")).collect()
}

/// The accounts out of whose rooms somebody is still to be taken; at most 10,000.
pub async fn list_accounts(conn: &mut Conn) -> Result<Vec<i64>> {
    let rows = sqlx::query(
        "SELECT DISTINCT account FROM portal_farewells WHERE kept_at IS NULL ORDER BY account LIMIT 10000",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.number("account")).collect()
}

/// Leaves them where they are, until somebody else logs the account in.
pub async fn set_kept(conn: &mut Conn, account: i64, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE portal_farewells SET kept_at = $2 WHERE account = $1 AND kept_at IS NULL")
        .bind(account)
        .bind(micros(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Somebody has gone, or may stay; false if that is known.
pub async fn remove(conn: &mut Conn, account: i64, matrix_id: &str) -> Result<bool> {
    let done = sqlx::query("DELETE FROM portal_farewells WHERE account = $1 AND matrix_id = $2")
        .bind(account)
        .bind(matrix_id)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}
