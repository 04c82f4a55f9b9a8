//! Brings the login up, says how it stands, and ends it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::provider::{Connection, Provider};
use telegram::connection::{Connection as Line, LoggedOut, Login as LineLogin, Status};
use telegram::log_out::log_out;
use telegram::seal::Sealer;
use telegram::server_key::PublicKey;
use telegram::session::{SessionError, StoredSession};
use telegram::session_string::SessionString;
use telegram::settings::{self, Device};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::ears::Ears;
use super::gate::Gate;
use super::{Home, Login, Settings, outcome};
use crate::Surroundings;

/// How long to wait when the database or a name server does not answer.
const REST: Duration = Duration::from_secs(2);
/// How long the end waits for what is being sent.
const FAREWELL: Duration = Duration::from_secs(5);
/// The data centre behind a custom address; new accounts of Telegram's own live there, too.
const CUSTOM_DC: i32 = 2;

/// All that the login is kept with.
pub(super) struct Keeper {
    pub(super) provider: Provider,
    pub(super) settings: Settings,
    pub(super) keys: Vec<PublicKey>,
    /// The login of a user.
    pub(super) adopted: Option<SessionString>,
    pub(super) home: Home,
    pub(super) surroundings: Surroundings,
    pub(super) gate: Arc<Gate>,
    /// What is being sent.
    pub(super) sending: TaskTracker,
    pub(super) state: watch::Sender<Connection>,
    pub(super) line: watch::Sender<Option<Line>>,
}

/// Why there is no session yet.
enum Trouble {
    /// It may be there next time.
    Passes(String),
    /// An operator has to do something.
    Stays(String),
}

impl Keeper {
    /// Runs until the stop.
    pub(super) async fn keep(self) {
        let stop = self.surroundings.stop.clone();
        let turn = Arc::clone(&self.home.turn);
        let Some(_turn) = stop.run_until_cancelled(turn.lock()).await else {
            return;
        };
        let Some(Some(line)) = stop.run_until_cancelled(self.connect()).await else {
            return;
        };
        self.line.send_replace(Some(line.clone()));
        tokio::select! {
            () = self.watch(&line) => {}
            () = self.gate.keep(), if self.settings.limits.is_some() => {}
            () = self.hear(&line) => {}
            () = stop.cancelled() => {}
        }
        stop.cancelled().await;
        self.line.send_replace(None);
        self.sending.close();
        // What is not answered by then is sent again later, under the same key.
        let _ = tokio::time::timeout(FAREWELL, self.sending.wait()).await;
        if self.settings.is_trial && self.adopted.is_none() {
            // What cannot be ended there runs out by itself.
            let _ = log_out(&line, self.settings.pace.call).await;
        }
        line.stop().await;
    }

    /// Opens the session and begins to connect; `None` if that will never be.
    async fn connect(&self) -> Option<Line> {
        loop {
            match self.try_connect().await {
                Ok(line) => return Some(line),
                Err(Trouble::Stays(why)) => {
                    self.say(Connection::locked(why));
                    return None;
                }
                Err(Trouble::Passes(why)) => {
                    self.say(Connection::down(why));
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    async fn try_connect(&self) -> Result<Line, Trouble> {
        let settings = self.line_settings().await?;
        let world = &self.surroundings.world;
        let sealer = Sealer::new(&self.home.key, world);
        let kind = if self.adopted.is_some() {
            "user"
        } else {
            "bot"
        };
        let name = format!("{} {kind}", self.provider);
        let session = StoredSession::open(&name, &self.home.db, &sealer, &settings, world).await?;
        if let Some(login) = &self.adopted {
            session.adopt(login).await?;
        }
        let login = match &self.settings.login {
            Login::Bot(token) => LineLogin::Bot(token.clone()),
            Login::User(_) => LineLogin::User,
        };
        // It is ended by us, after what is to be said at the end.
        let stop = CancellationToken::new();
        let tasks = &self.surroundings.tasks;
        Ok(Line::start(settings, session, login, tasks, &stop, world))
    }

    async fn line_settings(&self) -> Result<settings::Settings, Trouble> {
        let server = match &self.settings.server {
            None => None,
            Some(server) => Some(settings::Server {
                dc: CUSTOM_DC,
                address: look_up(&server.address).await?,
                keys: self.keys.clone(),
            }),
        };
        Ok(settings::Settings {
            api_id: self.settings.api_id,
            api_hash: self.settings.api_hash.clone(),
            proxy: self.settings.proxy.clone(),
            connection_retries: self.settings.connection_retries,
            server,
            device: Device::default(),
            pace: self.settings.pace,
        })
    }

    /// Tells how the connection stands, until it is at its end.
    async fn watch(&self, line: &Line) {
        let mut status = line.status();
        loop {
            let now = status.borrow_and_update().clone();
            match now {
                Status::Connecting => {}
                Status::Up { account } => self.say(Connection::Up {
                    account: account.shown(),
                }),
                Status::Down { why } => self.say(Connection::down(why)),
                Status::LoggedOut { why } => {
                    self.say(Connection::locked(outcome::logged_out(why, &self.provider)));
                    if why != LoggedOut::Here {
                        return;
                    }
                }
            }
            if status.changed().await.is_err() {
                return;
            }
        }
    }

    /// Hears what people write and press.
    async fn hear(&self, line: &Line) {
        let Some(updates) = line.updates() else {
            return;
        };
        let ears = Ears {
            provider: self.provider.clone(),
            is_bot: self.adopted.is_none(),
            line: line.clone(),
            gate: Arc::clone(&self.gate),
            reception: Arc::clone(&self.surroundings.reception),
        };
        Box::pin(ears.hear(updates)).await;
        // The others go on.
        std::future::pending::<()>().await;
    }

    fn say(&self, connection: Connection) {
        self.state.send_if_modified(|old| {
            let is_new = *old != connection;
            *old = connection;
            is_new
        });
    }
}

async fn look_up(address: &str) -> Result<SocketAddr, Trouble> {
    let found = tokio::net::lookup_host(address).await;
    let mut found = found
        .map_err(|error| Trouble::Passes(format!("{address} has no address: {}", error.kind())))?;
    let first = found.next();
    first.ok_or_else(|| Trouble::Passes(format!("{address} has no address")))
}

impl From<SessionError> for Trouble {
    fn from(error: SessionError) -> Self {
        let why = error.to_string();
        match error {
            SessionError::Store(_) | SessionError::Exchange(_) | SessionError::TooLate => {
                Self::Passes(why)
            }
            SessionError::OtherServerKey | SessionError::Damaged | SessionError::UnknownCentre => {
                Self::Stays(why)
            }
        }
    }
}
