//! Messages that are on both sides of the bridge, and those whose answer nobody has heard.

use domain::bridge::PortalKey;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::portals::key;
use crate::{Conn, Result, StoreError};

/// A message at Telegram, and its event on Matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgedMessage {
    /// The mailbox in which Telegram numbers it.
    pub key: PortalKey,
    /// The message.
    pub message: i32,
    /// Which part, from 0: one message may be several events, and a long event several messages.
    pub part: i32,
    /// The room.
    pub room: String,
    /// The event.
    pub event: String,
    /// Who wrote it at Telegram.
    pub sender: i64,
    /// Whether it was written on Matrix.
    pub is_from_matrix: bool,
    /// What it says, as a digest.
    pub digest: Vec<u8>,
    /// When it was bridged.
    pub created_at: Timestamp,
}

/// A message on its way from Matrix to Telegram.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgedSend {
    /// The event.
    pub event: String,
    /// Which part of it, from 0.
    pub part: i32,
    /// Where it goes.
    pub key: PortalKey,
    /// As whom.
    pub account: i64,
    /// When it was begun.
    pub begun_at: Timestamp,
    /// What it says, as a digest; empty if that was not noted.
    pub digest: Vec<u8>,
}

/// Remembers a message; false if it is known.
pub async fn put(conn: &mut Conn, message: &BridgedMessage) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO bridged_messages
             (chat, receiver, message, part, room, event, sender, is_from_matrix, digest, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (chat, receiver, message, part) DO NOTHING",
    )
    .bind(message.key.chat)
    .bind(message.key.receiver)
    .bind(i64::from(message.message))
    .bind(i64::from(message.part))
    .bind(&message.room)
    .bind(&message.event)
    .bind(message.sender)
    .bind(i64::from(message.is_from_matrix))
    .bind(message.digest.clone())
    .bind(micros(message.created_at))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The events of a message, in order.
