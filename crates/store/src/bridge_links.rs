//! Links to the page where somebody on Matrix logs in to Telegram. The tokens are not here, only their digests.

use domain::id::BridgeLinkId;
use domain::secret::TokenDigest;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// What the owners of conversations on pages begin with.
const PAGE: &str = "page ";

/// A link that the bot gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeLink {
    /// Its id.
    pub id: BridgeLinkId,
    /// Who asked for it: `@name:domain`.
    pub matrix_id: String,
    /// The room in which it was given, and which is told.
    pub room: String,
    /// Until when it can be opened.
    pub expires_at: Timestamp,
    /// When a browser opened it.
    pub started_at: Option<Timestamp>,
    /// When somebody logged in by it.
    pub done_at: Option<Timestamp>,
    /// The Telegram account that was logged in by it.
    pub account: Option<i64>,
}

/// The owner, in `telegram_logins`, of the conversation that is held on the page of this link.
///
/// The row of one that worked stays when [`set_done`] has noted it: whoever takes the login over ends it, so that
/// nothing is lost in between.
pub fn conversation_of(id: BridgeLinkId) -> String {
    format!("{PAGE}{id}")
}

/// The link on whose page the conversation of this owner is held, if it is held on one.
pub fn of_conversation(owner: &str) -> Option<BridgeLinkId> {
    owner.strip_prefix(PAGE)?.parse().ok()
}

/// Remembers a link that nobody has opened yet.
pub async fn insert(conn: &mut Conn, link: &BridgeLink, token: &TokenDigest) -> Result<()> {
    sqlx::query(
        "INSERT INTO bridge_links (id, token_digest, matrix_id, room, expires_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(link.id.to_string())
    .bind(token.0.clone())
    .bind(&link.matrix_id)
    .bind(&link.room)
    .bind(micros(link.expires_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The link of this token, open or not.
pub async fn find_by_token(conn: &mut Conn, token: &TokenDigest) -> Result<Option<BridgeLink>> {
    let row = sqlx::query("SELECT * FROM bridge_links WHERE token_digest = $1")
        .bind(token.0.clone())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(link).transpose()
}

/// The link that this browser opened.
pub async fn find_by_browser(conn: &mut Conn, browser: &TokenDigest) -> Result<Option<BridgeLink>> {
    let row = sqlx::query("SELECT * FROM bridge_links WHERE browser_digest = $1")
        .bind(browser.0.clone())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(link).transpose()
}

/// The link of this id.
pub async fn find(conn: &mut Conn, id: BridgeLinkId) -> Result<Option<BridgeLink>> {
    let row = sqlx::query("SELECT * FROM bridge_links WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(link).transpose()
}

/// Opens a link in a browser, once and in time; false if it was opened before, or it is too late.
pub async fn start(
    conn: &mut Conn,
    id: BridgeLinkId,
    browser: &TokenDigest,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE bridge_links SET started_at = $2, browser_digest = $3
         WHERE id = $1 AND started_at IS NULL AND done_at IS NULL AND expires_at > $2",
    )
    .bind(id.to_string())
    .bind(micros(now))
    .bind(browser.0.clone())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that somebody logged in by it; false if that was noted already.
pub async fn set_done(
    conn: &mut Conn,
    id: BridgeLinkId,
    account: i64,
    now: Timestamp,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE bridge_links SET done_at = $2, account = $3 WHERE id = $1 AND done_at IS NULL",
    )
    .bind(id.to_string())
    .bind(micros(now))
    .bind(account)
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Holds a link until the transaction ends: nobody else begins a conversation on its page, ends it, or closes the link
/// meanwhile. False if somebody has logged in by it, or it is closed.
pub async fn hold(conn: &mut Conn, id: BridgeLinkId) -> Result<bool> {
    let held =
        sqlx::query("UPDATE bridge_links SET done_at = done_at WHERE id = $1 AND done_at IS NULL")
            .bind(id.to_string())
            .execute(conn)
            .await?;
    Ok(held.rows_affected() == 1)
}

/// Links of somebody by which nobody has logged in, the newest first, at most 100.
pub async fn list_undone(conn: &mut Conn, matrix_id: &str) -> Result<Vec<BridgeLink>> {
    let rows = sqlx::query(
        "SELECT * FROM bridge_links WHERE matrix_id = $1 AND done_at IS NULL
         ORDER BY expires_at DESC, id LIMIT 100",
    )
    .bind(matrix_id)
    .fetch_all(conn)
    .await?;
    rows.iter().map(link).collect()
}

/// Closes a link, since whoever it was for has logged in as this account without it; nobody has to be told.
pub async fn close(conn: &mut Conn, id: BridgeLinkId, account: i64, now: Timestamp) -> Result<()> {
    sqlx::query(
        "UPDATE bridge_links SET done_at = $2, told_at = $2, account = $3 WHERE id = $1 AND done_at IS NULL",
    )
    .bind(id.to_string())
    .bind(micros(now))
    .bind(account)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the room was told.
pub async fn set_told(conn: &mut Conn, id: BridgeLinkId, now: Timestamp) -> Result<()> {
    sqlx::query("UPDATE bridge_links SET told_at = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(micros(now))
        .execute(conn)
        .await?;
    Ok(())
}

/// Links by which somebody logged in and whose room was not told yet, at most 100.
pub async fn list_untold(conn: &mut Conn) -> Result<Vec<BridgeLink>> {
    let rows = sqlx::query(
        "SELECT * FROM bridge_links WHERE done_at IS NOT NULL AND told_at IS NULL ORDER BY done_at LIMIT 100",
    )
    .fetch_all(conn)
    .await?;
    rows.iter().map(link).collect()
}

fn link(row: &AnyRow) -> Result<BridgeLink> {
    Ok(BridgeLink {
        id: row.parsed("id")?,
        matrix_id: row.text("matrix_id")?,
        room: row.text("room")?,
        expires_at: row.time("expires_at")?,
        started_at: row.opt_time("started_at")?,
        done_at: row.opt_time("done_at")?,
        account: row.opt_number("account")?,
    })
}
