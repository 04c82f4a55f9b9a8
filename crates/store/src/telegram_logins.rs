//! Login conversations with Telegram that are under way.
//!
//! What they say is sealed; this module sees none of it.

use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// A login conversation as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TelegramLogin {
    /// Whose it is; there is at most one for each.
    pub owner: String,
    /// The name of the Telegram session that is to be logged in.
    pub session: String,
    /// The conversation, sealed.
    pub sealed_state: Vec<u8>,
    /// How many steps were kept so far, from 1.
    pub revision: i64,
    /// When it was begun. With the revision it says which step this is.
    pub begun_at: Timestamp,
    /// When it is over if nothing more happens.
    pub ends_at: Timestamp,
}

/// Begins one; false if another one of this owner is under way. One whose time is up gives way.
pub async fn begin(conn: &mut Conn, login: &TelegramLogin, now: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO telegram_logins (owner, session, sealed_state, revision, begun_at, ends_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (owner) DO UPDATE SET
             session = excluded.session, sealed_state = excluded.sealed_state, revision = excluded.revision,
             begun_at = excluded.begun_at, ends_at = excluded.ends_at
         WHERE telegram_logins.ends_at <= $7",
    )
    .bind(&login.owner)
    .bind(&login.session)
    .bind(login.sealed_state.clone())
    .bind(login.revision)
    .bind(micros(login.begun_at))
    .bind(micros(login.ends_at))
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The one of this owner, also if its time is up: the conversation itself has the words for that.
pub async fn find(conn: &mut Conn, owner: &str) -> Result<Option<TelegramLogin>> {
    let row = sqlx::query("SELECT * FROM telegram_logins WHERE owner = $1")
        .bind(owner)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(login).transpose()
}

/// All that are under way, oldest first: what a program that begins anew goes on with.
pub async fn list(conn: &mut Conn) -> Result<Vec<TelegramLogin>> {
    let rows = sqlx::query("SELECT * FROM telegram_logins ORDER BY begun_at, owner LIMIT 1000")
        .fetch_all(conn)
        .await?;
    rows.iter().map(login).collect()
}

/// Keeps the next step of `login`, and gives it back as it is now; `None` if somebody else has taken a step since it was
/// read, or it is over.
pub async fn advance(
    conn: &mut Conn,
    login: &TelegramLogin,
    sealed_state: Vec<u8>,
) -> Result<Option<TelegramLogin>> {
    let done = sqlx::query(
        "UPDATE telegram_logins SET sealed_state = $1, revision = revision + 1
         WHERE owner = $2 AND begun_at = $3 AND revision = $4",
    )
    .bind(sealed_state.clone())
    .bind(&login.owner)
    .bind(micros(login.begun_at))
    .bind(login.revision)
    .execute(conn)
    .await?;
    Ok((done.rows_affected() == 1).then(|| TelegramLogin {
        sealed_state,
        revision: login.revision + 1,
        ..login.clone()
    }))
}

/// Removes one that is over; false as in [`advance`].
pub async fn end(conn: &mut Conn, login: &TelegramLogin) -> Result<bool> {
    let done = sqlx::query(
        "DELETE FROM telegram_logins WHERE owner = $1 AND begun_at = $2 AND revision = $3",
    )
    .bind(&login.owner)
    .bind(micros(login.begun_at))
    .bind(login.revision)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Ends whatever goes by this session: the login that it came to is no more, so nobody is to take it over again.
pub(crate) async fn end_session(conn: &mut Conn, session: &str) -> Result<()> {
    sqlx::query("DELETE FROM telegram_logins WHERE session = $1")
        .bind(session)
        .execute(conn)
        .await?;
    Ok(())
}

fn login(row: &AnyRow) -> Result<TelegramLogin> {
    let sealed_state = row.opt_bytes("sealed_state")?;
    Ok(TelegramLogin {
        owner: row.text("owner")?,
        session: row.text("session")?,
        sealed_state: sealed_state.ok_or(StoreError::Inconsistent {
            column: "sealed_state",
        })?,
        revision: row.number("revision")?,
        begun_at: row.time("begun_at")?,
        ends_at: row.time("ends_at")?,
    })
}
