//! Notifications.

use domain::id::NotificationId;
use domain::notification::{Kind, Notification, Source};
use sqlx::AssertSqlSafe;
use sqlx::any::AnyRow;

use crate::columns::{Columns, chunks, micros, rows};
use crate::{Conn, Query, Result, StoreError};

/// Adds a notification.
pub async fn insert(conn: &mut Conn, notification: &Notification) -> Result<()> {
    insert_all(conn, &[notification]).await
}

/// Adds notifications, many to a statement.
pub async fn insert_all(conn: &mut Conn, notifications: &[&Notification]) -> Result<()> {
    for chunk in chunks(notifications) {
        let insert = format!(
            "INSERT INTO notifications (id, user_id, kind, body, source, source_id, created_at) VALUES {}",
            rows(chunk.len(), 7)
        );
        let query = chunk
            .iter()
            .copied()
            .try_fold(sqlx::query(AssertSqlSafe(insert)), bind_notification)?;
        query.execute(&mut *conn).await?;
    }
    Ok(())
}

fn bind_notification(query: Query, notification: &Notification) -> Result<Query> {
    let (source, source_id) = source_columns(notification.source);
    let body = serde_json::to_string(&notification.kind).map_err(|_| StoreError::Inconsistent {
        column: "notifications.body",
    })?;
    Ok(query
        .bind(notification.id.to_string())
        .bind(notification.user_id.to_string())
        .bind(notification.kind.word())
        .bind(body)
        .bind(source)
        .bind(source_id)
        .bind(micros(notification.created_at)))
}

/// The notification of this id.
pub async fn find(conn: &mut Conn, id: NotificationId) -> Result<Option<Notification>> {
    let row = sqlx::query("SELECT * FROM notifications WHERE id = $1")
        .bind(id.to_string())
        .fetch_optional(conn)
        .await?;
    row.as_ref().map(notification).transpose()
}

fn source_columns(source: Source) -> (&'static str, Option<String>) {
    match source {
        Source::Postern => ("postern", None),
        Source::User(id) => ("user", Some(id.to_string())),
        Source::Integration(id) => ("integration", Some(id.to_string())),
        Source::Operator => ("operator", None),
    }
}

fn notification(row: &AnyRow) -> Result<Notification> {
    const BAD_SOURCE: StoreError = StoreError::Inconsistent {
        column: "notifications.source",
    };
    let source = match row.text("source")?.as_str() {
        "postern" => Source::Postern,
        "user" => Source::User(row.parsed("source_id")?),
        "integration" => Source::Integration(row.parsed("source_id")?),
        "operator" => Source::Operator,
        _ => return Err(BAD_SOURCE),
    };
    Ok(Notification {
        id: row.parsed("id")?,
        user_id: row.parsed("user_id")?,
        kind: kind(&row.text("body")?)?,
        source,
        created_at: row.time("created_at")?,
    })
}

/// Reads a stored body.
pub(crate) fn kind(body: &str) -> Result<Kind> {
    serde_json::from_str(body).map_err(|_| StoreError::Inconsistent {
        column: "notifications.body",
    })
}
