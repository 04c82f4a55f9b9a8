//! The calls of a conversation that is held for a while: one after the other, over a line of its own.

use std::collections::VecDeque;
use std::sync::Arc;

use domain::world::World;
use futures::future::{BoxFuture, OptionFuture};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{Answer, Call, Caller, UpdatesLike, qr_scanned};
use crate::connection::Line;
use crate::session::StoredSession;
use crate::settings::Settings;

/// The calls of a conversation, and what Telegram says to them.
pub struct Calls {
    line: Line,
    updates: mpsc::Receiver<UpdatesLike>,
    settings: Settings,
    world: World,
    waiting: VecDeque<Call>,
    /// The one that is being made.
    flight: Option<BoxFuture<'static, Answer>>,
    /// Whether there is a connection that nobody may need any more.
    is_connected: bool,
}

impl Calls {
    /// Over a new line to this session. Nothing is connected before the first call; tasks end with `stop`.
    pub fn open(
        session: &Arc<StoredSession>,
        settings: &Settings,
        world: &World,
        tasks: &TaskTracker,
        stop: &CancellationToken,
    ) -> Self {
        let (line, updates) = Line::open(settings, session, tasks, stop);
        Self {
            line,
            updates,
            settings: settings.clone(),
            world: world.clone(),
            waiting: VecDeque::new(),
            flight: None,
            is_connected: false,
        }
    }

    /// Makes a call as soon as those before it are answered. It goes on only while [`Self::answer`] is waited for.
    pub fn make(&mut self, call: Call) {
        self.waiting.push_back(call);
        self.take_off();
    }

    /// Whether an answer is to come.
    pub const fn is_under_way(&self) -> bool {
        self.flight.is_some()
    }

    /// Whether there is a connection, and nothing under way on it.
    pub const fn is_idle(&self) -> bool {
        self.is_connected && self.flight.is_none()
    }

    /// Waits for the next answer, and for a scan of the QR code if that matters; for ever if neither is to come. Whoever
    /// stops waiting loses nothing.
    pub async fn answer(&mut self, may_be_scanned: bool) -> Answer {
        tokio::select! {
            biased;
            Some(answer) = OptionFuture::from(self.flight.as_mut()) => {
                self.flight = None;
                self.take_off();
                answer
            }
            () = qr_scanned(&mut self.updates), if may_be_scanned => Answer::QrScanned,
            else => std::future::pending().await,
        }
    }

    /// Gives the connection up until it is needed again.
    pub fn hang_up(&mut self) {
        self.line.hang_up();
        self.is_connected = false;
    }

    /// Leaves the line for good, so that another may use the session.
    pub async fn close(&mut self) {
        self.line.close();
        self.line.ended().await;
    }

    /// Begins the next call, unless one is being made.
    fn take_off(&mut self) {
        if self.flight.is_some() {
            return;
        }
        let Some(call) = self.waiting.pop_front() else {
            return;
        };
        self.is_connected = true;
        let (line, settings, world) =
            (self.line.clone(), self.settings.clone(), self.world.clone());
        self.flight = Some(Box::pin(async move {
            let caller = Caller::new(&line, &settings, &world);
            caller.perform(call).await
        }));
    }
}
