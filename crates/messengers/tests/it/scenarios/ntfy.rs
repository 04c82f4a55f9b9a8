//! ntfy's own ways.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Button, Part, Text};
use domain::provider::{Provider, RemoteId};
use domain::secret::Token;
use messengers::http::{Rules, Site, Way};
use messengers::ntfy::{Ntfy, Settings};
use messengers::{Letter, Messenger, Surroundings};
use testkit::fake_ntfy::FakeNtfy;
use testkit::fake_site::FakeSite;

use super::{Rig, WAITS, code, letter};

const TOKEN: &str = "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2";

/// A server with one account, and topics that are protected, open, and closed to us.
pub(super) struct Bench {
    pub(super) server: FakeNtfy,
    open_topics: bool,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let server = FakeNtfy::start().await;
        server.account("postern", TOKEN);
        server.protect("alice");
        server.close("closed");
        Self {
            server,
            open_topics: false,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.server.site.url(), false).unwrap(),
            authorization: Some(Token::new(TOKEN)),
            open_topics: self.open_topics,
            user_url: None,
            way,
            rules,
            waits: WAITS,
        };
        Ntfy::start(Provider::new("ntfy"), settings, surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        let place = self.server.site.shown();
        format!("Postern ntfy client is connected as postern@{place}.")
    }

    fn account(&self) -> RemoteId {
        RemoteId("alice".to_owned())
    }

    fn refused(&self) -> RemoteId {
        RemoteId("closed".to_owned())
    }

    fn arrived(&self) -> Vec<String> {
        let text = |message: &serde_json::Value| message["message"].as_str().unwrap().to_owned();
        self.server.messages().iter().map(text).collect()
    }

    fn revoke(&self) {
        self.server.revoke(TOKEN);
    }

    fn restore(&self) {
        self.server.account("postern", TOKEN);
    }

    fn exhaust(&self) -> Duration {
        self.server.allow(0);
        Duration::from_secs(3_600)
    }
}

#[tokio::test]
async fn security_27_a_topic_that_anyone_reads_gets_notifications_but_no_codes() {
    let rig = Rig::<Bench>::up().await;
    let open = || RemoteId("open".to_owned());
    let sent = rig.send(code(open())).await;
    let Outcome::Never {
        why,
        account: false,
    } = sent
    else {
        panic!("{sent:?}")
    };
    assert!(why.starts_with("anyone can read this topic"), "{why}");
    assert_eq!(rig.send(letter(open(), "hello")).await, Outcome::Sent);
    assert_eq!(super::Bench::arrived(&rig.bench), ["hello"]);
}

#[tokio::test]
async fn an_open_topic_can_be_linked_for_notifications_where_that_is_allowed() {
    let mut bench = <Bench as super::Bench>::new().await;
    bench.open_topics = true;
    let way = super::trusting(&bench.server.site);
    let rig = Rig::with(bench, way);
    rig.wait(domain::provider::Connection::is_up).await;
    // So the courier sends no codes to sign in.
    assert!(!rig.messenger.entry().carries_codes);
    let link_code = code(RemoteId("open".to_owned()));
    assert_eq!(rig.send(link_code).await, Outcome::Sent);
}

#[tokio::test]
async fn whether_a_topic_is_protected_is_asked_without_a_login_and_once() {
    let rig = Rig::<Bench>::up().await;
    assert_eq!(
        rig.messenger.resolve("alice").await,
        Ok(RemoteId("alice".to_owned()))
    );
    assert_eq!(
        rig.send(code(RemoteId("alice".to_owned()))).await,
        Outcome::Sent
    );
    let came = rig.bench.server.site.came();
    let asked: Vec<_> = came
        .iter()
        .filter(|came| came.what == "GET /alice/json")
        .collect();
    assert_eq!(asked.len(), 1);
    assert!(!asked[0].headers.contains_key("authorization"));
}

#[tokio::test]
async fn a_warning_has_an_action_and_the_same_message_the_same_sequence() {
    let rig = Rig::<Bench>::up().await;
    let warning = || Letter {
        text: Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nA new place. Not you? ".into()))
            .with(Part::Link("https://acme.example/not-me/1".into())),
        buttons: vec![Button {
            label: "This was not me".into(),
            data: "d".into(),
        }],
        ..letter(RemoteId("alice".to_owned()), "")
    };
    assert_eq!(rig.send(warning()).await, Outcome::Sent);
    assert_eq!(rig.send(warning()).await, Outcome::Sent);
    let messages = rig.bench.server.messages();
    assert_eq!(messages[0]["title"], "Acme");
    assert_eq!(
        messages[0]["actions"][0]["url"],
        "https://acme.example/not-me/1"
    );
    assert_eq!(messages[0]["sequence_id"], messages[1]["sequence_id"]);
}
