//! Telegram accounts that are logged in, and their connections.

mod adopt;
mod left;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use ruma::{OwnedUserId, UserId};
use store::bridge_logins::{self, BridgeLogin};
use store::{StoreError, commit};
use telegram::connection::{CallError, Connection, LoggedOut, Login as As, Status};
use telegram::log_out;
use telegram::session::{SessionError, StoredSession};
use tokio::sync::Notify;

use crate::audit::{self, Deed};
use crate::ground::Ground;

/// How long ending a login may take.
const LOG_OUT: Duration = Duration::from_secs(20);

/// A Telegram account that somebody on Matrix has logged in. Cheap to clone.
#[derive(Clone)]
pub struct Login {
    /// The id of the account at Telegram.
    pub account: i64,
    /// Whose it is.
    pub matrix_id: OwnedUserId,
    /// What the account is called.
    pub shown: String,
    /// Whether it is a bot.
    pub is_bot: bool,
    /// The name of its Telegram session.
    pub session: String,
    /// The connection, which stays up by itself.
    pub connection: Connection,
}

/// Gets to know each login that is opened, at the start or later. Whoever follows takes its updates.
type Follow = dyn Fn(&Login) + Send + Sync;

/// All logins.
pub struct Logins {
    pub(crate) ground: Arc<Ground>,
    open: Mutex<HashMap<i64, Login>>,
    follow: OnceLock<Box<Follow>>,
    /// Held while a session becomes a login.
    adopting: tokio::sync::Mutex<()>,
    /// Rung when somebody is to be told something.
    pub(crate) bell: Notify,
}

/// Why a login cannot be used or ended.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session.
    #[error(transparent)]
    Session(#[from] SessionError),
    /// Telegram.
    #[error(transparent)]
    Call(#[from] CallError),
}

impl Logins {
    /// None is open yet.
    pub fn new(ground: &Arc<Ground>) -> Arc<Self> {
        Arc::new(Self {
            ground: Arc::clone(ground),
            open: Mutex::default(),
            follow: OnceLock::new(),
            adopting: tokio::sync::Mutex::default(),
            bell: Notify::new(),
        })
    }

    /// Has each login told to `follow` that is opened from now on; the first caller wins.
    pub fn follow(&self, follow: impl Fn(&Login) + Send + Sync + 'static) {
        // Nobody else is there to be told.
        let _ = self.follow.set(Box::new(follow));
    }

    /// Has the bridge look at once whether somebody has logged in on a page, or is to be told something.
    pub fn ring(&self) {
        self.bell.notify_one();
    }

    /// The login of this account, if it is open.
    pub fn get(&self, account: i64) -> Option<Login> {
        self.open().get(&account).cloned()
    }

    /// The open logins of somebody, by account.
    pub fn of(&self, matrix_id: &UserId) -> Vec<Login> {
        let open = self.open();
        let mut own: Vec<_> = open
            .values()
            .filter(|login| login.matrix_id == matrix_id)
            .cloned()
            .collect();
        drop(open);
        own.sort_by_key(|login| login.account);
        own
    }

    /// Opens all logins that hold. To be called once.
    pub async fn open_all(self: &Arc<Self>) -> Result<(), StoreError> {
        let mut after = i64::MIN;
        loop {
            let mut conn = self.ground.db.read().await?;
            let page = bridge_logins::list_after(&mut conn, after).await?;
            drop(conn);
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.account;
            for row in page.iter().filter(|row| row.ended.is_none()) {
                if let Err(error) = self.open_one(row).await {
                    tracing::error!(account = row.account, %error, "a login to Telegram cannot be opened");
                }
            }
        }
    }

    /// Ends a login at Telegram, and forgets it. If Telegram cannot be reached, all stays as it is.
    pub async fn log_out(&self, login: &Login) -> Result<(), LoginError> {
        log_out::log_out(&login.connection, LOG_OUT).await?;
        self.drop_login(login);
        let mut tx = self.ground.db.begin().await?;
        if bridge_logins::remove(&mut tx, &login.session).await? {
            let (world, owner) = (&self.ground.world, login.matrix_id.as_str());
            audit::note(&mut tx, world, owner, login.account, Deed::LoggedOut).await?;
        }
        commit(tx).await?;
        Ok(())
    }

    async fn open_one(self: &Arc<Self>, row: &BridgeLogin) -> Result<(), LoginError> {
        let matrix_id = UserId::parse(&row.matrix_id).map_err(|_| StoreError::Inconsistent {
            column: "matrix_id",
        })?;
        let session = self.session(&row.session).await?;
        let connection = self.connect(session);
        let login = Login {
            account: row.account,
            matrix_id,
            shown: row.shown.clone(),
            is_bot: row.is_bot,
            session: row.session.clone(),
            connection,
        };
        self.open().insert(login.account, login.clone());
        match self.follow.get() {
            Some(follow) => follow(&login),
            None => drop(login.connection.updates()),
        }
        let (logins, stop) = (Arc::clone(self), self.ground.stop.clone());
        self.ground.tasks.spawn(async move {
            stop.run_until_cancelled(logins.watch(login)).await;
        });
        Ok(())
    }

    /// Waits until a login ends, and sees to it that its owner is told.
    async fn watch(&self, login: Login) {
        let mut status = login.connection.status();
        let ended = status.wait_for(|status| matches!(status, Status::LoggedOut { .. }));
        let Ok(Status::LoggedOut { why }) = ended.await.map(|status| status.clone()) else {
            return;
        };
        let why = match why {
            // Whoever ended it here knows it.
            LoggedOut::Here => return,
            LoggedOut::Never | LoggedOut::Revoked => "revoked",
            LoggedOut::Doubled => "doubled",
            LoggedOut::Deactivated => "deactivated",
            LoggedOut::Token => "token",
            LoggedOut::Program => "program",
        };
        self.drop_login(&login);
        let noted = async {
            let mut tx = self.ground.db.begin().await?;
            if bridge_logins::set_ended(&mut tx, &login.session, why).await? {
                let (world, owner) = (&self.ground.world, login.matrix_id.as_str());
                audit::note(&mut tx, world, owner, login.account, Deed::Ended(why)).await?;
            }
            commit(tx).await
        };
        if let Err(error) = noted.await {
            tracing::error!(account = login.account, %error, "the end of a login cannot be kept");
        }
        if why != "program"
            && let Err(error) = login.connection.session().forget().await
        {
            tracing::warn!(account = login.account, %error, "an ended session cannot be forgotten");
        }
        self.bell.notify_one();
    }

    fn drop_login(&self, login: &Login) {
        let mut open = self.open();
        let is_same = |open: &Login| open.session == login.session;
        if open.get(&login.account).is_some_and(is_same) {
            open.remove(&login.account);
        }
    }

    async fn forget_session(&self, name: &str) -> Result<(), SessionError> {
        self.session(name).await?.forget().await
    }

    async fn session(&self, name: &str) -> Result<Arc<StoredSession>, SessionError> {
        let ground = &self.ground;
        let settings = &ground.settings.telegram;
        StoredSession::open(name, &ground.db, &ground.sealer, settings, &ground.world).await
    }

    fn connect(&self, session: Arc<StoredSession>) -> Connection {
        let ground = &self.ground;
        let settings = ground.settings.telegram.clone();
        let (tasks, stop, world) = (&ground.tasks, &ground.stop, &ground.world);
        Connection::start(settings, session, As::User, tasks, stop, world)
    }

    fn open(&self) -> MutexGuard<'_, HashMap<i64, Login>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login")
            .field("account", &self.account)
            .finish_non_exhaustive()
    }
}
