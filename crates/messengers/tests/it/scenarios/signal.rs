//! Signal's own ways, over each of the daemons that speak for signal-cli.

mod clients;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use domain::provider::{NOT_WRITTEN, Provider, RemoteId};
use futures::FutureExt;
use messengers::http::{Rules, Site, Way};
use messengers::signal::{Settings, Signal};
use messengers::{Letter, Messenger, News, Reply, Said, Surroundings};
use testkit::fake_signal::{FakeSignal, Mode, Standing};
use testkit::fake_site::{FakeSite, SiteFault};
use tokio::time::timeout;

use super::{PATIENCE, Rig, WAITS, code, letter};

const US: &str = "+4915100000000";
const ALICE: &str = "2f1ec6a2-6f47-4d4f-9d2b-0d0c1f9a6e11";
const ALICES_NUMBER: &str = "+491701234567";
const BOB: &str = "7c0a1e0e-3f5e-4c6e-8d53-5d1a8e7f2b22";

/// One of the daemons.
pub(super) trait Daemon: Send + Sync {
    /// How long Signal's wish for 120 seconds of patience is: not every daemon hands it on.
    const HURRY: Duration = Duration::from_secs(120);
    /// The same for a captcha, which it wants within a day.
    const CAPTCHA: Duration = Duration::from_secs(86_400);

    fn start() -> impl Future<Output = FakeSignal> + Send;
}

/// signal-cli's own.
pub(super) struct Rpc;

impl Daemon for Rpc {
    fn start() -> impl Future<Output = FakeSignal> + Send {
        FakeSignal::start(US)
    }
}

/// The container, where signal-cli runs all the time.
pub(super) struct Rest;

impl Daemon for Rest {
    const HURRY: Duration = Duration::from_secs(300);
    const CAPTCHA: Duration = Duration::from_secs(3_600);

    fn start() -> impl Future<Output = FakeSignal> + Send {
        FakeSignal::start_rest(US, Mode::JsonRpc)
    }
}

/// The container, where signal-cli is started for each call.
pub(super) struct RestCalled;

impl Daemon for RestCalled {
    fn start() -> impl Future<Output = FakeSignal> + Send {
        FakeSignal::start_rest(US, Mode::Normal)
    }
}

/// A daemon with one account that knows Alice, who is fine, and Bob, who has left.
pub(super) struct Bench<D> {
    server: FakeSignal,
    daemon: PhantomData<D>,
}

impl<D: Daemon> super::Bench for Bench<D> {
    async fn new() -> Self {
        let server = D::start().await;
        server.person(ALICE, ALICES_NUMBER, Some("alice.42"), Standing::Fine);
        server.person(BOB, "+491707654321", None, Standing::Gone);
        Self {
            server,
            daemon: PhantomData,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.server.site.url(), false).unwrap(),
            number: US.to_owned(),
            way,
            rules,
            waits: WAITS,
            rest: WAITS.first,
        };
        let surroundings = Surroundings {
            reception: Arc::new(|heard| {
                let Said::Text(words) = &heard.said else {
                    unreachable!("there are no buttons")
                };
                let words = format!("{} said {words}", heard.shown);
                let reply = Reply {
                    text: Text::of(words),
                    buttons: Vec::new(),
                    ends_buttons: false,
                };
                std::future::ready(Some(reply)).boxed()
            }),
            ..surroundings.clone()
        };
        Signal::start(Provider::new("signal"), settings, &surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        format!("Postern Signal client is connected as {US}.")
    }

    fn account(&self) -> RemoteId {
        RemoteId(ALICE.to_owned())
    }

    fn refused(&self) -> RemoteId {
        RemoteId(BOB.to_owned())
    }

    fn arrived(&self) -> Vec<String> {
        let words = |message: &serde_json::Value| message["message"].as_str().unwrap().to_owned();
        self.server.messages().iter().map(words).collect()
    }

    fn revoke(&self) {
        self.server.account(None);
    }

    fn restore(&self) {
        self.server.account(Some(US));
    }

    fn exhaust(&self) -> Duration {
        self.server.is_hurried(120);
        D::HURRY
    }
}

