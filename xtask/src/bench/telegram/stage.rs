//! What every measurement stands on: a data centre, a database, and logins.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use domain::secret::ServerKey;
use domain::time::Timestamp;
use domain::world::World;
use store::Db;
use telegram::connection::{BotToken, Connection, Login, Status};
use telegram::seal::Sealer;
use telegram::server_key::PublicKey;
use telegram::session::StoredSession;
use telegram::settings::{Server, Settings};
use tokio::runtime::Runtime;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::centre::Centre;

/// What the program is registered with; the data centre takes any.
pub(super) const API_ID: i32 = 17;
/// As [`API_ID`].
pub(super) const API_HASH: &str = "0123456789abcdef0123456789abcdef";
/// How long anything may take that is not measured.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// A data centre, a database, and what tasks run in.
pub(super) struct Stage {
    pub(super) centre: Centre,
    pub(super) runtime: Runtime,
    pub(super) db: Db,
    pub(super) world: World,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
    _folder: tempfile::TempDir,
}

impl Stage {
    pub(super) fn set() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let runtime = Runtime::new()?;
        let url = format!("sqlite:{}", folder.path().join("postern.db").display());
        let db = runtime.block_on(Db::open(&url))?;
        Ok(Self {
            centre: Centre::start()?,
            runtime,
            db,
            world: world(),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            _folder: folder,
        })
    }

    pub(super) fn server_key() -> ServerKey {
        ServerKey::new([7; 64])
    }

    pub(super) fn keys(&self) -> Result<Vec<PublicKey>> {
        let pem = std::fs::read_to_string(self.centre.public_key())?;
        Ok(PublicKey::list_from_pem(&pem)?)
    }

    /// As in production, but for the address.
    pub(super) fn settings(&self) -> Result<Settings> {
        self.settings_at(self.centre.address)
    }

    /// As [`Stage::settings`], with something in between that listens at `address`.
    pub(super) fn settings_at(&self, address: SocketAddr) -> Result<Settings> {
        let mut settings = Settings::new(API_ID, API_HASH);
        settings.server = Some(Server {
            dc: 2,
            address,
            keys: self.keys()?,
        });
        Ok(settings)
    }

    pub(super) async fn session(
        &self,
        name: &str,
        settings: &Settings,
    ) -> Result<Arc<StoredSession>> {
        let sealer = Sealer::new(&Self::server_key(), &self.world);
        let session = StoredSession::open(name, &self.db, &sealer, settings, &self.world);
        Ok(session.await?)
    }

    /// A connection that is up.
    pub(super) async fn connect(
        &self,
        settings: Settings,
        session: Arc<StoredSession>,
        login: Login,
    ) -> Result<Connection> {
        let (tasks, stop) = (&self.tasks, &self.stop);
        let connection = Connection::start(settings, session, login, tasks, stop, &self.world);
        up(&connection).await?;
        Ok(connection)
    }

    /// A connection of a bot that is up.
    pub(super) async fn connect_bot(
        &self,
        settings: Settings,
        name: &str,
        token: &str,
    ) -> Result<Connection> {
        let session = self.session(name, &settings).await?;
        let login = Login::Bot(BotToken(token.to_owned()));
        self.connect(settings, session, login).await
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
        self.tasks.close();
        self.runtime.block_on(self.tasks.wait());
    }
}

/// Waits until it is up.
pub(super) async fn up(connection: &Connection) -> Result<()> {
    let mut status = connection.status();
    let is_up = status.wait_for(|status| matches!(status, Status::Up { .. }));
    let is_up = tokio::time::timeout(PATIENCE, is_up).await;
    is_up.context("there is no connection")??;
    Ok(())
}

#[expect(
    clippy::disallowed_methods,
    reason = "this is where time and randomness come from"
)]
fn world() -> World {
    let clock = || {
        let since = std::time::UNIX_EPOCH.elapsed().unwrap_or_default();
        Timestamp::from_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
    };
    World::new(clock, |bytes| {
        getrandom::fill(bytes).expect("the system has randomness");
    })
}
