//! A homeserver, a data centre, a bridge between them, and Bob.

use std::time::Duration;

use bridge::bridge::Bridge;
use bridge::homeserver::HomeserverPace;
use bridge::permission::{Level, Permissions};
use bridge::registration::{ServiceTokens, registration};
use bridge::settings::{BridgeSettings, LoginDoors};
use domain::locale::Locale;
use domain::secret::ServerKey;
use domain::world::World;
use ruma::ServerName;
use serde_json::{Value, json};
use store::Db;
use telegram::server_key::PublicKey;
use telegram::settings::{Pace, Server, Settings};
use telegram_testdc::{NewBot, NewUser, TestDc};
use testkit::matrix_person::{RoomEvent, no_tls};
use testkit::synapse::{MATRIX_DOMAIN, Synapse, SynapseSetup};
use testkit::{ClockHand, MatrixPerson, TestDatabase, free_port};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long something that must come may take.
pub(crate) const PATIENCE: Duration = Duration::from_secs(90);
/// Bob's number at Telegram.
pub(crate) const PHONE: &str = "+491701234567";
/// What he is called there.
pub(crate) const NAME: &str = "@bob_tg";

/// What the bot says only where something takes long, or while it makes rooms.
const BY_THE_WAY: [&str; 3] = [
    "Asking Telegram",
    "Making rooms for your chats",
    "Your chats have their rooms",
];

/// All that lives longer than a bridge.
pub(crate) struct Stage {
    pub(crate) synapse: Synapse,
    pub(crate) dc: TestDc,
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) clock: ClockHand,
    pub(crate) settings: BridgeSettings,
    pub(crate) key: ServerKey,
    port: u16,
    database: TestDatabase,
}

/// A bridge at work.
pub(crate) struct House {
    pub(crate) bridge: Bridge,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Stage {
    /// The folder of the database; `None` on PostgreSQL.
    pub(crate) fn folder(&self) -> Option<&std::path::Path> {
        self.database.folder()
    }

    pub(crate) async fn set() -> Self {
        Self::set_with(Synapse::setup(), |_| {}).await
    }

    /// With a bridge at work, and Bob, who is at Telegram without a password and has a room with the bot.
    pub(crate) async fn with_bob() -> (Self, House, Chat) {
        let stage = Self::set().await;
        let house = stage.open().await;
        stage.bob_at_telegram(None);
        let chat = Chat::open(&stage, "bob").await;
        (stage, house, chat)
    }

    /// With other settings of the homeserver and of the bridge.
    pub(crate) async fn set_with(
        setup: SynapseSetup,
        change: impl FnOnce(&mut BridgeSettings),
    ) -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default()).await;
        let dc = dc.unwrap();
        let database = TestDatabase::fresh().await;
        let (world, clock) = testkit::moved_world();
        let (key, port) = (ServerKey::new([7; 64]), free_port());
        let domain = ServerName::parse(MATRIX_DOMAIN).unwrap();
        let tokens = ServiceTokens::of(&key, &domain);
        let file = registration(&tokens, &domain, &format!("http://127.0.0.1:{port}"));
        let synapse = setup.service(&file).start().await;
        let mut settings = BridgeSettings {
            homeserver: synapse.address().parse().unwrap(),
            homeserver_tls: no_tls(),
            domain,
            pace: HomeserverPace::default(),
            permissions: permissions(),
            telegram: telegram(&dc),
            doors: LoginDoors {
                in_matrix: true,
                pages: None,
            },
            rooms: bridge::rooms::RoomsSettings::default(),
            provisioning: None,
            locale: Locale::English,
        };
        change(&mut settings);
        Self {
            db: Db::open(&database.url).await.unwrap(),
            synapse,
            dc,
            world,
            clock,
            settings,
            key,
            port,
            database,
        }
    }

    /// Starts a bridge, and what answers the homeserver.
    pub(crate) async fn open(&self) -> House {
        let stop = CancellationToken::new();
        let settings = self.settings.clone();
        let bridge = Bridge::start(settings, &self.db, &self.world, &self.key, &stop).await;
        let bridge = bridge.unwrap();
        let tasks = TaskTracker::new();
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let (router, over) = (bridge.router(), stop.clone());
        tasks.spawn(async move {
            let served = axum::serve(listener, router);
            served
                .with_graceful_shutdown(over.cancelled_owned())
                .await
                .unwrap();
        });
        House {
            bridge,
            stop,
            tasks,
        }
    }

    /// Bob at Telegram, with a password if one is given.
    pub(crate) fn bob_at_telegram(&self, password: Option<&str>) -> i64 {
        self.dc.add_user(NewUser {
            first_name: "Bob".into(),
            username: Some(NAME.trim_start_matches('@').into()),
            phone: Some(PHONE.into()),
            password: password.map(str::to_owned),
            ..NewUser::default()
        })
    }

    /// A bot at Telegram, and its token.
    pub(crate) fn bot_at_telegram(&self, id: i64, name: &str) -> String {
        let token = format!("{id}:{}", "Aa0-_".repeat(7));
        self.dc.add_bot(NewBot {
            id: Some(id),
            first_name: name.into(),
            username: Some(format!("{}_bot", name.to_lowercase())),
            token: Some(token.clone()),
            ..NewBot::default()
        });
        token
    }

    /// Where the homeserver reaches the bridge.
    pub(crate) fn service(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn bot(&self) -> String {
        self.synapse.user_id("telegrambot")
    }

    /// The code that Telegram has sent to Bob.
    pub(crate) fn code(&self) -> String {
        self.dc.code(PHONE).expect("a code was sent").code
    }
}

