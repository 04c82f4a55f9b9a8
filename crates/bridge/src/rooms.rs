//! Rooms for the chats of logged-in people, and what goes through them.
//!
//! Each portal has an actor (module `portal`) that does one thing after another, from both sides; so that nothing
//! overtakes anything in a room, and what is written on one side is known before its echo comes from the other. Each
//! login has a listener, which passes news on to the portals, and a task that makes its rooms.
//!
//! Nothing is lost and nothing comes twice: what comes from Telegram is acknowledged when the homeserver has it, under a
//! transaction id made of the message; what comes from Matrix, when Telegram has it, under a `random_id` made of the
//! event. In between, either side may send it again.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::bridge::{ChatFilter, PortalKey};
use domain::locale::Locale;
use domain::world::World;
use ruma::{OwnedUserId, RoomId};
use store::{Db, StoreError};
use telegram::chats::ChatError;
use telegram::connection::{CallError, Connection};
use tokio::sync::{mpsc, oneshot, watch};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::event::Event;
use crate::homeserver::{Fault, Homeserver, Way};
use crate::portal::{self, Order};

pub(crate) mod calls;
mod farewell;
mod leave;
mod listen;
mod login;
mod migrate;
mod space;
mod sync;
mod wishes;

pub(crate) use leave::LOGGED_OUT;
pub(crate) use login::Active;
pub use login::{AfterLogout, Login, SyncState};
pub use wishes::{Found, Joined, Nobody, Opened};

/// How rooms are made.
#[derive(Debug, Clone)]
pub struct RoomsSettings {
    /// Which chats become rooms by themselves.
    pub filter: ChatFilter,
    /// Whether private chats become rooms after a login, too; else with their first message.
    pub private_chats: bool,
    /// How many of the last messages a new room begins with.
    pub backfill: u16,
    /// How many members are put into a new room; others come when they write.
    pub members: u16,
    /// How long to rest between two calls to Telegram while rooms are made.
    pub pause: Duration,
    /// How long a call to Telegram may take.
    pub deadline: Duration,
    /// What becomes of rooms when their login ends.
    pub after_logout: AfterLogout,
    /// The language of what the bot says in rooms.
    pub locale: Locale,
}

impl Default for RoomsSettings {
    fn default() -> Self {
        Self {
            filter: ChatFilter::All,
            private_chats: false,
            backfill: 50,
            members: 20,
            pause: Duration::from_millis(250),
            deadline: Duration::from_secs(30),
            after_logout: AfterLogout::default(),
            locale: Locale::default(),
        }
    }
}

/// What rooms are made of.
#[derive(Debug, Clone)]
pub struct RoomsParts {
    /// The homeserver.
    pub homeserver: Homeserver,
    /// The database.
    pub db: Db,
    /// Time and randomness.
    pub world: World,
    /// How rooms are made.
    pub settings: RoomsSettings,
    /// Where tasks run.
    pub tasks: TaskTracker,
    /// When all ends.
    pub stop: CancellationToken,
}

