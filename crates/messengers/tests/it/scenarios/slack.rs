//! Slack's own ways, with an app and with webhooks.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use domain::provider::{Provider, RemoteId};
use domain::secret::Token;
use messengers::http::{Rules, Site, Way};
use messengers::slack::{Settings, Slack};
use messengers::{Letter, Messenger, Surroundings};
use testkit::fake_site::FakeSite;
use testkit::fake_slack::FakeSlack;

use super::{Rig, WAITS, code, letter};

const TOKEN: &str = "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcbrzbqgy";
const ALICE: &str = "U024BE7LH";
const GONE: &str = "U024GONE1";
const HOOK: &str = "T024BE7LD/B0HOOK/aBcDeFgHiJkLmNoPqRsTuVwX";

/// An app, a person, and one who is deactivated.
pub(super) struct Bench {
    server: FakeSlack,
}

/// The same without an app: webhooks alone.
pub(super) struct HookBench {
    server: FakeSlack,
}

async fn server() -> FakeSlack {
    let server = FakeSlack::start(TOKEN).await;
    server.put(ALICE, "alice@example.org", false);
    server.put(GONE, "gone@example.org", false);
    server.put("U024ROBOT", "robot@example.org", true);
    server.deactivate(GONE);
    server.hook(HOOK);
    server
}

fn start(
    server: &FakeSlack,
    token: Option<&str>,
    way: Way,
    rules: Rules,
    surroundings: &Surroundings,
) -> Arc<dyn Messenger> {
    let site = Site::parse(&server.site.url(), false).unwrap();
    let settings = Settings {
        hooks: site.clone(),
        site,
        bot_token: token.map(Token::new),
        way,
        rules,
        waits: WAITS,
    };
    Slack::start(Provider::new("slack"), settings, surroundings).unwrap()
}

fn arrived(server: &FakeSlack) -> Vec<String> {
    let messages = server.messages();
    messages
        .iter()
        .map(|(_, text)| FakeSlack::shown(text))
        .collect()
}

