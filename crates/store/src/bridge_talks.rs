//! Where login conversations of the bridge are held: in which room, and which event shows a QR code.

use crate::columns::Columns;
use crate::{Conn, Result};

/// Where somebody's login conversation is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeTalk {
    /// Who logs in: `@name:domain`.
    pub matrix_id: String,
    /// The room.
    pub room: String,
    /// The event that shows a QR code, to be redacted.
    pub qr_event: Option<String>,
}

/// Remembers a conversation; an earlier one of the same person gives way.
pub async fn put(conn: &mut Conn, talk: &BridgeTalk) -> Result<()> {
    sqlx::query(
        "INSERT INTO bridge_talks (matrix_id, room, qr_event) VALUES ($1, $2, $3)
         ON CONFLICT (matrix_id) DO UPDATE SET room = excluded.room, qr_event = excluded.qr_event",
    )
    .bind(&talk.matrix_id)
    .bind(&talk.room)
    .bind(&talk.qr_event)
    .execute(conn)
    .await?;
    Ok(())
}

/// Notes which event shows a QR code now; nothing if the conversation is no longer as it is in `talk`, since another one
/// has begun meanwhile.
pub async fn set_qr_event(
    conn: &mut Conn,
    talk: &BridgeTalk,
    qr_event: Option<&str>,
) -> Result<()> {
    sqlx::query(
        "UPDATE bridge_talks SET qr_event = $4
         WHERE matrix_id = $1 AND room = $2 AND qr_event IS NOT DISTINCT FROM $3",
    )
    .bind(&talk.matrix_id)
    .bind(&talk.room)
    .bind(&talk.qr_event)
    .bind(qr_event)
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody's conversation, if there is one.
pub async fn find(conn: &mut Conn, matrix_id: &str) -> Result<Option<BridgeTalk>> {
    let row = sqlx::query("SELECT * FROM bridge_talks WHERE matrix_id = $1")
        .bind(matrix_id)
        .fetch_optional(conn)
        .await?;
    let talk = row.map(|row| {
        Ok(BridgeTalk {
            matrix_id: row.text("matrix_id")?,
            room: row.text("room")?,
            qr_event: row.opt_text("qr_event")?,
        })
    });
    talk.transpose()
}

/// Forgets a conversation.
pub async fn remove(conn: &mut Conn, matrix_id: &str) -> Result<()> {
    sqlx::query("DELETE FROM bridge_talks WHERE matrix_id = $1")
        .bind(matrix_id)
        .execute(conn)
        .await?;
    Ok(())
}
