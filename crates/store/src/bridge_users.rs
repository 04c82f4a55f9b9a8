//! People on Matrix who wrote to the bridge.

use domain::id::UserId;
use domain::locale::Locale;
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

/// Says in which language somebody wants to be spoken to.
pub async fn set_locale(conn: &mut Conn, matrix_id: &str, locale: Locale) -> Result<()> {
    sqlx::query("UPDATE bridge_users SET locale = $2 WHERE matrix_id = $1")
        .bind(matrix_id)
        .bind(locale.tag())
        .execute(conn)
        .await?;
    Ok(())
}

/// The language somebody has chosen here, else that of the user of Postern who they are; `None` if there is neither.
pub async fn find_locale(conn: &mut Conn, matrix_id: &str) -> Result<Option<Locale>> {
    let row = sqlx::query("SELECT locale FROM bridge_users WHERE matrix_id = $1")
        .bind(matrix_id)
        .fetch_optional(&mut *conn)
        .await?;
    let chosen = row.map(|row| locale(&row)).transpose()?.flatten();
    if chosen.is_some() {
        return Ok(chosen);
    }
    let people = list_people(conn, matrix_id).await?;
    Ok(people.into_iter().find_map(|person| person.locale))
}

/// A user of Postern who has shown that an account on Matrix is theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub id: UserId,
    /// The domain of the user.
    pub domain: String,
    /// The language of the user's messages and pages, if they chose one.
    pub locale: Option<Locale>,
}

/// The users of Postern who have shown that this is their account on Matrix: one of each domain at most, as a rule.
pub async fn list_people(conn: &mut Conn, matrix_id: &str) -> Result<Vec<Person>> {
    let rows = sqlx::query(
        "SELECT DISTINCT users.id, users.domain, users.locale FROM users
         JOIN linked_accounts ON linked_accounts.user_id = users.id
         WHERE linked_accounts.remote_id = $1
             AND (linked_accounts.provider = 'matrix' OR linked_accounts.provider LIKE 'matrix-%')
             AND (linked_accounts.verified_at IS NOT NULL OR linked_accounts.vouched_at IS NOT NULL)
         ORDER BY users.id LIMIT 100",
    )
    .bind(matrix_id)
    .fetch_all(conn)
    .await?;
    let person = |row: &AnyRow| {
        Ok(Person {
            id: row.parsed("id")?,
            domain: row.text("domain")?,
            locale: locale(row)?,
        })
    };
    rows.iter().map(person).collect()
}

fn locale(row: &AnyRow) -> Result<Option<Locale>> {
    let tag = row.opt_text("locale")?;
    Ok(tag.and_then(|tag| Locale::from_tag(&tag)))
}

fn user(row: &AnyRow) -> Result<BridgeUser> {
    Ok(BridgeUser {
        matrix_id: row.text("matrix_id")?,
        management_room: row.opt_text("management_room")?,
    })
}
