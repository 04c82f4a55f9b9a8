//! Zulip's own ways.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use domain::provider::{Provider, RemoteId};
use domain::secret::Token;
use messengers::http::{Rules, Site, Way};
use messengers::zulip::{Settings, Zulip};
use messengers::{Letter, Messenger, Surroundings};
use testkit::fake_site::FakeSite;
use testkit::fake_zulip::FakeZulip;

use super::{Rig, WAITS, code, letter, trusting};

const BOT: &str = "postern-bot@example.org";
const KEY: &str = "a0X1yjQ7ULv4wZx6cpvqJyRzKSfMdDq9";
const ALICE: i64 = 8;
const GONE: i64 = 9;

/// A bot, a person, and one who is deactivated.
pub(super) struct Bench {
    pub(super) server: FakeZulip,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let server = FakeZulip::start(BOT, KEY).await;
        server.put(ALICE, "alice@example.org", false);
        server.put(GONE, "gone@example.org", false);
        server.deactivate(GONE);
        Self { server }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.server.site.url(), false).unwrap(),
            email: BOT.to_owned(),
            api_key: Token::new(KEY),
            way,
            rules,
            waits: WAITS,
        };
        Zulip::start(Provider::new("zulip"), settings, surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        let place = self.server.site.shown();
        format!("Postern Zulip client is connected as {BOT} on {place}.")
    }

    fn account(&self) -> RemoteId {
        to(ALICE)
    }

    fn refused(&self) -> RemoteId {
        to(GONE)
    }

    fn arrived(&self) -> Vec<String> {
        let messages = self.server.messages();
        messages
            .iter()
            .map(|(_, text)| FakeZulip::shown(text))
            .collect()
    }

    fn revoke(&self) {
        self.server.key("another");
    }

    fn restore(&self) {
        self.server.key(KEY);
    }

    fn exhaust(&self) -> Duration {
        self.server.exhaust(28.5);
        Duration::from_millis(28_500)
    }
}

fn to(id: i64) -> RemoteId {
    RemoteId(id.to_string())
}

fn why_of(outcome: &Outcome, is_about_account: bool) -> &str {
    match outcome {
        Outcome::Never { why, account } if *account == is_about_account => why,
        other @ (Outcome::Never { .. } | Outcome::Sent | Outcome::Later { .. }) => {
            panic!("{other:?}")
        }
    }
}

#[tokio::test]
async fn a_person_is_found_by_address_or_id_and_kept_by_id() {
    let rig = Rig::<Bench>::up().await;
    for handle in ["alice@example.org", "Alice@Example.org", "8"] {
        assert_eq!(
            rig.messenger.resolve(handle).await,
            Ok(to(ALICE)),
            "{handle}"
        );
    }
    rig.bench.server.put(ALICE, "alice.b@example.org", false);
    assert_eq!(rig.send(letter(to(ALICE), "hello")).await, Outcome::Sent);
    assert_eq!(rig.bench.server.messages(), [(ALICE, "hello".to_owned())]);
}

#[tokio::test]
async fn who_is_gone_a_bot_or_nobody_is_not_taken_for_an_account() {
    let rig = Rig::<Bench>::up().await;
    for (handle, part) in [
        ("gone@example.org", "deactivated"),
        (BOT, "bot"),
        ("nobody@example.org", "nobody"),
        ("77", "nobody"),
    ] {
        let refused = rig.messenger.resolve(handle).await.unwrap_err();
        assert!(why_of(&refused, true).contains(part), "{refused:?}");
    }
}

#[tokio::test]
async fn a_bot_that_may_not_begin_direct_messages_does_not_mark_the_account() {
    let rig = Rig::<Bench>::up().await;
    rig.bench.server.close();
    let sent = rig.send(letter(to(ALICE), "hello")).await;
    assert!(why_of(&sent, false).contains("may not let"), "{sent:?}");
}

#[tokio::test]
async fn texts_are_as_long_as_the_server_takes_them() {
    let bench = <Bench as super::Bench>::new().await;
    bench.server.longest(500);
    let way = trusting(&bench.server.site);
    let rig = Rig::with(bench, way);
    rig.wait(domain::provider::Connection::is_up).await;
    assert_eq!(
        rig.send(letter(to(ALICE), &"stars * ".repeat(100))).await,
        Outcome::Sent
    );
    let (_, text) = rig.bench.server.messages().remove(0);
    assert!(text.chars().count() <= 500 && text.ends_with('…'), "{text}");
    assert_eq!(
        rig.bench.server.queues(),
        0,
        "the queue that it takes to know is ended"
    );
}

#[tokio::test]
async fn what_a_text_says_is_no_markdown_and_a_code_is_to_be_copied() {
    let rig = Rig::<Bench>::up().await;
    let words = "@**all** *x* `y` [z](https://e.example)\n- 1\n1. > /me";
    assert_eq!(rig.send(letter(to(ALICE), words)).await, Outcome::Sent);
    assert_eq!(rig.send(code(to(ALICE))).await, Outcome::Sent);
    let title = Letter {
        text: Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nhi".into())),
        ..letter(to(ALICE), "")
    };
    assert_eq!(rig.send(title).await, Outcome::Sent);
    let texts: Vec<String> = rig
        .bench
        .server
        .messages()
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(FakeZulip::shown(&texts[0]), words);
    assert!(
        !texts[0].contains('*') && !texts[0].contains('`'),
        "{}",
        texts[0]
    );
    assert_eq!(texts[1], "Your code:\n`123456`");
    assert_eq!(texts[2], "**Acme**\nhi");
}
