//! Several providers of one kind.

use domain::provider::Provider;
use domain::secret::ServerKey;
use domain::time::Timestamp;
use domain::world::World;
use messengers::kind::{Ground, Messaging};
use messengers::{Surroundings, deaf};
use serde_json::json;
use store::Db;
use testkit::TestDatabase;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

#[tokio::test]
async fn what_is_wrong_with_a_second_one_is_said_with_its_own_key() {
    let database = TestDatabase::fresh().await;
    let ground = Ground {
        surroundings: Surroundings {
            world: World::new(|| Timestamp::from_micros(0), |bytes| bytes.fill(7)),
            tasks: TaskTracker::new(),
            stop: CancellationToken::new(),
            news: mpsc::channel(1).0,
            reception: deaf(),
        },
        db: Db::open(&database.url).await.unwrap(),
        key: ServerKey::new([7; 64]),
        is_trial: false,
    };
    let credentials = json!({ "username": "postern", "password": "secret" });
    for (provider, section, said) in [
        (
            "xmpp-work",
            json!({ "service": "example.org", "credentials": credentials, "caFile": "no/such.pem" }),
            "messaging.xmpp-work.caFile no/such.pem cannot be used: ",
        ),
        (
            "telegram-work",
            json!({ "apiid": 1, "apihash": "0", "session": "2abc" }),
            "messaging.telegram-work.session: ",
        ),
        (
            "slack-work",
            json!({ "botToken": "xoxb-1", "proxy": "example.org:1080" }),
            "messaging.slack-work.proxy must be socks5://",
        ),
        (
            "webhook-work",
            json!({ "secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "proxy": "http://example.org:1080" }),
            "messaging.webhook-work.proxy must be socks5://: ",
        ),
    ] {
        let messaging: Messaging = serde_json::from_value(json!({ provider: section })).unwrap();
        let one = messaging.iter().next().unwrap();
        let started = one.section.start(Provider::new(provider), &ground);
        let why = started.err().unwrap();
        assert!(why.starts_with(said), "{why}");
    }
}
