//! A data centre, a homeserver, and rooms between them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bridge::appservice;
use bridge::event::Event;
use bridge::ground::Ground;
use bridge::homeserver::HomeserverPace;
use bridge::intake::{Deal, Intake};
use bridge::permission::Permissions;
use bridge::registration::{ServiceTokens, registration};
use bridge::rooms::{Login, Rooms, RoomsParts, RoomsSettings, SyncState};
use bridge::settings::{BridgeSettings, LoginDoors};
use domain::locale::Locale;
use domain::secret::ServerKey;
use domain::world::World;
use futures::FutureExt as _;
use futures::future::BoxFuture;
use ruma::{OwnedUserId, ServerName, UserId};
use serde_json::Value;
use store::{Db, bridged_messages};
use telegram::connection::{Connection, Line, Login as As};
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path, Said, Step, Typed};
use telegram::seal::Sealer;
use telegram::server_key::PublicKey;
use telegram::session::StoredSession;
use telegram::settings::{Pace, Server, Settings};
use telegram_testdc::{GroupKind, NewGroup, NewPost, NewUser, TestDc};
use testkit::synapse::{MATRIX_DOMAIN, Synapse};
use testkit::{MatrixPerson, TestDatabase, free_port};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// No test waits longer for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// All that lives longer than the bridge.
pub(super) struct Stage {
    pub(super) dc: TestDc,
    pub(super) synapse: Synapse,
    pub(super) db: Db,
    key: ServerKey,
    world: World,
    telegram: Settings,
    port: u16,
    _database: TestDatabase,
}

/// A bridge at work. Dropped, it is gone at once, as by `kill -9`: what it was at is not finished.
pub(super) struct House {
    pub(super) rooms: Rooms,
    pub(super) ground: Arc<Ground>,
    stop: CancellationToken,
    /// What takes events, until the first login begins.
    closed: Mutex<Option<Arc<Intake>>>,
}

