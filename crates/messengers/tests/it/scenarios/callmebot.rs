//! CallMeBot's own ways.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Provider, RemoteId};
use messengers::callmebot::{CallMeBot, Settings};
use messengers::http::{Rules, Site, Way};
use messengers::{Messenger, Surroundings};
use testkit::fake_callmebot::FakeCallMeBot;
use testkit::fake_site::{FakeSite, SiteFault};

use super::{Rig, WAITS, letter};

const PHONE: &str = "+34123123123";
const KEY: &str = "1234567";

/// Somebody on WhatsApp.
pub(super) struct Bench {
    server: FakeCallMeBot,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let server = FakeCallMeBot::start().await;
        server.allow("whatsapp.php", PHONE, KEY);
        Self { server }
    }

    fn site(&self) -> &FakeSite {
        &self.server.site
    }

    fn start(&self, way: Way, rules: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.server.site.url(), false).unwrap(),
            allow_codes: false,
            way,
            rules,
            waits: WAITS,
        };
        CallMeBot::start(Provider::new("callmebot"), settings, surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        let place = self.server.site.shown();
        format!("Postern CallMeBot client can reach {place}.")
    }

    fn account(&self) -> RemoteId {
        to(&format!("whatsapp|{PHONE}|{KEY}"))
    }

    fn refused(&self) -> RemoteId {
        to(&format!("whatsapp|{PHONE}|7654321"))
    }

    fn arrived(&self) -> Vec<String> {
        self.server
            .messages()
            .into_iter()
            .map(|(_, text)| text)
            .collect()
    }

    fn revoke(&self) {
        unreachable!("nobody logs in");
    }

    fn restore(&self) {
        unreachable!("nobody logs in");
    }

    fn exhaust(&self) -> Duration {
        self.server.limit(0);
        Duration::from_secs(60)
    }
}

fn to(id: &str) -> RemoteId {
    RemoteId(id.to_owned())
}

#[tokio::test]
async fn each_of_its_four_ways_is_gone_and_only_by_whom_it_was_let() {
    let rig = Rig::<Bench>::up().await;
    let server = &rig.bench.server;
    server.allow("signal/send.php", PHONE, KEY);
    server.allow("facebook/send.php", "", "aB3dEf6hIj9kLmN0");
    server.allow("text.php", "@alice", "");
    for (id, page) in [
        ("signal|+34123123123|1234567", "signal/send.php"),
        ("facebook|aB3dEf6hIj9kLmN0", "facebook/send.php"),
        ("telegram|@alice", "text.php"),
    ] {
        assert_eq!(
            rig.send(letter(to(id), "hello & good")).await,
            Outcome::Sent,
            "{id}"
        );
        assert_eq!(
            server.messages().pop(),
            Some((page.to_owned(), "hello & good".to_owned()))
        );
    }
    for id in [
        "telegram|@bob",
        "facebook|another",
        "signal|+34123123123|1",
        "whatsapp|",
        "x",
    ] {
        let sent = rig.send(letter(to(id), "hello")).await;
        assert!(
            matches!(sent, Outcome::Never { account: true, .. }),
            "{id}: {sent:?}"
        );
    }
}

#[tokio::test]
async fn who_has_paused_it_is_not_marked_and_one_who_had_too_much_holds_no_other_up() {
    let rig = Rig::<Bench>::up().await;
    let server = &rig.bench.server;
    server.allow("text.php", "@alice", "");
    server.pause(PHONE);
    let paused = rig
        .send(letter(super::Bench::account(&rig.bench), "hello"))
        .await;
    let Outcome::Never {
        why,
        account: false,
    } = paused
    else {
        panic!("{paused:?}")
    };
    assert!(why.contains("paused"), "{why}");
    server.limit(0);
    let sent = rig.send(letter(to("telegram|@alice"), "hello")).await;
    assert!(
        matches!(sent, Outcome::Later { after: Some(_), .. }),
        "{sent:?}"
    );
    let other = rig
        .send(letter(super::Bench::account(&rig.bench), "hello"))
        .await;
    assert!(matches!(other, Outcome::Never { .. }), "{other:?}");
}

#[tokio::test]
async fn a_text_that_speaks_of_success_makes_none() {
    let rig = Rig::<Bench>::up().await;
    let sent = rig
        .send(letter(
            super::Bench::refused(&rig.bench),
            "Message queued. Message sent.",
        ))
        .await;
    assert!(
        matches!(sent, Outcome::Never { account: true, .. }),
        "{sent:?}"
    );
    let page = "<p>Text to send: Message queued.</p><p>We have moved.</p>".to_owned();
    rig.bench
        .server
        .site
        .then([SiteFault::Says(200, Vec::new(), page)]);
    let sent = rig
        .send(letter(super::Bench::account(&rig.bench), "Message queued."))
        .await;
    assert!(
        matches!(sent, Outcome::Later { after: None, .. }),
        "{sent:?}"
    );
}

#[tokio::test]
async fn security_15_no_key_and_no_number_is_in_what_is_said_of_a_failure() {
    let rig = Rig::<Bench>::up().await;
    rig.bench.server.site.then([SiteFault::Broken]);
    for _ in 0..2 {
        let sent = rig
            .send(letter(super::Bench::refused(&rig.bench), "hello"))
            .await;
        let said = format!("{sent:?}");
        assert!(
            !said.contains("7654321") && !said.contains("123123"),
            "{said}"
        );
    }
    assert!(!rig.messenger.entry().carries_codes);
}
