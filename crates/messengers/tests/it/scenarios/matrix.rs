//! Matrix in the table; its own ways are in `matrix`.

use std::sync::Arc;
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Provider, RemoteId};
use domain::secret::{ServerKey, Token};
use messengers::http::{Rules, Site, Way};
use messengers::matrix::{Login, Matrix, Settings};
use messengers::{Messenger, Surroundings};
use testkit::fake_matrix::FakeMatrix;
use testkit::fake_site::FakeSite;

use super::{Rig, WAITS, letter};

const TOKEN: &str = "syt_cG9zdGVybg_abc";

/// A homeserver with our account, and one person whose direct room our account knows.
pub(super) struct Bench {
    fake: FakeMatrix,
    us: String,
    alice: String,
}

impl super::Bench for Bench {
    async fn new() -> Self {
        let fake = FakeMatrix::start().await;
        let (us, alice) = (fake.user("postern"), fake.user("alice"));
        fake.token(&us, TOKEN);
        fake.direct(&us, &alice);
        Self { fake, us, alice }
    }

    fn site(&self) -> &FakeSite {
        &self.fake.site
    }

    fn start(&self, way: Way, _: Rules, surroundings: &Surroundings) -> Arc<dyn Messenger> {
        let settings = Settings {
            site: Site::parse(&self.fake.site.url(), false).unwrap(),
            user: None,
            login: Login::Token(Token::new(TOKEN)),
            key: ServerKey::new([7; 64]),
            is_trial: false,
            way,
            waits: WAITS,
        };
        Matrix::start(Provider::new("matrix"), settings, surroundings).unwrap()
    }

    fn start_line(&self) -> String {
        format!("Postern Matrix client is connected as {}.", self.us)
    }

    fn account(&self) -> RemoteId {
        RemoteId(self.alice.clone())
    }

    fn refused(&self) -> RemoteId {
        RemoteId("@nobody:fake.example".to_owned())
    }

    fn arrived(&self) -> Vec<String> {
        let messages = self.fake.messages();
        let body = |message: &serde_json::Value| message["body"].as_str().unwrap().to_owned();
        messages.iter().map(body).collect()
    }

    fn revoke(&self) {
        self.fake.revoke(TOKEN);
    }

    fn restore(&self) {
        self.fake.token(&self.us, TOKEN);
    }

    fn exhaust(&self) -> Duration {
        let wait = Duration::from_millis(37_500);
        self.fake.exhaust(wait);
        wait
    }
}

#[tokio::test]
async fn when_new_rooms_have_to_wait_messages_go_on() {
    let rig = Rig::<Bench>::up().await;
    let bob = RemoteId(rig.bench.fake.user("bob"));
    // Whether there is such an account is answered; making the room is not.
    let wait = vec![("retry-after", "90".to_owned())];
    let site = &rig.bench.fake.site;
    site.then([testkit::fake_site::SiteFault::Says(
        429,
        wait,
        "{}".to_owned(),
    )]);
    for _ in 0..2 {
        let sent = rig.send(letter(bob.clone(), "hello")).await;
        assert!(
            matches!(sent, Outcome::Later { after: Some(_), .. }),
            "{sent:?}"
        );
    }
    let asked = site
        .came()
        .iter()
        .filter(|came| came.what.contains("/profile/"))
        .count();
    assert_eq!(asked, 1, "nothing is even tried");
    let alice = RemoteId(rig.bench.alice.clone());
    assert_eq!(rig.send(letter(alice, "hello")).await, Outcome::Sent);
}
