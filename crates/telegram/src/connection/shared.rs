//! What the tasks of a connection and its callers share.

use std::sync::{Arc, Mutex, PoisonError};

use domain::world::World;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

use super::Login;
use super::hand_over::HandOver;
use super::line::Line;
use super::own_sends::OwnSends;
use super::status::Status;
use crate::session::StoredSession;
use crate::settings::Settings;

pub(super) struct Shared {
    pub(super) settings: Settings,
    pub(super) session: Arc<StoredSession>,
    pub(super) login: Login,
    pub(super) world: World,
    /// The line there is now.
    pub(super) line: watch::Sender<Option<Line>>,
    pub(super) status: watch::Sender<Status>,
    /// Rung when something went wrong that may be the connection's fault.
    pub(super) doubt: Notify,
    pub(super) own_sends: OwnSends,
    pub(super) hand_over: Arc<HandOver>,
    last_answer: Mutex<Instant>,
}

impl Shared {
    pub(super) fn new(
        settings: Settings,
        session: Arc<StoredSession>,
        login: Login,
        world: World,
    ) -> Self {
        Self {
            hand_over: HandOver::new(&session),
            settings,
            session,
            login,
            world,
            line: watch::Sender::new(None),
            status: watch::Sender::new(Status::Connecting),
            doubt: Notify::new(),
            own_sends: OwnSends::default(),
            last_answer: Mutex::new(Instant::now()),
        }
    }

    /// Telegram has answered just now.
    pub(super) fn note_answer(&self) {
        *self
            .last_answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// When Telegram has answered last.
    pub(super) fn last_answer(&self) -> Instant {
        *self
            .last_answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the status; who watches is woken only if it changed.
    pub(super) fn set_status(&self, status: Status) {
        self.status.send_if_modified(|old| {
            let is_new = *old != status;
            *old = status;
            is_new
        });
    }
}
