//! The pages, a data centre, and links as the bot gives them.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::bridge_link::{self, LIFETIME};
use domain::id::BridgeLinkId;
use messengers::Messenger;
use store::bridge_links::{self, BridgeLink};
use store::telegram_logins::{self, TelegramLogin};
use store::{bridge_users, commit};
use telegram::login::{Conversation, Wants};
use telegram::seal::Sealer;
use telegram::server_key::PublicKey;
use telegram::settings::{Server, Settings};
use telegram_testdc::{NewUser, TestDc};
use testkit::{Client, Page, TestApp};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use web::telegram_login::{LoginPagePace, TelegramLoginParts, TelegramLogins};
use web::{App, Proxies};

pub(super) const BOB: &str = "@bob:example.org";
pub(super) const PHONE: &str = "+491701234567";
pub(super) const PASSWORD: &str = " two words & more ";
/// Who may not log in.
pub(super) const STRANGER: &str = "@stranger:elsewhere.example";

pub(super) struct Stage {
    pub(super) app: TestApp,
    pub(super) dc: TestDc,
    /// How often the bridge was rung.
    pub(super) rung: Arc<AtomicUsize>,
    settings: Settings,
    pace: LoginPagePace,
    pages: Pages,
}

/// The pages of one run of the program.
struct Pages {
    router: axum::Router,
    tasks: TaskTracker,
    stop: CancellationToken,
}

/// A link that the bot gave.
pub(super) struct Given {
    pub(super) id: BridgeLinkId,
    /// Where it leads.
    pub(super) path: String,
}

/// With pages that wait for Telegram as long as a test does.
pub(super) fn patient() -> LoginPagePace {
    LoginPagePace {
        patience: Duration::from_secs(40),
        ..LoginPagePace::default()
    }
}

impl Stage {
    pub(super) async fn set() -> Self {
        Self::with_pace(patient()).await
    }

    pub(super) async fn with_pace(pace: LoginPagePace) -> Self {
        let (app, dc) = (
            TestApp::new().await,
            TestDc::start(telegram_testdc::Settings::default()),
        );
        let dc = dc.await.unwrap();
        let mut settings = Settings::new(17, "0123456789abcdef0123456789abcdef");
        settings.server = Some(Server {
            dc: 2,
            address: dc.address(2).unwrap(),
            keys: vec![PublicKey::from_pem(&dc.public_key()).unwrap()],
        });
        let rung = Arc::default();
        let pages = Pages::open(&app, &settings, &rung, pace).await;
        Self {
            app,
            dc,
            rung,
            settings,
            pace,
            pages,
        }
    }

    /// The program ends, and begins anew on the same database.
    pub(super) async fn restart(&mut self) {
        self.pages.stop.cancel();
        self.pages.tasks.close();
        self.pages.tasks.wait().await;
        self.pages = Pages::open(&self.app, &self.settings, &self.rung, self.pace).await;
    }

    /// The same browser after a restart.
    pub(super) fn again(&self, before: &Client) -> Client {
        let mut browser = self.browser();
        browser.steal_cookies(before);
        browser
    }

    /// A browser that was never here.
    pub(super) fn browser(&self) -> Client {
        Client::new(self.pages.router.clone())
    }

    /// A link that the bot gives Bob.
    pub(super) async fn link(&self) -> Given {
        self.link_for(BOB).await
    }

    pub(super) async fn link_for(&self, matrix_id: &str) -> Given {
        let (world, now) = (&self.app.context.world, self.app.now());
        let token = bridge_link::draw(world);
        let link = BridgeLink {
            id: world.id(),
            matrix_id: matrix_id.to_owned(),
            room: "!management:example.org".to_owned(),
            expires_at: now + LIFETIME,
            started_at: None,
            done_at: None,
            account: None,
        };
        let mut tx = self.app.context.db.begin().await.unwrap();
        bridge_users::ensure(&mut tx, matrix_id, now).await.unwrap();
        bridge_links::insert(&mut tx, &link, &token.digest())
            .await
            .unwrap();
        commit(tx).await.unwrap();
        Given {
            id: link.id,
            path: bridge_link::address("", &token),
        }
    }

    /// The link as it is now.
    pub(super) async fn row(&self, link: &Given) -> BridgeLink {
        let mut conn = self.app.context.db.read().await.unwrap();
        bridge_links::find(&mut conn, link.id)
            .await
            .unwrap()
            .unwrap()
    }

    /// The conversation as it is kept.
    pub(super) async fn kept(&self, link: &Given) -> Option<(TelegramLogin, Conversation)> {
        let owner = bridge_links::conversation_of(link.id);
        let mut conn = self.app.context.db.read().await.unwrap();
        let row = telegram_logins::find(&mut conn, &owner).await.unwrap()?;
        let sealer = Sealer::new(&self.app.context.key, &self.app.context.world);
        let conversation = Conversation::open(&sealer, &owner, &row.sealed_state).unwrap();
        Some((row, conversation))
    }

