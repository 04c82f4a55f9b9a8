//! The actor of a portal: one thing after another, from both sides.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::bridge::PortalKey;
use ruma::OwnedRoomId;
use store::{bridged_messages, portals};
use telegram::chats::Chat;
use telegram::chats::people::Person;
use telegram::news::News;
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

use crate::event::Event;
use crate::from_matrix::is_author;
use crate::rooms::{Inner, RoomsError};

mod catch_up;
mod furnish;
mod handed;
mod looks;
mod make;
mod open;
mod powers;

pub(crate) use handed::Handed;
pub(crate) use make::kind;

/// The first and the longest wait before something is tried again.
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// How long news of Telegram wait for an event that may be one of them, but does not come.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whom an update names.
#[derive(Debug, Default)]
pub(crate) struct Named {
    pub(crate) people: Vec<Person>,
    pub(crate) chats: Vec<Chat>,
}

/// What an actor is to do.
#[derive(Debug)]
pub(crate) enum Order {
    /// Something happened at Telegram.
    Telegram(FromTelegram),
    /// Something happened on Matrix.
    Matrix {
        /// What.
        event: Event,
        /// To be told when it is dealt with.
        done: oneshot::Sender<()>,
    },
    /// Make the room if there is none, and let the owner of this login in.
    Open {
        account: i64,
        reply: oneshot::Sender<Result<OwnedRoomId, RoomsError>>,
    },
    /// Empty the room and forget it.
    Delete {
        reply: oneshot::Sender<Result<(), RoomsError>>,
    },
}

/// Something that happened at Telegram.
#[derive(Debug)]
pub(crate) struct FromTelegram {
    /// Who saw it.
    pub(crate) account: i64,
    /// What.
    pub(crate) news: News,
    /// Whom it names.
    pub(crate) named: Arc<Named>,
    /// To be told when it is dealt with.
    pub(crate) handed: Arc<Handed>,
}

/// What an actor has before it.
pub(crate) struct Desk {
    pub(crate) house: Arc<Inner>,
    pub(crate) key: PortalKey,
    /// What comes from Matrix, in order. While the first of them waits for Telegram, all wait.
    outgoing: VecDeque<(Event, oneshot::Sender<()>)>,
    /// What comes from Telegram while it is not known whether it is what we sent.
    held: VecDeque<FromTelegram>,
    retry_at: Option<Instant>,
    wait: Duration,
    /// Whether it is known which messages the room has.
    pub(crate) recalled: bool,
    /// Until when `held` is held.
    held_until: Option<Instant>,
}

/// Does what it is told until it is stopped.
pub(crate) async fn run(
    house: Arc<Inner>,
    key: PortalKey,
    mut inbox: mpsc::UnboundedReceiver<Order>,
) {
    let mut desk = Desk {
        house,
        key,
        outgoing: VecDeque::new(),
        held: VecDeque::new(),
        retry_at: None,
        wait: FIRST_WAIT,
        recalled: false,
        held_until: None,
    };
    loop {
        let timer = [desk.retry_at, desk.held_until].into_iter().flatten().min();
        let rings = async {
            match timer {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = inbox.recv() => match order {
                Some(order) => desk.take(order).await,
                None => return,
            },
            () = rings => {}
        }
        desk.send_on().await;
        desk.let_go().await;
    }
}

impl Desk {
    async fn take(&mut self, order: Order) {
        match order {
            Order::Telegram(told) => {
                if self.held.is_empty() && !self.may_be_ours(&told).await {
                    self.hear_telegram(told).await;
                } else {
                    self.held_until.get_or_insert(Instant::now() + PATIENCE);
                    self.held.push_back(told);
                }
            }
            Order::Matrix { event, done } => self.outgoing.push_back((event, done)),
            Order::Open { account, reply } => {
                let opened = Box::pin(self.open(account)).await;
                // Who asked may have gone.
                let _ = reply.send(opened);
            }
            Order::Delete { reply } => {
                let _ = reply.send(self.delete().await);
            }
        }
    }

    /// Whether it may be, or lead to, a message that we sent and whose answer we have not heard.
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "only new messages are taken for those of others"
    )]
    async fn may_be_ours(&self, told: &FromTelegram) -> bool {
        let post = match &told.news {
            News::Wrote(post) => Some(post),
            News::Missed { .. } => None,
            _ => return false,
        };
        let sends = async {
            let mut conn = self.house.parts.db.read().await?;
            bridged_messages::list_sends(&mut conn, self.key).await
        };
        let sends = sends.await.unwrap_or_default();
        sends
            .iter()
            .any(|send| post.is_none_or(|post| is_author(told.account, post, send)))
    }

    /// Sends what waits for Telegram, until something has to wait.
    async fn send_on(&mut self) {
        if self.retry_at.is_some_and(|at| at > Instant::now()) {
            return;
        }
        self.retry_at = None;
        while let Some((event, _)) = self.outgoing.front() {
            let event = event.clone();
            match self.hear_matrix(&event).await {
                Err(error) if error.is_passing() => {
                    tracing::debug!(portal = %self.key, %error, "an event waits");
                    let wait = error.flood().unwrap_or(self.wait);
                    self.retry_at = Some(Instant::now() + wait);
                    self.wait = (self.wait * 2).min(LONGEST_WAIT);
                    return;
                }
                Err(error) => {
                    tracing::warn!(portal = %self.key, %error, "something from Matrix is left out");
                }
                Ok(()) => {}
            }
            self.wait = FIRST_WAIT;
            if let Some((_, done)) = self.outgoing.pop_front() {
                // Who waits for it may be gone.
                let _ = done.send(());
            }
        }
    }

    /// Hears what was held, once it is known what we have sent ourselves.
    async fn let_go(&mut self) {
        let is_late = self.held_until.is_some_and(|until| until <= Instant::now());
        while let Some(told) = self.held.pop_front() {
            if !is_late && self.may_be_ours(&told).await {
                self.held.push_front(told);
                return;
            }
            self.hear_telegram(told).await;
        }
        self.held_until = None;
    }

    /// Brings something to Matrix, however long that takes. What the homeserver refuses for good is left out.
    async fn hear_telegram(&mut self, told: FromTelegram) {
        let mut wait = FIRST_WAIT;
        while let Err(error) = self.bring(&told).await {
            if !error.is_passing() {
                tracing::warn!(portal = %self.key, %error, "something from Telegram is left out");
                break;
            }
            tracing::debug!(portal = %self.key, %error, "something from Telegram waits");
            tokio::time::sleep(error.flood().unwrap_or(wait)).await;
            wait = (wait * 2).min(LONGEST_WAIT);
        }
        told.handed.done();
    }

    /// What is known of this portal.
    pub(crate) async fn portal(&self) -> Result<Option<portals::Portal>, RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        Ok(portals::find(&mut conn, self.key).await?)
    }
}
