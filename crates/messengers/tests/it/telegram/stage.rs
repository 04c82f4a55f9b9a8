//! A data centre with people in it, and messengers beside it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Button, Part, Text};
use domain::provider::{Connection, Provider, RemoteId};
use domain::secret::ServerKey;
use domain::world::World;
use futures::FutureExt;
use grammers_tl_types::{enums, functions as calls, types};
use messengers::telegram::{
    ApiHash, BotToken, Fault, Home, Limits, Login, Pace, Server, SessionText, Settings, Telegram,
};
use messengers::{Heard, Letter, Messenger, Reply, Said, Surroundings};
use store::Db;
use telegram::connection::Line;
use telegram::seal::Sealer;
use telegram::server_key::PublicKey;
use telegram::session::StoredSession;
use telegram_testdc::{NewBot, NewUser, Seen, TestDc};
use testkit::TestDatabase;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::rig::delivery;

/// How long a test waits for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// What programs log in with.
const API_ID: i32 = 17;
const API_HASH: &str = "0123456789abcdef0123456789abcdef";

/// A data centre, a database, and a bot that can log in.
pub(super) struct Stage {
    pub(super) dc: TestDc,
    pub(super) bot: i64,
    pub(super) settings: Settings,
    pub(super) world: World,
    home: Home,
    _folder: tempfile::TempDir,
    _database: TestDatabase,
}

/// A messenger, and who hears for it.
pub(super) struct Rig {
    pub(super) telegram: Arc<Telegram>,
    pub(super) heard: mpsc::UnboundedReceiver<Heard>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default())
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let key_file = folder.path().join("server.pem");
        std::fs::write(&key_file, dc.public_key()).unwrap();
        let (bot, token) = dc.add_bot(NewBot {
            first_name: "Postern".into(),
            username: Some("postern_bot".into()),
            ..NewBot::default()
        });
        let database = TestDatabase::fresh().await;
        let home = Home {
            db: Db::open(&database.url).await.unwrap(),
            key: ServerKey::new([7; 64]),
            turn: Arc::default(),
        };
        let settings = settings(&dc, key_file, Login::Bot(BotToken(token)));
        let (world, _) = testkit::moved_world();
        Self {
            dc,
            bot,
            settings,
            world,
            home,
            _folder: folder,
            _database: database,
        }
    }

    /// A person of this name, who has not met the bot.
    pub(super) fn person(&self, name: &str) -> i64 {
        self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(name.into()),
            ..NewUser::default()
        })
    }

    /// A person who has pressed Start before.
    pub(super) fn reader(&self, name: &str) -> i64 {
        let id = self.person(name);
        self.dc.start_bot(id, self.bot, "").unwrap();
        id
    }

    /// Starts a messenger with these settings.
    pub(super) fn start_with(&self, settings: Settings) -> Rig {
        self.try_start(settings).unwrap()
    }

    /// The same; there may be something wrong with them.
    pub(super) fn try_start(&self, settings: Settings) -> Result<Rig, Fault> {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (news, _) = mpsc::channel(16);
        let (tell, heard) = mpsc::unbounded_channel();
        let surroundings = Surroundings {
            world: self.world.clone(),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news,
            reception: Arc::new(move |heard: Heard| {
                let reply = answer(&heard);
                // The test may have heard enough.
                let _ = tell.send(heard);
                std::future::ready(reply).boxed()
            }),
        };
        let provider = Provider::new("telegram");
        let home = self.home.clone();
        Ok(Rig {
            telegram: Telegram::start(provider, settings, home, surroundings)?,
            heard,
            stop,
            tasks,
        })
    }

    /// Starts the bot and waits until it is connected.
    pub(super) async fn connected(&self) -> Rig {
        let rig = self.start_with(self.settings.clone());
        assert_eq!(rig.up().await, "@postern_bot");
        rig
    }

    /// Settings for a user, whose session string comes from a login by code.
    pub(super) async fn settings_of_user(&self, phone: &str) -> Settings {
        let string = self.log_in(phone).await;
        Settings {
            login: Login::User(SessionText(string)),
            limits: Some(Limits::USER),
            ..self.settings.clone()
        }
    }

    async fn log_in(&self, phone: &str) -> String {
        let mut settings = telegram::settings::Settings::new(API_ID, API_HASH);
        settings.server = Some(telegram::settings::Server {
            dc: 2,
            address: self.dc.address(2).unwrap(),
            keys: vec![PublicKey::from_pem(&self.dc.public_key()).unwrap()],
        });
        let sealer = Sealer::new(&self.home.key, &self.world);
        let name = format!("login {}", self.world.below(u32::MAX));
        let session =
            StoredSession::open(&name, &self.home.db, &sealer, &settings, &self.world).await;
        let session = session.unwrap();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (line, _updates) = Line::open(&settings, &session, &tasks, &stop);
        let send = calls::auth::SendCode {
            phone_number: phone.to_owned(),
            api_id: API_ID,
            api_hash: API_HASH.to_owned(),
            settings: types::CodeSettings {
                allow_flashcall: false,
                current_number: false,
                allow_app_hash: false,
                allow_missed_call: false,
                allow_firebase: false,
                unknown_number: false,
                logout_tokens: None,
                token: None,
                app_sandbox: None,
            }
            .into(),
        };
        let enums::auth::SentCode::Code(asked) = line.invoke(&send, PATIENCE).await.unwrap() else {
            panic!("a code is sent");
        };
        let sign_in = calls::auth::SignIn {
            phone_number: phone.to_owned(),
            phone_code_hash: asked.phone_code_hash,
            phone_code: Some(self.dc.code(phone).unwrap().code),
            email_verification: None,
        };
        line.invoke(&sign_in, PATIENCE).await.unwrap();
        line.close();
        line.ended().await;
        session.export().unwrap()
    }

    /// What somebody has from another, oldest first.
    pub(super) fn received(&self, reader: i64, from: i64) -> Vec<Seen> {
        let messages = self.dc.messages(reader, from).into_iter();
        messages.filter(|message| message.from == from).collect()
    }

    /// The texts of that.
    pub(super) fn texts(&self, reader: i64, from: i64) -> Vec<String> {
        let received = self.received(reader, from).into_iter();
        received.map(|message| message.text).collect()
    }

    /// Waits until somebody has so many messages from another, and gives the last.
    pub(super) async fn message(&self, reader: i64, from: i64, count: usize) -> Seen {
        let look = async {
            loop {
                let received = self.received(reader, from);
                if let Some(message) = received.into_iter().nth(count - 1) {
                    return message;
                }
                tokio::task::yield_now().await;
            }
        };
        let found = timeout(PATIENCE, look).await;
        found.unwrap_or_else(|_| panic!("there are {:?}", self.texts(reader, from)))
    }
}

