//! A messenger beside a server, ready for a test.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::Text;
use domain::provider::{Connection, Provider, RemoteId};
use domain::secret::{Password, ServerKey};
use domain::time::Timestamp;
use domain::world::World;
use futures::FutureExt;
use messengers::xmpp::{Pace, Settings, Xmpp};
use messengers::{Heard, Letter, Messenger, News, Reply, Said, Surroundings};
use testkit::prosody::{DOMAIN, Prosody};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How long a test waits for anything.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
/// The account of the messenger.
pub(crate) const BOT: &str = "postern";
/// The password of every account.
pub(crate) const PASSWORD: &str = "correct horse";

/// A messenger and all that it was given.
pub(crate) struct Rig {
    pub(crate) xmpp: Arc<Xmpp>,
    pub(crate) news: mpsc::Receiver<News>,
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
}

/// The usual times, but connecting again soon, so that tests need not wait.
pub(crate) const PACE: Pace = Pace {
    first_wait: Duration::from_millis(50),
    longest_wait: Duration::from_millis(200),
    ..Pace::DEFAULT
};

/// Settings for an account on this server.
pub(crate) fn settings(prosody: &Prosody) -> Settings {
    Settings {
        service: format!("xmpp://127.0.0.1:{}", prosody.port()),
        username: BOT.to_owned(),
        password: Password::new(PASSWORD),
        port: None,
        domain: Some(DOMAIN.to_owned()),
        direct_tls: false,
        ca_file: Some(prosody.ca_file()),
        proxy: None,
        key: ServerKey::new([7; 64]),
        pace: PACE,
    }
}

impl Rig {
    pub(crate) fn start(settings: Settings) -> Self {
        let (sender, news) = mpsc::channel(10_000);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let surroundings = Surroundings {
            world: World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(7)),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news: sender,
            reception: Arc::new(|heard| std::future::ready(echo(&heard)).boxed()),
        };
        Self {
            xmpp: Xmpp::start(Provider::new("xmpp"), settings, surroundings).unwrap(),
            news,
            stop,
            tasks,
        }
    }

    /// Starts and waits until it is connected.
    pub(crate) async fn connected(settings: Settings) -> Self {
        let rig = Self::start(settings);
        assert_eq!(rig.wait_until_up().await, format!("{BOT}@{DOMAIN}"));
        rig
    }

    /// Waits for a connection and gives its account.
    pub(crate) async fn wait_until_up(&self) -> String {
        match self.wait_for(Connection::is_up).await {
            Connection::Up { account } => account,
            Connection::Down { .. } => unreachable!("it is up"),
        }
    }

    /// Waits until it is down for a reason that contains `part`, and gives that reason.
    pub(crate) async fn wait_until_down(&self, part: &str) -> String {
        let is_so = |connection: &Connection| match connection {
            Connection::Up { .. } => false,
            Connection::Down { why, .. } => why.contains(part),
        };
        match self.wait_for(is_so).await {
            Connection::Down { why, .. } => why,
            Connection::Up { .. } => unreachable!("it is down"),
        }
    }

    async fn wait_for(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.xmpp.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.xmpp.connection().borrow()))
    }

    /// Makes one attempt.
    pub(crate) async fn send(&self, letter: &Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.xmpp.send(letter)).await;
        sent.expect("a send has a deadline")
    }

    /// The next news.
    pub(crate) async fn hear(&mut self) -> News {
        let news = timeout(PATIENCE, self.news.recv()).await;
        news.expect("news comes in time").unwrap()
    }
}

/// The id of a delivery.
pub(crate) fn delivery(number: u128) -> DeliveryId {
    DeliveryId(Uuid::from_u128(number))
}

/// A letter to an account on the server.
pub(crate) fn letter(number: u128, user: &str, text: &str) -> Letter {
    Letter {
        delivery: delivery(number),
        attempt: 1,
        idempotency_key: number.to_string(),
        to: RemoteId(format!("{user}@{DOMAIN}")),
        text: Text::of(text),
        buttons: Vec::new(),
        carries_code: false,
    }
}

/// Says what was heard, but nothing to a whisper.
fn echo(heard: &Heard) -> Option<Reply> {
    let Said::Text(words) = &heard.said else {
        return None;
    };
    let (from, language) = (&heard.from.0, &heard.language);
    (words != "psst").then(|| Reply {
        text: Text::of(format!("{from} says {words} in {language:?}")),
        buttons: Vec::new(),
        ends_buttons: false,
    })
}
