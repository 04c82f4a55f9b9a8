//! What of a conversation lies in the database, and what becomes of it in the end.

use std::time::Duration;

use store::{StoreError, bridge_talks, commit, telegram_logins};
use telegram::login::Conversation;

use super::Held;
use crate::homeserver::Way;
use crate::logins::LoginError;

/// How long to wait before a homeserver that is away is told again that somebody is logged in.
const AGAIN: Duration = Duration::from_secs(15);

impl Held {
    /// Keeps the step, unless somebody else has taken one since.
    pub(super) async fn keep(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        let sealed = conversation.seal(&self.ground.sealer, &self.row.owner);
        let mut tx = self.ground.db.begin().await?;
        let kept = telegram_logins::advance(&mut tx, &self.row, sealed).await?;
        commit(tx).await?;
        if let Some(kept) = kept {
            self.row = kept;
        }
        Ok(())
    }

    /// What follows when it is over: the login is taken over, or the session forgotten.
    pub(super) async fn finish(&mut self, conversation: &Conversation) -> Result<(), LoginError> {
        self.calls.close().await;
        match conversation.account() {
            Some(account) => {
                let owner = self.owner.matrix_id.clone();
                self.logins.adopt(&owner, account, &self.row).await?;
                if self.conclude(conversation).await {
                    self.logins.end_talk(&owner, &self.row).await?;
                }
            }
            None => self.session.forget().await?,
        }
        Ok(())
    }

    /// Says that the login is there, as soon as the homeserver takes it; false if the program ends before.
    async fn conclude(&mut self, conversation: &Conversation) -> bool {
        if self.is_quiet {
            self.door.hide().await;
            return true;
        }
        let say = self.show.borrow().say.clone();
        let stop = self.ground.stop.clone();
        loop {
            let revision = self.row.revision;
            let told = self.door.conclude(&say, conversation, revision);
            let fault = match stop.run_until_cancelled(told).await {
                Some(Ok(())) => return true,
                Some(Err(fault)) => fault,
                None => return false,
            };
            tracing::warn!(%fault, "somebody who is logged in could not be told so");
            if fault.way() == Way::GiveUp {
                return true;
            }
            stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await;
        }
    }

    /// Makes room for the next conversation as soon as this one is over, though Telegram may still have to be told.
    pub(super) async fn retire(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        if conversation.account().is_none() {
            // Else it goes when the person was told: whoever is killed before that finishes it later.
            let mut tx = self.ground.db.begin().await?;
            telegram_logins::end(&mut tx, &self.row).await?;
            bridge_talks::remove(&mut tx, self.owner.matrix_id.as_str()).await?;
            commit(tx).await?;
        } else {
            // No two may use a session at the same time, and whoever begins the next conversation opens this login.
            self.calls.close().await;
        }
        self.from.close();
        Ok(())
    }
}
