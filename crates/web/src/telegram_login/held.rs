//! Holding a conversation: the loop between a page, Telegram and time.

use std::sync::Arc;

use domain::id::BridgeLinkId;
use domain::time::Timestamp;
use futures::future::OptionFuture;
use store::telegram_logins::{self, TelegramLogin};
use store::{StoreError, bridge_links, commit};
use telegram::login::perform::{Calls, wait_until};
use telegram::login::{Account, Answer, Call, Conversation, Said, Say, Step, Wants};
use telegram::session::StoredSession;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::Instant;

use super::{Ask, Ground, TelegramLoginError, View};

/// A conversation and all that it needs.
pub(super) struct Held {
    ground: Arc<Ground>,
    link: BridgeLinkId,
    row: TelegramLogin,
    session: Arc<StoredSession>,
    calls: Calls,
    show: watch::Sender<View>,
    from: mpsc::Receiver<Ask>,
    /// Whom to tell that what was asked is taken in.
    taken: Option<oneshot::Sender<()>>,
    looked_at: Instant,
    /// Whether the next conversation may begin.
    is_retired: bool,
    /// Whether the person has logged in elsewhere, so that nobody wants this login any more.
    is_unwanted: bool,
}

/// What happened.
enum Event {
    Learned(Answer),
    Asked(Ask),
    Due,
    /// Nobody has looked for a while.
    Idle,
    /// The program ends: the conversation goes on another time.
    Interrupted,
}

impl Held {
    pub(super) async fn open(
        ground: &Arc<Ground>,
        link: BridgeLinkId,
        row: TelegramLogin,
        show: watch::Sender<View>,
        from: mpsc::Receiver<Ask>,
    ) -> Result<Self, TelegramLoginError> {
        let (settings, db, world) = (&ground.settings, &ground.context.db, &ground.context.world);
        let opened = StoredSession::open(&row.session, db, &ground.sealer, settings, world);
        let session = opened.await?;
        let calls = Calls::open(&session, settings, world, &ground.tasks, &ground.stop);
        Ok(Self {
            ground: Arc::clone(ground),
            link,
            row,
            session,
            calls,
            show,
            from,
            taken: None,
            looked_at: Instant::now(),
            is_retired: false,
            is_unwanted: false,
        })
    }

    /// Holds it to its end, or until the program ends.
    pub(super) async fn hold(mut self, step: Step) {
        let (link, held) = (self.link, Box::pin(self.converse(step)).await);
        self.calls.close().await;
        let ended = match held {
            Ok(Some(conversation)) if self.is_unwanted || conversation.account().is_none() => {
                self.session.forget().await.map_err(Into::into)
            }
            Ok(_) => Ok(()),
            Err(error) => Err(TelegramLoginError::from(error)),
        };
        if let Err(error) = ended {
            tracing::error!(%link, %error, "A login conversation of a page broke off");
        }
    }

