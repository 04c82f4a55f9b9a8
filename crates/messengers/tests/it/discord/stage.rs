//! A server with a bot and people, and a messenger beside it.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Button, Text};
use domain::provider::{Connection, Provider, RemoteId};
use domain::secret::Token;
use domain::time::Timestamp;
use domain::world::World;
use futures::FutureExt;
use messengers::discord::{Discord, Pace, Settings};
use messengers::http::{Deadlines, Site, Way};
use messengers::{Heard, Letter, Messenger, Reply, Said, Surroundings};
use testkit::fake_discord::{FakeDiscord, Seen};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::rig::delivery;

/// How long a test waits for anything.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);
/// The invitation to the bot's server.
pub(super) const INVITATION: &str = "https://discord.gg/acme";

/// A server, a bot, and one person on its only guild.
pub(super) struct Stage {
    pub(super) fake: FakeDiscord,
    pub(super) guild: u64,
    pub(super) alice: u64,
}

/// A messenger, and who hears for it.
pub(super) struct Rig {
    pub(super) discord: Arc<Discord>,
    pub(super) heard: mpsc::UnboundedReceiver<Heard>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl Stage {
    pub(super) async fn set() -> Self {
        let fake = FakeDiscord::start().await;
        let guild = fake.guild("Acme");
        let alice = fake.person("alice");
        fake.joins(alice, guild);
        Self { fake, guild, alice }
    }

    pub(super) fn settings(&self) -> Settings {
        Settings {
            site: Site::parse(&self.fake.site.url(), false).unwrap(),
            token: Token::new(self.fake.token()),
            server_url: Some(INVITATION.to_owned()),
            way: Way {
                ca_file: Some(self.fake.site.ca_file()),
                deadlines: Deadlines {
                    whole: Duration::from_secs(30),
                    ..Deadlines::DEFAULT
                },
                ..Way::default()
            },
            pace: Pace {
                first_wait: Duration::from_millis(20),
                longest_wait: Duration::from_millis(100),
                ..Pace::DEFAULT
            },
            most_refused: Settings::MOST_REFUSED,
        }
    }

    pub(super) fn start_with(settings: Settings) -> Rig {
        let (end, tasks) = (CancellationToken::new(), TaskTracker::new());
        let (news, _) = mpsc::channel(16);
        let (hearing, heard) = mpsc::unbounded_channel();
        let began = Instant::now();
        let clock = move || Timestamp::from_micros(0) + began.elapsed();
        let surroundings = Surroundings {
            world: World::new(clock, |bytes| bytes.fill(7)),
            tasks: tasks.clone(),
            stop: end.clone(),
            news,
            reception: Arc::new(move |heard: Heard| {
                let reply = answer(&heard);
                // The test may have heard enough.
                let _ = hearing.send(heard);
                std::future::ready(reply).boxed()
            }),
        };
        Rig {
            discord: Discord::start(Provider::new("discord"), settings, surroundings).unwrap(),
            heard,
            stop: end,
            tasks,
        }
    }

    /// Starts the bot and waits until it is connected.
    pub(super) async fn connected(&self) -> Rig {
        let rig = Self::start_with(self.settings());
        assert_eq!(rig.up().await, "postern#4321");
        rig
    }

    /// What came of one attempt to write to Alice with the usual settings, after the server was told what to do.
    pub(super) async fn sent_after(&self, prepare: impl FnOnce(&FakeDiscord)) -> Outcome {
        let rig = self.connected().await;
        prepare(&self.fake);
        rig.send(&letter(1, self.alice, "hi")).await
    }

    /// Waits until somebody has so many messages, and gives the last.
    pub(super) async fn message(&self, reader: u64, count: usize) -> Seen {
        let look = || self.fake.messages(reader).into_iter().nth(count - 1);
        until("a message", look).await
    }
}

/// Waits until there is something.
pub(super) async fn until<T>(what: &str, look: impl Fn() -> Option<T>) -> T {
    let waiting = async {
        loop {
            if let Some(found) = look() {
                return found;
            }
            tokio::task::yield_now().await;
        }
    };
    let found = timeout(PATIENCE, waiting).await;
    found.unwrap_or_else(|_| panic!("there is never {what}"))
}

impl Rig {
    /// Waits for a connection and gives its account.
    pub(super) async fn up(&self) -> String {
        match self.until(Connection::is_up).await {
            Connection::Up { account } => account,
            Connection::Down { .. } => unreachable!("it is up"),
        }
    }

    /// Waits until it is down for a reason that contains `part`.
    pub(super) async fn down(&self, part: &str) -> String {
        let is_so =
            |now: &Connection| matches!(now, Connection::Down { why, .. } if why.contains(part));
        match self.until(is_so).await {
            Connection::Down { why, .. } => why,
            Connection::Up { .. } => unreachable!("it is down"),
        }
    }

    async fn until(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.discord.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.discord.connection().borrow()))
    }

    /// Makes one attempt.
    pub(super) async fn send(&self, letter: &Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.discord.send(letter)).await;
        sent.expect("a send has a deadline")
    }

    pub(super) async fn resolve(&self, handle: &str) -> Result<RemoteId, Outcome> {
        let found = timeout(PATIENCE, self.discord.resolve(handle)).await;
        found.expect("a look-up has a deadline")
    }

    /// Waits for what is heard next.
    pub(super) async fn hear(&mut self) -> Heard {
        let heard = timeout(PATIENCE, self.heard.recv()).await;
        heard.unwrap().unwrap()
    }

    /// Ends it, as a stop of Postern does.
    pub(super) async fn end(self) {
        self.stop.cancel();
        self.tasks.close();
        timeout(PATIENCE, self.tasks.wait()).await.unwrap();
    }
}

/// A letter to an account.
pub(super) fn letter(number: u128, to: u64, text: &str) -> Letter {
    Letter {
        delivery: delivery(number),
        attempt: 1,
        idempotency_key: number.to_string(),
        to: RemoteId(to.to_string()),
        text: Text::of(text),
        buttons: Vec::new(),
        carries_code: false,
    }
}

/// A button, as under warnings.
pub(super) fn button() -> Button {
    Button {
        label: "This was not me".into(),
        data: "not-me".into(),
    }
}

/// Says what was heard; silence for a whisper. A button that is pressed has done its work.
fn answer(heard: &Heard) -> Option<Reply> {
    let (words, ends_buttons) = match &heard.said {
        Said::Text(words) if words == "psst" => return None,
        Said::Text(words) => (format!("You said {words}"), false),
        Said::Button(data) => (format!("You pressed {data}"), true),
    };
    Some(Reply {
        text: Text::of(words),
        buttons: Vec::new(),
        ends_buttons,
    })
}
