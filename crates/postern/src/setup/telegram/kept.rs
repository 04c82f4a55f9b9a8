//! The login conversation of the terminal, as it is kept: whoever is interrupted goes on where they were.

use anyhow::{Result, bail};
use domain::time::Timestamp;
use domain::world::World;
use store::telegram_logins::{self, TelegramLogin};
use store::{Db, commit};
use telegram::login::Conversation;
use telegram::seal::Sealer;

use crate::house::House;

/// Whose conversation it is: there is one terminal.
const OWNER: &str = "setup";
/// The session that it logs in, which is none of a messenger's.
pub(super) const SESSION: &str = "setup";

/// The conversation of the terminal in the database.
pub(super) struct Kept {
    db: Db,
    sealer: Sealer,
    row: Option<TelegramLogin>,
}

impl Kept {
    pub(super) fn new(house: &House, world: &World) -> Self {
        Self {
            db: house.context.db.clone(),
            sealer: Sealer::new(&house.context.key, world),
            row: None,
        }
    }

    pub(super) const fn db(&self) -> &Db {
        &self.db
    }

    pub(super) const fn sealer(&self) -> &Sealer {
        &self.sealer
    }

    /// The one that was interrupted, and when it was begun.
    pub(super) async fn find(&mut self) -> Result<Option<(Conversation, Timestamp)>> {
        let mut conn = self.db.read().await?;
        self.row = telegram_logins::find(&mut conn, OWNER).await?;
        drop(conn);
        let Some(row) = &self.row else {
            return Ok(None);
        };
        match Conversation::open(&self.sealer, OWNER, &row.sealed_state) {
            Ok(conversation) => Ok(Some((conversation, row.begun_at))),
            // Nobody can go on with it.
            Err(_) => self.end().await.map(|()| None),
        }
    }

    /// Keeps the next step.
    pub(super) async fn keep(&mut self, conversation: &Conversation, now: Timestamp) -> Result<()> {
        let sealed_state = conversation.seal(&self.sealer, OWNER);
        let mut tx = self.db.begin().await?;
        let kept = if let Some(row) = self.row.take() {
            telegram_logins::advance(&mut tx, &row, sealed_state).await?
        } else {
            let row = TelegramLogin {
                owner: OWNER.to_owned(),
                session: SESSION.to_owned(),
                sealed_state,
                revision: 1,
                begun_at: now,
                ends_at: conversation.ends_at(),
            };
            let is_first = telegram_logins::begin(&mut tx, &row, now).await?;
            is_first.then_some(row)
        };
        commit(tx).await?;
        self.row = kept;
        if self.row.is_none() {
            bail!("another `postern setup telegram` goes on with this login; end one of them");
        }
        Ok(())
    }

    /// Forgets it.
    pub(super) async fn end(&mut self) -> Result<()> {
        if let Some(row) = self.row.take() {
            let mut tx = self.db.begin().await?;
            telegram_logins::end(&mut tx, &row).await?;
            commit(tx).await?;
        }
        Ok(())
    }
}