impl Rig {
    /// Waits for a connection and gives its account.
    pub(super) async fn up(&self) -> String {
        match self.until(Connection::is_up).await {
            Connection::Up { account } => account,
            Connection::Down { .. } => unreachable!("it is up"),
        }
    }

    /// Waits until it is down for a reason that contains `part`.
    pub(super) async fn down(&self, part: &str) -> String {
        let is_so = |connection: &Connection| match connection {
            Connection::Up { .. } => false,
            Connection::Down { why, .. } => why.contains(part),
        };
        match self.until(is_so).await {
            Connection::Down { why, .. } => why,
            Connection::Up { .. } => unreachable!("it is down"),
        }
    }

    async fn until(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.telegram.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.telegram.connection().borrow()))
    }

    /// Makes one attempt.
    pub(super) async fn send(&self, letter: &Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.telegram.send(letter)).await;
        sent.expect("a send has a deadline")
    }

    /// Makes attempts until it is sent, as the courier would; nothing else than `Later` may come before.
    pub(super) async fn send_at_last(&self, letter: &Letter) {
        let sent = async {
            loop {
                self.up().await;
                match self.send(letter).await {
                    Outcome::Sent => return,
                    Outcome::Later { .. } => tokio::task::yield_now().await,
                    Outcome::Never { why, .. } => panic!("{why}"),
                }
            }
        };
        timeout(PATIENCE, sent).await.unwrap();
    }

    /// Waits for what is heard next.
    pub(super) async fn hear(&mut self) -> Heard {
        let heard = timeout(PATIENCE, self.heard.recv()).await;
        heard.unwrap().unwrap()
    }

    /// Ends it, as a stop of Postern does.
    pub(super) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        timeout(PATIENCE, self.tasks.wait()).await.unwrap();
    }
}

fn settings(dc: &TestDc, key_file: PathBuf, login: Login) -> Settings {
    Settings {
        api_id: API_ID,
        api_hash: ApiHash(API_HASH.into()),
        login,
        proxy: None,
        connection_retries: 5,
        server: Some(Server {
            address: dc.address(2).unwrap().to_string(),
            key_file: Some(key_file),
        }),
        // Short waits, so that faults are noticed soon; long enough for a slow machine.
        pace: Pace {
            probe_after: Duration::from_secs(1),
            probe: Duration::from_secs(3),
            first_wait: Duration::from_millis(50),
            longest_wait: Duration::from_secs(1),
            save_after: Duration::from_millis(50),
            ..Pace::default()
        },
        limits: None,
        is_trial: false,
    }
}

/// A letter to an account.
pub(super) fn letter(number: u128, to: i64, text: Text) -> Letter {
    Letter {
        delivery: delivery(number),
        attempt: 1,
        idempotency_key: number.to_string(),
        to: RemoteId(to.to_string()),
        text,
        buttons: Vec::new(),
        carries_code: false,
    }
}

/// A letter with a code, as the courier words it.
pub(super) fn code(number: u128, to: i64) -> Letter {
    let text = Text::default()
        .with(Part::Bold("The 🏰 house".into()))
        .with(Part::Plain(": your code is ".into()))
        .with(Part::Code("042137".into()))
        .with(Part::Plain(". Not you? ".into()))
        .with(Part::Link("https://house.example/not-me/x".into()));
    Letter {
        buttons: vec![Button {
            label: "This was not me".into(),
            data: "not-me".into(),
        }],
        carries_code: true,
        ..letter(number, to, text)
    }
}

/// Says what was heard, with a button; silence for a whisper. A button that is pressed has done its work.
fn answer(heard: &Heard) -> Option<Reply> {
    let (words, ends_buttons) = match &heard.said {
        Said::Text(words) if words == "psst" => return None,
        Said::Text(words) => (format!("You said {words}"), false),
        Said::Button(data) => (format!("You pressed {data}"), true),
    };
    let again = Button {
        label: "Undo".into(),
        data: "undo".into(),
    };
    Some(Reply {
        text: Text::of(words),
        buttons: if ends_buttons { vec![] } else { vec![again] },
        ends_buttons,
    })
}
