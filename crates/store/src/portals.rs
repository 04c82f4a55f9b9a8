//! Rooms on Matrix that are tied to chats of Telegram.

use domain::bridge::{ChatKind, PortalKey};
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// A chat, and its room if there is one.
#[derive(Clone, PartialEq, Eq)]
pub struct Portal {
    /// Which.
    pub key: PortalKey,
    /// What kind of chat it is.
    pub kind: ChatKind,
    /// The room; `None` while there is none.
    pub room: Option<String>,
    /// The name as it was last put into the room.
    pub title: String,
    /// The topic as it was last put into the room.
    pub topic: String,
    /// The id of the photo that was last put into the room.
    pub photo: Option<i64>,
    /// When it was first met.
    pub created_at: Timestamp,
    /// When the room had its members and the last messages.
    pub furnished_at: Option<Timestamp>,
}

/// Remembers a chat, unless it is known, and gives what is known of it.
pub async fn put(conn: &mut Conn, portal: &Portal) -> Result<Portal> {
    sqlx::query(
        "INSERT INTO portals (chat, receiver, kind, room, title, topic, photo, created_at, furnished_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (chat, receiver) DO NOTHING",
    )
    .bind(portal.key.chat)
    .bind(portal.key.receiver)
    .bind(portal.kind.as_str())
    .bind(portal.room.clone())
    .bind(&portal.title)
    .bind(&portal.topic)
    .bind(portal.photo)
    .bind(micros(portal.created_at))
    .bind(portal.furnished_at.map(micros))
    .execute(&mut *conn)
    .await?;
    let known = find(conn, portal.key).await?;
    Ok(known.unwrap_or_else(|| portal.clone()))
}

/// What is known of a chat.
pub async fn find(conn: &mut Conn, key: PortalKey) -> Result<Option<Portal>> {
    let row = sqlx::query("SELECT * FROM portals WHERE chat = $1 AND receiver = $2")
        .bind(key.chat)
        .bind(key.receiver)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(portal).transpose()
}

/// The chat that is tied to a room.
pub async fn find_by_room(conn: &mut Conn, room: &str) -> Result<Option<Portal>> {
    let row = sqlx::query("SELECT * FROM portals WHERE room = $1")
        .bind(room)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(portal).transpose()
}

/// Ties a room to a chat.
pub async fn set_room(conn: &mut Conn, key: PortalKey, room: Option<&str>) -> Result<()> {
    sqlx::query(
        "UPDATE portals SET room = $3, furnished_at = NULL WHERE chat = $1 AND receiver = $2",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .bind(room)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes what was put into the room.
pub async fn set_looks(
    conn: &mut Conn,
    key: PortalKey,
    title: &str,
    topic: &str,
    photo: Option<i64>,
) -> Result<()> {
    sqlx::query(
        "UPDATE portals SET title = $3, topic = $4, photo = $5 WHERE chat = $1 AND receiver = $2",
    )
    .bind(key.chat)
    .bind(key.receiver)
    .bind(title)
    .bind(topic)
    .bind(photo)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the room has its members and the last messages.
pub async fn set_furnished(conn: &mut Conn, key: PortalKey, at: Timestamp) -> Result<()> {
    sqlx::query("UPDATE portals SET furnished_at = $3 WHERE chat = $1 AND receiver = $2")
        .bind(key.chat)
        .bind(key.receiver)
        .bind(micros(at))
        .execute(conn)
        .await?;
    Ok(())
}

/// The chat has another id from now on: a small group became a supergroup. False if that is a portal already.
pub async fn move_to(
    conn: &mut Conn,
    from: PortalKey,
    to: PortalKey,
    kind: ChatKind,
) -> Result<bool> {
    let done = sqlx::query(
        "UPDATE portals SET chat = $3, receiver = $4, kind = $5
         WHERE chat = $1 AND receiver = $2
           AND NOT EXISTS (SELECT 1 FROM portals WHERE chat = $3 AND receiver = $4)",
    )
    .bind(from.chat)
    .bind(from.receiver)
    .bind(to.chat)
    .bind(to.receiver)
    .bind(kind.as_str())
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Forgets a chat and its room.
pub async fn remove(conn: &mut Conn, key: PortalKey) -> Result<()> {
    for statement in [
        "DELETE FROM portals WHERE chat = $1 AND receiver = $2",
        "DELETE FROM portal_logins WHERE chat = $1 AND receiver = $2",
        "DELETE FROM bridged_messages WHERE chat = $1 AND receiver = $2",
        "DELETE FROM bridged_sends WHERE chat = $1 AND receiver = $2",
    ] {
        sqlx::query(statement)
            .bind(key.chat)
            .bind(key.receiver)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

/// The space of a login.
pub async fn find_space(conn: &mut Conn, account: i64) -> Result<Option<String>> {
    let row = sqlx::query("SELECT room FROM portal_spaces WHERE account = $1")
        .bind(account)
        .fetch_optional(conn)
        .await?;
    row.map(|row| row.text("room")).transpose()
}

/// Remembers the space of a login.
pub async fn set_space(conn: &mut Conn, account: i64, room: &str) -> Result<()> {
    sqlx::query(
        "INSERT INTO portal_spaces (account, room) VALUES ($1, $2)
         ON CONFLICT (account) DO UPDATE SET room = excluded.room",
    )
    .bind(account)
    .bind(room)
    .execute(conn)
    .await?;
    Ok(())
}

/// Forgets the space of a login; its rooms are in none from then on.
pub async fn remove_space(conn: &mut Conn, account: i64) -> Result<()> {
    for statement in [
        "DELETE FROM portal_spaces WHERE account = $1",
        "UPDATE portal_logins SET in_space_at = NULL WHERE account = $1",
    ] {
        sqlx::query(statement)
            .bind(account)
            .execute(&mut *conn)
            .await?;
    }
    Ok(())
}

fn portal(row: &AnyRow) -> Result<Portal> {
    Ok(Portal {
        key: key(row)?,
        kind: row.parsed("kind")?,
        room: row.opt_text("room")?,
        title: row.text("title")?,
        topic: row.text("topic")?,
        photo: row.opt_number("photo")?,
        created_at: row.time("created_at")?,
        furnished_at: row.opt_time("furnished_at")?,
    })
}

/// Which portal a row is about.
pub(crate) fn key(row: &AnyRow) -> Result<PortalKey> {
    Ok(PortalKey {
        chat: row.number("chat")?,
        receiver: row.number("receiver")?,
    })
}

impl std::fmt::Debug for Portal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Its name is nobody else's business.
        f.debug_struct("Portal")
            .field("key", &self.key)
            .field("kind", &self.kind)
            .field("room", &self.room)
            .finish_non_exhaustive()
    }
}
