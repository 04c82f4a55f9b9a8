//! Ending a login.

use std::time::Duration;

use grammers_tl_types::functions::auth::LogOut;

use crate::connection::{CallError, Connection};
use crate::session::SessionError;

/// Ends the login at Telegram, ends the connection, and forgets the session.
///
/// If Telegram cannot be reached, nothing is forgotten: the login would go on there, out of our reach.
pub async fn log_out(connection: &Connection, deadline: Duration) -> Result<(), CallError> {
    match connection.invoke(&LogOut {}, deadline).await {
        // It was no login any more: what is left of it goes as well.
        Ok(_) | Err(CallError::LoggedOut(_)) => {}
        Err(error) => return Err(error),
    }
    connection.stop().await;
    connection.note_logged_out();
    forget(connection).await?;
    Ok(())
}

async fn forget(connection: &Connection) -> Result<(), SessionError> {
    connection.session().forget().await
}
