//! A data centre, a homeserver, and rooms between them.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bridge::appservice;
use bridge::ground::Ground;
use bridge::homeserver::HomeserverPace;
use bridge::intake::Intake;
use bridge::permission::Permissions;
use bridge::registration::{ServiceTokens, registration};
use bridge::rooms::{Login, Rooms, RoomsParts, RoomsSettings};
use bridge::settings::{BridgeSettings, LoginDoors};
use domain::locale::Locale;
use domain::secret::ServerKey;
use domain::world::World;
use ruma::{OwnedUserId, ServerName, UserId};
use store::Db;
use telegram::connection::{Connection, Login as As};
use telegram::server_key::PublicKey;
use telegram::settings::{Pace, Server, Settings};
use telegram_testdc::TestDc;
use testkit::matrix_person::no_tls;
use testkit::synapse::{MATRIX_DOMAIN, Synapse};
use testkit::{MatrixPerson, TestDatabase, free_port};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

mod house;
mod interrupted;
mod scene;
mod telegram_side;

use house::ToRooms;
pub(super) use scene::{Scene, room_named, texts_of};
pub(super) use telegram_side::Account;

/// No test waits longer for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(90);

/// All that lives longer than the bridge.
pub(super) struct Stage {
    pub(super) dc: TestDc,
    pub(super) synapse: Synapse,
    pub(super) db: Db,
    pub(super) key: ServerKey,
    world: World,
    telegram: Settings,
    pub(super) port: u16,
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
            homeserver_tls: no_tls(),
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

    /// Starts a bridge that bridges an account of somebody on Matrix.
    pub(super) async fn open_for(
        &self,
        settings: RoomsSettings,
        account: &Account,
        owner: &MatrixPerson,
    ) -> House {
        let house = self.open(settings).await;
        self.begin(&house, account, owner).await;
        house
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
            is_bot: account.is_bot,
            connection,
        });
        self.serve(house).await;
    }
}

pub(super) fn user_id(person: &MatrixPerson) -> OwnedUserId {
    UserId::parse(person.id()).unwrap()
}

/// Waits until another second has begun: what is written in the second of a login counts as news to it.
pub(super) async fn another_second() {
    tokio::time::sleep(Duration::from_millis(1_100)).await;
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
