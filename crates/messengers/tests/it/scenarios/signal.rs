//! Signal's own ways.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use domain::provider::{Provider, RemoteId};
use futures::FutureExt;
use messengers::http::{Rules, Site, Way};
use messengers::signal::{Settings, Signal};
use messengers::{Letter, Messenger, News, Reply, Said, Surroundings};
use testkit::fake_signal::{FakeSignal, Standing};
use testkit::fake_site::{FakeSite, SiteFault};
use tokio::time::timeout;

use super::{PATIENCE, Rig, WAITS, code, letter};

const US: &str = "+4915100000000";
const ALICE: &str = "2f1ec6a2-6f47-4d4f-9d2b-0d0c1f9a6e11";
const ALICES_NUMBER: &str = "+491701234567";
const BOB: &str = "7c0a1e0e-3f5e-4c6e-8d53-5d1a8e7f2b22";

/// A daemon with one account that knows Alice, who is fine, and Bob, who has left.
pub(super) struct Bench {
    server: FakeSignal,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let server = FakeSignal::start(US).await;
        server.person(ALICE, ALICES_NUMBER, Some("alice.42"), Standing::Fine);
        server.person(BOB, "+491707654321", None, Standing::Gone);
        Self { server }
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
        Duration::from_secs(120)
    }
}

fn alice() -> RemoteId {
    RemoteId(ALICE.to_owned())
}

#[tokio::test]
async fn security_31_an_account_is_found_by_number_or_name_and_kept_by_its_id() {
    let rig = Rig::<Bench>::up().await;
    for handle in ["+49 170 1234567", "alice.42"] {
        assert_eq!(rig.messenger.resolve(handle).await, Ok(alice()));
    }
    // Somebody else has the number now; what was meant for Alice goes to Alice.
    let server = &rig.bench.server;
    server.person(ALICE, "+49301234567", None, Standing::Fine);
    server.person(BOB, ALICES_NUMBER, None, Standing::Fine);
    assert_eq!(rig.send(code(alice())).await, Outcome::Sent);
    assert_eq!(server.messages()[0]["recipient"][0], ALICE);
    for handle in ["+4930999999", "nobody.42"] {
        let found = rig.messenger.resolve(handle).await;
        assert!(
            matches!(found, Err(Outcome::Never { account: true, .. })),
            "{found:?}"
        );
    }
}

#[tokio::test]
async fn nothing_goes_to_a_person_whose_safety_number_has_changed_until_it_is_trusted() {
    let rig = Rig::<Bench>::up().await;
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

#[tokio::test]
async fn a_captcha_is_named_and_waited_for() {
    let rig = Rig::<Bench>::up().await;
    rig.bench.server.is_suspicious();
    let sent = rig.send(letter(alice(), "hello")).await;
    let Outcome::Later {
        after: Some(wait),
        why,
    } = sent
    else {
        panic!("{sent:?}")
    };
    assert_eq!(wait, Duration::from_secs(86_400));
    assert!(why.contains("submitRateLimitChallenge"), "{why}");
    let asked = rig.bench.server.site.came().len();
    let again = rig.send(code(alice())).await;
    assert!(
        matches!(again, Outcome::Later { after: Some(_), .. }),
        "{again:?}"
    );
    assert_eq!(rig.bench.server.site.came().len(), asked);
}

#[tokio::test]
async fn a_receipt_makes_a_message_delivered() {
    let mut rig = Rig::<Bench>::up().await;
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

#[tokio::test]
async fn what_somebody_writes_in_private_is_answered_and_what_is_said_in_groups_is_not() {
    let rig = Rig::<Bench>::up().await;
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

#[tokio::test]
async fn after_the_daemon_was_away_it_is_heard_again() {
    let rig = Rig::<Bench>::up().await;
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

#[tokio::test]
async fn titles_and_codes_stand_out() {
    let rig = Rig::<Bench>::up().await;
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
        let rig = Rig::<Bench>::up().await;
        let why = rig.later(fault).await;
        assert!(why.contains(part), "{why}");
    }
    let rig = Rig::<Bench>::up().await;
    let unknown = RemoteId("00000000-0000-4000-8000-000000000000".to_owned());
    let sent = rig.send(letter(unknown, "hello")).await;
    assert!(
        matches!(sent, Outcome::Never { account: true, .. }),
        "{sent:?}"
    );
}
