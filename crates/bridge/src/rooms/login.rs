//! The logins whose chats are bridged.

use std::sync::Arc;
use std::time::Duration;

use ruma::OwnedUserId;
use store::bridge_logins;
use telegram::chats::pace::Pacer;
use tokio::sync::{Notify, Semaphore, oneshot};

use super::{Connection, Rooms, RoomsError, listen, sync, watch};
use tokio_util::sync::CancellationToken;

/// How many updates of a login are with its portals at once. When these are slow, the others wait at Telegram.
const AT_ONCE: usize = 500;

/// Somebody's login at Telegram.
#[derive(Debug, Clone)]
pub struct Login {
    /// The account.
    pub account: i64,
    /// Whose it is on Matrix.
    pub owner: OwnedUserId,
    /// What the account is called: `@name`, or the name that people see.
    pub shown: String,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// The connection, whose updates nobody else may take.
    pub connection: Connection,
}

/// How far the rooms of a login are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SyncState {
    /// Nothing is to be done.
    #[default]
    Resting,
    /// The chats are being listed.
    Listing,
    /// Rooms are being made.
    Making {
        /// How many chats are done.
        done: i64,
        /// How many there are.
        of: i64,
    },
    /// It is put off, since Telegram or the homeserver cannot be reached or asks for patience.
    Waiting {
        /// How many chats are done.
        done: i64,
        /// How many there are.
        of: i64,
    },
    /// All chats have their rooms.
    Done {
        /// How many chats there are.
        of: i64,
    },
}

/// What becomes of the rooms of a login when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AfterLogout {
    /// They stay as they are; nothing goes through them.
    Keep,
    /// The owner is taken out of them. After another login the same rooms are used again.
    #[default]
    Leave,
    /// They are emptied and forgotten, unless others share them.
    Delete,
}

/// A login that is bridged.
#[derive(Debug)]
pub(crate) struct Active {
    pub(crate) account: i64,
    pub(crate) owner: OwnedUserId,
    pub(crate) shown: String,
    pub(crate) is_bot: bool,
    pub(crate) connection: Connection,
    pub(crate) pacer: Pacer,
    /// A permit for each update that is with a portal.
    pub(crate) budget: Arc<Semaphore>,
    pub(crate) progress: watch::Sender<SyncState>,
    /// Wakes the task that makes rooms.
    pub(crate) wake: Notify,
    pub(crate) stop: CancellationToken,
}

impl Rooms {
    /// Bridges the chats of a login until it ends. Its rooms are made where that was left off.
    pub fn begin(&self, login: Login) {
        let parts = &self.inner.parts;
        let longest_wait = Duration::from_secs(120);
        let active = Arc::new(Active {
            account: login.account,
            owner: login.owner,
            shown: login.shown,
            is_bot: login.is_bot,
            connection: login.connection,
            pacer: Pacer::new(parts.settings.pause, longest_wait),
            budget: Arc::new(Semaphore::new(AT_ONCE)),
            progress: watch::Sender::new(SyncState::default()),
            wake: Notify::new(),
            stop: parts.stop.child_token(),
        });
        let (house, login) = (Arc::clone(&self.inner), Arc::clone(&active));
        let before = self.inner.logins().insert(active.account, active);
        if let Some(before) = before {
            before.stop.cancel();
        }
        parts.tasks.spawn(async move {
            let work = async {
                // Nothing of this login is for those who had the account before.
                house.say_farewells(login.account).await;
                tokio::join!(listen::listen(&house, &login), sync::keep(&house, &login));
            };
            login.stop.run_until_cancelled(Box::pin(work)).await;
        });
    }

    /// How far the rooms of a login are made; `None` if there is no such login.
    pub fn progress(&self, account: i64) -> Option<watch::Receiver<SyncState>> {
        let login = self.inner.login(account)?;
        Some(login.progress.subscribe())
    }

    /// Ends the bridging of a login that was logged out, and does with its rooms what is to be done. If that fails, it is
    /// tried again later.
    pub async fn end(&self, account: i64) -> Result<(), RoomsError> {
        let house = &self.inner;
        let again = bridge_logins::find(&mut *house.parts.db.read().await?, account).await?;
        if again.is_some() {
            // It was logged in again in the meantime.
            return Ok(());
        }
        if let Some(login) = house.logins().remove(&account) {
            login.stop.cancel();
        }
        // In a task: whoever waits for it may give up before all rooms are left.
        let (told, said) = oneshot::channel();
        let (house, stop) = (Arc::clone(house), house.parts.stop.clone());
        self.inner.parts.tasks.spawn(async move {
            let work = async {
                let first = house.try_farewells(account).await;
                let has_failed = first.is_err();
                let _ = told.send(first);
                if has_failed {
                    house.say_farewells(account).await;
                }
            };
            stop.run_until_cancelled(Box::pin(work)).await;
        });
        // If the program ends meanwhile, the next one goes on with it.
        said.await.unwrap_or(Ok(()))
    }
}
