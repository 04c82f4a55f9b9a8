//! What the bridge's bot has found of rooms that it was invited to: encrypted ones, and ones it cannot join.

use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// A room that the bot was invited to and could not join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedRoom {
    /// The room.
    pub room: String,
    /// Who invited it: `@name:domain`.
    pub invited_by: String,
    /// Why, in words for an operator.
    pub fault: String,
    /// When it tried.
    pub failed_at: Timestamp,
}

/// Whether it was said in a room that the bot cannot read what is encrypted.
pub async fn is_told_encrypted(conn: &mut Conn, room: &str) -> Result<bool> {
    let row = sqlx::query("SELECT room FROM bridge_encrypted_rooms WHERE room = $1")
        .bind(room)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// It was said.
pub async fn set_told_encrypted(conn: &mut Conn, room: &str, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO bridge_encrypted_rooms (room, told_at) VALUES ($1, $2)
         ON CONFLICT (room) DO NOTHING",
    )
    .bind(room)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes that the bot could not join a room.
pub async fn put_closed(conn: &mut Conn, closed: &ClosedRoom) -> Result<()> {
    sqlx::query(
        "INSERT INTO bridge_closed_rooms (room, invited_by, fault, failed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (room) DO UPDATE SET
             invited_by = excluded.invited_by, fault = excluded.fault, failed_at = excluded.failed_at",
    )
    .bind(&closed.room)
    .bind(&closed.invited_by)
    .bind(&closed.fault)
    .bind(micros(closed.failed_at))
    .execute(conn)
    .await?;
    Ok(())
}

/// The rooms that the bot could not join, the newest first; at most 20.
pub async fn list_closed(conn: &mut Conn) -> Result<Vec<ClosedRoom>> {
    let rows =
        sqlx::query("SELECT * FROM bridge_closed_rooms ORDER BY failed_at DESC, room LIMIT 20")
            .fetch_all(conn)
            .await?;
    rows.iter().map(closed).collect()
}

/// The bot has joined a room.
pub async fn remove_closed(conn: &mut Conn, room: &str) -> Result<()> {
    sqlx::query("DELETE FROM bridge_closed_rooms WHERE room = $1")
        .bind(room)
        .execute(conn)
        .await?;
    Ok(())
}

/// The bot is in a room no longer, or not invited any more.
pub async fn forget(conn: &mut Conn, room: &str) -> Result<()> {
    remove_closed(&mut *conn, room).await?;
    sqlx::query("DELETE FROM bridge_encrypted_rooms WHERE room = $1")
        .bind(room)
        .execute(conn)
        .await?;
    Ok(())
}

fn closed(row: &AnyRow) -> Result<ClosedRoom> {
    Ok(ClosedRoom {
        room: row.text("room")?,
        invited_by: row.text("invited_by")?,
        fault: row.text("fault")?,
        failed_at: row.time("failed_at")?,
    })
}
