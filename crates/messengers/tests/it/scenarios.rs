//! What every messenger over HTTP must do, whichever provider it speaks to: one table, run over all of them.

mod callmebot;
mod discord;
mod matrix;
mod ntfy;
mod pushover;
mod signal;
mod slack;
mod webhook;
mod zulip;

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::{Part, Text};
use domain::provider::{Connection, RemoteId};
use domain::time::Timestamp;
use domain::world::World;
use messengers::http::{Deadlines, ProxyUrl, Rules, Waits, Way};
use messengers::{Letter, Messenger, News, Surroundings};
use testkit::fake_site::{FakeSite, SiteFault};
use testkit::socks_proxy::SocksProxy;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How long a test waits for anything.
const PATIENCE: Duration = Duration::from_secs(60);
/// Short waits, so that tests need none.
const WAITS: Waits = Waits {
    first: Duration::from_millis(20),
    longest: Duration::from_millis(100),
    locked: Duration::from_millis(100),
};

/// A provider under test: its fake, and what differs from one provider to the other.
trait Bench: Sized {
    /// Starts the fake, with an account that may be written to.
    async fn new() -> Self;
    fn site(&self) -> &FakeSite;
    /// Starts a messenger for it.
    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger>;
    /// What the start-up line says.
    fn start_line(&self) -> String;
    /// What every call names itself.
    fn agent(&self) -> &'static str {
        concat!("Postern/", env!("CARGO_PKG_VERSION"))
    }
    /// The account that may be written to, codes too.
    fn account(&self) -> RemoteId;
    /// An account that the provider refuses for ever.
    fn refused(&self) -> RemoteId;
    /// The texts that came.
    fn arrived(&self) -> Vec<String>;
    /// What we log in with counts no more; or counts again.
    fn revoke(&self);
    fn restore(&self);
    /// The provider's own way of saying that too much was sent, and how long that means to wait.
    fn exhaust(&self) -> Duration;
}

/// A messenger in a test.
struct Rig<B> {
    bench: B,
    messenger: Arc<dyn Messenger>,
    news: mpsc::Receiver<News>,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl<B: Bench> Rig<B> {
    async fn start() -> Self {
        let bench = B::new().await;
        let way = trusting(bench.site());
        Self::with(bench, way)
    }

    fn with(bench: B, way: Way) -> Self {
        let (sender, news) = mpsc::channel(100);
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let began = Instant::now();
        let clock = move || Timestamp::from_micros(0) + began.elapsed();
        let surroundings = Surroundings {
            world: World::new(clock, |bytes| bytes.fill(7)),
            tasks: tasks.clone(),
            stop: stop.clone(),
            news: sender,
            reception: messengers::deaf(),
        };
        let messenger = bench.start(way, Rules::default(), &surroundings);
        Self {
            bench,
            messenger,
            news,
            stop,
            tasks,
        }
    }

    async fn up() -> Self {
        let rig = Self::start().await;
        rig.wait(Connection::is_up).await;
        rig
    }

    async fn wait(&self, is_so: impl Fn(&Connection) -> bool) -> Connection {
        let mut connection = self.messenger.connection();
        let waited = timeout(PATIENCE, connection.wait_for(|now| is_so(now))).await;
        let waited = waited.map(|state| state.unwrap().clone());
        waited.unwrap_or_else(|_| panic!("it stays {:?}", *self.messenger.connection().borrow()))
    }

    async fn wait_until_down(&self, part: &str) {
        let says =
            |now: &Connection| matches!(now, Connection::Down { why, .. } if why.contains(part));
        self.wait(says).await;
    }

    async fn send(&self, letter: Letter) -> Outcome {
        let sent = timeout(PATIENCE, self.messenger.send(&letter)).await;
        sent.expect("a send has a deadline")
    }

    /// Sends while this goes wrong; gives why it is to be tried again.
    async fn later(&self, fault: SiteFault) -> String {
        self.bench.site().then([fault]);
        match self.send(letter(self.bench.account(), "hello")).await {
            Outcome::Later { after: None, why } => why,
            outcome @ (Outcome::Sent | Outcome::Later { .. } | Outcome::Never { .. }) => {
                panic!("{outcome:?}")
            }
        }
    }
}

fn trusting(site: &FakeSite) -> Way {
    Way {
        ca_file: Some(site.ca_file()),
        ..Way::default()
    }
}

fn letter(to: RemoteId, text: &str) -> Letter {
    Letter {
        delivery: DeliveryId(Uuid::from_u128(1)),
        attempt: 1,
        idempotency_key: "1".to_owned(),
        to,
        text: Text::of(text),
        buttons: Vec::new(),
        carries_code: false,
    }
}

fn code(to: RemoteId) -> Letter {
    Letter {
        text: Text::of("Your code:\n").with(Part::Code("123456".to_owned())),
        carries_code: true,
        ..letter(to, "")
    }
}

async fn it_says_as_whom_it_is_connected<B: Bench>() {
    let rig = Rig::<B>::start().await;
    let Connection::Up { account } = rig.wait(Connection::is_up).await else {
        unreachable!()
    };
    assert_eq!(rig.messenger.start_line(&account), rig.bench.start_line());
    let came = rig.bench.site().came();
    let agent = came[0].headers["user-agent"].to_str().unwrap();
    assert_eq!(agent, rig.bench.agent());
}

async fn a_notification_arrives<B: Bench>() {
    let rig = Rig::<B>::up().await;
    let sent = rig.send(letter(rig.bench.account(), "grüße\n& more")).await;
    assert_eq!(sent, Outcome::Sent);
    assert_eq!(rig.bench.arrived(), ["grüße\n& more"]);
}

async fn a_code_arrives<B: Bench>() {
    let rig = Rig::<B>::up().await;
    assert_eq!(rig.send(code(rig.bench.account())).await, Outcome::Sent);
    assert_eq!(rig.bench.arrived(), ["Your code:\n123456"]);
}

async fn a_text_that_is_too_long_is_cut<B: Bench>() {
    let rig = Rig::<B>::up().await;
    let sent = rig
        .send(letter(rig.bench.account(), &"grüße ".repeat(2_000)))
        .await;
    assert_eq!(sent, Outcome::Sent);
    assert!(rig.bench.arrived()[0].ends_with("grüße…"));
}

async fn a_wait_that_the_provider_asks_for_is_kept_to<B: Bench>() {
    let rig = Rig::<B>::up().await;
    let headers = vec![("retry-after", "37".to_owned())];
    rig.bench
        .site()
        .then([SiteFault::Says(429, headers, "{}".to_owned())]);
    let first = rig.send(letter(rig.bench.account(), "hello")).await;
    let Outcome::Later {
        after: Some(wait), ..
    } = first
    else {
        panic!("{first:?}")
    };
    assert_eq!(wait, Duration::from_secs(37));
    let asked = rig.bench.site().came().len();
    let second = rig.send(code(rig.bench.account())).await;
    assert!(
        matches!(second, Outcome::Later { after: Some(wait), .. } if wait <= Duration::from_secs(37))
    );
    assert_eq!(
        rig.bench.site().came().len(),
        asked,
        "nothing is even tried"
    );
}

async fn what_is_used_up_is_waited_for<B: Bench>() {
    let rig = Rig::<B>::up().await;
    let wait = rig.bench.exhaust();
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: Some(after), .. } if after == wait),
        "{sent:?}"
    );
    assert!(rig.messenger.connection().borrow().is_up());
}