    /// What the QR code says that the page shows.
    pub(super) async fn qr(&self, link: &Given) -> String {
        let (_, conversation) = self.kept(link).await.unwrap();
        let wants = conversation.wants();
        let Wants::Scan { link, .. } = wants else {
            panic!("{wants:?}")
        };
        link.reveal().to_owned()
    }

    /// Somebody scans that QR code with the Telegram app.
    pub(super) async fn scan(&self, link: &Given, user: i64) {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let says = self.qr(link).await;
        let token = says.strip_prefix("tg://login?token=").unwrap();
        let token = URL_SAFE_NO_PAD.decode(token).unwrap();
        self.dc.accept_qr(&token, user).unwrap();
    }

    /// Bob's account at Telegram.
    pub(super) fn bob(&self, password: Option<&str>) -> i64 {
        self.dc.add_user(NewUser {
            first_name: "Bob".into(),
            username: Some("bob".into()),
            phone: Some(PHONE.into()),
            password: password.map(str::to_owned),
            hint: password.map(|_| "the dog".to_owned()),
            ..NewUser::default()
        })
    }

    pub(super) fn code(&self) -> String {
        self.dc.code(PHONE).expect("a code was sent").code
    }

    /// A code that is none.
    pub(super) fn wrong_code(&self) -> String {
        let other = |digit| if digit == '9' { '0' } else { '9' };
        self.code().chars().map(other).collect()
    }

    /// Fails unless the login is there for the bridge to be taken over.
    #[track_caller]
    pub(super) fn must_be_rung(&self, times: usize) {
        assert_eq!(self.rung.load(Ordering::Relaxed), times);
    }

    /// Fails unless somebody is logged in by this link, and the bridge can take the session over.
    pub(super) async fn must_be_done(&self, link: &Given, account: i64) {
        let row = self.row(link).await;
        assert_eq!(row.account, Some(account));
        assert!(row.done_at.is_some());
        let (kept, conversation) = self.kept(link).await.expect("it waits for the bridge");
        assert_eq!(
            conversation.account().map(|account| account.id),
            Some(account)
        );
        let session = self.session(&kept.session).await;
        assert!(session.has_key());
        assert_eq!(self.dc.profile(account).unwrap().logins, 1);
    }

    async fn session(&self, name: &str) -> Arc<telegram::session::StoredSession> {
        let context = &self.app.context;
        let sealer = Sealer::new(&context.key, &context.world);
        let opened = telegram::session::StoredSession::open(
            name,
            &context.db,
            &sealer,
            &self.settings,
            &context.world,
        );
        opened.await.unwrap()
    }

    /// Serves the pages to a real browser; gives the address.
    pub(super) async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let service = self.pages.router.clone();
        let service = service.into_make_service_with_connect_info::<SocketAddr>();
        let stop = self.pages.stop.clone();
        self.pages.tasks.spawn(async move {
            let serve = async { axum::serve(listener, service).await.unwrap() };
            stop.run_until_cancelled(serve).await;
        });
        format!("http://localhost:{port}")
    }
}

impl Pages {
    async fn open(
        app: &TestApp,
        settings: &Settings,
        rung: &Arc<AtomicUsize>,
        pace: LoginPagePace,
    ) -> Self {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let rung = Arc::clone(rung);
        let parts = TelegramLoginParts {
            telegram: settings.clone(),
            may_log_in: Arc::new(|matrix_id| matrix_id != STRANGER),
            ring: Arc::new(move || {
                rung.fetch_add(1, Ordering::Relaxed);
            }),
            pace,
        };
        let logins = TelegramLogins::new(&app.context, parts, &tasks, &stop);
        logins.resume_all().await.unwrap();
        let entries = vec![app.xmpp.entry().clone(), app.other.entry().clone()];
        let domains = vec![app.domain.clone()];
        let pages = App::new(
            app.context.clone(),
            domains,
            entries,
            Proxies::default(),
            stop.clone(),
        );
        let pages = pages.with_telegram_logins(logins);
        let router = web::router(pages, &messengers::icons());
        Self {
            router,
            tasks,
            stop,
        }
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        self.pages.stop.cancel();
    }
}

/// Types an answer to a question.
pub(super) async fn types(browser: &mut Client, to: &str, answer: &str) -> Page {
    types_at(browser, "/telegram-login", to, answer).await
}

/// The same on a page that a link has just opened.
pub(super) async fn types_at(browser: &mut Client, path: &str, to: &str, answer: &str) -> Page {
    let fields = [("wish", "answer"), ("to", to), ("answer", answer)];
    browser.submit(path, &fields).await
}

/// Presses another button.
pub(super) async fn presses(browser: &mut Client, wish: &str) -> Page {
    browser.submit("/telegram-login", &[("wish", wish)]).await
}
