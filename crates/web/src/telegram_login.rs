//! Login conversations with Telegram that are held on a page, for the bridge: who logs in through [`TelegramLogins`] is
//! noted at the link by which the page was opened, and the bridge takes the session over.
//!
//! Each conversation is a task that keeps its connection between the requests of the page. It is kept in the database
//! after each step, so that it goes on where it was after a restart ([`TelegramLogins::resume_all`]).

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::id::BridgeLinkId;
use flows::Context;
use store::telegram_logins::{self, TelegramLogin};
use store::{StoreError, bridge_links, commit};
use telegram::login::{Conversation, Path, Said, Step};
use telegram::seal::Sealer;
use telegram::session::SessionError;
use telegram::settings::Settings;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

mod handle;
mod held;

pub(crate) use handle::View;
use handle::{Ask, Handle};
use held::Held;

/// How many words of a person wait for the task.
const WAITING: usize = 8;

/// Says whether somebody on Matrix, `@name:domain`, may log in.
pub type MayLogIn = dyn Fn(&str) -> bool + Send + Sync;
/// Tells the bridge that somebody has logged in, so that it need not find out by itself.
pub type RingBridge = dyn Fn() + Send + Sync;

/// What the page is made with on which Telegram accounts are logged in.
#[derive(Clone)]
pub struct TelegramLoginParts {
    /// How to connect to Telegram: as the bridge does, which takes the sessions over.
    pub telegram: Settings,
    /// Who may log in.
    pub may_log_in: Arc<MayLogIn>,
    /// Called when a login is there to be taken over.
    pub ring: Arc<RingBridge>,
    /// How long things may take.
    pub pace: LoginPagePace,
}

/// How long things may take on the page.
#[derive(Debug, Clone, Copy)]
pub struct LoginPagePace {
    /// How long a request waits for Telegram, before it is answered that Telegram is still being asked.
    pub patience: Duration,
    /// How long after the last look a page counts as looked at. A QR code that nobody sees is not replaced; after twice
    /// that time the connection is given up until it is needed again.
    pub looked_at: Duration,
}

impl Default for LoginPagePace {
    fn default() -> Self {
        Self {
            patience: Duration::from_secs(8),
            looked_at: Duration::from_secs(60),
        }
    }
}

/// All conversations that are held on pages. Cheap to clone.
#[derive(Clone)]
pub struct TelegramLogins(Arc<Inner>);

struct Inner {
    ground: Arc<Ground>,
    may_log_in: Arc<MayLogIn>,
    open: Mutex<HashMap<BridgeLinkId, Handle>>,
    /// Held while one is begun or gone on with, so that none has two tasks.
    starting: tokio::sync::Mutex<()>,
}

/// What each conversation stands on.
struct Ground {
    context: Context,
    sealer: Sealer,
    settings: Settings,
    pace: LoginPagePace,
    ring: Arc<RingBridge>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// Why a conversation cannot be held.
#[derive(Debug, thiserror::Error)]
pub enum TelegramLoginError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The session.
    #[error(transparent)]
    Session(#[from] SessionError),
}

impl TelegramLogins {
    /// None yet. Tasks are of `tasks`, and end with `stop`.
    pub fn new(
        context: &Context,
        parts: TelegramLoginParts,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let ground = Ground {
            sealer: Sealer::new(&context.key, &context.world),
            context: context.clone(),
            settings: parts.telegram,
            pace: parts.pace,
            ring: parts.ring,
            tasks: tasks.clone(),
            stop: stop.clone(),
        };
        Self(Arc::new(Inner {
            ground: Arc::new(ground),
            may_log_in: parts.may_log_in,
            open: Mutex::default(),
            starting: tokio::sync::Mutex::default(),
        }))
    }

    /// Goes on with all that were interrupted, whether somebody looks at their page or not. To be called once.
    pub async fn resume_all(&self) -> Result<(), StoreError> {
        let mut conn = self.0.ground.context.db.read().await?;
        let rows = telegram_logins::list(&mut conn).await?;
        drop(conn);
        for row in rows {
            let Some(link) = bridge_links::of_conversation(&row.owner) else {
                continue;
            };
            if let Err(error) = self.find(link).await {
                tracing::error!(%link, %error, "A login conversation of a page cannot be gone on with");
            }
        }
        Ok(())
    }

    /// Whether somebody on Matrix may log in.
    pub(crate) fn may_log_in(&self, matrix_id: &str) -> bool {
        (self.0.may_log_in)(matrix_id)
    }

