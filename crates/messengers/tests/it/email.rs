//! E-mail, with an SMTP server that no one here wrote.

mod proxy;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::{Part, Text};
use domain::provider::{Connection, Provider, RemoteId};
use domain::secret::Password;
use domain::time::Timestamp;
use domain::world::World;
use messengers::email::{Email, Fault, Settings, Tls};
use messengers::http::{Deadlines, Rules, Waits};
use messengers::{Letter, Messenger, Surroundings};
use testkit::smtp_server::{SmtpServer, SmtpTls};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

const PATIENCE: Duration = Duration::from_secs(60);
const USER: &str = "postern";
const PASSWORD: &str = "correct horse";
const LOGIN: Option<(&str, &str)> = Some((USER, PASSWORD));
const WAITS: Waits = Waits {
    first: Duration::from_millis(20),
    longest: Duration::from_millis(100),
    locked: Duration::from_millis(100),
};

/// A messenger beside a server.
struct Rig {
    server: SmtpServer,
    email: Arc<Email>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

fn settings(server: &SmtpServer, tls: Tls) -> Settings {
    Settings {
        host: "127.0.0.1".to_owned(),
        port: server.port(),
        name: Some("postern.example.org".to_owned()),
        from: "Acme <postern@example.org>".to_owned(),
        tls,
        ca_file: Some(server.ca_file()),
        checks_certificate: true,
        proxy: None,
        login: Some((USER.to_owned(), Password::new(PASSWORD))),
        rules: Rules::default(),
        waits: WAITS,
        deadlines: Deadlines::DEFAULT,
    }
}

impl Rig {
    fn start(server: SmtpServer, settings: Settings) -> Self {
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let surroundings = Surroundings {
            world: World::new(
                || Timestamp::from_micros(1_700_000_000_000_000),
                |bytes| bytes.fill(7),
            ),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news: mpsc::channel(1).0,
            reception: messengers::deaf(),
        };
        let email = Email::start(Provider::new("email"), settings, &surroundings).unwrap();
        Self {
            server,
            email,
            stop,
            tasks,
        }
    }

    async fn up() -> Self {
        let server = SmtpServer::start(SmtpTls::StartTls, LOGIN).await;
        let settings = settings(&server, Tls::StartTls);
        let rig = Self::start(server, settings);
        rig.wait_until_up().await;
        rig
    }

    async fn wait(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.email.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.email.connection().borrow()))
    }

    async fn wait_until_up(&self) -> String {
        match self.wait(Connection::is_up).await {
            Connection::Up { account } => account,
            Connection::Down { .. } => unreachable!("it is up"),
        }
    }

    async fn wait_until_down(&self, part: &str) {
        let says =
            |now: &Connection| matches!(now, Connection::Down { why, .. } if why.contains(part));
        self.wait(says).await;
    }

    async fn send(&self, to: &str) -> Outcome {
        self.carry(letter(to)).await
    }

    async fn carry(&self, letter: Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.email.send(&letter)).await;
        sent.expect("a send has a deadline")
    }
}

fn letter(to: &str) -> Letter {
    Letter {
        delivery: DeliveryId(Uuid::from_u128(1)),
        attempt: 1,
        idempotency_key: "0190-1.2".to_owned(),
        to: RemoteId(format!("{to}@example.org")),
        text: Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nGrüße & more: ".into()))
            .with(Part::Link("https://acme.example/?a=1&b=2".into())),
        buttons: Vec::new(),
        carries_code: false,
    }
}

