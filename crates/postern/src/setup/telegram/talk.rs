//! The login conversation, held at a terminal.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use telegram::connection::Line;
use telegram::login::perform::{Caller, UpdatesLike};
use telegram::login::{Call, Conversation, Note, Path, Said, Say, Step};
use telegram::session::StoredSession;
use telegram::settings::Settings;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::ear::{Ear, Heard};
use super::kept::{Kept, SESSION};
use super::screen::Screen;
use crate::house::House;
use crate::setup::terminal::Terminal;
use crate::world;

/// A conversation with somebody at the terminal, and the line to Telegram that it is about.
pub(super) struct Talk<'a> {
    terminal: &'a Terminal,
    world: World,
    settings: Settings,
    session: Arc<StoredSession>,
    pub(super) kept: Kept,
    line: Line,
    tasks: TaskTracker,
    ear: Ear<'a>,
    screen: Screen<'a>,
    /// The bot's token that was last tried.
    token: Option<Token>,
}

/// How a conversation ended.
pub(super) enum Ended {
    /// Logged in as a bot.
    Bot(Token),
    /// Logged in as a user, with this session in Telethon's form.
    User(String),
    /// Telegram does not know the application.
    Application,
    /// The person has cancelled it.
    Cancelled,
    /// Not logged in, for a reason that was said.
    Out,
}

impl<'a> Talk<'a> {
    pub(super) async fn open(
        house: &House,
        settings: Settings,
        terminal: &'a Terminal,
    ) -> Result<Self> {
        let world = world::real();
        let kept = Kept::new(house, &world);
        let session =
            StoredSession::open(SESSION, kept.db(), kept.sealer(), &settings, &world).await?;
        let tasks = TaskTracker::new();
        let (line, updates) = Line::open(&settings, &session, &tasks, &CancellationToken::new());
        Ok(Self {
            terminal,
            world,
            settings,
            session,
            kept,
            line,
            tasks,
            ear: Ear::new(terminal, updates),
            screen: Screen::new(terminal),
            token: None,
        })
    }

    /// Begins on a path, with a session in which nobody is logged in.
    pub(super) async fn begin(&mut self, path: Path) -> Result<Step> {
        if self.session.has_key() {
            self.forget().await?;
        }
        Ok(Conversation::begin(path, self.world.now()))
    }

    /// Goes on with one that was interrupted.
    pub(super) fn resume(&self, conversation: Conversation) -> Step {
        conversation.resume(self.world.now())
    }

    /// Tries to reach a server that is not Telegram's own, whose key may be wrong; gives why not.
    pub(super) async fn reach(&self) -> Result<(), String> {
        let reached = self.session.prepare().await;
        reached.map_err(|error| error.to_string())
    }

    /// Holds the conversation to its end.
    pub(super) async fn hold(&mut self, step: Step) -> Result<Ended> {
        let (conversation, last) = self.converse(step).await?;
        let Some(account) = conversation.account() else {
            self.forget().await?;
            return Ok(ended_without(&last));
        };
        if account.bot {
            // It has shown that the token is right; messengers log in by themselves.
            self.caller().perform(Call::LogOut).await;
            self.forget().await?;
            return Ok(self.token.take().map_or(Ended::Out, Ended::Bot));
        }
        self.close().await;
        Ok(self.session.export().map_or(Ended::Out, Ended::User))
    }

    /// Step by step to the end; gives the last thing that was said, too.
    async fn converse(&mut self, mut step: Step) -> Result<(Conversation, Say)> {
        loop {
            let Step {
                conversation,
                call,
                say,
            } = step;
            self.kept.keep(&conversation, self.world.now()).await?;
            self.set_last_words(&conversation);
            self.screen.show(&say);
            step = if let Some(call) = call {
                if let Call::SignInBot { token } = call.inner() {
                    self.token = Some(token.clone());
                }
                let answer = self.caller().perform(call).await;
                if conversation.is_over() {
                    return Ok((conversation, say));
                }
                conversation.learn(answer, self.world.now())
            } else if conversation.is_over() {
                return Ok((conversation, say));
            } else {
                let heard = self.ear.hear(&conversation, self.world.now()).await?;
                if !matches!(heard, Heard::Due) {
                    self.screen.typed();
                }
                let now = self.world.now();
                match heard {
                    Heard::Said(said) => conversation.hear(said, now),
                    Heard::Learned(answer) => conversation.learn(answer, now),
                    Heard::Due => conversation.tick(now),
                }
            };
        }
    }

    /// Ends one that was interrupted, as far as Telegram lets itself be told.
    pub(super) async fn abandon(&mut self, conversation: Conversation) -> Result<()> {
        let call = match conversation.account() {
            Some(_) => Some(Call::LogOut),
            None => conversation.hear(Said::Cancel, self.world.now()).call,
        };
        if let Some(call) = call {
            self.caller().perform(call).await;
        }
        self.forget().await
    }

    /// Ends the login itself: what came of it is not wanted.
    pub(super) async fn undo(&mut self) -> Result<()> {
        let stop = CancellationToken::new();
        (self.line, _) = Line::open(&self.settings, &self.session, &self.tasks, &stop);
        self.caller().perform(Call::LogOut).await;
        self.forget().await?;
        self.close().await;
        Ok(())
    }

    /// Forgets conversation and session. The login goes on, wherever it was written.
    pub(super) async fn forget(&mut self) -> Result<()> {
        self.kept.end().await?;
        self.session.forget().await?;
        self.line.hang_up();
        self.terminal.set_last_words(None);
        Ok(())
    }

    /// Leaves the line; no two may use a login at the same time.
    pub(super) async fn close(&self) {
        self.line.close();
        self.line.ended().await;
    }

    /// Whether a time is over.
    pub(super) fn is_past(&self, time: Timestamp) -> bool {
        time <= self.world.now()
    }

    /// How long ago it was.
    pub(super) fn since(&self, time: Timestamp) -> Duration {
        self.world.now().since(time)
    }

    /// What the conversation says of itself.
    pub(super) fn prompt(&self, conversation: &Conversation) -> Say {
        conversation.prompt(self.world.now())
    }

    fn set_last_words(&self, conversation: &Conversation) {
        let minutes = conversation.ends_at().since(self.world.now()).as_secs() / 60;
        let words = format!(
            "The login to Telegram is kept for {minutes} minutes more: run the same again to go on with it."
        );
        let is_worth_it = super::earlier::is_worth_it(conversation);
        self.terminal.set_last_words(is_worth_it.then_some(words));
    }

    const fn caller(&self) -> Caller<'_> {
        Caller::new(&self.line, &self.settings, &self.world)
    }
}

/// How it ended for whoever is not logged in, by the last thing that was said.
fn ended_without(last: &Say) -> Ended {
    if let Say::Note(note) = last {
        if [Note::Cancelled, Note::LoggedOutAgain].contains(note) {
            return Ended::Cancelled;
        }
        if [Note::ApiIdInvalid, Note::ApiIdFlood].contains(note) {
            return Ended::Application;
        }
    }
    Ended::Out
}

/// What arrives unasked.
pub(super) type Updates = mpsc::Receiver<UpdatesLike>;
