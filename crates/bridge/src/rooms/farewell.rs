//! People who are to be taken out of the rooms of an account: they have logged it out, or it is another person's now.
//!
//! Who they are lies in the database from the moment on in which their login ends, so that neither a kill nor an outage
//! of the homeserver leaves anybody in rooms whose chats are not theirs any more.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use ruma::{OwnedUserId, UserId};
use store::{StoreError, bridge_logins, portal_farewells, portal_logins};

use super::login::AfterLogout;
use super::{Inner, Rooms, RoomsError};

const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

impl Rooms {
    /// Goes on with what was not finished before, for accounts that nobody has logged in. To be called once, when all
    /// logins have begun: these see to theirs.
    pub async fn resume_farewells(&self) -> Result<(), StoreError> {
        let mut conn = self.inner.parts.db.read().await?;
        let accounts = portal_farewells::list_accounts(&mut conn).await?;
        drop(conn);
        let without_login = |account: &i64| self.inner.login(*account).is_none();
        for account in accounts.into_iter().filter(without_login) {
            self.inner.say_farewells_later(account);
        }
        Ok(())
    }
}

impl Inner {
    /// Does with the rooms of an account what is to be done for all who are to go; however long that takes: what the next
    /// owner writes and reads is not for them.
    pub(super) async fn say_farewells(self: &Arc<Self>, account: i64) {
        let mut wait = FIRST_WAIT;
        while let Err(error) = self.try_farewells(account).await {
            tracing::warn!(account, %error, "somebody may still be in rooms of an account that they have no more");
            tokio::time::sleep(error.flood().unwrap_or(wait)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// The same, while others go on.
    pub(super) fn say_farewells_later(self: &Arc<Self>, account: i64) {
        let (house, stop) = (Arc::clone(self), self.parts.stop.clone());
        self.parts.tasks.spawn(async move {
            let work = Box::pin(house.say_farewells(account));
            stop.run_until_cancelled(work).await;
        });
    }

    /// The same once; only what may pass is an error.
    pub(super) async fn try_farewells(self: &Arc<Self>, account: i64) -> Result<(), RoomsError> {
        let turn = self.turn_of(account);
        let _turn = turn.lock().await;
        if self.leaving(account).await?.is_empty() {
            return Ok(());
        }
        let db = &self.parts.db;
        let taken = bridge_logins::find(&mut *db.read().await?, account).await?;
        // What is another person's now is for them as it is, but for nobody else.
        let rooms = match taken {
            Some(_) => AfterLogout::Leave,
            None => self.settings().after_logout,
        };
        if rooms == AfterLogout::Keep {
            let mut tx = db.begin().await?;
            portal_farewells::set_kept(&mut tx, account, self.parts.world.now()).await?;
            return Ok(store::commit(tx).await?);
        }
        let gone = self.leave_all(account, rooms).await?;
        let mut tx = db.begin().await?;
        let mut have_gone = false;
        for who in gone {
            have_gone |= portal_farewells::remove(&mut tx, account, who.as_str()).await?;
        }
        // Else they have logged it in again in the meantime.
        if have_gone {
            portal_logins::remove_all(&mut tx, account).await?;
        }
        Ok(store::commit(tx).await?)
    }

    /// Who is to be taken out of the rooms of an account.
    pub(super) async fn leaving(&self, account: i64) -> Result<Vec<OwnedUserId>, RoomsError> {
        let mut conn = self.parts.db.read().await?;
        let leaving = portal_farewells::list_of(&mut conn, account).await?;
        let ids = leaving.iter().filter_map(|id| UserId::parse(id).ok());
        Ok(ids.collect())
    }

    /// Held while people are taken out of the rooms of an account: a new login waits until that is done.
    fn turn_of(&self, account: i64) -> Arc<tokio::sync::Mutex<()>> {
        let turns = self.farewells.lock();
        let mut turns = turns.unwrap_or_else(PoisonError::into_inner);
        Arc::clone(turns.entry(account).or_default())
    }
}