/// Runs these over all daemons.
macro_rules! over_all_daemons {
    ($($daemon:ident, $name:ident;)+ => $scenarios:tt) => {
        $(mod $name { over_all_daemons!(@each $daemon, $scenarios); })+
    };
    (@each $daemon:ident, { $($scenario:ident)+ }) => {
        $(#[tokio::test]
        async fn $scenario() {
            super::$scenario::<super::$daemon>().await;
        })+
    };
}

over_all_daemons! {
    Rpc, over_json_rpc;
    Rest, over_rest;
    RestCalled, over_rest_that_is_asked;
    => {
        security_31_an_account_is_found_by_number_or_name_and_kept_by_its_id
        nothing_goes_to_a_person_whose_safety_number_has_changed_until_it_is_trusted
        a_captcha_is_named_and_waited_for
        a_receipt_makes_a_message_delivered
        what_somebody_writes_in_private_is_answered_and_what_is_said_in_groups_is_not
        after_the_daemon_was_away_it_is_heard_again
        titles_and_codes_stand_out
        security_31_whose_number_it_is_is_known_once_they_have_written
        words_that_look_like_formatting_arrive_as_they_are
        who_cannot_be_reached_has_not_left
    }
}

fn alice() -> RemoteId {
    RemoteId(ALICE.to_owned())
}

async fn security_31_an_account_is_found_by_number_or_name_and_kept_by_its_id<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    for handle in ["+49 170 1234567", "alice.42"] {
        assert_eq!(rig.messenger.resolve(handle).await, Ok(alice()));
    }
    // Somebody else has the number now; what was meant for Alice goes to Alice.
    let server = &rig.bench.server;
    server.person(ALICE, "+49301234567", None, Standing::Fine);
    server.person(BOB, ALICES_NUMBER, None, Standing::Fine);
    assert_eq!(rig.send(code(alice())).await, Outcome::Sent);
    assert_eq!(server.messages()[0]["recipient"][0], ALICE);
    let now = rig.messenger.resolve(ALICES_NUMBER).await;
    assert_eq!(now, Ok(RemoteId(BOB.to_owned())));
    for handle in ["+4930999999", "nobody.42"] {
        let found = rig.messenger.resolve(handle).await;
        assert!(
            matches!(found, Err(Outcome::Never { account: true, .. })),
            "{found:?}"
        );
    }
}

async fn nothing_goes_to_a_person_whose_safety_number_has_changed_until_it_is_trusted<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    let server = &rig.bench.server;
    server.person(ALICE, ALICES_NUMBER, None, Standing::Untrusted);
    for letter in [code(alice()), letter(alice(), "hello")] {
        let sent = rig.send(letter).await;
        let Outcome::Never {
            why,
            account: false,
        } = sent
        else {
            panic!("{sent:?}")
        };
        assert!(why.contains("safety number has changed"), "{why}");
    }
    assert!(server.messages().is_empty());
    server.person(ALICE, ALICES_NUMBER, None, Standing::Fine);
    assert_eq!(rig.send(code(alice())).await, Outcome::Sent);
}

async fn a_captcha_is_named_and_waited_for<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    rig.bench.server.is_suspicious();
    let sent = rig.send(letter(alice(), "hello")).await;
    let Outcome::Later {
        after: Some(wait),
        why,
    } = sent
    else {
        panic!("{sent:?}")
    };
    assert_eq!(wait, D::CAPTCHA);
    assert!(why.contains("submitRateLimitChallenge"), "{why}");
    let asked = rig.bench.server.site.came().len();
    let again = rig.send(code(alice())).await;
    assert!(
        matches!(again, Outcome::Later { after: Some(_), .. }),
        "{again:?}"
    );
    assert_eq!(rig.bench.server.site.came().len(), asked);
}

async fn a_receipt_makes_a_message_delivered<D: Daemon>() {
    let mut rig = Rig::<Bench<D>>::up().await;
    rig.bench.server.is_heard().await;
    let letter = letter(alice(), "hello");
    let delivery = letter.delivery;
    assert_eq!(rig.send(letter).await, Outcome::Sent);
    let at = rig.bench.server.messages()[0]["timestamp"]
        .as_i64()
        .unwrap();
    // Nobody else can confirm it.
    rig.bench.server.confirms(BOB, at);
    rig.bench.server.confirms(ALICE, at);
    let news = timeout(PATIENCE, rig.news.recv()).await.unwrap();
    assert_eq!(news, Some(News::Delivered(delivery)));
    assert!(rig.news.try_recv().is_err());
}