/// Somebody at Telegram who is logged in.
pub(super) struct Account {
    pub(super) id: i64,
    session: String,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let dc = TestDc::start(telegram_testdc::Settings::default())
            .await
            .unwrap();
        let database = TestDatabase::fresh().await;
        let (world, _) = testkit::moved_world();
        let key = ServerKey::new([7; 64]);
        let domain = ServerName::parse(MATRIX_DOMAIN).unwrap();
        let port = free_port();
        let tokens = ServiceTokens::of(&key, &domain);
        let yaml = registration(&tokens, &domain, &format!("http://127.0.0.1:{port}"));
        let mut telegram = Settings::new(17, "0123456789abcdef0123456789abcdef");
        telegram.server = Some(Server {
            dc: 2,
            address: dc.address(2).unwrap(),
            keys: vec![PublicKey::from_pem(&dc.public_key()).unwrap()],
        });
        telegram.pace = pace();
        Self {
            synapse: Synapse::setup().service(&yaml).start().await,
            db: Db::open(&database.url).await.unwrap(),
            dc,
            key,
            world,
            telegram,
            port,
            _database: database,
        }
    }

    /// Somebody at Telegram.
    pub(super) fn user(&self, name: &str) -> i64 {
        self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(format!("{}_tg", name.to_lowercase())),
            ..NewUser::default()
        })
    }

    /// Somebody at Telegram with a phone, who logs in; the session lies in the tables.
    pub(super) async fn account(&self, name: &str) -> Account {
        let number: String = name
            .bytes()
            .map(|byte| char::from(b'0' + byte % 10))
            .collect();
        let phone = format!("+49170{number:0<7}");
        let id = self.dc.add_user(NewUser {
            first_name: name.into(),
            username: Some(format!("{}_tg", name.to_lowercase())),
            phone: Some(phone.clone()),
            ..NewUser::default()
        });
        let account = Account {
            id,
            session: format!("bridge {name}"),
        };
        self.log_in(&account, &phone).await;
        account
    }

    async fn log_in(&self, account: &Account, phone: &str) {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let session = self.session(account).await;
        let (line, _updates) = Line::open(&self.telegram, &session, &tasks, &stop);
        let caller = Caller::new(&line, &self.telegram, &self.world);
        let step = Conversation::begin(Path::Phone, self.world.now());
        let step = self.tell(&caller, step, phone).await;
        let code = self.dc.code(phone).unwrap().code;
        let step = self.tell(&caller, step, &code).await;
        assert_eq!(step.conversation.account().unwrap().id, account.id);
        line.close();
        line.ended().await;
    }

    async fn tell(&self, caller: &Caller<'_>, step: Step, text: &str) -> Step {
        let said = Said::Text(Typed::new(text));
        let mut step = step.conversation.hear(said, self.world.now());
        while let Some(call) = step.call.take() {
            let answer = caller.perform(call).await;
            step = step.conversation.learn(answer, self.world.now());
        }
        step
    }

    async fn session(&self, account: &Account) -> Arc<StoredSession> {
        let sealer = Sealer::new(&self.key, &self.world);
        let session = StoredSession::open(
            &account.session,
            &self.db,
            &sealer,
            &self.telegram,
            &self.world,
        );
        session.await.unwrap()
    }

    /// A group at Telegram.
    pub(super) fn group(&self, kind: GroupKind, title: &str, creator: i64, members: &[i64]) -> i64 {
        let group = NewGroup {
            creator,
            title: title.into(),
            kind,
            members: members.to_vec(),
            ..NewGroup::default()
        };
        self.dc.add_group(group).unwrap()
    }

    /// Somebody writes at Telegram; gives the number as they have it.
    pub(super) fn write(&self, from: i64, to: i64, text: &str) -> i32 {
        let text = text.to_owned();
        let post = NewPost {
            from,
            to,
            text,
            ..NewPost::default()
        };
        self.dc.post(post).unwrap()
    }

    /// What lies in a chat, as an account sees it: who wrote what.
    pub(super) fn texts(&self, viewer: i64, chat: i64) -> Vec<(i64, String)> {
        let messages = self.dc.messages(viewer, chat).into_iter();
        let texts = messages.filter(|message| message.action.is_none());
        texts.map(|message| (message.from, message.text)).collect()
    }

    /// Waits until it is known which message at Telegram an event is. The homeserver takes its time to hand an event over
    /// that it could not hand over before.
    pub(super) async fn until_known(&self, event: &str) {
        let wait = async {
            loop {
                let mut conn = self.db.read().await.unwrap();
                let known = bridged_messages::list_by_event(&mut conn, event).await;
                if !known.unwrap().is_empty() {
                    return;
                }
                drop(conn);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.expect("the event becomes known");
    }

    /// Waits until the texts of a chat are as is wanted.
    pub(super) async fn until_texts(
        &self,
        viewer: i64,
        chat: i64,
        what: &str,
        fits: impl Fn(&[(i64, String)]) -> bool,
    ) {
        let wait = async {
            while !fits(&self.texts(viewer, chat)) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, wait).await;
        waited.unwrap_or_else(|_| {
            panic!(
                "{what} did not come; there is {:?}",
                self.texts(viewer, chat)
            )
        });
    }

    /// The id of a puppet.
    #[expect(
        clippy::unused_self,
        reason = "it reads as what it is: one on this stage"
    )]
    pub(super) fn puppet(&self, telegram: i64) -> String {
        format!("@telegram_{telegram}:{MATRIX_DOMAIN}")
    }

    /// Starts the bridge.
    pub(super) async fn open(&self, settings: RoomsSettings) -> House {
        let bridge = BridgeSettings {
            homeserver: self.synapse.address().parse().unwrap(),
            domain: ServerName::parse(MATRIX_DOMAIN).unwrap(),
            pace: HomeserverPace::default(),
            permissions: Permissions::default(),
            telegram: self.telegram.clone(),
            doors: LoginDoors::default(),
            rooms: RoomsSettings::default(),
            provisioning: None,
            locale: Locale::English,
        };
        let stop = CancellationToken::new();
        let ground = Ground::new(bridge, &self.db, &self.world, &self.key, &stop).unwrap();
        let rooms = Rooms::new(RoomsParts {
            homeserver: ground.homeserver.clone(),
            db: self.db.clone(),
            world: self.world.clone(),
            settings,
            tasks: ground.tasks.clone(),
            stop: ground.stop.clone(),
        });
        let homeserver = &ground.homeserver;
        homeserver
            .ensure_registered(homeserver.bot())
            .await
            .unwrap();
        let intake = Intake::new(&ground, Arc::new(ToRooms(rooms.clone())));
        House {
            rooms,
            ground,
            stop,
            closed: Mutex::new(Some(intake)),
        }
    }

    /// Lets the homeserver in. The program, too, begins logins before that.
    async fn serve(&self, house: &House) {
        let intake = house.closed.lock().unwrap().take();
        let Some(intake) = intake else {
            return;
        };
        intake.resume().await.unwrap();
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let (router, closed) = (appservice::router(&intake), house.stop.clone());
        house.ground.tasks.spawn(async move {
            let served = axum::serve(listener, router);
            closed.run_until_cancelled(served.into_future()).await;
        });
    }

    /// A connection of an account that nobody bridges, and what ends it.
    pub(super) async fn connect(&self, account: &Account) -> (Connection, CancellationToken) {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let session = self.session(account).await;
        let telegram = self.telegram.clone();
        let connection = Connection::start(telegram, session, As::User, &tasks, &stop, &self.world);
        (connection, stop)
    }

    /// Bridges an account of somebody on Matrix.
    pub(super) async fn begin(&self, house: &House, account: &Account, owner: &MatrixPerson) {
        let connection = Connection::start(
            self.telegram.clone(),
            self.session(account).await,
            As::User,
            &house.ground.tasks,
            &house.ground.stop,
            &self.world,
        );
        house.rooms.begin(Login {
            account: account.id,
            owner: user_id(owner),
            shown: account.session.clone(),
            is_bot: false,
            connection,
        });
        self.serve(house).await;
    }
}

