//! Audit entries. There is no way to change or remove one, here or in the tables.

use domain::audit::{Actor, Entry};

use crate::columns::micros;
use crate::{Conn, Result};

/// Adds an entry.
pub async fn insert(conn: &mut Conn, entry: &Entry) -> Result<()> {
    let (actor, actor_id) = match entry.actor {
        Actor::Postern => ("postern", None),
        Actor::Operator => ("operator", None),
        Actor::User(id) => ("user", Some(id.to_string())),
        Actor::Integration(id) => ("integration", Some(id.to_string())),
    };
    sqlx::query(
        "INSERT INTO audit_entries (id, domain, at, actor, actor_id, ip, action, user_id, detail)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(entry.id.to_string())
    .bind(&entry.domain)
    .bind(micros(entry.at))
    .bind(actor)
    .bind(actor_id)
    .bind(entry.ip.map(|ip| ip.to_string()))
    .bind(entry.action)
    .bind(entry.user_id.map(|id| id.to_string()))
    .bind(&entry.detail)
    .execute(conn)
    .await?;
    Ok(())
}
