//! Holding a conversation: the loop between a person, Telegram and time.

mod kept;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use domain::time::Timestamp;
use futures::future::{BoxFuture, OptionFuture};
use store::StoreError;
use store::telegram_logins::TelegramLogin;
use telegram::connection::Line;
use telegram::login::perform::{Caller, UpdatesLike, is_qr_scanned};
use telegram::login::{Answer, Call, Conversation, Said, Say, Step};
use telegram::session::StoredSession;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::door::Door;
use super::room_door::NotAlone;
use super::say::is_asking;
use super::{Heard, Owner, View};
use crate::ground::Ground;
use crate::logins::{LoginError, Logins};

/// How long Telegram may take until the person is told that it is being asked.
const SLOW: Duration = Duration::from_secs(3);

/// A conversation and all that it needs.
pub(super) struct Held {
    ground: Arc<Ground>,
    logins: Arc<Logins>,
    door: Door,
    owner: Owner,
    row: TelegramLogin,
    session: Arc<StoredSession>,
    line: Line,
    updates: mpsc::Receiver<UpdatesLike>,
    show: watch::Sender<View>,
    from: mpsc::Receiver<Heard>,
    calls: VecDeque<Call>,
    /// The call that is being made.
    flight: Option<BoxFuture<'static, Answer>>,
    /// What is said if Telegram is slow, and when.
    slow: Option<(Instant, Say)>,
    /// Whom to tell that what was said is taken in.
    taken: Option<oneshot::Sender<()>>,
    is_quiet: bool,
    /// Whether the next conversation may begin.
    is_retired: bool,
    /// Whether the first step is known to the person from before the program was started again.
    is_known: bool,
}

/// What happened.
enum Event {
    Answered(Answer),
    Heard(Heard),
    Scanned,
    Due,
    Slow,
    /// The program ends: the conversation goes on another time.
    Interrupted,
}

impl Held {
    pub(super) async fn open(
        ground: &Arc<Ground>,
        logins: &Arc<Logins>,
        door: Door,
        owner: Owner,
        row: TelegramLogin,
        show: watch::Sender<View>,
        from: mpsc::Receiver<Heard>,
    ) -> Result<Self, LoginError> {
        let settings = &ground.settings.telegram;
        let session = StoredSession::open(
            &row.session,
            &ground.db,
            &ground.sealer,
            settings,
            &ground.world,
        )
        .await?;
        let (line, updates) = Line::open(settings, &session, &ground.tasks, &ground.stop);
        Ok(Self {
            ground: Arc::clone(ground),
            logins: Arc::clone(logins),
            door,
            owner,
            row,
            session,
            line,
            updates,
            show,
            from,
            calls: VecDeque::new(),
            flight: None,
            slow: None,
            taken: None,
            is_quiet: false,
            is_retired: false,
            is_known: false,
        })
    }

    /// Holds it to its end, or until the program ends.
    ///
    /// `is_resumed`: the person knows what was said before the program was started again.
    pub(super) async fn hold(mut self, step: Step, is_resumed: bool) {
        self.is_known = is_resumed && step.call.is_none() && !step.conversation.is_over();
        match self.converse(step).await {
            Ok(Some(conversation)) => {
                if let Err(error) = self.finish(&conversation).await {
                    tracing::error!(%error, "a login conversation could not be finished");
                    self.door.trouble().await;
                }
            }
            Ok(None) => {}
            Err(error) => {
                tracing::error!(%error, "a login conversation cannot be kept");
                self.door.trouble().await;
            }
        }
        self.close().await;
    }

    /// Step by step to the end; `None` if the program ends before.
    async fn converse(&mut self, mut step: Step) -> Result<Option<Conversation>, StoreError> {
        let mut was_over = false;
        loop {
            let Step {
                conversation,
                call,
                say,
            } = step;
            let is_news = !was_over || call.is_some();
            was_over = conversation.is_over();
            if is_news {
                self.keep(&conversation).await?;
            }
            self.calls.extend(call);
            self.take_off();
            self.show.send_replace(View {
                say: say.clone(),
                wants: conversation.wants(),
                is_over: was_over,
                account: conversation.account().map(|account| account.id),
            });
            if let Some(taken) = self.taken.take() {
                // Whoever said it may have gone.
                let _ = taken.send(());
            }
            if is_news && let Err(not_alone) = self.say(say, &conversation).await {
                self.door.not_alone(not_alone, self.row.revision).await;
                self.is_quiet = true;
                step = conversation.hear(Said::Cancel, self.now());
                continue;
            }
            if was_over && !self.is_retired {
                self.is_retired = true;
                self.retire(&conversation).await?;
            }
            if was_over && !self.is_in_flight() {
                return Ok(Some(conversation));
            }
            match self.next_step(conversation).await {
                Some(next) => step = next,
                None => return Ok(None),
            }
        }
    }

