//! The program tells an admin by ntfy that another provider is down, and that it is back.

use std::time::Duration;

use serde_json::{Value, json};
use sqlx::AnyPool;
use testkit::fake_ntfy::FakeNtfy;
use tokio::time::timeout;

use super::place::Place;
use super::xmpp::{SECRET, house, serve};

const PATIENCE: Duration = Duration::from_secs(60);
const TOPIC: &str = "alice-of-the-house";

/// Adds a fake ntfy to the configuration, and a topic of it to Alice's accounts.
pub(crate) async fn with_ntfy(place: &Place) -> FakeNtfy {
    let ntfy = FakeNtfy::start().await;
    let text = std::fs::read_to_string(place.path("config.json")).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    config["messaging"]["ntfy"] = json!({
        "host": ntfy.site.url(),
        "caFile": ntfy.site.ca_file(),
    });
    place.write_config(&config.to_string());
    let link = ["user", "link", "alice", "ntfy", TOPIC, "--vouched"];
    place.run(&link).await.well();
    ntfy
}

/// Waits for the `n`-th message, from 1, and gives its text.
pub(crate) async fn message(ntfy: &FakeNtfy, n: usize) -> String {
    let look = async {
        while ntfy.messages().len() < n {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let came = timeout(PATIENCE, look).await;
    let so_far = ntfy.messages();
    came.unwrap_or_else(|_| panic!("message {n} never came; there are {so_far:?}"));
    ntfy.messages()[n - 1]["message"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// Lets three minutes pass for XMPP's outage, once it is known: the program's clock cannot be moved.
async fn time_passes(place: &Place) {
    sqlx::any::install_default_drivers();
    let url = format!("sqlite:{}", place.path("data/postern.db").display());
    let pool = AnyPool::connect(&url).await.unwrap();
    let update = "UPDATE provider_states SET out_since = out_since - 180000000
                  WHERE provider = 'xmpp' AND out_since IS NOT NULL";
    let look = async {
        while sqlx::query(update)
            .execute(&pool)
            .await
            .unwrap()
            .rows_affected()
            == 0
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let known = timeout(PATIENCE, look).await;
    known.expect("the outage is known in time");
    pool.close().await;
}

#[tokio::test]
async fn an_admin_hears_by_ntfy_that_prosody_is_down_and_back_and_that_once() {
    let (mut prosody, place) = house().await;
    let link = [
        "user",
        "link",
        "alice",
        "xmpp",
        "alice@prosody.test",
        "--vouched",
    ];
    place.run(&link).await.well();
    let ntfy = with_ntfy(&place).await;
    let (mut server, _) = serve(&place).await;
    prosody.kill();
    server.logs("xmpp is not connected").await;
    time_passes(&place).await;
    server.logs("1 admins are told that xmpp is down").await;
    let text = message(&ntfy, 1).await;
    assert!(text.contains("XMPP is down: "), "{text}");
    assert!(text.contains("Postern goes on trying"), "{text}");

    // A restart while it is down tells nothing again.
    assert!(server.stop().await.success());
    let mut server = place.start(&["serve"]);
    server.address().await;
    server.logs("xmpp is not connected").await;
    prosody.start_again().await;
    server.says("Postern XMPP client is connected").await;
    // Once it has been up for a quarter of a minute, it is back.
    server.logs("are told that xmpp is back").await;
    let text = message(&ntfy, 2).await;
    let back = "XMPP is back: connected as postern@prosody.test. It was down for ";
    assert!(text.contains(back), "{text}");
    assert!(server.stop().await.success());
    assert_eq!(ntfy.messages().len(), 2);
}

#[tokio::test]
async fn a_refused_password_is_told_at_once() {
    let (mut prosody, place) = house().await;
    let ntfy = with_ntfy(&place).await;
    let (server, _) = serve(&place).await;
    prosody.kill();
    prosody.register("postern", "another password");
    prosody.start_again().await;
    let text = message(&ntfy, 1).await;
    assert!(
        text.contains("XMPP is down: the password was refused"),
        "{text}"
    );
    assert!(text.contains("postern check --connect"), "{text}");
    prosody.register("postern", SECRET);
    assert!(server.stop().await.success());
}