impl super::Bench for Bench {
    async fn new() -> Self {
        Self {
            server: server().await,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        start(&self.server, Some(TOKEN), way, rules, surroundings)
    }

    fn start_line(&self) -> String {
        "Postern Slack client is connected as postern@acme.slack.com.".to_owned()
    }

    fn account(&self) -> RemoteId {
        to(ALICE)
    }

    fn refused(&self) -> RemoteId {
        to(GONE)
    }

    fn arrived(&self) -> Vec<String> {
        arrived(&self.server)
    }

    fn revoke(&self) {
        self.server.token("another");
    }

    fn restore(&self) {
        self.server.token(TOKEN);
    }

    fn exhaust(&self) -> Duration {
        self.server.exhaust(30);
        Duration::from_secs(30)
    }
}

impl super::Bench for HookBench {
    async fn new() -> Self {
        Self {
            server: server().await,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        start(&self.server, None, way, rules, surroundings)
    }

    fn start_line(&self) -> String {
        let place = self.server.site.shown();
        format!("Postern Slack client can reach {place} for webhooks.")
    }

    fn account(&self) -> RemoteId {
        hook(HOOK)
    }

    fn refused(&self) -> RemoteId {
        hook("T024BE7LD/B0HOOK/another")
    }

    fn arrived(&self) -> Vec<String> {
        arrived(&self.server)
    }

    fn revoke(&self) {
        unreachable!("nobody logs in");
    }

    fn restore(&self) {
        unreachable!("nobody logs in");
    }

    fn exhaust(&self) -> Duration {
        self.server.exhaust(45);
        Duration::from_secs(45)
    }
}

fn to(member: &str) -> RemoteId {
    RemoteId(member.to_owned())
}

fn hook(path: &str) -> RemoteId {
    RemoteId(format!("https://hooks.slack.com/services/{path}"))
}

fn calls(server: &FakeSlack, what: &str) -> usize {
    server
        .site
        .came()
        .iter()
        .filter(|came| came.what == what)
        .count()
}

#[tokio::test]
async fn a_member_is_found_by_address_or_id_and_kept_by_id() {
    let rig = Rig::<Bench>::up().await;
    for handle in ["alice@example.org", "Alice@Example.org", ALICE] {
        assert_eq!(
            rig.messenger.resolve(handle).await,
            Ok(to(ALICE)),
            "{handle}"
        );
    }
    for (handle, part) in [
        ("gone@example.org", "nobody"),
        (GONE, "deactivated"),
        ("robot@example.org", "bot"),
        ("U024NOONE", "nobody"),
    ] {
        let refused = rig.messenger.resolve(handle).await;
        let Err(Outcome::Never { why, account: true }) = &refused else {
            panic!("{refused:?}")
        };
        assert!(why.contains(part), "{why}");
    }
}

#[tokio::test]
async fn a_conversation_is_opened_once_and_anew_when_it_is_gone() {
    let rig = Rig::<Bench>::up().await;
    for _ in 0..3 {
        assert_eq!(rig.send(letter(to(ALICE), "hello")).await, Outcome::Sent);
    }
    assert_eq!(calls(&rig.bench.server, "POST /api/conversations.open"), 1);
    rig.bench.server.deactivate(ALICE);
    let sent = rig.send(letter(to(ALICE), "hello")).await;
    assert!(
        matches!(sent, Outcome::Never { account: true, .. }),
        "{sent:?}"
    );
    rig.bench.server.put(ALICE, "alice@example.org", false);
    assert_eq!(rig.send(letter(to(ALICE), "hello")).await, Outcome::Sent);
    assert_eq!(calls(&rig.bench.server, "POST /api/conversations.open"), 2);
}

#[tokio::test]
async fn a_permission_that_the_app_lacks_is_named() {
    let rig = Rig::<Bench>::up().await;
    rig.bench.server.forbid("im:write");
    let sent = rig.send(letter(to(ALICE), "hello")).await;
    let Outcome::Later { why, after: None } = sent else {
        panic!("{sent:?}")
    };
    assert!(why.contains("im:write"), "{why}");
    assert!(rig.messenger.connection().borrow().is_up());
}

#[tokio::test]
async fn security_24_beside_an_app_a_webhook_gets_notifications_but_no_codes() {
    let rig = Rig::<Bench>::up().await;
    let sent = rig.send(code(hook(HOOK))).await;
    let Outcome::Never {
        why,
        account: false,
    } = sent
    else {
        panic!("{sent:?}")
    };
    assert!(why.starts_with("codes are never sent to webhooks"), "{why}");
    assert_eq!(rig.send(letter(hook(HOOK), "hello")).await, Outcome::Sent);
    assert_eq!(
        rig.bench.server.messages(),
        [(HOOK.to_owned(), "hello".to_owned())]
    );
    assert!(rig.messenger.entry().carries_codes);
    assert!(!Rig::<HookBench>::up().await.messenger.entry().carries_codes);
}

#[tokio::test]
async fn security_51_only_the_path_of_a_webhook_is_used_and_that_at_slack_alone() {
    let rig = Rig::<HookBench>::up().await;
    for address in [
        format!("https://evil.example/services/{HOOK}"),
        format!("https://hooks.slack.com/services/{HOOK}/../../../api"),
        "https://127.0.0.1/services/a/b/c".to_owned(),
    ] {
        let asked = rig.bench.server.site.came().len();
        let sent = rig.send(letter(RemoteId(address), "hello")).await;
        assert!(
            matches!(sent, Outcome::Never { account: true, .. }),
            "{sent:?}"
        );
        assert_eq!(rig.bench.server.site.came().len(), asked);
    }
}

#[tokio::test]
async fn each_word_of_a_webhook_says_what_follows() {
    let rig = Rig::<HookBench>::up().await;
    for (status, word, is_for_ever) in [
        (404, "no_service", true),
        (403, "invalid_token", true),
        (403, "action_prohibited", true),
        (404, "channel_not_found", true),
        (410, "channel_is_archived", true),
        (500, "rollup_error", false),
        (403, "<html>", false),
    ] {
        rig.bench.server.refuse(HOOK, status, word);
        let sent = rig.send(letter(hook(HOOK), "hello")).await;
        match &sent {
            Outcome::Never { why, account: true } if is_for_ever => {
                assert!(why.contains(word), "{why}");
            }
            Outcome::Later { after: None, .. } if !is_for_ever => {}
            other @ (Outcome::Sent | Outcome::Later { .. } | Outcome::Never { .. }) => {
                panic!("{word}: {other:?}")
            }
        }
        assert!(!format!("{sent:?}").contains("aBcDeF"), "{sent:?}");
    }
}

#[tokio::test]
async fn one_webhook_that_had_too_much_holds_no_other_up() {
    let rig = Rig::<HookBench>::up().await;
    let other = "T024BE7LD/B0OTHER/aBcDeFgHiJkLmNoPqRsTuVwX";
    rig.bench.server.hook(other);
    rig.bench.server.refuse(HOOK, 429, "rate_limited");
    let sent = rig.send(letter(hook(HOOK), "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: Some(_), .. }),
        "{sent:?}"
    );
    assert_eq!(rig.send(letter(hook(other), "hello")).await, Outcome::Sent);
}

#[tokio::test]
async fn a_text_mentions_nobody_and_its_parts_are_as_they_mean() {
    let rig = Rig::<Bench>::up().await;
    let text = Text::default()
        .with(Part::Bold("Acme".into()))
        .with(Part::Plain("\n<!channel> & ".into()))
        .with(Part::Link("https://acme.example/x".into()));
    let sent = rig
        .send(Letter {
            text,
            ..letter(to(ALICE), "")
        })
        .await;
    assert_eq!(sent, Outcome::Sent);
    let (member, text) = rig.bench.server.messages().remove(0);
    assert_eq!(member, ALICE);
    assert_eq!(
        text,
        "*Acme*\n&lt;!channel&gt; &amp; <https://acme.example/x>"
    );
    assert_eq!(
        rig.send(letter(to(ALICE), &"word ".repeat(3_000))).await,
        Outcome::Sent
    );
    let (_, long) = rig.bench.server.messages().remove(1);
    assert!(long.chars().count() <= 4_000, "{}", long.len());
}
