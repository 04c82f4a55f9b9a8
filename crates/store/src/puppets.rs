//! Users on Matrix that stand for users, bots and channels of Telegram.

use sqlx::any::AnyRow;

use crate::columns::Columns;
use crate::{Conn, Result};

/// A puppet as it was last dressed.
#[derive(Clone, PartialEq, Eq)]
pub struct Puppet {
    /// The id at Telegram, with its kind in it.
    pub id: i64,
    /// The name that people see.
    pub name: String,
    /// The id of the photo at Telegram.
    pub photo: Option<i64>,
    /// The name behind the @, in small letters.
    pub username: Option<String>,
}

/// Remembers how a puppet is dressed.
pub async fn put(conn: &mut Conn, puppet: &Puppet) -> Result<()> {
    sqlx::query(
        "INSERT INTO puppets (id, name, photo, username) VALUES ($1, $2, $3, $4)
         ON CONFLICT (id) DO UPDATE SET
             name = excluded.name, photo = excluded.photo, username = excluded.username",
    )
    .bind(puppet.id)
    .bind(&puppet.name)
    .bind(puppet.photo)
    .bind(puppet.username.clone())
    .execute(conn)
    .await?;
    Ok(())
}

/// The puppet of this id.
pub async fn find(conn: &mut Conn, id: i64) -> Result<Option<Puppet>> {
    let row = sqlx::query("SELECT * FROM puppets WHERE id = $1")
        .bind(id)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(puppet).transpose()
}

/// The puppet of whoever has this name, in small letters and without the `@`.
pub async fn find_by_username(conn: &mut Conn, username: &str) -> Result<Option<Puppet>> {
    let row = sqlx::query("SELECT * FROM puppets WHERE username = $1 ORDER BY id DESC LIMIT 1")
        .bind(username)
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(puppet).transpose()
}

/// Notes that a puppet is in a room.
pub async fn enter(conn: &mut Conn, room: &str, puppet: i64) -> Result<()> {
    sqlx::query(
        "INSERT INTO puppet_rooms (room, puppet) VALUES ($1, $2) ON CONFLICT (room, puppet) DO NOTHING",
    )
    .bind(room)
    .bind(puppet)
    .execute(conn)
    .await?;
    Ok(())
}

/// Whether a puppet is in a room.
pub async fn is_in(conn: &mut Conn, room: &str, puppet: i64) -> Result<bool> {
    let row = sqlx::query("SELECT 1 AS one FROM puppet_rooms WHERE room = $1 AND puppet = $2")
        .bind(room)
        .bind(puppet)
        .fetch_optional(conn)
        .await?;
    Ok(row.is_some())
}

/// The puppets in a room; at most 100,000.
pub async fn list_in(conn: &mut Conn, room: &str) -> Result<Vec<i64>> {
    let rows =
        sqlx::query("SELECT puppet FROM puppet_rooms WHERE room = $1 ORDER BY puppet LIMIT 100000")
            .bind(room)
            .fetch_all(conn)
            .await?;
    rows.iter().map(|row| row.number("puppet")).collect()
}

/// Notes that a puppet left a room.
pub async fn leave(conn: &mut Conn, room: &str, puppet: i64) -> Result<()> {
    sqlx::query("DELETE FROM puppet_rooms WHERE room = $1 AND puppet = $2")
        .bind(room)
        .bind(puppet)
        .execute(conn)
        .await?;
    Ok(())
}

/// Forgets who is in a room that is no more.
pub async fn forget_room(conn: &mut Conn, room: &str) -> Result<()> {
    sqlx::query("DELETE FROM puppet_rooms WHERE room = $1")
        .bind(room)
        .execute(conn)
        .await?;
    Ok(())
}

fn puppet(row: &AnyRow) -> Result<Puppet> {
    Ok(Puppet {
        id: row.number("id")?,
        name: row.text("name")?,
        photo: row.opt_number("photo")?,
        username: row.opt_text("username")?,
    })
}

impl std::fmt::Debug for Puppet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Puppet")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
