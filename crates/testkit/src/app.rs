//! The whole program in one process: pages, API and courier, on a real database, with a clock that is moved.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use courier::{Bell, Courier, Pace};
use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::password::PasswordRequirements;
use domain::provider::{Provider, RemoteId};
use domain::secret::{Password, ServerKey, Token};
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::{Role, User, UserName};
use domain::world::World;
use flows::add_user::{self, Added};
use flows::{By, Context, add_integration};
use messengers::{Messenger, News};
use store::{Db, linked_accounts, outbox, provider_states, users};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::{App, Proxies};

use crate::{Client, FakeProvider, Page, TestDatabase};

/// How long a test waits for the courier.
const PATIENCE: Duration = Duration::from_secs(20);
/// The password of every persona.
pub const PASSWORD: &str = "correct horse battery";

/// The whole program. The courier is at work as long as this value lives.
pub struct TestApp {
    /// What flows need; its clock is this app's.
    pub context: Context,
    /// The default domain.
    pub domain: Domain,
    /// The provider `xmpp`, titled XMPP.
    pub xmpp: Arc<FakeProvider>,
    /// The provider `other`, titled Other.
    pub other: Arc<FakeProvider>,
    /// The way for messengers to report.
    pub news: mpsc::Sender<News>,
    /// Where the database is.
    pub database: TestDatabase,
    router: axum::Router,
    clock: Arc<AtomicI64>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

/// A user with a password and a browser.
pub struct Persona {
    /// The user.
    pub user: User,
    /// The user's browser.
    pub browser: Client,
}

impl TestApp {
    /// The program with the default domain alone.
    pub async fn new() -> Self {
        Self::with(default_domain()).await
    }

    /// The program with this default domain.
    pub async fn with(domain: Domain) -> Self {
        Self::with_domains(vec![domain], Proxies::default()).await
    }

    /// The program with these domains, the first being the default one, and these proxies.
    pub async fn with_domains(domains: Vec<Domain>, proxies: Proxies) -> Self {
        let database = TestDatabase::fresh().await;
        let db = Db::open(&database.url).await.expect("the database opens");
        let (world, clock) = moved_world();
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (xmpp, other) = (
            FakeProvider::new("xmpp", "XMPP"),
            FakeProvider::new("other", "Other"),
        );
        let messengers: Vec<Arc<dyn Messenger>> = vec![xmpp.clone(), other.clone()];
        let entries: Vec<_> = messengers
            .iter()
            .map(|messenger| messenger.entry().clone())
            .collect();
        let bell = Bell::new(entries.iter().map(|entry| entry.provider.clone()));
        let ring = bell.clone();
        let key = ServerKey::new([7; 64]);
        let context = Context {
            db: db.clone(),
            world: world.clone(),
            key: key.clone(),
            ring: Arc::new(move |provider| ring.ring(provider)),
        };
        let (news, inbox) = mpsc::channel(1_024);
        let pace = Pace {
            look: Duration::from_millis(20),
            expire: Duration::from_millis(50),
            forget: Duration::from_secs(3600),
            grace: Duration::from_secs(1),
        };
        Courier {
            db,
            world,
            key,
            domains: domains.clone(),
            messengers,
            news: inbox,
            bell,
            pace,
        }
        .start(&tasks, &stop);
        let app = App::new(
            context.clone(),
            domains.clone(),
            entries,
            proxies,
            stop.clone(),
        );
        let this = Self {
            context,
            domain: domains[0].clone(),
            xmpp,
            other,
            news,
            database,
            router: web::router(app),
            clock,
            stop,
            tasks,
        };
        this.wait_for_connection("xmpp", true).await;
        this.wait_for_connection("other", true).await;
        this
    }

    /// Moves the clock.
    pub fn advance(&self, span: Duration) {
        self.clock
            .fetch_add(i64::try_from(span.as_micros()).unwrap(), Ordering::Relaxed);
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.context.world.now()
    }

