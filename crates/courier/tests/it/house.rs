//! A database with people in it, a clock that is moved, and couriers.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use courier::{Bell, Courier, Pace};
use domain::challenge::{Challenge, LIFETIME, Purpose};
use domain::delivery::{Cargo, Delivery, NOTIFICATION_LIFETIME, State};
use domain::id::{ChallengeId, DeliveryId, LinkedAccountId, NotificationId, SessionId};
use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::locale::Locale;
use domain::notification::{Kind, Notification, Source};
use domain::password::PasswordRequirements;
use domain::place::Place;
use domain::provider::{Provider, RemoteId};
use domain::secret::{ServerKey, Token};
use domain::sign_in::{PENDING_LIFETIME, PendingSignIn};
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::{Role, User, UserName};
use domain::world::World;
use messengers::{Messenger, News};
use store::attempts::Attempt;
use store::{
    Conn, Db, attempts, challenges, deliveries, linked_accounts, notifications, outbox,
    pending_sign_ins, users,
};
use testkit::{ClockHand, FakeProvider, TestDatabase};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Nothing in these tests takes this long.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a courier that is stopped waits for what is being sent, which providers of tests answer at once.
const GRACE: Duration = Duration::from_secs(20);

pub(crate) struct House {
    pub(crate) db: Db,
    pub(crate) world: World,
    pub(crate) key: ServerKey,
    pub(crate) database: TestDatabase,
    clock: ClockHand,
}

