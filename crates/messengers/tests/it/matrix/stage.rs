//! A homeserver, our account on it, and a messenger.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::{Part, Text};
use domain::provider::{Connection, NOT_ACCEPTED, Provider, RemoteId};
use domain::secret::{Password, ServerKey, Token};
use domain::time::Timestamp;
use domain::world::World;
use futures::FutureExt;
use messengers::http::{Site, Waits, Way};
use messengers::matrix::{Login, Matrix, Settings};
use messengers::{Heard, Letter, Messenger, Reply, Said, Surroundings};
use testkit::matrix_person::MatrixPerson;
use testkit::synapse::{Synapse, SynapseSetup};
use tokio::sync::{Mutex, mpsc};
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(60);
/// Short waits, so that tests need none.
const WAITS: Waits = Waits {
    first: Duration::from_millis(100),
    longest: Duration::from_millis(300),
    locked: Duration::from_millis(300),
};

/// A homeserver, and our account on it.
pub(super) struct Stage {
    pub(super) synapse: Synapse,
    /// Our account, as somebody else who has its password uses it.
    pub(super) bot: MatrixPerson,
    pub(super) alice: MatrixPerson,
}

/// A messenger.
pub(super) struct Rig {
    pub(super) matrix: Arc<Matrix>,
    pub(super) stop: CancellationToken,
    pub(super) tasks: TaskTracker,
    heard: Mutex<mpsc::UnboundedReceiver<Heard>>,
}

impl Stage {
    pub(super) async fn new() -> Self {
        Self::with(Synapse::setup()).await
    }

    pub(super) async fn with(setup: SynapseSetup) -> Self {
        let synapse = setup.start().await;
        Self {
            bot: synapse.person("postern").await,
            alice: synapse.person("alice").await,
            synapse,
        }
    }

    /// Logs in with a token.
    pub(super) fn by_token(&self) -> Settings {
        Settings {
            site: Site::parse(&self.synapse.address(), false).unwrap(),
            user: None,
            login: Login::Token(Token::new(self.bot.token())),
            key: ServerKey::new([7; 64]),
            is_trial: false,
            way: Way::default(),
            waits: WAITS,
        }
    }

    /// Logs in with a password.
    pub(super) fn by_password(&self) -> Settings {
        Settings {
            login: Login::Password {
                user: "postern".to_owned(),
                password: Password::new("password of postern"),
            },
            ..self.by_token()
        }
    }

    /// A messenger that is connected.
    pub(super) async fn up(&self) -> Rig {
        let rig = Rig::start(self.by_token());
        rig.wait_until_up().await;
        rig
    }

    /// A messenger that is connected, and Alice in the room that it has made for her.
    pub(super) async fn friends(&self) -> (Rig, String) {
        let rig = self.up().await;
        let sent = rig.send(&letter(&self.alice, 0, "welcome")).await;
        assert_eq!(sent, not_accepted());
        let room = self.alice.invitation().await;
        self.alice.join(&room).await;
        let sent = rig.send(&letter(&self.alice, 0, "welcome")).await;
        assert_eq!(sent, Outcome::Sent);
        let welcome = self.alice.next_from(&room, self.bot.id()).await;
        assert_eq!(welcome.body(), "welcome");
        (rig, room)
    }
}

impl Rig {
    pub(super) fn start(settings: Settings) -> Self {
        let (hear, heard) = mpsc::unbounded_channel();
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let began = Instant::now();
        let clock = move || Timestamp::from_micros(0) + began.elapsed();
        let surroundings = Surroundings {
            world: World::new(clock, |bytes| bytes.fill(7)),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news: mpsc::channel(1).0,
            reception: Arc::new(move |heard: Heard| {
                let reply = echo(&heard);
                let _ = hear.send(heard);
                std::future::ready(reply).boxed()
            }),
        };
        let matrix = Matrix::start(Provider::new("matrix"), settings, &surroundings);
        Self {
            matrix: matrix.unwrap(),
            stop,
            tasks,
            heard: Mutex::new(heard),
        }
    }

    /// Waits for a connection, and gives its account.
    pub(super) async fn wait_until_up(&self) -> String {
        match self.wait(Connection::is_up).await {
            Connection::Up { account } => account,
            Connection::Down { .. } => unreachable!("it is up"),
        }
    }

    /// Waits until it is down for a reason that contains `part`; gives whether an operator is needed.
    pub(super) async fn wait_until_down(&self, part: &str) -> bool {
        let says =
            |now: &Connection| matches!(now, Connection::Down { why, .. } if why.contains(part));
        match self.wait(says).await {
            Connection::Down { needs_operator, .. } => needs_operator,
            Connection::Up { .. } => unreachable!("it is down"),
        }
    }

    async fn wait(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.matrix.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.matrix.connection().borrow()))
    }

    /// Makes one attempt.
    pub(super) async fn send(&self, letter: &Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.matrix.send(letter)).await;
        sent.expect("a send has a deadline")
    }

    /// The next thing that is heard: by whom, and what.
    pub(super) async fn hear(&self) -> (String, String) {
        let mut heard = self.heard.lock().await;
        let heard = timeout(PATIENCE, heard.recv()).await;
        let heard = heard.expect("it is heard in time").unwrap();
        let said = match heard.said {
            Said::Text(words) => words,
            Said::Button(data) => format!("button {data}"),
        };
        (heard.from.0, said)
    }

    /// Ends it, and all its tasks.
    pub(super) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        timeout(PATIENCE, self.tasks.wait())
            .await
            .expect("its tasks end");
    }
}

/// What is said of a letter to somebody who was invited.
pub(super) fn not_accepted() -> Outcome {
    Outcome::Later {
        after: None,
        why: NOT_ACCEPTED.to_owned(),
    }
}

/// Whether the account is at fault, for a reason that contains `part`.
pub(super) fn is_at_fault(outcome: &Outcome, part: &str) -> bool {
    matches!(outcome, Outcome::Never { why, account: true } if why.contains(part))
}

/// A notification to somebody.
pub(super) fn letter(to: &MatrixPerson, number: u128, text: &str) -> Letter {
    Letter {
        delivery: DeliveryId(Uuid::from_u128(number)),
        attempt: 1,
        idempotency_key: Uuid::from_u128(number).to_string(),
        to: RemoteId(to.id().to_owned()),
        text: Text::of(text),
        buttons: Vec::new(),
        carries_code: false,
    }
}

/// A code to somebody.
pub(super) fn code(to: &MatrixPerson, number: u128) -> Letter {
    Letter {
        text: Text::of("Your code:\n").with(Part::Code("123456".to_owned())),
        carries_code: true,
        ..letter(to, number, "")
    }
}

/// Says what was heard, but nothing to a whisper.
fn echo(heard: &Heard) -> Option<Reply> {
    let (text, ends_buttons) = match &heard.said {
        Said::Text(words) if words == "psst" => return None,
        Said::Text(words) => (format!("you said: {words}"), false),
        Said::Button(data) => (format!("you pressed: {data}"), true),
    };
    Some(Reply {
        text: Text::of(text),
        buttons: Vec::new(),
        ends_buttons,
    })
}