async fn an_account_that_is_refused_is_refused_for_ever<B: Bench>() {
    let rig = Rig::<B>::up().await;
    let sent = rig.send(letter(rig.bench.refused(), "hello")).await;
    assert!(
        matches!(sent, Outcome::Never { account: true, .. }),
        "{sent:?}"
    );
    assert!(rig.bench.arrived().is_empty());
}

async fn a_message_that_is_refused_does_not_mark_the_account<B: Bench>() {
    let rig = Rig::<B>::up().await;
    rig.bench
        .site()
        .then([SiteFault::Says(422, Vec::new(), "{}".to_owned())]);
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert!(
        matches!(sent, Outcome::Never { account: false, .. }),
        "{sent:?}"
    );
}

async fn a_server_in_trouble_is_tried_again_later<B: Bench>() {
    for (status, part) in [(500, "500"), (502, "502"), (302, "elsewhere")] {
        let rig = Rig::<B>::up().await;
        let headers = vec![("location", "https://127.0.0.1:1/".to_owned())];
        let why = rig
            .later(SiteFault::Says(status, headers, String::new()))
            .await;
        assert!(why.contains(part), "{why}");
    }
}

async fn answers_that_are_no_answers_are_tried_again_later<B: Bench>() {
    for (fault, part) in [
        (SiteFault::Garbage, "understood"),
        (SiteFault::Huge, "longer"),
        (SiteFault::Broken, ""),
    ] {
        let rig = Rig::<B>::up().await;
        let why = rig.later(fault).await;
        assert!(why.contains(part), "{why}");
    }
}

async fn a_server_that_does_not_answer_is_given_up_in_time<B: Bench>() {
    let bench = B::new().await;
    let way = Way {
        deadlines: Deadlines {
            whole: Duration::from_secs(2),
            ..Deadlines::DEFAULT
        },
        ..trusting(bench.site())
    };
    let rig = Rig::with(bench, way);
    rig.wait(Connection::is_up).await;
    assert_eq!(
        rig.later(SiteFault::Silent).await,
        "no answer within 2 seconds"
    );
}

async fn security_24_a_certificate_that_nobody_vouches_for_is_not_trusted<B: Bench>() {
    let rig = Rig::with(B::new().await, Way::default());
    rig.wait_until_down("the certificate is not trusted: ")
        .await;
    rig.wait_until_down("caFile").await;
    assert!(rig.bench.site().came().is_empty());
}

