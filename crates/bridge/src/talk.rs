//! Login conversations under way: each is a task that listens to a person and to Telegram.
//!
//! A conversation is kept after each step, so that it goes on where it was after a restart ([`Talks::resume_all`]).

mod door;
mod hold;
mod owner;
mod room_door;
mod say;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ruma::{RoomId, UserId};
use store::telegram_logins::{self, TelegramLogin};
use store::{StoreError, bridge_talks, commit};
use telegram::login::{Conversation, Path, Said, Say, Step, Wants};
use tokio::sync::{mpsc, oneshot, watch};

use crate::ground::Ground;
use crate::logins::{LoginError, Logins};
use door::Door;
use hold::Held;
pub use owner::{Owner, Place};

/// How many words of a person wait for the task.
const WAITING: usize = 16;

/// What a conversation is told.
#[derive(Debug)]
enum Heard {
    /// What the person said, and whom to tell when it was taken in.
    Said(Said, oneshot::Sender<()>),
    /// That it ends.
    End(Why),
}

/// Why a conversation ends before its time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    /// Others are in the room.
    NotAlone,
    /// Another one begins: it ends without a word.
    Replaced,
    /// The person has logged in elsewhere meanwhile.
    Elsewhere,
}

/// How a conversation looks from outside.
#[derive(Debug, Clone)]
pub struct View {
    /// What was said last.
    pub say: Say,
    /// What it asks for.
    pub wants: Wants,
    /// Whether it is over.
    pub is_over: bool,
    /// The account that is logged in; it is taken over when [`Talks::watch`] has nothing more to tell.
    pub account: Option<i64>,
}

impl View {
    fn of(say: &Say, conversation: &Conversation) -> Self {
        Self {
            say: say.clone(),
            wants: conversation.wants(),
            is_over: conversation.is_over(),
            account: conversation.account().map(|account| account.id),
        }
    }
}

/// All conversations.
pub struct Talks {
    ground: Arc<Ground>,
    logins: Arc<Logins>,
    open: Mutex<HashMap<String, Handle>>,
}

#[derive(Clone)]
struct Handle {
    owner: Owner,
    to: mpsc::Sender<Heard>,
    view: watch::Receiver<View>,
}

impl Talks {
    /// None yet.
    pub fn new(ground: &Arc<Ground>, logins: &Arc<Logins>) -> Arc<Self> {
        Arc::new(Self {
            ground: Arc::clone(ground),
            logins: Arc::clone(logins),
            open: Mutex::default(),
        })
    }

    /// Begins a conversation; an earlier one of the same person ends, wherever it is held. Gives how it looks, to be
    /// followed until nothing changes any more.
    pub async fn begin(
        self: &Arc<Self>,
        owner: Owner,
        path: Path,
    ) -> Result<watch::Receiver<View>, LoginError> {
        self.end(&owner, Why::Replaced).await;
        self.rescue(&owner).await?;
        let now = self.ground.world.now();
        let step = Conversation::begin(path, now);
        let key = owner.key();
        let row = TelegramLogin {
            session: session_name(&self.ground),
            sealed_state: step.conversation.seal(&self.ground.sealer, &key),
            revision: 1,
            begun_at: now,
            ends_at: step.conversation.ends_at(),
            owner: key,
        };
        let mut tx = self.ground.db.begin().await?;
        owner.keep(&mut tx, now).await?;
        if let Some(left) = telegram_logins::find(&mut tx, &row.owner).await? {
            telegram_logins::end(&mut tx, &left).await?;
        }
        telegram_logins::begin(&mut tx, &row, now).await?;
        commit(tx).await?;
        self.start(owner, row, step, false).await
    }

    /// Takes the login over that an earlier conversation has come to, if nobody has yet: its row is about to go.
    async fn rescue(&self, owner: &Owner) -> Result<(), LoginError> {
        let mut conn = self.ground.db.read().await?;
        let row = telegram_logins::find(&mut conn, &owner.key()).await?;
        drop(conn);
        let Some(row) = row else { return Ok(()) };
        let opened = Conversation::open(&self.ground.sealer, &row.owner, &row.sealed_state);
        if let Ok(Some(account)) = opened.as_ref().map(Conversation::account) {
            self.logins.adopt(&owner.matrix_id, account, &row).await?;
        }
        Ok(())
    }

    /// Tells a conversation what its owner said, and waits until it was taken in; false if there is none.
    pub async fn hear(&self, owner: &Owner, said: Said) -> bool {
        let Some(handle) = self.handle(owner) else {
            return false;
        };
        let (taken, was_taken) = oneshot::channel();
        let sent = handle.to.send(Heard::Said(said, taken)).await.is_ok();
        sent && was_taken.await.is_ok()
    }

