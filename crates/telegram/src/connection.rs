//! A connection to Telegram that stays up.
//!
//! Round the library it puts what a server program needs: a deadline on every call, a watch that notices a frozen
//! server, a pool that is made anew after a fault, waits that the caller sees, updates that are not lost between us and
//! their consumer, and an end that is told when the login was ended elsewhere.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::world::World;
use grammers_client::Client;
use grammers_tl_types::functions::auth::{ExportAuthorization, ImportAuthorization};
use grammers_tl_types::{RemoteCall, enums};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::session::StoredSession;
use crate::settings::{Pace, Settings};
use own_sends::OwnSends;
use shared::Shared;

mod backoff;
mod error;
mod hand_over;
mod keeper;
mod line;
mod missed;
pub(crate) mod own_sends;
mod shared;
mod sign_in;
mod status;
mod stream;
mod update;

pub use error::{CallError, Cause, Refusal};
pub use line::Line;
pub use status::{Account, LoggedOut, Status};
pub use update::{People, Update, Written};

/// How many updates wait for their consumer. When it is slow, the others wait at Telegram.
const WAITING_UPDATES: usize = 256;

/// Who is to be logged in.
#[derive(Debug, Clone)]
pub enum Login {
    /// A bot, by its token.
    Bot(BotToken),
    /// Whoever logged in into the session before.
    User,
}

/// The token of a bot, as `BotFather` gives it: the bot's id, a colon, and a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct BotToken(pub String);

/// A connection that stays up until it is stopped or logged out. Cheap to clone.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
    updates: Arc<Mutex<Option<mpsc::Receiver<Update>>>>,
    stop: CancellationToken,
    ended: CancellationToken,
}

impl Connection {
    /// Begins to connect, in tasks of `tasks` that end with `stop`. Returns at once.
    ///
    /// No two connections may share a session at the same time.
    pub fn start(
        settings: Settings,
        session: Arc<StoredSession>,
        login: Login,
        tasks: &TaskTracker,
        stop: &CancellationToken,
        world: &World,
    ) -> Self {
        let shared = Arc::new(Shared::new(settings, session, login, world.clone()));
        let (to, updates) = mpsc::channel(WAITING_UPDATES);
        let (stop, ended) = (stop.child_token(), CancellationToken::new());
        let connection = Self {
            shared: Arc::clone(&shared),
            updates: Arc::new(Mutex::new(Some(updates))),
            stop: stop.clone(),
            ended: ended.clone(),
        };
        let (for_lines, ended) = (tasks.clone(), ended.drop_guard());
        tasks.spawn(async move {
            Box::pin(keeper::keep(&shared, &for_lines, &stop, to)).await;
            drop(ended);
        });
        connection
    }

    /// Calls a method of Telegram, within the deadline. While the first connection is being made it waits; when the
    /// connection is down it fails at once with [`CallError::NotConnected`].
    pub async fn invoke<R: RemoteCall>(
        &self,
        request: &R,
        deadline: Duration,
    ) -> Result<R::Return, CallError> {
        let until = Instant::now() + deadline;
        let line = tokio::time::timeout_at(until, self.line())
            .await
            .unwrap_or(Err(CallError::TooLate))?;
        let answer = line.invoke(request, until - Instant::now()).await;
        match &answer {
            Err(error) if error.puts_connection_in_doubt() => self.shared.doubt.notify_one(),
            Ok(_) | Err(_) => self.shared.note_answer(),
        }
        answer
    }

    /// As [`Connection::invoke`], but in a data centre that need not be the home: files lie where their sender lives.
    /// The login is carried there when it is needed first.
    pub async fn invoke_in<R: RemoteCall>(
        &self,
        dc: i32,
        request: &R,
        deadline: Duration,
    ) -> Result<R::Return, CallError> {
        if self.session().is_home(dc) {
            return self.invoke(request, deadline).await;
        }
        let until = Instant::now() + deadline;
        let line = tokio::time::timeout_at(until, self.line())
            .await
            .unwrap_or(Err(CallError::TooLate))?;
        let answer = line.invoke_in(dc, request, until - Instant::now()).await;
        if !matches!(answer, Err(CallError::LoggedOut(LoggedOut::Revoked))) {
            return answer;
        }
        let export = ExportAuthorization { dc_id: dc };
        let login = self.invoke(&export, until - Instant::now()).await?;
        let enums::auth::ExportedAuthorization::Authorization(login) = login;
        let (id, bytes) = (login.id, login.bytes);
        let import = ImportAuthorization { id, bytes };
        line.invoke_in(dc, &import, until - Instant::now()).await?;
        line.invoke_in(dc, request, until - Instant::now()).await
    }

    /// How it stands, and a way to be woken when that changes.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.shared.status.subscribe()
    }

    /// The updates, for one consumer: `None` from the second time on. Whoever wants none drops what this gives.
    pub fn updates(&self) -> Option<mpsc::Receiver<Update>> {
        let mut updates = self.updates.lock().unwrap_or_else(PoisonError::into_inner);
        updates.take()
    }

    /// The library's client, for files and long lists; `None` while there is no connection. It has no deadlines, and
    /// does not outlive the connection that it was made on.
    pub fn client(&self) -> Option<Client> {
        let line = self.shared.line.borrow();
        line.as_ref().map(|line| line.client().clone())
    }

    /// The session.
    pub fn session(&self) -> &Arc<StoredSession> {
        &self.shared.session
    }

    /// How long things may take.
    pub fn pace(&self) -> &Pace {
        &self.shared.settings.pace
    }

    /// Ends the connection, and waits until what was learned is written. The login stays.
    pub async fn stop(&self) {
        self.stop.cancel();
        self.ended.cancelled().await;
    }

    /// Where updates of supergroups and channels stand, by their bare ids. What is written there from now on is
    /// fetched even if there is no connection meanwhile.
    pub(crate) fn learn_places(&self, channels: impl IntoIterator<Item = (i64, i32)>) {
        self.shared.hand_over.learn_places(channels);
    }

    pub(crate) fn own_sends(&self) -> &OwnSends {
        &self.shared.own_sends
    }

    /// The status after a logout.
    pub(crate) fn note_logged_out(&self) {
        self.shared.set_status(Status::LoggedOut {
            why: LoggedOut::Here,
        });
    }

    /// The line to call on; waits while nothing has failed yet.
    async fn line(&self) -> Result<Line, CallError> {
        let mut status = self.shared.status.subscribe();
        let status = status
            .wait_for(|status| *status != Status::Connecting)
            .await;
        match &*status.map_err(|_| CallError::NotConnected)? {
            Status::LoggedOut { why } => return Err(CallError::LoggedOut(*why)),
            Status::Down { .. } | Status::Connecting => return Err(CallError::NotConnected),
            Status::Up { .. } => {}
        }
        let line = self.shared.line.borrow().clone();
        line.ok_or(CallError::NotConnected)
    }
}

impl BotToken {
    /// The id of the bot, which stands before the colon.
    pub fn bot_id(&self) -> Option<i64> {
        let (id, _) = self.0.split_once(':')?;
        id.parse().ok()
    }
}

impl std::fmt::Debug for BotToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BotToken(…)")
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("session", &self.shared.session)
            .field("status", &*self.shared.status.borrow())
            .finish_non_exhaustive()
    }
}