#[tokio::test]
async fn a_message_arrives_in_words_and_in_html_with_the_headers_of_a_program() {
    let rig = Rig::up().await;
    assert_eq!(rig.wait_until_up().await, "postern@example.org");
    assert_eq!(
        rig.email.start_line("postern@example.org"),
        "Postern E-mail client is connected as postern@example.org."
    );
    assert_eq!(rig.send("alice").await, Outcome::Sent);
    let mail = rig.server.taken(1).await.remove(0);
    assert_eq!(mail["from"], "postern@example.org");
    assert_eq!(mail["to"][0], "alice@example.org");
    assert_eq!((&mail["tls"], &mail["login"]), (&true.into(), &USER.into()));
    assert_eq!(mail["hello"], "postern.example.org");
    let header = |name: &str| mail["headers"][name].as_str().unwrap().to_owned();
    assert_eq!(header("from"), "Acme <postern@example.org>");
    assert_eq!(header("subject"), "Acme: Grüße & more");
    assert_eq!(header("message-id"), "<0190-1.2@example.org>");
    assert_eq!(header("auto-submitted"), "auto-generated");
    assert_eq!(header("date"), "Tue, 14 Nov 2023 22:13:20 +0000");
    let words = mail["plain"].as_str().unwrap().replace("\r\n", "\n");
    assert_eq!(
        words.trim_end(),
        "Acme\nGrüße & more: https://acme.example/?a=1&b=2"
    );
    let html = mail["html"].as_str().unwrap();
    assert!(html.contains("<strong>Acme</strong>"), "{html}");
    assert!(
        html.contains("<a href=\"https://acme.example/?a=1&amp;b=2\">"),
        "{html}"
    );
}

#[tokio::test]
async fn a_code_is_in_the_message_but_not_in_its_subject() {
    let rig = Rig::up().await;
    let code = Letter {
        text: Text::of("Your code: ").with(Part::Code("123456".into())),
        carries_code: true,
        ..letter("alice")
    };
    assert_eq!(rig.carry(code).await, Outcome::Sent);
    let mail = rig.server.taken(1).await.remove(0);
    assert_eq!(mail["headers"]["subject"], "Your code");
    assert!(mail["plain"].as_str().unwrap().contains("123456"));
}

#[tokio::test]
async fn connections_are_kept() {
    let rig = Rig::up().await;
    for _ in 0..3 {
        assert_eq!(rig.send("alice").await, Outcome::Sent);
    }
    let taken = rig.server.taken(3).await;
    assert!(taken.iter().all(|mail| mail["peer"] == taken[0]["peer"]));
}

#[tokio::test]
async fn each_refusal_says_what_follows() {
    let rig = Rig::up().await;
    for (to, account, said) in [
        ("gone", true, "550 5.1.1"),
        ("nobody", true, "550"),
        ("spam", false, "550 5.7.1"),
    ] {
        let sent = rig.send(to).await;
        let Outcome::Never {
            why,
            account: is_so,
        } = sent
        else {
            panic!("{to}: {sent:?}")
        };
        assert_eq!(is_so, account, "{to}");
        assert!(why.contains(said) && !why.contains('@'), "{why}");
    }
    for to in ["busy", "full", "grey"] {
        let sent = rig.send(to).await;
        assert!(
            matches!(sent, Outcome::Later { after: None, .. }),
            "{sent:?}"
        );
    }
    assert_eq!(rig.send("grey").await, Outcome::Sent);
    assert!(rig.email.connection().borrow().is_up());
}

