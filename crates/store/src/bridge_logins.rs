//! Telegram accounts that are logged in through the bridge.

use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, portal_farewells, telegram_logins};

/// A Telegram account, and whose it is on Matrix.
#[derive(Clone, PartialEq, Eq)]
pub struct BridgeLogin {
    /// The id of the account at Telegram.
    pub account: i64,
    /// Who logged it in: `@name:domain`.
    pub matrix_id: String,
    /// What the account is called: `@name`, or the name that people see.
    pub shown: String,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// The name of its Telegram session.
    pub session: String,
    /// When it was logged in.
    pub created_at: Timestamp,
    /// Why Telegram ended the login; `None` while it holds.
    pub ended: Option<String>,
    /// When its owner was told of that.
    pub told_at: Option<Timestamp>,
}

/// Remembers a login. One that the account had before gives way; its row is given back. If that was somebody else's, they
/// are to be taken out of its rooms.
pub async fn put(conn: &mut Conn, login: &BridgeLogin) -> Result<Option<BridgeLogin>> {
    let before = find(&mut *conn, login.account).await?;
    sqlx::query(
        "INSERT INTO bridge_logins (account, matrix_id, shown, is_bot, session, created_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account) DO UPDATE SET
             matrix_id = excluded.matrix_id, shown = excluded.shown, is_bot = excluded.is_bot,
             session = excluded.session, created_at = excluded.created_at, ended = NULL, told_at = NULL",
    )
    .bind(login.account)
    .bind(&login.matrix_id)
    .bind(&login.shown)
    .bind(i64::from(login.is_bot))
    .bind(&login.session)
    .bind(micros(login.created_at))
    .execute(&mut *conn)
    .await?;
    if let Some(before) = &before {
        portal_farewells::put(&mut *conn, login.account, &before.matrix_id).await?;
        if before.session != login.session {
            telegram_logins::end_session(&mut *conn, &before.session).await?;
        }
    }
    // Whoever has it now stays.
    portal_farewells::remove(conn, login.account, &login.matrix_id).await?;
    Ok(before)
}

/// The login of this account, if there is one.
pub async fn find(conn: &mut Conn, account: i64) -> Result<Option<BridgeLogin>> {
    let row = sqlx::query("SELECT * FROM bridge_logins WHERE account = $1")
        .bind(account)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(login).transpose()
}

/// All logins of somebody, oldest first.
pub async fn list_of(conn: &mut Conn, matrix_id: &str) -> Result<Vec<BridgeLogin>> {
    let rows = sqlx::query(
        "SELECT * FROM bridge_logins WHERE matrix_id = $1 ORDER BY created_at, account LIMIT 1000",
    )
    .bind(matrix_id)
    .fetch_all(conn)
    .await?;
    rows.iter().map(login).collect()
}

/// The next logins after this account, by the account's id: a page of at most 500, to go through all of them.
pub async fn list_after(conn: &mut Conn, account: i64) -> Result<Vec<BridgeLogin>> {
    let rows =
        sqlx::query("SELECT * FROM bridge_logins WHERE account > $1 ORDER BY account LIMIT 500")
            .bind(account)
            .fetch_all(conn)
            .await?;
    rows.iter().map(login).collect()
}

/// Notes why Telegram ended the login that uses this session; false if it is noted already, or there is none.
pub async fn set_ended(conn: &mut Conn, session: &str, why: &str) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE bridge_logins SET ended = $2, told_at = NULL WHERE session = $1 AND ended IS NULL",
    )
    .bind(session)
    .bind(why)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that the owner was told of the end.
pub async fn set_told(conn: &mut Conn, session: &str, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE bridge_logins SET told_at = $2 WHERE session = $1")
        .bind(session)
        .bind(micros(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Ended logins whose owner was not told yet, at most 100.
pub async fn list_untold(conn: &mut Conn) -> Result<Vec<BridgeLogin>> {
    let rows = sqlx::query(
        "SELECT * FROM bridge_logins WHERE ended IS NOT NULL AND told_at IS NULL ORDER BY account LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(login).collect()
}

/// Forgets the login that uses this session; false if there is none. Its owner is to be taken out of its rooms.
pub async fn remove(conn: &mut Conn, session: &str) -> Result<bool> {
    let row = sqlx::query("DELETE FROM bridge_logins WHERE session = $1 RETURNING *")
        .bind(session)
        .fetch_optional(&mut *conn)
        .await?;
    let Some(gone) = row.as_ref().map(login).transpose()? else {
        return Ok(false);
    };
    portal_farewells::put(&mut *conn, gone.account, &gone.matrix_id).await?;
    telegram_logins::end_session(conn, &gone.session).await?;
    Ok(true)
}

fn login(row: &AnyRow) -> Result<BridgeLogin> {
    Ok(BridgeLogin {
        account: row.number("account")?,
        matrix_id: row.text("matrix_id")?,
        shown: row.text("shown")?,
        is_bot: row.flag("is_bot")?,
        session: row.text("session")?,
        created_at: row.time("created_at")?,
        ended: row.opt_text("ended")?,
        told_at: row.opt_time("told_at")?,
    })
}

impl std::fmt::Debug for BridgeLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The rest says who somebody is.
        f.debug_struct("BridgeLogin")
            .field("account", &self.account)
            .field("session", &self.session)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