async fn revoked_credentials_take_it_down_until_they_count_again<B: Bench>() {
    let rig = Rig::<B>::up().await;
    rig.bench.revoke();
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
    rig.wait_until_down("refuses").await;
    rig.bench.restore();
    rig.wait(Connection::is_up).await;
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert_eq!(sent, Outcome::Sent);
}

async fn a_proxy_leads_there<B: Bench>() {
    let bench = B::new().await;
    let proxy = SocksProxy::start(Some(("me", "secret"))).await;
    let way = Way {
        proxy: Some(ProxyUrl(format!("socks5://me:secret@{}", proxy.shown()))),
        ..trusting(bench.site())
    };
    let rig = Rig::with(bench, way);
    rig.wait(Connection::is_up).await;
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert_eq!(sent, Outcome::Sent);
    assert!(proxy.led() > 0);
}

async fn a_server_that_was_away_is_found_again<B: Bench>() {
    let rig = Rig::<B>::up().await;
    rig.bench.site().stops();
    let sent = rig.send(letter(rig.bench.account(), "hello")).await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    rig.wait_until_down("connection").await;
    rig.bench.site().starts_again().await;
    rig.wait(Connection::is_up).await;
}

async fn once_stopped_it_ends_all_its_tasks<B: Bench>() {
    let rig = Rig::<B>::up().await;
    rig.stop.cancel();
    rig.tasks.close();
    timeout(PATIENCE, rig.tasks.wait()).await.unwrap();
    rig.wait_until_down("stopped").await;
}

/// Runs the table over a provider.
macro_rules! scenarios {
    ($($bench:ty, $name:ident;)+ => $scenarios:tt) => {
        $(mod $name { scenarios!(@each $bench, $scenarios); })+
    };
    (@each $bench:ty, { $($scenario:ident)+ }) => {
        $(#[tokio::test]
        async fn $scenario() {
            super::$scenario::<$bench>().await;
        })+
    };
}

scenarios! {
    super::discord::Bench, over_discord;
    super::matrix::Bench, over_matrix;
    super::ntfy::Bench, over_ntfy;
    super::pushover::Bench, over_pushover;
    super::signal::Bench<super::signal::Rpc>, over_signal;
    super::signal::Bench<super::signal::Rest>, over_signal_rest;
    super::signal::Bench<super::signal::RestCalled>, over_signal_rest_that_is_asked;
    super::slack::Bench, over_slack;
    super::zulip::Bench, over_zulip;
    => {
        it_says_as_whom_it_is_connected
        a_notification_arrives
        a_proxy_leads_there
        a_code_arrives
        a_text_that_is_too_long_is_cut
        a_wait_that_the_provider_asks_for_is_kept_to
        what_is_used_up_is_waited_for
        an_account_that_is_refused_is_refused_for_ever
        a_message_that_is_refused_does_not_mark_the_account
        a_server_in_trouble_is_tried_again_later
        answers_that_are_no_answers_are_tried_again_later
        a_server_that_does_not_answer_is_given_up_in_time
        security_24_a_certificate_that_nobody_vouches_for_is_not_trusted
        revoked_credentials_take_it_down_until_they_count_again
        a_server_that_was_away_is_found_again
        once_stopped_it_ends_all_its_tasks
    }
}

// Where there is somebody to reach, but nobody logs in.
scenarios! {
    super::callmebot::Bench, over_callmebot;
    super::slack::HookBench, over_slack_hooks;
    => {
        it_says_as_whom_it_is_connected
        a_notification_arrives
        a_proxy_leads_there
        a_code_arrives
        a_text_that_is_too_long_is_cut
        a_wait_that_the_provider_asks_for_is_kept_to
        what_is_used_up_is_waited_for
        an_account_that_is_refused_is_refused_for_ever
        a_message_that_is_refused_does_not_mark_the_account
        a_server_in_trouble_is_tried_again_later
        answers_that_are_no_answers_are_tried_again_later
        a_server_that_does_not_answer_is_given_up_in_time
        security_24_a_certificate_that_nobody_vouches_for_is_not_trusted
        a_server_that_was_away_is_found_again
        once_stopped_it_ends_all_its_tasks
    }
}

// Where nothing is connected to and nobody logs in. The proxy's own host may not be called, and here there is but one.
scenarios! {
    super::webhook::Bench, over_webhook;
    => {
        a_notification_arrives
        a_code_arrives
        a_text_that_is_too_long_is_cut
        a_wait_that_the_provider_asks_for_is_kept_to
        what_is_used_up_is_waited_for
        an_account_that_is_refused_is_refused_for_ever
        a_message_that_is_refused_does_not_mark_the_account
        a_server_in_trouble_is_tried_again_later
        a_server_that_does_not_answer_is_given_up_in_time
        once_stopped_it_ends_all_its_tasks
    }
}