async fn what_somebody_writes_in_private_is_answered_and_what_is_said_in_groups_is_not<
    D: Daemon,
>() {
    let rig = Rig::<Bench<D>>::up().await;
    rig.bench.server.is_heard().await;
    rig.bench.server.writes(ALICE, "hi all", true);
    rig.bench.server.writes(ALICE, "/stop", false);
    let answered = async {
        while super::Bench::arrived(&rig.bench).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, answered).await.unwrap();
    assert_eq!(
        super::Bench::arrived(&rig.bench),
        [format!("{ALICES_NUMBER} said /stop")]
    );
    assert_eq!(rig.bench.server.messages()[0]["recipient"][0], ALICE);
}

async fn after_the_daemon_was_away_it_is_heard_again<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    rig.bench.server.is_heard().await;
    rig.bench.server.site.stops();
    let sent = rig.send(letter(alice(), "hello")).await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    rig.wait_until_down("connection").await;
    rig.bench.server.site.starts_again().await;
    rig.wait(domain::provider::Connection::is_up).await;
    timeout(PATIENCE, rig.bench.server.is_heard())
        .await
        .unwrap();
}

async fn titles_and_codes_stand_out<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    let letter = Letter {
        text: Text::default()
            .with(Part::Bold("Grüße 🏰".into()))
            .with(Part::Plain("\n".into()))
            .with(Part::Code("123456".into())),
        ..code(alice())
    };
    assert_eq!(rig.send(letter).await, Outcome::Sent);
    let message = rig.bench.server.messages().remove(0);
    assert_eq!(
        message["textStyle"],
        serde_json::json!(["0:8:BOLD", "9:6:MONOSPACE"])
    );
}

async fn security_31_whose_number_it_is_is_known_once_they_have_written<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    let server = &rig.bench.server;
    server.hides(ALICE, "84a939c0-1ea4-48cb-bf72-e5d48099cd9f");
    let found = rig.messenger.resolve(ALICES_NUMBER).await;
    let later = Outcome::Later {
        after: None,
        why: NOT_WRITTEN.to_owned(),
    };
    assert_eq!(found, Err(later));
    assert_eq!(rig.messenger.resolve("alice.42").await, Ok(alice()));
    server.writes(ALICE, "hello", false);
    assert_eq!(rig.messenger.resolve(ALICES_NUMBER).await, Ok(alice()));
    let link = format!("https://signal.me/#p/{US}");
    assert_eq!(rig.messenger.entry().join_link, Some(link));
}

async fn words_that_look_like_formatting_arrive_as_they_are<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    for text in ["2*3*4 `x` ~me~ ||y||", "C:\\*"] {
        let text = Text::default()
            .with(Part::Bold("Sums".into()))
            .with(Part::Plain(format!("\n{text}")));
        let letter = Letter {
            text: text.clone(),
            ..letter(alice(), "")
        };
        assert_eq!(rig.send(letter).await, Outcome::Sent);
        let arrived = super::Bench::arrived(&rig.bench);
        assert_eq!(arrived.last(), Some(&text.plain()));
    }
}

async fn who_cannot_be_reached_has_not_left<D: Daemon>() {
    let rig = Rig::<Bench<D>>::up().await;
    rig.bench.server.is_cut_off();
    let sent = rig.send(letter(alice(), "hello")).await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
}

