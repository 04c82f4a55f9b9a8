//! Sessions that were left behind: the program was killed before it could end them, or what referred to them was forgotten.

use std::sync::Arc;

use store::{StoreError, telegram_sessions};
use telegram::connection::{LoggedOut, Status};
use telegram::{log_out, session};

use super::{LOG_OUT, LoginError, Logins};

impl Logins {
    /// Ends the sessions to which nothing refers any more, at Telegram and here, so that no device stays logged in that
    /// nobody uses. In the background, since Telegram may be away. To be called before any conversation begins.
    pub async fn end_left(self: &Arc<Self>) -> Result<(), StoreError> {
        let at = session::at(&self.ground.settings.telegram);
        let mut conn = self.ground.db.read().await?;
        let names = telegram_sessions::list_left(&mut conn, &at).await?;
        drop(conn);
        let (logins, stop) = (Arc::clone(self), self.ground.stop.clone());
        let end = async move {
            for name in names {
                if let Err(error) = logins.end_one_left(&name).await {
                    tracing::warn!(%error, "a session with Telegram that was left behind cannot be ended");
                }
            }
        };
        self.ground.tasks.spawn(async move {
            stop.run_until_cancelled(end).await;
        });
        Ok(())
    }

    async fn end_one_left(&self, name: &str) -> Result<(), LoginError> {
        let session = self.session(name).await?;
        if !session.has_key() {
            return Ok(session.forget().await?);
        }
        let connection = self.connect(session);
        drop(connection.updates());
        let mut status = connection.status();
        let is_known =
            |status: &Status| matches!(status, Status::Up { .. } | Status::LoggedOut { .. });
        // However long that takes: only the end of the program ends the wait, and the next one tries again.
        let known = status
            .wait_for(is_known)
            .await
            .ok()
            .map(|status| status.clone());
        if let Some(Status::LoggedOut {
            why: LoggedOut::Program,
        }) = known
        {
            // Telegram does not take our own program: whether the session holds cannot be known.
            connection.stop().await;
            return Ok(());
        }
        let ended = log_out::log_out(&connection, LOG_OUT).await;
        connection.stop().await;
        ended?;
        tracing::info!("a session with Telegram that was left behind is ended");
        Ok(())
    }
}