    /// A browser that was never here.
    pub fn browser(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// Adds a user.
    pub async fn user(&self, name: &str) -> Persona {
        self.persona(name, Role::User).await
    }

    /// Adds an admin.
    pub async fn admin(&self, name: &str) -> Persona {
        self.persona(name, Role::Admin).await
    }

    /// Adds a user of a role.
    pub async fn persona(&self, name: &str, role: Role) -> Persona {
        let name = UserName::parse(name).unwrap();
        let added = add_user::add(
            &self.context,
            &self.domain,
            By::OPERATOR,
            name,
            role,
            &Password::new(PASSWORD),
        )
        .await
        .unwrap();
        let Added::Done(id) = added else {
            panic!("{added:?}")
        };
        let user = users::find(&mut self.context.db.read().await.unwrap(), id)
            .await
            .unwrap()
            .unwrap();
        Persona {
            user,
            browser: self.browser(),
        }
    }

    /// Links a verified account of `provider` for codes and notifications, as if the user had done so before.
    pub async fn link(&self, persona: &Persona, provider: &str, handle: &str) -> LinkedAccount {
        let mut tx = self.context.db.begin().await.unwrap();
        let position = i64::try_from(
            linked_accounts::list_of_user(&mut tx, persona.user.id)
                .await
                .unwrap()
                .len(),
        )
        .unwrap();
        let now = self.now();
        let account = LinkedAccount {
            id: self.context.world.id(),
            user_id: persona.user.id,
            provider: Provider::new(provider),
            handle: handle.to_owned(),
            remote_id: Some(RemoteId(handle.to_owned())),
            position,
            uses: Uses {
                notifications: true,
                codes: true,
            },
            standing: Standing::Verified { at: now },
            broken: None,
            created_at: now,
            last_sent_at: None,
        };
        linked_accounts::insert(&mut tx, &account).await.unwrap();
        store::commit(tx).await.unwrap();
        account
    }

    /// The token of a new integration.
    pub async fn token(&self, name: &str) -> Token {
        add_integration::add(&self.context, &self.domain, By::OPERATOR, name)
            .await
            .unwrap()
            .1
    }

    /// Waits until the outbox holds nothing that is due.
    pub async fn settle(&self) {
        let settled = async {
            loop {
                let mut conn = self.context.db.read().await.unwrap();
                if outbox::count_pending(&mut conn).await.unwrap() == 0 {
                    return;
                }
                drop(conn);
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, settled)
            .await
            .expect("the outbox empties itself");
    }

    /// Waits until the pages know that a provider is (not) connected.
    pub async fn wait_for_connection(&self, provider: &str, is_up: bool) {
        let known = async {
            loop {
                let states = provider_states::list(&mut self.context.db.read().await.unwrap())
                    .await
                    .unwrap();
                if states.iter().any(|state| {
                    state.provider.as_str() == provider && state.connection.is_up() == is_up
                }) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(PATIENCE, known)
            .await
            .expect("the courier tells how providers are connected");
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        self.tasks.close();
    }
}

impl Persona {
    /// Types name and password.
    pub async fn types_password(&mut self) -> Page {
        let name = self.user.name.as_str().to_owned();
        self.browser
            .submit("/sign-in", &[("name", &name), ("password", PASSWORD)])
            .await
    }

    /// Signs in; for a user without a second factor.
    pub async fn signs_in(&mut self) -> Page {
        let page = self.types_password().await;
        assert_eq!(page.path, "/account", "{}", page.text());
        page
    }

    /// Asks for a code at one of the accounts.
    pub async fn asks_for_code(&mut self, account: &LinkedAccount) -> Page {
        self.browser
            .submit(
                "/sign-in/code/send",
                &[("account", &account.id.to_string())],
            )
            .await
    }

    /// Types a code.
    pub async fn types_code(&mut self, code: &str) -> Page {
        self.browser
            .submit("/sign-in/code", &[("code", code)])
            .await
    }
}

/// The default domain of tests.
pub fn default_domain() -> Domain {
    Domain {
        name: String::new(),
        title: "My Server".into(),
        dns: None,
        password: PasswordRequirements::default(),
        messaging_factor: true,
        base_url: "https://postern.example".into(),
    }
}

/// A world that begins on 12 March 2026, whose clock stands still until it is moved, and whose dice are the same each time.
fn moved_world() -> (World, Arc<AtomicI64>) {
    let clock = Arc::new(AtomicI64::new(1_773_307_800_000_000));
    let (hand, drawn) = (clock.clone(), AtomicU64::new(1));
    let world = World::new(
        move || Timestamp::from_micros(hand.load(Ordering::Relaxed)),
        move |bytes| {
            for piece in bytes.chunks_mut(8) {
                let number = split_mix(drawn.fetch_add(1, Ordering::Relaxed)).to_le_bytes();
                piece.copy_from_slice(&number[..piece.len()]);
            }
        },
    );
    (world, clock)
}

/// `SplitMix64` of a counter: spread well enough for ids and codes in tests.
fn split_mix(count: u64) -> u64 {
    let mut z = count.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