impl House {
    /// Waits until all rooms of an account are made; gives how many chats there are.
    pub(super) async fn synced(&self, account: &Account) -> i64 {
        let mut progress = self.rooms.progress(account.id).unwrap();
        let done = progress.wait_for(|state| matches!(state, SyncState::Done { .. }));
        let done = tokio::time::timeout(PATIENCE, done)
            .await
            .expect("rooms are made")
            .map(|state| *state);
        let done = done.unwrap();
        let SyncState::Done { of } = done else {
            panic!("{done:?}")
        };
        of
    }

    /// Is gone at once.
    pub(super) async fn kill(self) {
        self.stop.cancel();
        // The port and the session are free again when all tasks have gone.
        self.ground.tasks.close();
        self.ground.tasks.wait().await;
    }
}

impl Drop for House {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

struct ToRooms(Rooms);

impl Deal for ToRooms {
    fn event<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, bool> {
        async move {
            match self.0.hear(event).await.unwrap() {
                Some(dealt_with) => dealt_with.await.is_ok(),
                None => true,
            }
        }
        .boxed()
    }

    fn ephemeral<'a>(&'a self, _: &'a Value) -> BoxFuture<'a, ()> {
        async {}.boxed()
    }
}

pub(super) fn user_id(person: &MatrixPerson) -> OwnedUserId {
    UserId::parse(person.id()).unwrap()
}

/// No rest between calls: here nobody minds.
pub(super) fn quick() -> RoomsSettings {
    RoomsSettings {
        pause: Duration::ZERO,
        ..RoomsSettings::default()
    }
}

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
