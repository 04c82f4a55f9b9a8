//! What arrived on the phone that only `postern demo` has.

use domain::id::DeliveryId;
use domain::time::Timestamp;

use crate::columns::{Columns, micros};
use crate::{Conn, Result};

/// One message on the demo phone.
#[derive(Debug, Clone)]
pub struct Message {
    /// Whose phone.
    pub handle: String,
    /// The text.
    pub text: String,
    /// When it arrived.
    pub at: Timestamp,
}

/// Puts a message on the phone; the same delivery only once.
pub async fn insert(conn: &mut Conn, delivery: DeliveryId, message: &Message) -> Result<()> {
    sqlx::query("INSERT INTO demo_phone_messages (delivery_id, handle, text, at) VALUES ($1, $2, $3, $4) ON CONFLICT (delivery_id) DO UPDATE SET text = excluded.text, at = excluded.at")
        .bind(delivery.to_string())
        .bind(&message.handle)
        .bind(&message.text)
        .bind(micros(message.at))
        .execute(conn)
        .await?;
    Ok(())
}

/// The newest messages, oldest of them first.
pub async fn list(conn: &mut Conn, limit: i64) -> Result<Vec<Message>> {
    let rows = sqlx::query("SELECT handle, text, at FROM demo_phone_messages ORDER BY at DESC, delivery_id DESC LIMIT $1")
        .bind(limit)
        .fetch_all(conn)
        .await?;
    rows.iter()
        .rev()
        .map(|row| {
            Ok(Message {
                handle: row.text("handle")?,
                text: row.text("text")?,
                at: row.time("at")?,
            })
        })
        .collect()
}
