//! Webhooks' own ways.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Button, Part, Text};
use domain::provider::{Connection, Provider, RemoteId};
use messengers::http::{Deadlines, Reach, Rules, Way};
use messengers::webhook::{Settings, SigningSecret, Webhook};
use messengers::{Letter, Messenger, Surroundings};
use serde_json::json;
use testkit::fake_receiver::{Delivered, FakeReceiver};
use testkit::fake_site::{FakeSite, SiteFault};
use tokio::io::AsyncWriteExt;

use super::{Rig, code, letter, trusting};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const BEFORE: &str = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

/// A receiver with an address that takes messages, and one that wants none any more.
pub(super) struct Bench {
    server: FakeReceiver,
}

impl Bench {
    fn start_with(
        way: Way,
        allowed: &[&str],
        rules: Rules,
        surroundings: &Surroundings,
    ) -> Arc<dyn Messenger> {
        let allowed = allowed.iter().map(|net| net.parse().unwrap()).collect();
        let settings = Settings {
            secrets: [SECRET, BEFORE]
                .map(|secret| SigningSecret::parse(secret).unwrap())
                .to_vec(),
            allow_codes: false,
            way: Way {
                reach: Reach::Public { allowed },
                ..way
            },
            rules,
        };
        Webhook::start(Provider::new("webhook"), settings, surroundings).unwrap()
    }

    fn address(&self, name: &str) -> RemoteId {
        RemoteId(self.server.address(name))
    }
}

impl super::Bench for Bench {
    async fn new() -> Self {
        Self {
            server: FakeReceiver::start().await,
        }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        Self::start_with(way, &["127.0.0.0/8"], rules, surroundings)
    }

    fn start_line(&self) -> String {
        let agent = self.agent();
        format!("Postern Webhook client is connected as {agent}.")
    }

    fn account(&self) -> RemoteId {
        self.address("alice")
    }

    fn refused(&self) -> RemoteId {
        self.address("gone")
    }

    fn arrived(&self) -> Vec<String> {
        let text = |came: &Delivered| came.json()["data"]["text"].as_str().unwrap().to_owned();
        self.server.taken().iter().map(text).collect()
    }

    fn revoke(&self) {
        unreachable!("nobody logs in to a webhook")
    }

    fn restore(&self) {
        unreachable!("nobody logs in to a webhook")
    }

    fn exhaust(&self) -> Duration {
        self.server.is_full();
        Duration::from_secs(30)
    }
}