/// All rooms. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Rooms {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) parts: RoomsParts,
    logins: Mutex<HashMap<i64, Arc<Active>>>,
    actors: Mutex<HashMap<PortalKey, mpsc::UnboundedSender<Order>>>,
    /// Whose turn it is to take people out of the rooms of an account.
    farewells: Mutex<HashMap<i64, Arc<tokio::sync::Mutex<()>>>>,
    /// Held while a group becomes a supergroup: several logins hear of it.
    migrating: tokio::sync::Mutex<()>,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum RoomsError {
    /// The database.
    #[error("the database did not take or give what belongs to a room")]
    Store(#[from] StoreError),
    /// The homeserver.
    #[error(transparent)]
    Matrix(#[from] Fault),
    /// Telegram.
    #[error(transparent)]
    Telegram(#[from] ChatError),
    /// There is no such portal, or it has no room.
    #[error("there is no such portal")]
    NoPortal,
    /// The login is not connected, or there is none.
    #[error("there is no such login")]
    NoLogin,
}

impl From<CallError> for RoomsError {
    fn from(error: CallError) -> Self {
        Self::Telegram(error.into())
    }
}

impl RoomsError {
    /// Whether the same may go well later.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Store(_) => true,
            Self::Matrix(fault) => fault.way() != Way::GiveUp,
            Self::Telegram(ChatError::Call(error)) => matches!(
                error,
                CallError::Flood(_)
                    | CallError::TooLate
                    | CallError::Unreachable(_)
                    | CallError::NotConnected
                    | CallError::KeyForgotten
                    | CallError::Session(_)
            ),
            Self::Telegram(_) | Self::NoPortal | Self::NoLogin => false,
        }
    }

    /// Whether the login has ended at Telegram: whatever is asked by it is refused from now on.
    pub(crate) const fn is_logged_out(&self) -> bool {
        matches!(
            self,
            Self::Telegram(ChatError::Call(CallError::LoggedOut(_)))
        )
    }

    /// How long Telegram wants to be left alone.
    pub(crate) fn flood(&self) -> Option<Duration> {
        match self {
            Self::Telegram(ChatError::Call(CallError::Flood(wait))) => Some(*wait),
            Self::Store(_)
            | Self::Matrix(_)
            | Self::Telegram(_)
            | Self::NoPortal
            | Self::NoLogin => None,
        }
    }
}

impl Rooms {
    /// Prepares rooms; does nothing until somebody logs in.
    pub fn new(parts: RoomsParts) -> Self {
        let inner = Inner {
            parts,
            logins: Mutex::default(),
            actors: Mutex::default(),
            farewells: Mutex::default(),
            migrating: tokio::sync::Mutex::default(),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Whether a room is a portal.
    pub async fn has(&self, room: &RoomId) -> Result<bool, RoomsError> {
        Ok(self.portal_of(room).await?.is_some())
    }

    /// Takes an event of the homeserver that is no command; `None` if its room is no portal.
    ///
    /// What comes back tells when the event is dealt with: only then may it be forgotten. If the process ends before,
    /// give it again, in the same order; it does not arrive twice.
    pub async fn hear(&self, event: &Event) -> Result<Option<oneshot::Receiver<()>>, RoomsError> {
        let mut conn = self.inner.parts.db.read().await?;
        let portal = store::portals::find_by_room(&mut conn, event.room_id.as_str()).await?;
        let Some(portal) = portal else {
            return Ok(None);
        };
        let (done, dealt_with) = oneshot::channel();
        let event = event.clone();
        self.inner.order(portal.key, Order::Matrix { event, done });
        Ok(Some(dealt_with))
    }
}

impl Inner {
    pub(crate) fn homeserver(&self) -> &Homeserver {
        &self.parts.homeserver
    }

    pub(crate) fn settings(&self) -> &RoomsSettings {
        &self.parts.settings
    }

    /// Hands something to a portal's actor, which begins with the first.
    pub(crate) fn order(self: &Arc<Self>, key: PortalKey, order: Order) {
        let mut actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        let order = match actors.get(&key) {
            Some(actor) => match actor.send(order) {
                Ok(()) => return,
                Err(mpsc::error::SendError(order)) => order,
            },
            None => order,
        };
        let (actor, inbox) = mpsc::unbounded_channel();
        // The receiver is in our hands: this cannot fail.
        let _ = actor.send(order);
        actors.insert(key, actor);
        drop(actors);
        let (house, stop) = (Arc::clone(self), self.parts.stop.clone());
        self.parts.tasks.spawn(async move {
            let work = Box::pin(portal::run(house, key, inbox));
            stop.run_until_cancelled(work).await;
        });
    }

    /// The portals of an account alone that have begun to work.
    pub(crate) fn at_work_for(&self, account: i64) -> BTreeSet<PortalKey> {
        let actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        let own = actors.keys().filter(|key| key.receiver == account);
        own.copied().collect()
    }

    /// A login that is connected or about to be.
    pub(crate) fn login(&self, account: i64) -> Option<Arc<Active>> {
        self.logins().get(&account).cloned()
    }

    /// The logins of somebody.
    pub(crate) fn logins_of(&self, owner: &ruma::UserId) -> Vec<Arc<Active>> {
        let logins = self.logins();
        let mut found: Vec<_> = logins
            .values()
            .filter(|one| one.owner == owner)
            .cloned()
            .collect();
        found.sort_by_key(|one| one.account);
        found
    }

    /// Who on Matrix has logged this account in.
    pub(crate) fn owner_of(&self, account: i64) -> Option<OwnedUserId> {
        self.logins().get(&account).map(|login| login.owner.clone())
    }

    pub(crate) fn logins(&self) -> MutexGuard<'_, HashMap<i64, Arc<Active>>> {
        self.logins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
