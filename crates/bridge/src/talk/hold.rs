//! Holding a conversation: the loop between a person, Telegram and time.

mod kept;

use std::sync::Arc;
use std::time::Duration;

use domain::time::Timestamp;
use futures::future::OptionFuture;
use store::StoreError;
use store::telegram_logins::TelegramLogin;
use telegram::login::perform::{Calls, wait_until};
use telegram::login::{Answer, Conversation, Said, Say, Step};
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
    calls: Calls,
    show: watch::Sender<View>,
    from: mpsc::Receiver<Heard>,
    /// What is said if Telegram is slow, and when.
    slow: Option<(Instant, Say)>,
    /// Whom to tell that what was said is taken in.
    taken: Option<oneshot::Sender<()>>,
    is_quiet: bool,
    /// Whether the next conversation may begin.
    is_retired: bool,
    /// Whether the first step was kept before the program was started again. It is said as the same: who knows it already
    /// does not hear it twice.
    is_kept: bool,
}

/// What happened.
enum Event {
    Learned(Answer),
    Heard(Heard),
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
        let (settings, world) = (&ground.settings.telegram, &ground.world);
        let opened = StoredSession::open(&row.session, &ground.db, &ground.sealer, settings, world);
        let session = opened.await?;
        let calls = Calls::open(&session, settings, world, &ground.tasks, &ground.stop);
        Ok(Self {
            ground: Arc::clone(ground),
            logins: Arc::clone(logins),
            door,
            owner,
            row,
            session,
            calls,
            show,
            from,
            slow: None,
            taken: None,
            is_quiet: false,
            is_retired: false,
            is_kept: false,
        })
    }

    /// Holds it to its end, or until the program ends.
    ///
    /// `is_resumed`: its first step is one from before the program was started again.
    pub(super) async fn hold(mut self, step: Step, is_resumed: bool) {
        let may_have_ended_now =
            step.conversation.is_over() && step.conversation.account().is_none();
        self.is_kept = is_resumed && step.call.is_none() && !may_have_ended_now;
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
        self.calls.close().await;
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
            if is_news && !std::mem::take(&mut self.is_kept) {
                self.keep(&conversation).await?;
            }
            if let Some(call) = call {
                self.calls.make(call);
            }
            self.publish(&say, &conversation);
            if conversation.account().is_some() {
                // That is said when the login is there.
                self.slow = None;
            } else if is_news && let Err(not_alone) = self.say(say, &conversation).await {
                self.door.not_alone(not_alone, self.row.revision).await;
                self.is_quiet = true;
                step = conversation.hear(Said::Cancel, self.now());
                continue;
            }
            if was_over && !self.is_retired {
                self.is_retired = true;
                self.retire(&conversation).await?;
            }
            if was_over && !self.calls.is_under_way() {
                return Ok(Some(conversation));
            }
            match self.next_step(conversation).await {
                Some(next) => step = next,
                None => return Ok(None),
            }
        }
    }

    /// Shows others how it looks.
    fn publish(&mut self, say: &Say, conversation: &Conversation) {
        self.show.send_replace(View::of(say, conversation));
        if let Some(taken) = self.taken.take() {
            // Whoever said it may have gone.
            let _ = taken.send(());
        }
    }

    /// Waits for what makes a step.
    async fn next_step(&mut self, conversation: Conversation) -> Option<Step> {
        loop {
            let event = self.next_event(&conversation).await;
            let now = self.now();
            return Some(match event {
                Event::Interrupted => return None,
                Event::Learned(answer) => conversation.learn(answer, now),
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
                Event::Heard(Heard::End(why)) => {
                    self.door.end(why, self.row.revision).await;
                    self.is_quiet = true;
                    conversation.hear(Said::Cancel, now)
                }
            });
        }
    }

    async fn next_event(&mut self, conversation: &Conversation) -> Event {
        let over = conversation.is_over();
        let due = conversation.next_tick().filter(|_| !over);
        let due = due.map(|due| wait_until(&self.ground.world, due));
        let slow = self
            .slow
            .as_ref()
            .map(|(at, _)| tokio::time::sleep_until(*at));
        tokio::select! {
            biased;
            () = self.ground.stop.cancelled() => Event::Interrupted,
            answer = self.calls.answer(!over) => Event::Learned(answer),
            Some(heard) = self.from.recv() => Event::Heard(heard),
            Some(()) = OptionFuture::from(slow) => Event::Slow,
            Some(()) = OptionFuture::from(due) => Event::Due,
        }
    }

    /// Says it at once; that Telegram is being asked only if that takes long.
    async fn say(&mut self, say: Say, conversation: &Conversation) -> Result<(), NotAlone> {
        if is_asking(&say) && self.calls.is_under_way() {
            self.slow = Some((Instant::now() + SLOW, say));
            return Ok(());
        }
        self.slow = None;
        if self.is_quiet {
            self.door.hide().await;
            return Ok(());
        }
        self.door
            .show(&say, conversation, self.row.revision, false)
            .await
    }

    fn now(&self) -> Timestamp {
        self.ground.world.now()
    }
}
