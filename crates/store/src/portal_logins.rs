//! Which logins have which chats, and how far their rooms are made.

use domain::bridge::{ChatKind, PortalKey};
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::portals::key;
use crate::{Conn, Result};

/// A chat of a login.
#[derive(Clone, PartialEq, Eq)]
pub struct PortalLogin {
    /// The Telegram account.
    pub account: i64,
    /// The portal.
    pub key: PortalKey,
    /// Its place in the order in which rooms are made, smallest first.
    pub place: i64,
    /// What kind of chat it is.
    pub kind: ChatKind,
    /// What it is called.
    pub title: String,
    /// When the room was there and the owner of the login invited.
    pub done_at: Option<Timestamp>,
    /// Why there is no room.
    pub refused: Option<String>,
    /// When the room was put into the space of the login.
    pub in_space_at: Option<Timestamp>,
}

/// How many rooms of a login are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Progress {
    /// How many are done, or cannot be.
    pub done: i64,
    /// How many there are.
    pub of: i64,
}

/// Remembers a chat of a login. If it is known, only its place, kind and name change; if its room could not be made, it
/// is tried again.
pub async fn put(
    conn: &mut Conn,
    account: i64,
    key: PortalKey,
    place: i64,
    kind: ChatKind,
    title: &str,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO portal_logins (account, chat, receiver, place, kind, title) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account, chat) DO UPDATE SET
             place = excluded.place, kind = excluded.kind, title = excluded.title, refused = NULL",
    )
    .bind(account)
    .bind(key.chat)
    .bind(key.receiver)
    .bind(place)
    .bind(kind.as_str())
    .bind(title)
    .execute(conn)
    .await?;
    Ok(())
}

/// One chat of a login.
pub async fn find(conn: &mut Conn, account: i64, chat: i64) -> Result<Option<PortalLogin>> {
    let row = sqlx::query("SELECT * FROM portal_logins WHERE account = $1 AND chat = $2")
        .bind(account)
        .bind(chat)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(portal_login).transpose()
}

/// All chats of a login, in the order in which rooms are made; at most 10,000.
pub async fn list_of(conn: &mut Conn, account: i64) -> Result<Vec<PortalLogin>> {
    let rows = sqlx::query(
        "SELECT * FROM portal_logins WHERE account = $1 ORDER BY place, chat LIMIT 10000",
    )
    .bind(account)
    .fetch_all(conn)
    .await?;
    rows.iter().map(portal_login).collect()
}

/// The next chat of a login whose room is to be made.
pub async fn next_of(conn: &mut Conn, account: i64) -> Result<Option<PortalLogin>> {
    let row = sqlx::query(
        "SELECT * FROM portal_logins WHERE account = $1 AND done_at IS NULL AND refused IS NULL
         ORDER BY place, chat LIMIT 1",
    )
    .bind(account)
    .fetch_optional(conn)
    .await?;
    row.as_ref().map(portal_login).transpose()
}

/// The accounts that have a portal, oldest room first; at most 1,000.
pub async fn accounts_of(conn: &mut Conn, key: PortalKey) -> Result<Vec<i64>> {
    let rows = sqlx::query(
        "SELECT account FROM portal_logins WHERE chat = $1 AND receiver = $2 ORDER BY done_at, account LIMIT 1000",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .fetch_all(conn)
    .await?;
    rows.iter().map(|row| row.number("account")).collect()
}

/// How many rooms of a login are made.
pub async fn progress(conn: &mut Conn, account: i64) -> Result<Progress> {
    let row = sqlx::query(
        "SELECT COUNT(*) AS all_of_them,
                COUNT(CASE WHEN done_at IS NOT NULL OR refused IS NOT NULL THEN 1 END) AS done
         FROM portal_logins WHERE account = $1",
    )
    .bind(account)
    .fetch_one(conn)
    .await?;
    Ok(Progress {
        done: row.number("done")?,
        of: row.number("all_of_them")?,
    })
}

/// Notes that the room is there, and the owner of the login invited.
pub async fn set_done(conn: &mut Conn, account: i64, chat: i64, at: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE portal_logins SET done_at = $3, refused = NULL WHERE account = $1 AND chat = $2",
    )
    .bind(account)
    .bind(chat)
    .bind(micros(at))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes why there is no room.
pub async fn set_refused(conn: &mut Conn, account: i64, chat: i64, why: &str) -> Result<()> {
    sqlx::query("UPDATE portal_logins SET refused = $3 WHERE account = $1 AND chat = $2")
        .bind(account)
        .bind(chat)
        .bind(why)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that the room is in the space of the login.
pub async fn set_in_space(conn: &mut Conn, account: i64, chat: i64, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE portal_logins SET in_space_at = $3 WHERE account = $1 AND chat = $2")
        .bind(account)
        .bind(chat)
        .bind(micros(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// Has all rooms of a login looked at again: whoever logs in anew has missed what was written in between.
pub async fn reopen(conn: &mut Conn, account: i64) -> Result<()> {
    sqlx::query("UPDATE portal_logins SET done_at = NULL WHERE account = $1")
        .bind(account)
        .execute(conn)
        .await?;
    Ok(())
}

/// The chat has another id from now on. If its room could not be made, it is tried again.
pub async fn move_to(
    conn: &mut Conn,
    from: PortalKey,
    to: PortalKey,
    kind: ChatKind,
) -> Result<()> {
    sqlx::query(
        "UPDATE portal_logins SET chat = $3, receiver = $4, kind = $5, refused = NULL
         WHERE chat = $1 AND receiver = $2
           AND NOT EXISTS (SELECT 1 FROM portal_logins AS there
                           WHERE there.account = portal_logins.account AND there.chat = $3)",
    )
    .bind(from.chat)
    .bind(from.receiver)
    .bind(to.chat)
    .bind(to.receiver)
    .bind(kind.as_str())
    .execute(&mut *conn)
    .await?;
    sqlx::query("DELETE FROM portal_logins WHERE chat = $1 AND receiver = $2")
        .bind(from.chat)
        .bind(from.receiver)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets one chat of a login.
pub async fn remove(conn: &mut Conn, account: i64, chat: i64) -> Result<()> {
    sqlx::query("DELETE FROM portal_logins WHERE account = $1 AND chat = $2")
        .bind(account)
        .bind(chat)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets all chats of a login. The portals stay.
pub async fn remove_all(conn: &mut Conn, account: i64) -> Result<()> {
    sqlx::query("DELETE FROM portal_logins WHERE account = $1")
        .bind(account)
        .execute(conn)
        .await?;
    Ok(())
}

fn portal_login(row: &AnyRow) -> Result<PortalLogin> {
    Ok(PortalLogin {
        account: row.number("account")?,
        key: key(row)?,
        place: row.number("place")?,
        kind: row.parsed("kind")?,
        title: row.text("title")?,
        done_at: row.opt_time("done_at")?,
        refused: row.opt_text("refused")?,
        in_space_at: row.opt_time("in_space_at")?,
    })
}

impl std::fmt::Debug for PortalLogin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PortalLogin")
            .field("account", &self.account)
            .field("key", &self.key)
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