    /// How the conversation of a link stands; `None` if there was none yet, or it is long over.
    pub(crate) async fn find(
        &self,
        link: BridgeLinkId,
    ) -> Result<Option<View>, TelegramLoginError> {
        let _starting = self.0.starting.lock().await;
        if let Some(handle) = self.handle(link).filter(|handle| !handle.is_lost()) {
            return Ok(Some(handle.look().await));
        }
        let owner = bridge_links::conversation_of(link);
        let mut conn = self.0.ground.context.db.read().await?;
        let row = telegram_logins::find(&mut conn, &owner).await?;
        drop(conn);
        match row {
            Some(row) => self.resume(link, row).await,
            None => Ok(None),
        }
    }

    /// Begins a conversation, unless one is under way, or the link is closed.
    pub(crate) async fn begin(
        &self,
        link: BridgeLinkId,
        path: Path,
    ) -> Result<(), TelegramLoginError> {
        let _starting = self.0.starting.lock().await;
        if self
            .handle(link)
            .is_some_and(|handle| !handle.to.is_closed())
        {
            return Ok(());
        }
        let ground = &self.0.ground;
        let world = &ground.context.world;
        let now = world.now();
        let step = Conversation::begin(path, now);
        let owner = bridge_links::conversation_of(link);
        let row = TelegramLogin {
            session: format!("bridge {:032x}", u128::from_be_bytes(world.bytes())),
            sealed_state: step.conversation.seal(&ground.sealer, &owner),
            revision: 1,
            begun_at: now,
            ends_at: step.conversation.ends_at(),
            owner,
        };
        let mut tx = ground.context.db.begin().await?;
        // Whoever has logged in elsewhere meanwhile has closed the link, and nobody would take this login over.
        let is_new = bridge_links::hold(&mut tx, link).await?
            && telegram_logins::begin(&mut tx, &row, now).await?;
        commit(tx).await?;
        if is_new {
            self.start(link, row, step).await?;
        }
        Ok(())
    }

    /// Tells a conversation what its owner said, and gives how it stands when Telegram has answered, or takes long to.
    pub(crate) async fn hear(&self, link: BridgeLinkId, said: Said) -> Option<View> {
        let handle = self.handle(link)?;
        handle.ask(|taken| Ask::Said(said, taken)).await;
        Some(handle.settled(self.0.ground.pace.patience).await)
    }

    /// How a conversation stands when Telegram has answered, or takes long to.
    pub(crate) async fn settled(
        &self,
        link: BridgeLinkId,
    ) -> Result<Option<View>, TelegramLoginError> {
        self.find(link).await?;
        let Some(handle) = self.handle(link) else {
            return Ok(None);
        };
        Ok(Some(handle.settled(self.0.ground.pace.patience).await))
    }

    /// Ends a conversation that is under way, since the person has logged in elsewhere.
    pub(crate) async fn give_way(&self, link: BridgeLinkId) {
        let is_open = |handle: &Handle| !handle.view.borrow().conversation.is_over();
        if let Some(handle) = self.handle(link).filter(is_open) {
            handle.ask(Ask::GiveWay).await;
        }
    }

    /// A way to be woken when a conversation takes a step.
    pub(crate) fn watch(&self, link: BridgeLinkId) -> Option<watch::Receiver<View>> {
        Some(self.handle(link)?.view)
    }

    /// Goes on with one that is kept.
    async fn resume(
        &self,
        link: BridgeLinkId,
        row: TelegramLogin,
    ) -> Result<Option<View>, TelegramLoginError> {
        let ground = &self.0.ground;
        let opened = Conversation::open(&ground.sealer, &row.owner, &row.sealed_state);
        let Ok(conversation) = opened else {
            // It was kept under another key; nobody can go on with it.
            let mut tx = ground.context.db.begin().await?;
            telegram_logins::end(&mut tx, &row).await?;
            commit(tx).await?;
            return Ok(None);
        };
        let step = conversation.resume(ground.context.world.now());
        self.start(link, row, step).await.map(Some)
    }

    async fn start(
        &self,
        link: BridgeLinkId,
        row: TelegramLogin,
        step: Step,
    ) -> Result<View, TelegramLoginError> {
        let (to, from) = mpsc::channel(WAITING);
        let first = View {
            say: step.say.clone(),
            conversation: step.conversation.clone(),
            step: row.revision,
        };
        let (show, view) = watch::channel(first.clone());
        let held = Held::open(&self.0.ground, link, row, show, from).await?;
        let now = self.0.ground.context.world.now();
        let mut open = self.open();
        // What is over is remembered for as long as somebody may still look.
        open.retain(|_, old| !old.to.is_closed() || now < old.view.borrow().conversation.ends_at());
        open.insert(link, Handle { to, view });
        drop(open);
        self.0.ground.tasks.spawn(held.hold(step));
        Ok(first)
    }

    fn handle(&self, link: BridgeLinkId) -> Option<Handle> {
        self.open().get(&link).cloned()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<BridgeLinkId, Handle>> {
        self.0.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for TelegramLogins {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TelegramLogins").finish_non_exhaustive()
    }
}
