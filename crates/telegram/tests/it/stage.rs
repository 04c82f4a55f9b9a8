//! A data centre, a database, and connections between them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use domain::message::Text;
use domain::secret::ServerKey;
use domain::world::World;
use store::Db;
use telegram::connection::{Account, BotToken, Connection, Login, Status, Update};
use telegram::seal::Sealer;
use telegram::send::{Message, SendOutcome, send};
use telegram::server_key::PublicKey;
use telegram::session::StoredSession;
use telegram::settings::{Pace, Server, Settings};
use telegram_testdc::{NewBot, NewUser, TestDc};
use testkit::TestDatabase;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// No test waits longer for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Stage {
    pub(super) dc: TestDc,
    pub(super) db: Db,
    pub(super) world: World,
    pub(super) settings: Settings,
    tasks: TaskTracker,
    stop: CancellationToken,
    _database: TestDatabase,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default())
            .await
            .unwrap();
        let database = TestDatabase::fresh().await;
        let (world, _) = testkit::moved_world();
        let mut settings = Settings::new(17, "0123456789abcdef0123456789abcdef");
        settings.server = Some(server(&dc, dc.address(2).unwrap()));
        settings.pace = pace();
        Self {
            db: Db::open(&database.url).await.unwrap(),
            dc,
            world,
            settings,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            _database: database,
        }
    }

    /// A bot named `postern_bot`, and its login.
    pub(super) fn bot(&self) -> (i64, Login) {
        let (id, token) = self.dc.add_bot(NewBot {
            first_name: "Postern".into(),
            username: Some("postern_bot".into()),
            ..NewBot::default()
        });
        (id, Login::Bot(BotToken(token)))
    }

    /// A person who has pressed Start at the bot.
    pub(super) fn reader(&self, bot: i64) -> i64 {
        let id = self.dc.add_user(NewUser {
            first_name: "Alice".into(),
            username: Some("alice".into()),
            ..NewUser::default()
        });
        self.dc.start_bot(id, bot, "").unwrap();
        id
    }

    pub(super) async fn session(&self, name: &str) -> Arc<StoredSession> {
        self.session_with(name, &self.settings).await
    }

    pub(super) async fn session_with(&self, name: &str, settings: &Settings) -> Arc<StoredSession> {
        let sealer = Sealer::new(&ServerKey::new([7; 64]), &self.world);
        StoredSession::open(name, &self.db, &sealer, settings, &self.world)
            .await
            .unwrap()
    }

    pub(super) fn start(&self, session: Arc<StoredSession>, login: Login) -> Connection {
        Connection::start(
            self.settings.clone(),
            session,
            login,
            &self.tasks,
            &self.stop,
            &self.world,
        )
    }

    /// Waits until nobody is left who could do anything, without asking anybody to stop.
    pub(super) async fn all_tasks_ended(&self) {
        self.tasks.close();
        let ended = tokio::time::timeout(PATIENCE, self.tasks.wait()).await;
        ended.expect("all tasks end by themselves");
    }

    /// A connection of this bot that is up.
    pub(super) async fn connect(&self, login: &Login) -> Connection {
        let session = self.session("test").await;
        let connection = self.start(session, login.clone());
        up(&connection).await;
        connection
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

pub(super) fn server(dc: &TestDc, address: SocketAddr) -> Server {
    Server {
        dc: 2,
        address,
        keys: vec![PublicKey::from_pem(&dc.public_key()).unwrap()],
    }
}

/// Short waits, so that faults are noticed soon; long enough for a slow machine.
fn pace() -> Pace {
    Pace {
        connect: Duration::from_secs(20),
        call: Duration::from_secs(20),
        probe_after: Duration::from_secs(1),
        probe: Duration::from_secs(3),
        first_wait: Duration::from_millis(50),
        longest_wait: Duration::from_secs(1),
        save_after: Duration::from_millis(50),
    }
}

/// Waits until it is up; gives as whom.
pub(super) async fn up(connection: &Connection) -> Account {
    match until(connection, |status| matches!(status, Status::Up { .. })).await {
        Status::Up { account } => account,
        status @ (Status::Connecting | Status::Down { .. } | Status::LoggedOut { .. }) => {
            panic!("{status:?}")
        }
    }
}

/// Waits for a status; one that is for good ends the wait, too.
pub(super) async fn until(connection: &Connection, mut is: impl FnMut(&Status) -> bool) -> Status {
    let mut status = connection.status();
    let or_last = |status: &Status| is(status) || matches!(status, Status::LoggedOut { .. });
    let reached = tokio::time::timeout(PATIENCE, status.wait_for(or_last)).await;
    let reached = reached.map(|status| status.unwrap().clone());
    reached.unwrap_or_else(|_| panic!("it stays {:?}", connection.status().borrow()))
}

/// Sends a plain text under a key of its own.
pub(super) async fn say(connection: &Connection, to: i64, text: &str, key: &str) -> SendOutcome {
    let message = Message {
        to,
        text: &Text::of(text),
        buttons: &[],
        idempotency_key: key,
    };
    send(connection, &message, PATIENCE).await
}

/// The next message that somebody wrote; other updates are passed over.
pub(super) async fn hear(updates: &mut mpsc::Receiver<Update>) -> String {
    let wait = async {
        loop {
            let update = updates.recv().await.unwrap();
            let text = update
                .written()
                .map(|written| written.message.message.clone());
            update.done();
            if let Some(text) = text {
                return text;
            }
        }
    };
    tokio::time::timeout(PATIENCE, wait).await.unwrap()
}

/// Sends until it works, as the courier would.
pub(super) async fn say_until_sent(connection: &Connection, to: i64, text: &str) {
    let sent = async {
        loop {
            up(connection).await;
            if let SendOutcome::Sent { .. } = say(connection, to, text, text).await {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, sent).await.unwrap();
}

/// What lies in the reader's chat with the bot, from the bot.
pub(super) fn received(stage: &Stage, reader: i64, bot: i64) -> Vec<String> {
    let messages = stage.dc.messages(reader, bot);
    let theirs = messages.into_iter().filter(|message| message.from == bot);
    theirs.map(|message| message.text).collect()
}