    /// How the conversation of an owner looks; `None` if there is none.
    pub fn view(&self, owner: &Owner) -> Option<View> {
        let handle = self.handle(owner)?;
        let view = handle.view.borrow().clone();
        Some(view)
    }

    /// A way to be woken when the view changes; `None` if there is no conversation.
    pub fn watch(&self, owner: &Owner) -> Option<watch::Receiver<View>> {
        Some(self.handle(owner)?.view)
    }

    /// Whose conversations are held in this room.
    pub fn owners_in(&self, room: &RoomId) -> Vec<Owner> {
        let is_here =
            |handle: &&Handle| matches!(&handle.owner.place, Place::Room(here) if here == room);
        let open = self.open();
        let here = open.values().filter(is_here);
        here.map(|handle| handle.owner.clone()).collect()
    }

    /// Ends all conversations that are held in this room, since others are in it.
    pub async fn not_alone(&self, room: &RoomId) {
        for owner in self.owners_in(room) {
            self.end(&owner, Why::NotAlone).await;
        }
    }

    /// Ends the conversation of somebody who has logged in on a page meanwhile, wherever it is held.
    pub(crate) async fn logged_in_elsewhere(&self, matrix_id: &UserId) {
        let key = Owner::key_of(matrix_id);
        let owner = self.open().get(&key).map(|handle| handle.owner.clone());
        if let Some(owner) = owner {
            self.end(&owner, Why::Elsewhere).await;
        }
    }

    /// Goes on with all that were interrupted. To be called once.
    pub async fn resume_all(self: &Arc<Self>) -> Result<(), StoreError> {
        let mut conn = self.ground.db.read().await?;
        let rows = telegram_logins::list(&mut conn).await?;
        drop(conn);
        for row in rows {
            let Some(owner) = Owner::find(&self.ground, &row.owner).await? else {
                continue;
            };
            let key = row.owner.clone();
            let opened = Conversation::open(&self.ground.sealer, &key, &row.sealed_state);
            let Ok(conversation) = opened else {
                // It was kept under another key; nobody can go on with it.
                let mut tx = self.ground.db.begin().await?;
                telegram_logins::end(&mut tx, &row).await?;
                bridge_talks::remove(&mut tx, owner.matrix_id.as_str()).await?;
                commit(tx).await?;
                continue;
            };
            let step = conversation.resume(self.ground.world.now());
            if let Err(error) = self.start(owner, row, step, true).await {
                tracing::error!(%error, "a login conversation cannot be gone on with");
            }
        }
        Ok(())
    }

    async fn start(
        self: &Arc<Self>,
        owner: Owner,
        row: TelegramLogin,
        step: Step,
        is_resumed: bool,
    ) -> Result<watch::Receiver<View>, LoginError> {
        let (to, from) = mpsc::channel(WAITING);
        let (show, view) = watch::channel(View::of(&step.say, &step.conversation));
        let door = Door::open(&self.ground, &owner, &row).await?;
        let held = Held::open(
            &self.ground,
            &self.logins,
            door,
            owner.clone(),
            row,
            show,
            from,
        );
        let held = held.await?;
        let key = owner.key();
        let shown = view.clone();
        let handle = Handle { owner, to, view };
        self.open().insert(key.clone(), handle.clone());
        let talks = Arc::clone(self);
        self.ground.tasks.spawn(async move {
            Box::pin(held.hold(step, is_resumed)).await;
            talks.forget(&key, &handle);
        });
        Ok(shown)
    }

    /// Says something to the conversation of a person, and waits until it is over.
    async fn end(&self, owner: &Owner, why: Why) {
        let handle = self.open().get(&owner.key()).cloned();
        let Some(handle) = handle.filter(|handle| !handle.to.is_closed()) else {
            return;
        };
        // If it cannot be told, it is over.
        let _ = handle.to.send(Heard::End(why)).await;
        handle.to.closed().await;
    }

    /// Forgets a conversation that is over, unless a newer one is in its place.
    fn forget(&self, key: &str, handle: &Handle) {
        let mut open = self.open();
        let is_same = |open: &Handle| open.to.same_channel(&handle.to);
        if open.get(key).is_some_and(is_same) {
            open.remove(key);
        }
    }

    fn handle(&self, owner: &Owner) -> Option<Handle> {
        let open = self.open();
        let handle = open.get(&owner.key())?;
        (handle.owner == *owner && !handle.to.is_closed()).then(|| handle.clone())
    }

    fn open(&self) -> MutexGuard<'_, HashMap<String, Handle>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A name for a new session, which no other has.
fn session_name(ground: &Ground) -> String {
    let number = u128::from_be_bytes(ground.world.bytes());
    format!("bridge {number:032x}")
}