#[tokio::test]
async fn refusals_of_the_daemon_say_what_follows() {
    let refusal = |code: i64, message: &str| {
        let body = serde_json::json!({
            "jsonrpc": "2.0", "id": 1,
            "error": { "code": code, "message": message, "data": null },
        });
        SiteFault::Says(200, Vec::new(), body.to_string())
    };
    for (fault, part) in [
        (refusal(-3, "Failed to connect"), "does not reach Signal"),
        (
            refusal(-3, "[403] AuthorizationFailedException"),
            "logged the account out",
        ),
        (
            refusal(-32_603, "An internal server error"),
            "error of its own (-32603)",
        ),
        (SiteFault::Says(421, Vec::new(), String::new()), "--http"),
    ] {
        let rig = Rig::<Bench<Rpc>>::up().await;
        let why = rig.later(fault).await;
        assert!(why.contains(part), "{why}");
    }
    let rig = Rig::<Bench<Rpc>>::up().await;
    let unknown = RemoteId("00000000-0000-4000-8000-000000000000".to_owned());
    let sent = rig.send(letter(unknown, "hello")).await;
    assert!(
        matches!(sent, Outcome::Never { account: true, .. }),
        "{sent:?}"
    );
}

#[tokio::test]
async fn refusals_of_the_container_say_what_follows() {
    let refusal = |status: u16, error: &str| {
        let body = serde_json::json!({ "error": error });
        SiteFault::Says(status, Vec::new(), body.to_string())
    };
    for (fault, part) in [
        (refusal(400, "Failed to connect"), "does not reach Signal"),
        (
            refusal(400, "[403] AuthorizationFailedException"),
            "logged the account out",
        ),
        (
            refusal(400, &format!("User {US} is not registered.\n")),
            "refuses the number",
        ),
        (refusal(400, "NullPointerException"), "error of its own"),
        (refusal(400, "Failed to send message"), "does not say why"),
        (refusal(500, "process killed"), "error of its own"),
        (
            SiteFault::Says(201, Vec::new(), "{}".to_owned()),
            "understood",
        ),
        (SiteFault::Says(404, Vec::new(), String::new()), "neither"),
    ] {
        let rig = Rig::<Bench<Rest>>::up().await;
        // Who was written to is known to the container.
        assert_eq!(rig.send(letter(alice(), "hello")).await, Outcome::Sent);
        let why = rig.later(fault).await;
        assert!(why.contains(part), "{why}");
    }
}

#[tokio::test]
async fn a_container_that_cannot_look_people_up_is_too_old() {
    let rig = Rig::<Bench<Rest>>::up().await;
    let missing = SiteFault::Says(404, Vec::new(), "404 page not found".to_owned());
    rig.bench.server.site.then([missing]);
    let found = rig.messenger.resolve("alice.42").await;
    let Err(Outcome::Later { why, .. }) = found else {
        panic!("{found:?}")
    };
    assert!(why.contains("0.98"), "{why}");
}

#[tokio::test]
async fn a_container_that_runs_in_another_mode_now_is_heard_again() {
    let rig = Rig::<Bench<RestCalled>>::up().await;
    let server = &rig.bench.server;
    for mode in [Mode::JsonRpc, Mode::Normal] {
        timeout(PATIENCE, server.is_heard()).await.unwrap();
        server.runs_in(mode);
        timeout(PATIENCE, server.is_heard()).await.unwrap();
    }
}

#[tokio::test]
async fn which_daemon_is_there_is_found_out_again_when_one_takes_the_place_of_the_other() {
    let rig = Rig::<Bench<Rest>>::up().await;
    let server = &rig.bench.server;
    // The container is gone: what answers now is signal-cli's own daemon, for as long as it is asked.
    let nothing = || SiteFault::Says(404, Vec::new(), String::new());
    let accounts = serde_json::json!({ "jsonrpc": "2.0", "id": 1, "result": [{ "number": US }] });
    let listed = SiteFault::Says(200, Vec::new(), accounts.to_string());
    let before = server.site.came().len();
    server.site.then([nothing(), nothing(), listed]);
    let sent = rig.send(letter(alice(), "hello")).await;
    assert!(matches!(sent, Outcome::Later { .. }), "{sent:?}");
    let asked = async {
        while server.site.came().len() < before + 3 {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asked).await.unwrap();
    let came: Vec<_> = server
        .site
        .came()
        .into_iter()
        .map(|came| came.what)
        .collect();
    assert_eq!(
        came[before..before + 3],
        ["POST /v2/send", "GET /v1/about", "POST /api/v1/rpc"]
    );
}
