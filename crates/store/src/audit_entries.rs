//! Audit entries. There is no way to change or remove one, here or in the tables.

use domain::audit::{Actor, Entry};
use domain::id::AuditId;
use domain::time::Timestamp;
use sqlx::any::AnyRow;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// An entry as it was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its id; ids grow with time.
    pub id: AuditId,
    /// When.
    pub at: Timestamp,
    /// `postern`, `operator`, `user` or `integration`.
    pub actor: String,
    /// The id of that user or integration.
    pub actor_id: Option<String>,
    /// From which address, if by network.
    pub ip: Option<String>,
    /// What, as a dotted verb: `account.linked`.
    pub action: String,
    /// The id of the user it is about, who may be gone by now.
    pub user_id: Option<String>,
    /// What else matters.
    pub detail: String,
}

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

/// A domain's entries, the oldest first, from the one after `after`.
pub async fn list(
    conn: &mut Conn,
    domain: &str,
    after: Option<AuditId>,
    limit: i64,
) -> Result<Vec<Written>> {
    let rows = sqlx::query(
        "SELECT * FROM audit_entries WHERE domain = $1 AND id > $2 ORDER BY id LIMIT $3",
    )
    .bind(domain)
    .bind(after.map_or_else(String::new, |id| id.to_string()))
    .bind(limit)
    .fetch_all(conn)
    .await?;
    rows.iter().map(written).collect()
}

fn written(row: &AnyRow) -> Result<Written> {
    Ok(Written {
        id: row.parsed("id")?,
        at: row.time("at")?,
        actor: row.text("actor")?,
        actor_id: row.opt_text("actor_id")?,
        ip: row.opt_text("ip")?,
        action: row.text("action")?,
        user_id: row.opt_text("user_id")?,
        detail: row.text("detail")?,
    })
}