/// Has a library that no one here wrote check what came; gives what it says.
async fn verify(came: &Delivered, secret: &str) -> String {
    let script = "
import json, sys
from datetime import datetime, timezone
from standardwebhooks import webhooks
asked = json.load(sys.stdin)
# The clock of the test begins in 1970.
class Clock(datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.fromtimestamp(asked['now'], tz=tz)
webhooks.datetime = Clock
hook = webhooks.Webhook(asked['secret'])
try:
    print(json.dumps(hook.verify(asked['body'], asked['headers'])))
except webhooks.WebhookVerificationError as error:
    print(error)
";
    let headers = ["webhook-id", "webhook-timestamp", "webhook-signature"];
    let headers = headers.map(|name| (name, came.header(name)));
    let asked = json!({
        "secret": secret,
        "body": came.body,
        "headers": std::collections::BTreeMap::from(headers),
        "now": 5,
    });
    let mut python = tokio::process::Command::new(testkit::venv::python())
        .args(["-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut stdin = python.stdin.take().unwrap();
    stdin.write_all(asked.to_string().as_bytes()).await.unwrap();
    drop(stdin);
    let output = python.wait_with_output().await.unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[tokio::test]
async fn security_56_an_independent_library_accepts_what_comes_and_nothing_that_was_changed() {
    let rig = Rig::<Bench>::up().await;
    let alice = rig.bench.address("alice");
    assert_eq!(rig.send(code(alice.clone())).await, Outcome::Sent);
    let note = Letter {
        idempotency_key: "2".to_owned(),
        ..letter(alice, "grüße & more")
    };
    assert_eq!(rig.send(note).await, Outcome::Sent);
    let taken = rig.bench.server.taken();
    let secret = taken[0].json()["data"]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    for came in &taken {
        let said = verify(came, &secret).await;
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&said).unwrap(),
            came.json()
        );
    }
    let mut forged = taken[1].clone();
    forged.body = forged.body.replace("more", "less");
    let said = verify(&forged, &secret).await;
    assert!(said.contains("No matching signature"), "{said}");
    // Neither is the secret of the configuration that of the address, nor does it go anywhere.
    let said = verify(&taken[1], SECRET).await;
    assert!(said.contains("No matching signature"), "{said}");
    assert!(!taken[1].body.contains("whsec_"));
}

#[tokio::test]
async fn a_receiver_cannot_forge_messages_for_another() {
    let rig = Rig::<Bench>::up().await;
    for (key, name) in [("1", "alice"), ("2", "bob")] {
        let code = Letter {
            idempotency_key: key.to_owned(),
            ..code(rig.bench.address(name))
        };
        assert_eq!(rig.send(code).await, Outcome::Sent);
    }
    let taken = rig.bench.server.taken();
    let bobs = taken[1].json()["data"]["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(!verify(&taken[1], &bobs).await.contains("signature"));
    let said = verify(&taken[0], &bobs).await;
    assert!(said.contains("No matching signature"), "{said}");
}

#[tokio::test]
async fn while_secrets_change_there_is_a_signature_by_each() {
    let rig = Rig::<Bench>::up().await;
    let sent = rig.send(letter(rig.bench.address("alice"), "hello")).await;
    assert_eq!(sent, Outcome::Sent);
    let taken = rig.bench.server.taken().remove(0);
    let signatures: Vec<_> = taken.header("webhook-signature").split(' ').collect();
    assert_eq!(signatures.len(), 2);
    assert!(signatures[0] != signatures[1] && signatures.iter().all(|one| one.starts_with("v1,")));
}

#[tokio::test]
async fn a_message_that_comes_again_has_the_same_id() {
    let rig = Rig::<Bench>::up().await;
    let again = || letter(rig.bench.address("alice"), "hello");
    assert_eq!(rig.send(again()).await, Outcome::Sent);
    assert_eq!(rig.send(again()).await, Outcome::Sent);
    assert_eq!(rig.bench.server.site.came().len(), 2);
    assert_eq!(rig.bench.server.taken().len(), 1);
}

#[tokio::test]
async fn what_a_message_has_in_it_is_named() {
    let rig = Rig::<Bench>::up().await;
    let warning = Letter {
        text: Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nA new place. Not you? ".into()))
            .with(Part::Link("https://acme.example/not-me/1".into())),
        buttons: vec![Button {
            label: "This was not me".into(),
            data: "d".into(),
        }],
        ..letter(rig.bench.address("alice"), "")
    };
    assert_eq!(rig.send(warning).await, Outcome::Sent);
    let code = Letter {
        idempotency_key: "1.1".to_owned(),
        ..code(rig.bench.address("alice"))
    };
    assert_eq!(rig.send(code).await, Outcome::Sent);
    let taken = rig.bench.server.taken();
    assert_eq!(
        taken[0].json(),
        json!({
            "type": "notification",
            "timestamp": taken[0].json()["timestamp"],
            "data": {
                "title": "Acme",
                "text": "A new place. Not you? https://acme.example/not-me/1",
                "links": ["https://acme.example/not-me/1"],
                "action": { "label": "This was not me", "url": "https://acme.example/not-me/1" },
            },
        })
    );
    let code = taken[1].json();
    assert_eq!(
        (&code["type"], &code["data"]["code"]),
        (&json!("code"), &json!("123456"))
    );
    assert_eq!(taken[1].header("webhook-id"), "1-1");
}

#[tokio::test]
async fn security_51_a_private_address_is_refused_by_number_and_by_name_unless_it_is_allowed() {
    let bench = <Bench as super::Bench>::new().await;
    let way = trusting(&bench.server.site);
    let mut rig = Rig::with(bench, way.clone());
    let (sender, _news) = tokio::sync::mpsc::channel(1);
    let surroundings = Surroundings {
        world: domain::world::World::new(
            || domain::time::Timestamp::from_micros(0),
            |bytes| bytes.fill(7),
        ),
        tasks: rig.tasks.clone(),
        stop: rig.stop.clone(),
        news: sender,
        reception: messengers::deaf(),
    };
    let by_number = rig.bench.server.address("alice");
    let by_name = by_number.replace("127.0.0.1", "localhost");
    assert_eq!(
        rig.send(letter(RemoteId(by_number.clone()), "hello")).await,
        Outcome::Sent
    );
    rig.messenger = Bench::start_with(way, &["10.0.0.0/8"], Rules::default(), &surroundings);
    for address in [by_number, by_name] {
        let sent = rig.send(letter(RemoteId(address), "hello")).await;
        let Outcome::Never { why, account: true } = sent else {
            panic!("{sent:?}")
        };
        assert!(why.contains("private"), "{why}");
    }
    assert_eq!(rig.bench.server.site.came().len(), 1);
}

#[tokio::test]
async fn security_51_where_a_receiver_sends_us_is_not_gone_to() {
    let rig = Rig::<Bench>::up().await;
    let headers = vec![("location", rig.bench.server.address("bob"))];
    let why = rig
        .later(SiteFault::Says(307, headers, String::new()))
        .await;
    assert!(why.contains("elsewhere"), "{why}");
    assert!(rig.bench.server.taken().is_empty());
    assert_eq!(rig.bench.server.site.came().len(), 1);
}

#[tokio::test]
async fn security_53_a_receiver_in_trouble_is_left_in_peace_and_no_other() {
    let bench = <Bench as super::Bench>::new().await;
    let way = Way {
        deadlines: Deadlines {
            whole: Duration::from_secs(4),
            ..Deadlines::DEFAULT
        },
        ..trusting(&bench.server.site)
    };
    let rig = Rig::with(bench, way);
    assert_eq!(
        rig.later(SiteFault::Silent).await,
        "no answer within 4 seconds"
    );
    let again = rig.send(letter(rig.bench.address("alice"), "hello")).await;
    assert!(
        matches!(&again, Outcome::Later { after: Some(_), .. }),
        "{again:?}"
    );
    assert_eq!(rig.bench.server.site.came().len(), 1);
    let other = rig.send(letter(rig.bench.address("bob"), "hello")).await;
    assert_eq!(other, Outcome::Sent);
}

#[tokio::test]
async fn security_24_a_receiver_that_nobody_vouches_for_gets_nothing() {
    let bench = <Bench as super::Bench>::new().await;
    let rig = Rig::with(bench, Way::default());
    let sent = rig.send(letter(rig.bench.address("alice"), "hello")).await;
    let Outcome::Later { why, .. } = sent else {
        panic!("{sent:?}")
    };
    assert!(why.starts_with("the certificate is not trusted: "), "{why}");
    assert!(rig.bench.server.site.came().is_empty());
}

#[tokio::test]
async fn a_receiver_that_is_being_set_up_is_tried_again() {
    for status in [401, 404] {
        let rig = Rig::<Bench>::up().await;
        let why = rig
            .later(SiteFault::Says(status, Vec::new(), String::new()))
            .await;
        assert!(why.contains(&status.to_string()), "{why}");
    }
}

#[tokio::test]
async fn it_is_up_until_it_is_stopped() {
    let rig = Rig::<Bench>::up().await;
    assert!(!rig.messenger.entry().carries_codes);
    rig.stop.cancel();
    rig.wait(|now| !Connection::is_up(now)).await;
    rig.wait_until_down("stopped").await;
}
