//! Pushover's own ways.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Button, Part, Text};
use domain::provider::{Provider, RemoteId};
use domain::secret::Token;
use messengers::http::{Rules, Site, Way};
use messengers::pushover::{Pushover, Settings};
use messengers::{Letter, Messenger, News, Surroundings};
use testkit::fake_pushover::FakePushover;
use testkit::fake_site::FakeSite;
use tokio::time::timeout;

use super::{PATIENCE, Rig, WAITS, code, letter};

const TOKEN: &str = "azGDORePK8gMaC0QOYAMyEEuzJnyUi";
const USER: &str = "uQiRzpo4DXghDmr9QzzfQu27cmVRsG";
const GROUP: &str = "gznej3rKEVAvPUxu9vvNnqpmZpokzF";

/// An application, a user and a group.
pub(super) struct Bench {
    server: FakePushover,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let server = FakePushover::start(TOKEN).await;
        server.user(USER);
        server.group(GROUP);
        Self { server }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.server.site.url(), false).unwrap(),
            token: Token::new(TOKEN),
            confirm_warnings: true,
            way,
            rules,
            waits: WAITS,
            look: Duration::from_millis(20),
        };
        Pushover::start(Provider::new("pushover"), settings, surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        let place = self.server.site.shown();
        format!("Postern Pushover client is connected as {place}.")
    }

    fn account(&self) -> RemoteId {
        RemoteId(USER.to_owned())
    }

    fn refused(&self) -> RemoteId {
        RemoteId(USER.to_lowercase())
    }

    fn arrived(&self) -> Vec<String> {
        let all = self.server.messages();
        all.iter().map(|fields| fields["message"].clone()).collect()
    }

    fn revoke(&self) {
        self.server.token("another");
    }

    fn restore(&self) {
        self.server.token(TOKEN);
    }

    fn exhaust(&self) -> Duration {
        self.server.allow(0);
        Duration::from_secs(3_600)
    }
}

fn to(key: &str) -> RemoteId {
    RemoteId(key.to_owned())
}

#[tokio::test]
async fn a_code_is_of_high_priority_and_vanishes_when_it_has_run_out() {
    let rig = Rig::<Bench>::up().await;
    assert_eq!(rig.send(code(to(USER))).await, Outcome::Sent);
    let message = rig.bench.server.messages().remove(0);
    assert_eq!(
        (message["priority"].as_str(), message["ttl"].as_str()),
        ("1", "300")
    );
}

#[tokio::test]
async fn codes_are_never_sent_to_groups() {
    let rig = Rig::<Bench>::up().await;
    let sent = rig.send(code(to(GROUP))).await;
    assert!(
        matches!(sent, Outcome::Never { account: false, .. }),
        "{sent:?}"
    );
    assert_eq!(rig.send(letter(to(GROUP), "hello")).await, Outcome::Sent);
    assert_eq!(super::Bench::arrived(&rig.bench), ["hello"]);
}

#[tokio::test]
async fn a_key_is_asked_about_once_before_a_code() {
    let rig = Rig::<Bench>::up().await;
    for _ in 0..3 {
        assert_eq!(rig.send(code(to(USER))).await, Outcome::Sent);
    }
    let came = rig.bench.server.site.came();
    let asked = came
        .iter()
        .filter(|came| came.what.ends_with("validate.json"));
    assert_eq!(asked.count(), 1);
}

#[tokio::test]
async fn a_warning_that_somebody_confirms_is_delivered() {
    let mut rig = Rig::<Bench>::up().await;
    let warning = Letter {
        text: Text::of("Not you? ").with(Part::Link("https://acme.example/not-me/1".into())),
        buttons: vec![Button {
            label: "This was not me".into(),
            data: "d".into(),
        }],
        ..letter(to(USER), "")
    };
    let delivery = warning.delivery;
    assert_eq!(rig.send(warning).await, Outcome::Sent);
    let message = rig.bench.server.messages().remove(0);
    assert_eq!(message["priority"], "2");
    assert_eq!(message["url"], "https://acme.example/not-me/1");
    assert_eq!(message["url_title"], "This was not me");
    rig.bench.server.confirm();
    let news = timeout(PATIENCE, rig.news.recv()).await.unwrap();
    assert_eq!(news, Some(News::Delivered(delivery)));
}