#[tokio::test]
async fn a_line_that_is_cut_is_tried_again_later() {
    let rig = Rig::up().await;
    let sent = rig.send("cut").await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    rig.wait_until_up().await;
    assert_eq!(rig.send("alice").await, Outcome::Sent);
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_in_time() {
    let server = SmtpServer::start(SmtpTls::StartTls, LOGIN).await;
    let deadlines = Deadlines {
        whole: Duration::from_secs(6),
        ..Deadlines::DEFAULT
    };
    let settings = Settings {
        deadlines,
        ..settings(&server, Tls::StartTls)
    };
    let rig = Rig::start(server, settings);
    rig.wait_until_up().await;
    let sent = rig.send("silent").await;
    let Outcome::Later { why, .. } = sent else {
        panic!("{sent:?}")
    };
    assert_eq!(why, "the SMTP server does not answer");
    // The next one does not take the answer to the one before for its own.
    assert!(matches!(rig.send("gone").await, Outcome::Never { .. }));
}

#[tokio::test]
async fn a_login_that_is_refused_takes_it_down_until_it_counts_again() {
    let mut rig = Rig::up().await;
    rig.server.accounts(&[("postern", "another")]).await;
    // The connection that is open still counts.
    rig.server.stops().await;
    rig.server.starts_again().await;
    rig.server.accounts(&[("postern", "another")]).await;
    let sent = rig.send("alice").await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    rig.wait_until_down("refuses the login (535").await;
    rig.wait_until_down("user and pass").await;
    rig.server.accounts(&[(USER, PASSWORD)]).await;
    rig.wait_until_up().await;
    assert_eq!(rig.send("alice").await, Outcome::Sent);
}

#[tokio::test]
async fn security_24_without_starttls_nothing_is_sent_unless_that_is_allowed() {
    let server = SmtpServer::start(SmtpTls::None, None).await;
    let settings = Settings {
        login: None,
        ..settings(&server, Tls::StartTls)
    };
    let rig = Rig::start(server, settings.clone());
    rig.wait_until_down("has no STARTTLS").await;
    let plain = Settings {
        tls: Tls::Optional,
        ..settings
    };
    let rig = Rig::start(rig.server, plain);
    rig.wait_until_up().await;
    assert_eq!(rig.send("alice").await, Outcome::Sent);
    assert_eq!(rig.server.taken(1).await[0]["tls"], false);
}

#[tokio::test]
async fn security_24_a_certificate_that_nobody_vouches_for_is_not_trusted() {
    for (tls, how) in [
        (SmtpTls::StartTls, Tls::StartTls),
        (SmtpTls::Implicit, Tls::Implicit),
    ] {
        let server = SmtpServer::start(tls, None).await;
        let settings = Settings {
            ca_file: None,
            login: None,
            ..settings(&server, how)
        };
        let rig = Rig::start(server, settings.clone());
        rig.wait_until_down("certificate is not trusted: ").await;
        rig.wait_until_down("set its caFile").await;
        let unchecked = Settings {
            checks_certificate: false,
            ..settings
        };
        let rig = Rig::start(rig.server, unchecked);
        rig.wait_until_up().await;
    }
}

#[tokio::test]
async fn tls_from_the_start_works_too() {
    let server = SmtpServer::start(SmtpTls::Implicit, None).await;
    let settings = Settings {
        login: None,
        ..settings(&server, Tls::Implicit)
    };
    let rig = Rig::start(server, settings);
    rig.wait_until_up().await;
    assert_eq!(rig.send("alice").await, Outcome::Sent);
}

#[tokio::test]
async fn a_server_that_was_away_is_found_again() {
    let mut rig = Rig::up().await;
    rig.server.stops().await;
    let sent = rig.send("alice").await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    rig.wait_until_down("no connection").await;
    rig.server.starts_again().await;
    rig.wait_until_up().await;
    assert_eq!(rig.send("alice").await, Outcome::Sent);
}

#[tokio::test]
async fn security_18_no_code_to_sign_in_goes_by_e_mail() {
    let entry = messengers::email::entry(Provider::new("email"));
    assert!(!entry.carries_codes);
    let handle = (entry.parse_handle)("Alice@Example.org").unwrap();
    assert_eq!(
        handle.remote_id,
        Some(RemoteId("Alice@example.org".to_owned()))
    );
}

#[tokio::test]
async fn settings_that_cannot_be_used_are_named() {
    let server = SmtpServer::start(SmtpTls::None, None).await;
    let usual = settings(&server, Tls::StartTls);
    let surroundings = Surroundings {
        world: World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(7)),
        tasks: TaskTracker::new(),
        stop: CancellationToken::new(),
        news: mpsc::channel(1).0,
        reception: messengers::deaf(),
    };
    let fault = |settings| match Email::start(Provider::new("email"), settings, &surroundings) {
        Ok(_) => panic!("it starts"),
        Err(fault) => fault,
    };
    let no_sender = Settings {
        from: "nobody".to_owned(),
        ..usual.clone()
    };
    assert!(matches!(fault(no_sender), Fault::From));
    let no_file = Settings {
        ca_file: Some("/nowhere/ca.pem".into()),
        ..usual
    };
    assert!(
        fault(no_file)
            .to_string()
            .starts_with("its caFile /nowhere/ca.pem")
    );
}

#[tokio::test]
async fn once_stopped_it_ends_all_its_tasks() {
    let rig = Rig::up().await;
    rig.stop.cancel();
    rig.tasks.close();
    timeout(PATIENCE, rig.tasks.wait()).await.unwrap();
    rig.wait_until_down("stopped").await;
}