    /// Waits for what makes a step.
    async fn next_step(&mut self, conversation: Conversation) -> Option<Step> {
        loop {
            let event = self.next_event(&conversation).await;
            let now = self.now();
            return Some(match event {
                Event::Interrupted => return None,
                Event::Answered(answer) => conversation.learn(answer, now),
                Event::Scanned => conversation.learn(Answer::QrScanned, now),
                Event::Due => conversation.tick(now),
                Event::Slow => {
                    if let Some((_, say)) = self.slow.take() {
                        self.door
                            .show(&say, &conversation, self.row.revision, true)
                            .await
                            .ok();
                    }
                    continue;
                }
                Event::Heard(Heard::Said(said, taken)) => {
                    self.taken = Some(taken);
                    conversation.hear(said, now)
                }
                Event::Heard(Heard::NotAlone) => {
                    self.door
                        .not_alone(NotAlone::Others, self.row.revision)
                        .await;
                    self.is_quiet = true;
                    conversation.hear(Said::Cancel, now)
                }
                Event::Heard(Heard::Replaced) => {
                    self.is_quiet = true;
                    conversation.hear(Said::Cancel, now)
                }
            });
        }
    }

    async fn next_event(&mut self, conversation: &Conversation) -> Event {
        let over = conversation.is_over();
        let due = conversation.next_tick().filter(|_| !over);
        let due = due.map(|due| wait_until(&self.ground, due));
        let slow = self
            .slow
            .as_ref()
            .map(|(at, _)| tokio::time::sleep_until(*at));
        tokio::select! {
            biased;
            () = self.ground.stop.cancelled() => Event::Interrupted,
            Some(answer) = OptionFuture::from(self.flight.as_mut()) => {
                self.flight = None;
                self.take_off();
                Event::Answered(answer)
            }
            Some(heard) = self.from.recv() => Event::Heard(heard),
            () = scanned(&mut self.updates), if !over => Event::Scanned,
            Some(()) = OptionFuture::from(slow) => Event::Slow,
            Some(()) = OptionFuture::from(due) => Event::Due,
        }
    }

    /// Says it at once; that Telegram is being asked only if that takes long.
    async fn say(&mut self, say: Say, conversation: &Conversation) -> Result<(), NotAlone> {
        if is_asking(&say) && self.is_in_flight() {
            self.slow = Some((Instant::now() + SLOW, say));
            return Ok(());
        }
        self.slow = None;
        if std::mem::take(&mut self.is_known) {
            return Ok(());
        }
        if self.is_quiet {
            self.door.hide().await;
            return Ok(());
        }
        self.door
            .show(&say, conversation, self.row.revision, false)
            .await
    }

    /// Begins the next call, unless one is being made.
    fn take_off(&mut self) {
        if self.is_in_flight() {
            return;
        }
        let Some(call) = self.calls.pop_front() else {
            return;
        };
        let (ground, line) = (Arc::clone(&self.ground), self.line.clone());
        let flight: BoxFuture<'static, Answer> = Box::pin(async move {
            let settings = &ground.settings.telegram;
            let caller = Caller::new(&line, settings, &ground.world);
            caller.perform(call).await
        });
        self.flight = Some(flight);
    }

    fn is_in_flight(&self) -> bool {
        self.flight.is_some()
    }

    fn now(&self) -> Timestamp {
        self.ground.world.now()
    }
}

/// Waits until a time of the world's clock.
async fn wait_until(ground: &Ground, due: Timestamp) {
    loop {
        let left = due.since(ground.world.now());
        if left.is_zero() {
            return;
        }
        tokio::time::sleep(left).await;
    }
}

/// Waits until somebody scans the QR code.
async fn scanned(updates: &mut mpsc::Receiver<UpdatesLike>) {
    while let Some(update) = updates.recv().await {
        if is_qr_scanned(&update) {
            return;
        }
    }
    // Nothing comes any more; the next QR code finds out.
    std::future::pending::<()>().await;
}