/// A running courier.
pub(crate) struct Running {
    pub(crate) bell: Bell,
    pub(crate) news: mpsc::Sender<News>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl House {
    pub(crate) async fn new() -> Self {
        let database = TestDatabase::fresh().await;
        let (world, clock) = testkit::moved_world();
        Self {
            db: Db::open(&database.url).await.unwrap(),
            world,
            key: ServerKey::new([7; 64]),
            database,
            clock,
        }
    }

    pub(crate) fn advance(&self, span: Duration) {
        self.clock.advance(span);
    }

    /// Starts a courier for these messengers.
    pub(crate) fn courier(&self, fakes: &[&Arc<FakeProvider>]) -> Running {
        self.courier_with_grace(GRACE, fakes)
    }

    /// The same; what is being sent when it is stopped may take this long.
    pub(crate) fn courier_with_grace(
        &self,
        grace: Duration,
        fakes: &[&Arc<FakeProvider>],
    ) -> Running {
        let messengers = fakes
            .iter()
            .map(|fake| Arc::clone(fake) as Arc<dyn Messenger>)
            .collect();
        self.courier_of(self.db.clone(), messengers, grace)
    }

    pub(crate) fn courier_on(&self, db: Db, messengers: Vec<Arc<dyn Messenger>>) -> Running {
        self.courier_of(db, messengers, GRACE)
    }

    fn courier_of(&self, db: Db, messengers: Vec<Arc<dyn Messenger>>, grace: Duration) -> Running {
        let bell = Bell::new(messengers.iter().map(|m| m.entry().provider.clone()));
        let (news, inbox) = mpsc::channel(64);
        let running = Running {
            bell: bell.clone(),
            news,
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
        };
        let courier = Courier {
            db,
            world: self.world.clone(),
            key: self.key.clone(),
            domains: vec![domain()],
            messengers,
            news: inbox,
            bell,
            pace: Pace {
                look: Duration::from_millis(20),
                expire: Duration::from_millis(50),
                forget: Duration::from_millis(50),
                grace,
            },
        };
        courier.start(&running.tasks, &running.stop);
        running
    }

    pub(crate) async fn user(&self, name: &str) -> User {
        let user = User {
            id: self.world.id(),
            domain: String::new(),
            name: UserName::parse(name).unwrap(),
            display_name: None,
            role: Role::User,
            locale: Some(Locale::English),
            password: None,
            created_at: self.world.now(),
            locked_at: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        users::insert(&mut tx, &user).await.unwrap();
        tx.commit().await.unwrap();
        user
    }

    /// Links an account after those that the user has.
    pub(crate) async fn account(&self, user: &User, provider: &Provider) -> LinkedAccount {
        let remote_id = Some(RemoteId(format!("{}-at-{provider}", user.name)));
        self.account_of(user, provider, remote_id).await
    }

    pub(crate) async fn account_of(
        &self,
        user: &User,
        provider: &Provider,
        remote_id: Option<RemoteId>,
    ) -> LinkedAccount {
        let mut tx = self.db.begin().await.unwrap();
        let others = linked_accounts::list_of_user(&mut tx, user.id)
            .await
            .unwrap();
        let account = LinkedAccount {
            id: self.world.id(),
            user_id: user.id,
            provider: provider.clone(),
            handle: format!("@{}", user.name),
            remote_id,
            position: i64::try_from(others.len()).unwrap(),
            uses: Uses {
                notifications: true,
                codes: true,
            },
            standing: Standing::Verified {
                at: self.world.now(),
            },
            broken: None,
            muted_at: None,
            created_at: self.world.now(),
            last_sent_at: None,
        };
        linked_accounts::insert(&mut tx, &account).await.unwrap();
        tx.commit().await.unwrap();
        account
    }

    /// Accepts a text for an account.
    pub(crate) async fn text(&self, account: &LinkedAccount, text: &str) -> DeliveryId {
        let kind = Kind::Text { text: text.into() };
        self.notify(account, kind, Source::Postern).await.1
    }

    /// Accepts many texts, numbered.
    pub(crate) async fn texts(&self, account: &LinkedAccount, count: usize) {
        let mut tx = self.db.begin().await.unwrap();
        for n in 0..count {
            let text = format!("note {n}");
            self.put(&mut tx, account, Kind::Text { text }, Source::Postern)
                .await;
        }
        tx.commit().await.unwrap();
    }

    pub(crate) async fn notify(
        &self,
        account: &LinkedAccount,
        kind: Kind,
        source: Source,
    ) -> (NotificationId, DeliveryId) {
        let mut tx = self.db.begin().await.unwrap();
        let ids = self.put(&mut tx, account, kind, source).await;
        tx.commit().await.unwrap();
        ids
    }

    async fn put(
        &self,
        conn: &mut Conn,
        account: &LinkedAccount,
        kind: Kind,
        source: Source,
    ) -> (NotificationId, DeliveryId) {
        let notification = Notification {
            id: self.world.id(),
            user_id: account.user_id,
            kind,
            source,
            created_at: self.world.now(),
        };
        notifications::insert(conn, &notification).await.unwrap();
        let cargo = Cargo::Notification(notification.id);
        let delivery = self.delivery(account, cargo, NOTIFICATION_LIFETIME);
        outbox::insert(conn, &delivery).await.unwrap();
        (notification.id, delivery.id)
    }

    fn delivery(&self, account: &LinkedAccount, cargo: Cargo, lifetime: Duration) -> Delivery {
        let now = self.world.now();
        Delivery {
            id: self.world.id(),
            user_id: account.user_id,
            cargo,
            account_id: Some(account.id),
            provider: account.provider.clone(),
            remote_id: account.remote_id.clone(),
            handle: account.handle.clone(),
            state: State::Pending,
            attempt: 0,
            due_at: now,
            created_at: now,
            expires_at: now + lifetime,
            why: None,
        }
    }

    /// Asks for a code to sign in, from Firefox on Linux at 192.0.2.7.
    pub(crate) async fn sign_in_code(&self, account: &LinkedAccount) -> (ChallengeId, DeliveryId) {
        let now = self.world.now();
        let pending = PendingSignIn {
            id: self.world.id(),
            user_id: account.user_id,
            place: Place {
                ip: "192.0.2.7".parse().unwrap(),
                browser: "Firefox".into(),
                system: "Linux".into(),
            },
            created_at: now,
            expires_at: now + PENDING_LIFETIME,
            finished_at: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        let token = Token::draw(&self.world).digest();
        pending_sign_ins::insert(&mut tx, &pending, &token)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        let purpose = Purpose::SignIn {
            pending: pending.id,
            account: account.id,
        };
        self.code(account, purpose).await
    }

    /// Asks for a code to link an account, in a session that is gone by now.
    pub(crate) async fn link_code(&self, account: &LinkedAccount) -> (ChallengeId, DeliveryId) {
        let purpose = Purpose::Link {
            session: self.world.id::<SessionId>(),
            account: Some(account.id),
        };
        self.code(account, purpose).await
    }

    async fn code(&self, account: &LinkedAccount, purpose: Purpose) -> (ChallengeId, DeliveryId) {
        let now = self.world.now();
        let challenge = Challenge {
            id: self.world.id(),
            user_id: account.user_id,
            purpose,
            provider: account.provider.clone(),
            handle: account.handle.clone(),
            remote_id: account.remote_id.clone(),
            issue: 1,
            digest: None,
            guesses: 0,
            issued_at: now,
            expires_at: now + LIFETIME,
            consumed_at: None,
        };
        let mut tx = self.db.begin().await.unwrap();
        challenges::insert(&mut tx, &challenge).await.unwrap();
        let delivery = self.put_code(&mut tx, account, challenge.id, 1).await;
        tx.commit().await.unwrap();
        (challenge.id, delivery)
    }

    /// Asks for the code of a challenge again.
    pub(crate) async fn resend(
        &self,
        account: &LinkedAccount,
        challenge: ChallengeId,
    ) -> DeliveryId {
        let now = self.world.now();
        let mut tx = self.db.begin().await.unwrap();
        let issue = challenges::reissue(&mut tx, challenge, now, now + LIFETIME)
            .await
            .unwrap();
        let delivery = self.put_code(&mut tx, account, challenge, issue).await;
        tx.commit().await.unwrap();
        delivery
    }

    async fn put_code(
        &self,
        conn: &mut Conn,
        account: &LinkedAccount,
        challenge: ChallengeId,
        issue: i64,
    ) -> DeliveryId {
        let delivery = self.delivery(account, Cargo::Code { challenge, issue }, LIFETIME);
        outbox::insert(conn, &delivery).await.unwrap();
        delivery.id
    }

    pub(crate) async fn find(&self, id: DeliveryId) -> Delivery {
        let mut conn = self.db.read().await.unwrap();
        deliveries::find(&mut conn, id).await.unwrap().unwrap()
    }

    pub(crate) async fn find_challenge(&self, id: ChallengeId) -> Challenge {
        let mut conn = self.db.read().await.unwrap();
        challenges::find(&mut conn, id).await.unwrap().unwrap()
    }

    pub(crate) async fn find_account(&self, account: &LinkedAccount) -> LinkedAccount {
        let mut conn = self.db.read().await.unwrap();
        let id: LinkedAccountId = account.id;
        let found = linked_accounts::find(&mut conn, account.user_id, id).await;
        found.unwrap().unwrap()
    }

    pub(crate) async fn deliveries(&self, id: NotificationId) -> Vec<Delivery> {
        let mut conn = self.db.read().await.unwrap();
        deliveries::list_of_notification(&mut conn, id)
            .await
            .unwrap()
    }

    pub(crate) async fn attempts(&self, id: DeliveryId) -> Vec<Attempt> {
        let mut conn = self.db.read().await.unwrap();
        attempts::list_of_delivery(&mut conn, id).await.unwrap()
    }

    /// The outcomes of a delivery's tries: `1 later, 2 sent`.
    pub(crate) async fn tries(&self, id: DeliveryId) -> String {
        let tries = self.attempts(id).await;
        let words: Vec<String> = tries
            .iter()
            .map(|one| format!("{} {}", one.number, one.outcome))
            .collect();
        words.join(", ")
    }

    /// Waits until a delivery is in this state.
    pub(crate) async fn reaches(&self, id: DeliveryId, state: State) -> Delivery {
        until(async || self.find(id).await.state == state).await;
        self.find(id).await
    }

    /// How many deliveries of the domain are in this state.
    pub(crate) async fn count(&self, state: State) -> i64 {
        let mut conn = self.db.read().await.unwrap();
        let counts = deliveries::count_by_state(&mut conn, "", Timestamp::from_micros(0))
            .await
            .unwrap();
        counts
            .into_iter()
            .find_map(|(of, count)| (of == state).then_some(count))
            .unwrap_or(0)
    }
}

impl Running {
    /// Stops the courier and waits until all its tasks have ended.
    pub(crate) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        tokio::time::timeout(PATIENCE, self.tasks.wait())
            .await
            .expect("the courier ends in time");
    }
}

/// Waits until something holds; fails if it takes far too long.
pub(crate) async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    let all = async {
        while !holds().await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, all)
        .await
        .expect("what is waited for happens in time");
}

fn domain() -> Domain {
    Domain {
        name: String::new(),
        title: "Acme".into(),
        dns: None,
        password: PasswordRequirements::default(),
        messaging_factor: true,
        code_digits: domain::challenge::CodeDigits::default(),
        base_url: "https://postern.example".into(),
    }
}
