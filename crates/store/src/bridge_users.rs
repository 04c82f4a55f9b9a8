//! People on Matrix who wrote to the bridge.

use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// Somebody on Matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeUser {
    /// `@name:domain`
    pub matrix_id: String,
    /// The room with nobody in it but this person and the bot, where they last spoke.
    pub management_room: Option<String>,
}

/// Remembers somebody; who is known already stays as they are.
pub async fn ensure(conn: &mut Conn, matrix_id: &str, now: Timestamp) -> Result<()> {
    sqlx::query(
        "INSERT INTO bridge_users (matrix_id, created_at) VALUES ($1, $2)
         ON CONFLICT (matrix_id) DO NOTHING",
    )
    .bind(matrix_id)
    .bind(micros(now))
    .execute(conn)
    .await?;
    Ok(())
}

/// Somebody, if they are known.
pub async fn find(conn: &mut Conn, matrix_id: &str) -> Result<Option<BridgeUser>> {
    let row = sqlx::query("SELECT * FROM bridge_users WHERE matrix_id = $1")
        .bind(matrix_id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(user).transpose()
}

/// Whose management room this is, if it is one.
pub async fn find_by_room(conn: &mut Conn, room: &str) -> Result<Option<BridgeUser>> {
    let row = sqlx::query("SELECT * FROM bridge_users WHERE management_room = $1 LIMIT 1")
        .bind(room)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(user).transpose()
}

/// Says which room is the person's management room; `None` if there is none any more.
pub async fn set_management_room(
    conn: &mut Conn,
    matrix_id: &str,
    room: Option<&str>,
) -> Result<()> {
    sqlx::query("UPDATE bridge_users SET management_room = $2 WHERE matrix_id = $1")
        .bind(matrix_id)
        .bind(room.map(str::to_owned))
        .execute(conn)
        .await?;
    Ok(())
}

fn user(row: &AnyRow) -> Result<BridgeUser> {
    Ok(BridgeUser {
        matrix_id: row.text("matrix_id")?,
        management_room: row.opt_text("management_room")?,
    })
}
