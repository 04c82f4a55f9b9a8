//! What the homeserver handed to the bridge: transactions, each accepted once, and their events until they are dealt with.
//!
//! What the events say is sealed; this module sees none of it.

use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result, StoreError};

/// An event that is not dealt with yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeEvent {
    /// Its place in the order in which events came.
    pub position: i64,
    /// The room.
    pub room: String,
    /// The event, sealed.
    pub sealed_event: Vec<u8>,
}

/// Accepts a transaction; false if it was accepted before.
pub async fn accept(conn: &mut Conn, id: &str, now: Timestamp) -> Result<bool> {
    let done = sqlx::query(
        "INSERT INTO bridge_transactions (id, received_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Keeps an event behind all others, and gives its position. Only one caller at a time.
pub async fn append(conn: &mut Conn, room: &str, sealed_event: Vec<u8>) -> Result<i64> {
    let row = sqlx::query(
        "INSERT INTO bridge_events (position, room, sealed_event)
         SELECT COALESCE(MAX(position), 0) + 1, $1, $2 FROM bridge_events
         RETURNING position",
    )
    .bind(room)
    .bind(sealed_event)
    .fetch_one(conn)
    .await?;
    row.number("position")
}

/// The next events after a position, in order; at most 100.
pub async fn list_after(conn: &mut Conn, position: i64) -> Result<Vec<BridgeEvent>> {
    let rows =
        sqlx::query("SELECT * FROM bridge_events WHERE position > $1 ORDER BY position LIMIT 100")
            .bind(position)
            .fetch_all(conn)
            .await?;
    rows.iter().map(event).collect()
}

/// Forgets an event: it is dealt with.
pub async fn remove(conn: &mut Conn, position: i64) -> Result<()> {
    sqlx::query("DELETE FROM bridge_events WHERE position = $1")
        .bind(position)
        .execute(conn)
        .await?;
    Ok(())
}

fn event(row: &AnyRow) -> Result<BridgeEvent> {
    let sealed_event = row.opt_bytes("sealed_event")?;
    Ok(BridgeEvent {
        position: row.number("position")?,
        room: row.text("room")?,
        sealed_event: sealed_event.ok_or(StoreError::Inconsistent {
            column: "sealed_event",
        })?,
    })
}
