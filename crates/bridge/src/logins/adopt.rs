//! A session that a conversation has logged in becomes a login; what stands against it ends.

use std::sync::Arc;

use ruma::UserId;
use store::bridge_logins::{self, BridgeLogin};
use store::telegram_logins::{self, TelegramLogin};
use store::{Conn, StoreError, bridge_users, commit, portal_logins};
use store::{bridge_links, bridge_talks};
use telegram::log_out;
use telegram::login::{Account, Conversation};

use super::{LOG_OUT, LoginError, Logins};
use crate::audit::{self, Deed};
use crate::talk::Owner;
use crate::tell::tell_replaced;

impl Logins {
    /// Takes over a session that a conversation has logged in, unless that was done before. A login that the account had
    /// before is ended, and so are conversations of the same person on pages. The conversation's row stays until the
    /// person was told ([`Self::end_talk`]).
    pub(crate) async fn adopt(
        self: &Arc<Self>,
        owner: &UserId,
        account: &Account,
        talk: &TelegramLogin,
    ) -> Result<(), LoginError> {
        // Two at a time could open the same session.
        let adopting = self.adopting.lock().await;
        let robbed = self.adopt_alone(owner, account, talk).await;
        drop(adopting);
        if let Some(before) = robbed? {
            // Aside, so that whoever has it now waits for nobody's homeserver.
            let ground = Arc::clone(&self.ground);
            self.ground.tasks.spawn(async move {
                let told = tell_replaced(&ground, before);
                ground.stop.run_until_cancelled(told).await;
            });
        }
        Ok(())
    }

    /// Gives the login that was another person's until now.
    async fn adopt_alone(
        self: &Arc<Self>,
        owner: &UserId,
        account: &Account,
        talk: &TelegramLogin,
    ) -> Result<Option<BridgeLogin>, LoginError> {
        let now = self.ground.world.now();
        let row = BridgeLogin {
            account: account.id,
            matrix_id: owner.to_string(),
            shown: account.name.reveal().to_owned(),
            is_bot: account.bot,
            session: talk.session.clone(),
            created_at: now,
            ended: None,
            told_at: None,
        };
        let mut tx = self.ground.db.begin().await?;
        let known = bridge_logins::find(&mut tx, row.account).await?;
        if let Some(known) = known.filter(|known| known.session == row.session) {
            // The program was killed before the person was told, or the login could not be opened then.
            drop(tx);
            self.open_if_closed(&known).await?;
            return Ok(None);
        }
        bridge_users::ensure(&mut tx, owner.as_str(), now).await?;
        let before = bridge_logins::put(&mut tx, &row).await?;
        // What was written since an earlier login ended is not told to the new session.
        portal_logins::reopen(&mut tx, account.id).await?;
        let left = self.close_pages(&mut tx, &row).await?;
        self.note_adopted(&mut tx, &row, before.as_ref()).await?;
        commit(tx).await?;
        self.forget_all(left).await;
        if let Some(before) = &before {
            self.replace(before).await;
        }
        self.open_one(&row).await?;
        Ok(before.filter(|before| before.matrix_id != row.matrix_id))
    }

    /// Forgets a conversation by which somebody has logged in, and who knows it.
    pub(crate) async fn end_talk(
        &self,
        owner: &UserId,
        talk: &TelegramLogin,
    ) -> Result<(), StoreError> {
        let mut tx = self.ground.db.begin().await?;
        let kept = telegram_logins::find(&mut tx, &talk.owner).await?;
        // Else the next conversation has begun. A page may have kept the same step once more meanwhile.
        if let Some(kept) = kept.filter(|kept| kept.session == talk.session)
            && telegram_logins::end(&mut tx, &kept).await?
            && talk.owner == Owner::key_of(owner)
        {
            bridge_talks::remove(&mut tx, owner.as_str()).await?;
        }
        commit(tx).await
    }

    /// Opens a login that was kept and, perhaps, not opened; not one that has ended since.
    async fn open_if_closed(self: &Arc<Self>, row: &BridgeLogin) -> Result<(), LoginError> {
        if row.ended.is_some() || self.get(row.account).is_some() {
            return Ok(());
        }
        self.open_one(row).await
    }

    async fn note_adopted(
        &self,
        conn: &mut Conn,
        row: &BridgeLogin,
        before: Option<&BridgeLogin>,
    ) -> Result<(), StoreError> {
        let world = &self.ground.world;
        let others =
            before.filter(|before| before.ended.is_none() && before.matrix_id != row.matrix_id);
        if let Some(before) = others {
            let deed = Deed::TakenOver(&row.matrix_id);
            audit::note(&mut *conn, world, &before.matrix_id, row.account, deed).await?;
        }
        audit::note(conn, world, &row.matrix_id, row.account, Deed::LoggedIn).await
    }

    /// Closes the links by which this person could still log in, with the conversations on their pages; gives the
    /// sessions that nobody needs any more.
    async fn close_pages(
        &self,
        conn: &mut Conn,
        row: &BridgeLogin,
    ) -> Result<Vec<String>, StoreError> {
        let mut left = Vec::new();
        for link in bridge_links::list_undone(&mut *conn, &row.matrix_id).await? {
            if !bridge_links::hold(&mut *conn, link.id).await? {
                continue;
            }
            let owner = bridge_links::conversation_of(link.id);
            if let Some(talk) = telegram_logins::find(&mut *conn, &owner).await? {
                let opened = Conversation::open(&self.ground.sealer, &owner, &talk.sealed_state);
                if opened.is_ok_and(|conversation| conversation.account().is_some()) {
                    // That page is about to be done, too: both logins hold.
                    continue;
                }
                if !telegram_logins::end(&mut *conn, &talk).await? {
                    // It took a step at this moment, and may be done by it.
                    continue;
                }
                left.push(talk.session);
            }
            bridge_links::close(&mut *conn, link.id, row.account, row.created_at).await?;
        }
        Ok(left)
    }

    /// Forgets the sessions of logins that were given up.
    async fn forget_all(&self, sessions: Vec<String>) {
        for session in sessions {
            if let Err(error) = self.forget_session(&session).await {
                tracing::warn!(%error, "the session of a login that was given up could not be forgotten");
            }
        }
    }

    /// Ends the session that a newer login of the same account replaces.
    async fn replace(&self, before: &BridgeLogin) {
        let open = self.open().remove(&before.account);
        let ended = match open {
            Some(login) => log_out::log_out(&login.connection, LOG_OUT).await,
            None => Ok(()),
        };
        if let Err(error) = ended {
            // It stays in the list of devices at Telegram, where its owner can end it.
            tracing::warn!(account = before.account, %error, "an earlier login could not be ended at Telegram");
        }
        if let Err(error) = self.forget_session(&before.session).await {
            tracing::warn!(account = before.account, %error, "an earlier login could not be forgotten");
        }
    }
}
