//! The whole program in one process: pages, API and courier, on a real database, with a clock that is moved.

use std::sync::Arc;
use std::time::Duration;

use courier::{Bell, Courier, Pace};
use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::password::PasswordRequirements;
use domain::provider::{Provider, RemoteId};
use domain::secret::{Password, ServerKey, Token};
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::{Role, UserName};
use flows::accept_notification::Accepting;
use flows::add_user::{self, Added};
use flows::tell_of_provider::Watched;
use flows::{By, Context, add_integration};
use messengers::{Messenger, News, Surroundings};
use reception::Door;
use store::{Db, linked_accounts, users};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::{App, Proxies};

use crate::{Client, FakeProvider, TestDatabase};

mod moved_world;
mod persona;
mod serving;
mod waiting;

pub use moved_world::{ClockHand, moved_world};
pub use persona::Persona;

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
    clock: ClockHand,
    stop: CancellationToken,
    tasks: TaskTracker,
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
        Self::assemble(domains, proxies, |_| Vec::new()).await
    }

    /// The program with the default domain, and the messenger of a real provider beside the two in the test's hand.
    pub async fn with_messenger(start: impl FnOnce(Surroundings) -> Arc<dyn Messenger>) -> Self {
        Self::with_messengers(|surroundings| vec![start(surroundings)]).await
    }

    /// The same with many messengers.
    pub async fn with_messengers(
        start: impl FnOnce(Surroundings) -> Vec<Arc<dyn Messenger>>,
    ) -> Self {
        Self::assemble(vec![default_domain()], Proxies::default(), start).await
    }

    async fn assemble(
        domains: Vec<Domain>,
        proxies: Proxies,
        start_more: impl FnOnce(Surroundings) -> Vec<Arc<dyn Messenger>>,
    ) -> Self {
        let database = TestDatabase::fresh().await;
        let db = Db::open(&database.url).await.expect("the database opens");
        let (world, clock) = moved_world();
        let (xmpp, other) = (
            FakeProvider::new("xmpp", "XMPP"),
            FakeProvider::bot("other", "Other"),
        );
        let door = Door::new();
        xmpp.hears_for(door.reception());
        other.hears_for(door.reception());
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let (news, inbox) = mpsc::channel(1_024);
        let mut messengers: Vec<Arc<dyn Messenger>> = vec![xmpp.clone(), other.clone()];
        messengers.extend(start_more(Surroundings {
            world: world.clone(),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news: news.clone(),
            reception: door.reception(),
        }));
        let entries: Vec<_> = messengers
            .iter()
            .map(|messenger| messenger.entry().clone())
            .collect();
        let bell = Bell::new(entries.iter().map(|entry| entry.provider.clone()));
        let ring = bell.clone();
        let context = Context {
            db,
            world,
            key: ServerKey::new([7; 64]),
            ring: Arc::new(move |provider| ring.ring(provider)),
            accepting: Accepting::default(),
            unfit: Context::unfit(&entries),
        };
        door.open(context.clone(), domains.clone(), entries.clone());
        courier(&context, domains.clone(), messengers, inbox, bell).start(&tasks, &stop);
        let domain = domains[0].clone();
        let app = App::new(context.clone(), domains, entries, proxies, stop.clone());
        let this = Self {
            context,
            domain,
            xmpp,
            other,
            news,
            database,
            router: web::router(app, &messengers::icons()),
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
        self.clock.advance(span);
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.context.world.now()
    }

    /// What a watchman who begins now watches.
    pub fn watched(&self) -> Watched {
        Watched {
            domains: vec![self.domain.clone()],
            providers: [&self.xmpp, &self.other]
                .map(|fake| fake.entry().clone())
                .to_vec(),
            since: self.now(),
        }
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
            muted_at: None,
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
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
        self.tasks.close();
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
        code_digits: domain::challenge::CodeDigits::default(),
        base_url: "https://postern.example".into(),
    }
}

/// A courier that looks often, so that no test waits for it.
fn courier(
    context: &Context,
    domains: Vec<Domain>,
    messengers: Vec<Arc<dyn Messenger>>,
    news: mpsc::Receiver<News>,
    bell: Bell,
) -> Courier {
    Courier {
        db: context.db.clone(),
        world: context.world.clone(),
        key: context.key.clone(),
        domains,
        messengers,
        news,
        bell,
        pace: Pace {
            look: Duration::from_millis(20),
            expire: Duration::from_millis(50),
            forget: Duration::from_secs(3600),
            grace: Duration::from_secs(1),
        },
    }
}