pub async fn list(conn: &mut Conn, key: PortalKey, message: i32) -> Result<Vec<BridgedMessage>> {
    let rows = sqlx::query(
        "SELECT * FROM bridged_messages WHERE chat = $1 AND receiver = $2 AND message = $3 ORDER BY part LIMIT 100",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .bind(i64::from(message))
    .fetch_all(conn)
    .await?;
    rows.iter().map(bridged).collect()
}

/// The messages of an event, in order.
pub async fn list_by_event(conn: &mut Conn, event: &str) -> Result<Vec<BridgedMessage>> {
    let rows = sqlx::query(
        "SELECT * FROM bridged_messages WHERE event = $1 ORDER BY message, part LIMIT 100",
    )
    .bind(event)
    .fetch_all(conn)
    .await?;
    rows.iter().map(bridged).collect()
}

/// The portals of this account, private or of small groups, in which a message has this number. Telegram tells of
/// deletions there without saying in which chat: there, an account's messages are numbered in one row.
pub async fn list_in_mailbox(
    conn: &mut Conn,
    account: i64,
    message: i32,
) -> Result<Vec<BridgedMessage>> {
    let rows = sqlx::query(
        "SELECT * FROM bridged_messages WHERE receiver = $1 AND message = $2 ORDER BY chat, part LIMIT 100",
    )
    .bind(account)
    .bind(i64::from(message))
    .fetch_all(conn)
    .await?;
    rows.iter().map(bridged).collect()
}

/// Notes what a message says now.
pub async fn set_digest(
    conn: &mut Conn,
    key: PortalKey,
    message: i32,
    digest: &[u8],
) -> Result<()> {
    sqlx::query(
        "UPDATE bridged_messages SET digest = $4 WHERE chat = $1 AND receiver = $2 AND message = $3",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .bind(i64::from(message))
    .bind(digest.to_vec())
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets a message that was deleted.
pub async fn remove(conn: &mut Conn, key: PortalKey, message: i32) -> Result<()> {
    sqlx::query("DELETE FROM bridged_messages WHERE chat = $1 AND receiver = $2 AND message = $3")
        .bind(key.chat)
        .bind(key.receiver)
        .bind(i64::from(message))
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest message of a portal that is known.
pub async fn newest(conn: &mut Conn, key: PortalKey) -> Result<Option<i32>> {
    let sql =
        "SELECT MAX(message) AS found FROM bridged_messages WHERE chat = $1 AND receiver = $2";
    outermost(conn, key, sql).await
}

/// The same among those that were not written on Matrix: whatever came before it is bridged, too.
pub async fn newest_heard(conn: &mut Conn, key: PortalKey) -> Result<Option<i32>> {
    let sql = "SELECT MAX(message) AS found FROM bridged_messages
               WHERE chat = $1 AND receiver = $2 AND is_from_matrix = 0";
    outermost(conn, key, sql).await
}

/// The first message of a portal that is known.
pub async fn oldest(conn: &mut Conn, key: PortalKey) -> Result<Option<i32>> {
    let sql =
        "SELECT MIN(message) AS found FROM bridged_messages WHERE chat = $1 AND receiver = $2";
    outermost(conn, key, sql).await
}

async fn outermost(conn: &mut Conn, key: PortalKey, sql: &'static str) -> Result<Option<i32>> {
    let row = sqlx::query(sql)
        .bind(key.chat)
        .bind(key.receiver)
        .fetch_one(conn)
        .await?;
    let found = row.opt_number("found")?;
    found.map(|found| number(found, "found")).transpose()
}

/// Notes that a message may reach Telegram from now on. Gives what is noted; of the first time, when it was begun.
pub async fn begin_send(conn: &mut Conn, begun: BridgedSend) -> Result<BridgedSend> {
    let row = sqlx::query(
        "INSERT INTO bridged_sends (event, part, chat, receiver, account, begun_at, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (event, part) DO UPDATE SET account = excluded.account, digest = excluded.digest RETURNING *",
    )
    .bind(&begun.event)
    .bind(i64::from(begun.part))
    .bind(begun.key.chat)
    .bind(begun.key.receiver)
    .bind(begun.account)
    .bind(micros(begun.begun_at))
    .bind(begun.digest.clone())
    .fetch_one(conn)
    .await?;
    send(&row)
}

/// Whether a message may have reached Telegram before.
pub async fn is_begun(conn: &mut Conn, event: &str, part: i32) -> Result<bool> {
    let row = sqlx::query("SELECT 1 AS one FROM bridged_sends WHERE event = $1 AND part = $2")
        .bind(event)
        .bind(i64::from(part))
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// The answer was heard.
pub async fn end_send(conn: &mut Conn, event: &str, part: i32) -> Result<()> {
    sqlx::query("DELETE FROM bridged_sends WHERE event = $1 AND part = $2")
        .bind(event)
        .bind(i64::from(part))
        .execute(conn)
        .await?;
    Ok(())
}

/// What is on its way to a chat; at most 1,000.
pub async fn list_sends(conn: &mut Conn, key: PortalKey) -> Result<Vec<BridgedSend>> {
    let rows = sqlx::query(
        "SELECT * FROM bridged_sends WHERE chat = $1 AND receiver = $2 ORDER BY begun_at LIMIT 1000",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .fetch_all(conn)
    .await?;
    rows.iter().map(send).collect()
}

fn bridged(row: &AnyRow) -> Result<BridgedMessage> {
    Ok(BridgedMessage {
        key: key(row)?,
        message: number(row.number("message")?, "message")?,
        part: number(row.number("part")?, "part")?,
        room: row.text("room")?,
        event: row.text("event")?,
        sender: row.number("sender")?,
        is_from_matrix: row.flag("is_from_matrix")?,
        digest: digest(row)?,
        created_at: row.time("created_at")?,
    })
}

fn send(row: &AnyRow) -> Result<BridgedSend> {
    Ok(BridgedSend {
        event: row.text("event")?,
        part: number(row.number("part")?, "part")?,
        key: key(row)?,
        account: row.number("account")?,
        begun_at: row.time("begun_at")?,
        digest: digest(row)?,
    })
}

fn digest(row: &AnyRow) -> Result<Vec<u8>> {
    row.opt_bytes("digest")?
        .ok_or(StoreError::Inconsistent { column: "digest" })
}

fn number(number: i64, column: &'static str) -> Result<i32> {
    i32::try_from(number).map_err(|_| StoreError::Inconsistent { column })
}