impl House {
    /// Stops it as SIGTERM would.
    pub(crate) async fn close(self) {
        self.bridge.stop().await;
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Somebody in a chat with the bot.
pub(crate) struct Chat {
    pub(crate) person: MatrixPerson,
    pub(crate) room: String,
    bot: String,
}

impl Chat {
    /// Opens a chat with the bot, and waits for its greeting.
    pub(crate) async fn open(stage: &Stage, name: &str) -> Self {
        Self::greeted(stage, name, "Hello!").await
    }

    /// The same, with another greeting.
    pub(super) async fn greeted(stage: &Stage, name: &str, greeting: &str) -> Self {
        let preset = "trusted_private_chat";
        let order = json!({ "preset": preset, "is_direct": true, "invite": [stage.bot()] });
        let chat = Self::enter(stage, name, &order).await;
        chat.hears(greeting).await;
        chat
    }

    /// The same, in a room made by this body of `createRoom`.
    pub(crate) async fn open_as(stage: &Stage, name: &str, order: &Value) -> Self {
        let chat = Self::enter(stage, name, order).await;
        chat.hears("Hello!").await;
        chat
    }

    pub(crate) async fn enter(stage: &Stage, name: &str, order: &Value) -> Self {
        let person = stage.synapse.person(name).await;
        let bot = stage.bot();
        let room = person.create_room_as(order).await;
        Self { person, room, bot }
    }

    /// Writes something; gives the event.
    pub(crate) async fn say(&self, text: &str) -> String {
        self.person.say(&self.room, text).await
    }

    /// Waits for the bot's next message, which must hold these words.
    pub(crate) async fn hears(&self, words: &str) -> RoomEvent {
        let is_by_the_way =
            |said: &RoomEvent| BY_THE_WAY.iter().any(|part| said.body().contains(part));
        let mut next = self.person.next_from(&self.room, &self.bot).await;
        while is_by_the_way(&next) && !next.body().contains(words) {
            next = self.person.next_from(&self.room, &self.bot).await;
        }
        assert!(
            next.body().contains(words),
            "not “{words}” but: {}",
            next.body()
        );
        next
    }

    /// Waits until the bot says these words; what it says before is passed over.
    pub(crate) async fn hears_at_last(&self, words: &str) -> RoomEvent {
        let fits = |event: &RoomEvent| event.sender() == self.bot && event.body().contains(words);
        self.person.next_where(&self.room, words, fits).await
    }

    pub(crate) async fn asks(&self, text: &str, answer: &str) {
        self.say(text).await;
        self.hears(answer).await;
    }

    /// Waits until who writes here is logged in and connected: the bot itself waits only seconds for a connection before it
    /// says that there is none.
    pub(crate) async fn is_connected(&self) {
        let connected = async {
            loop {
                self.say("ping").await;
                let said = self.hears("You are logged in as").await;
                if said.body().contains("and connected") {
                    return;
                }
            }
        };
        let connected = tokio::time::timeout(PATIENCE, connected).await;
        connected.expect("Telegram is reached");
    }

    /// Begins a login, up to the question for the code.
    pub(crate) async fn asks_for_code(&self) {
        self.asks("login", "phone number").await;
        self.asks(PHONE, "has sent a code").await;
    }

    /// Logs Bob in with phone number and code, without a password.
    pub(crate) async fn log_in(&self, stage: &Stage) {
        self.asks_for_code().await;
        self.asks(&stage.code(), "You are logged in to Telegram as")
            .await;
    }

    /// Waits until an event is redacted.
    pub(crate) async fn is_gone(&self, event: &str) {
        let gone = async {
            while !self.person.is_redacted(&self.room, event).await {
                self.person.sync().await;
            }
        };
        let gone = tokio::time::timeout(PATIENCE, gone).await;
        gone.unwrap_or_else(|_| panic!("{event} is still to be read"));
    }
}

fn permissions() -> Permissions {
    let entries = [
        ("*", Level::Relay),
        (MATRIX_DOMAIN, Level::User),
        ("@admin:synapse.test", Level::Admin),
        ("@eve:synapse.test", Level::Relay),
    ];
    Permissions::new(entries.map(|(who, level)| (who.to_owned(), level)))
}

fn telegram(dc: &TestDc) -> Settings {
    let mut settings = Settings::new(17, "0123456789abcdef0123456789abcdef");
    settings.server = Some(Server {
        dc: 2,
        address: dc.address(2).unwrap(),
        keys: vec![PublicKey::from_pem(&dc.public_key()).unwrap()],
    });
    settings.pace = Pace {
        connect: Duration::from_secs(20),
        call: Duration::from_secs(20),
        probe_after: Duration::from_secs(1),
        probe: Duration::from_secs(3),
        first_wait: Duration::from_millis(50),
        longest_wait: Duration::from_secs(1),
        save_after: Duration::from_millis(50),
    };
    settings
}
