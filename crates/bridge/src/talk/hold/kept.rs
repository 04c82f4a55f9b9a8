//! What of a conversation lies in the database, and what becomes of it in the end.

use store::{StoreError, bridge_talks, commit, telegram_logins};
use telegram::login::Conversation;

use super::Held;
use crate::logins::LoginError;

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
                let owner = &self.owner.matrix_id;
                self.logins.adopt(owner, account, &self.row).await?;
                let say = self.show.borrow().say.clone();
                // Who has left the room meanwhile is logged in all the same.
                self.say(say, conversation).await.ok();
            }
            None => self.session.forget().await?,
        }
        Ok(())
    }

    /// Makes room for the next conversation as soon as this one is over, though Telegram may still have to be told.
    pub(super) async fn retire(&mut self, conversation: &Conversation) -> Result<(), StoreError> {
        if conversation.account().is_none() {
            // Else all goes together with the coming of the login: whoever is killed before that finishes it later.
            let mut tx = self.ground.db.begin().await?;
            telegram_logins::end(&mut tx, &self.row).await?;
            bridge_talks::remove(&mut tx, self.owner.matrix_id.as_str()).await?;
            commit(tx).await?;
        }
        self.from.close();
        Ok(())
    }
}