    /// Step by step to the end; `None` if the program ends before, or another program goes on with it.
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
            if is_news && !self.is_retired && !self.keep(&conversation).await? {
                if !is_gone(&self.ground, &self.row).await? {
                    return Ok(None);
                }
                step = self.give_way(conversation);
                continue;
            }
            if let Some(call) = call {
                self.calls.make(call);
            }
            if was_over && !self.is_retired {
                self.retire(conversation.account()).await?;
            }
            self.publish(say, &conversation);
            if was_over && !self.calls.is_under_way() {
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
                Event::Learned(answer) => conversation.learn(answer, now),
                Event::Due if self.is_unseen_qr(&conversation) => continue,
                Event::Due => conversation.tick(now),
                Event::Idle if self.has_watchers() => {
                    self.looked_at = Instant::now();
                    continue;
                }
                Event::Idle => {
                    self.calls.hang_up();
                    continue;
                }
                Event::Asked(Ask::Said(said, taken)) => {
                    self.taken = Some(taken);
                    self.looked_at = Instant::now();
                    conversation.hear(said, now)
                }
                Event::Asked(Ask::GiveWay(taken)) => {
                    self.taken = Some(taken);
                    self.give_way(conversation)
                }
                Event::Asked(Ask::Look(taken)) => {
                    self.looked_at = Instant::now();
                    if conversation.next_tick().is_some_and(|due| due <= now) {
                        self.taken = Some(taken);
                        conversation.tick(now)
                    } else {
                        // Whoever looked may have gone.
                        let _ = taken.send(());
                        continue;
                    }
                }
            });
        }
    }

    async fn next_event(&mut self, conversation: &Conversation) -> Event {
        let over = conversation.is_over();
        let due = self.due(conversation).filter(|_| !over);
        let due = due.map(|due| wait_until(&self.ground.context.world, due));
        let forgotten_at = self.looked_at + 2 * self.ground.pace.looked_at;
        let is_idle = self.calls.is_idle();
        let idle = is_idle.then(|| tokio::time::sleep_until(forgotten_at));
        tokio::select! {
            biased;
            () = self.ground.stop.cancelled() => Event::Interrupted,
            answer = self.calls.answer(!over) => Event::Learned(answer),
            Some(ask) = self.from.recv() => Event::Asked(ask),
            Some(()) = OptionFuture::from(due) => Event::Due,
            Some(()) = OptionFuture::from(idle) => Event::Idle,
        }
    }

    /// When time alone makes a step. A QR code that nobody sees is replaced when somebody looks again.
    fn due(&self, conversation: &Conversation) -> Option<Timestamp> {
        if self.is_unseen_qr(conversation) {
            return Some(conversation.ends_at());
        }
        conversation.next_tick()
    }

    fn is_unseen_qr(&self, conversation: &Conversation) -> bool {
        let is_qr = matches!(conversation.wants(), Wants::Scan { .. });
        let is_in_time = self.now() < conversation.ends_at();
        is_qr && is_in_time && !self.is_watched()
    }

    /// Whether somebody looks at the page, as far as that can be known.
    fn is_watched(&self) -> bool {
        self.has_watchers() || self.looked_at.elapsed() < self.ground.pace.looked_at
    }

    /// Whether a page waits for the next step.
    fn has_watchers(&self) -> bool {
        // One is kept for those who come later.
        self.show.receiver_count() > 1
    }

    /// Ends it without a word, since the person has logged in elsewhere and its row is gone; a login that came about
    /// here meanwhile is undone.
    fn give_way(&mut self, conversation: Conversation) -> Step {
        (self.is_retired, self.is_unwanted) = (true, true);
        self.from.close();
        // Pages that wait see that this is another step.
        self.row.revision += 1;
        let is_signed_in = conversation.account().is_some();
        let step = conversation.hear(Said::Cancel, self.now());
        let call = if is_signed_in {
            Some(Call::LogOut)
        } else {
            step.call
        };
        Step { call, ..step }
    }

    fn publish(&mut self, say: Say, conversation: &Conversation) {
        self.show.send_replace(View {
            say,
            conversation: conversation.clone(),
            step: self.row.revision,
        });
        if let Some(taken) = self.taken.take() {
            // Whoever asked may have gone.
            let _ = taken.send(());
        }
    }

    /// Keeps a step; false if there is nothing to be kept any more, or another program has taken one meanwhile, and so
    /// goes on with it.
    async fn keep(&mut self, conversation: &Conversation) -> Result<bool, StoreError> {
        let sealed = conversation.seal(&self.ground.sealer, &self.row.owner);
        let mut tx = self.ground.context.db.begin().await?;
        let kept = telegram_logins::advance(&mut tx, &self.row, sealed).await?;
        commit(tx).await?;
        let Some(kept) = kept else {
            return Ok(false);
        };
        self.row = kept;
        Ok(true)
    }

    /// Hands the login to the bridge, which finds it by the link; or makes room for the next conversation, though
    /// Telegram may still have to be told of the end of this one.
    async fn retire(&mut self, account: Option<&Account>) -> Result<(), StoreError> {
        self.is_retired = true;
        if account.is_some() {
            // No two may use a session at the same time.
            self.calls.close().await;
        }
        let mut tx = self.ground.context.db.begin().await?;
        if let Some(account) = account {
            if !bridge_links::set_done(&mut tx, self.link, account.id, self.now()).await? {
                // As a rule it was noted by a program that was killed right after it.
                tracing::info!(link = %self.link, "A login on a page was noted before, or its link is closed");
            }
        } else {
            telegram_logins::end(&mut tx, &self.row).await?;
        }
        commit(tx).await?;
        if account.is_some() {
            (self.ground.ring)();
        }
        self.from.close();
        Ok(())
    }

    fn now(&self) -> Timestamp {
        self.ground.context.world.now()
    }
}

/// Whether there is nothing to be kept any more.
async fn is_gone(ground: &Ground, row: &TelegramLogin) -> Result<bool, StoreError> {
    let mut conn = ground.context.db.read().await?;
    let row = telegram_logins::find(&mut conn, &row.owner).await?;
    Ok(row.is_none())
}
