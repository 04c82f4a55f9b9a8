//! The program beside a Matrix homeserver: from nothing to a login, as docs/bridge.md says it.

mod first_message;
mod killed;
mod page;
mod reached;
mod stage;
mod ways_in;

use std::os::unix::fs::PermissionsExt as _;

use rustix::process::Signal;
use serde_json::{Value, json};
use telegram_testdc::{NewUser, TestDc};
use testkit::synapse::MATRIX_DOMAIN;
use testkit::{MatrixPerson, Synapse, free_port};

use super::place::{Place, config};

const PHONE: &str = "+491701234567";

/// A data centre, and a place whose configuration has a bridge to a homeserver on this port.
async fn place(matrix_port: u16, listen: u16) -> (TestDc, Place) {
    let dc = TestDc::start(telegram_testdc::Settings::default()).await;
    let dc = dc.unwrap();
    dc.add_user(NewUser {
        first_name: "Bob".into(),
        phone: Some(PHONE.into()),
        ..NewUser::default()
    });
    let place = Place::with_config(&with_bridge(&dc, matrix_port, listen, MATRIX_DOMAIN));
    std::fs::write(place.path("telegram.pem"), dc.public_key()).unwrap();
    (dc, place)
}

fn with_bridge(dc: &TestDc, matrix_port: u16, listen: u16, domain: &str) -> Value {
    let mut config = config();
    config["messaging"]["telegram"] = json!({
        "apiid": 17,
        "apihash": "0123456789abcdef0123456789abcdef",
        "server": dc.address(2).unwrap().to_string(),
        "serverKeyFile": "telegram.pem",
    });
    config["bridge"] = json!({
        "homeserver": { "address": format!("http://127.0.0.1:{matrix_port}"), "domain": domain },
        "permissions": { "*": "relay", (domain): "user" },
        "listen": format!("127.0.0.1:{listen}"),
    });
    config
}

/// Writes the registration, and gives it.
async fn registration(place: &Place) -> String {
    let said = place.run(&["bridge", "registration"]).await.well();
    assert!(said.contains("app_service_config_files"), "{said}");
    let file = place.path("postern-registration.yaml");
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    std::fs::read_to_string(file).unwrap()
}

async fn asks(bob: &MatrixPerson, room: &str, text: &str, answer: &str) {
    let bot = format!("@telegrambot:{MATRIX_DOMAIN}");
    bob.say(room, text).await;
    bob.next_where(room, answer, |event| {
        event.sender() == bot && event.body().contains(answer)
    })
    .await;
}

/// Waits until who writes here is logged in and connected: the bot itself waits only seconds for a connection before it
/// says that there is none.
async fn is_connected(bob: &MatrixPerson, room: &str) {
    let bot = format!("@telegrambot:{MATRIX_DOMAIN}");
    let connected = async {
        loop {
            bob.say(room, "ping").await;
            let said = bob.next_where(room, "an answer to ping", |event| {
                event.sender() == bot && event.body().contains("You are logged in as")
            });
            if said.await.body().contains("and connected") {
                return;
            }
        }
    };
    let connected = tokio::time::timeout(stage::PATIENCE, connected).await;
    connected.expect("Telegram is reached");
}

#[tokio::test]
async fn synapse_from_nothing_to_a_login_that_outlives_reload_and_restart() {
    let (port, listen) = (free_port(), free_port());
    let (dc, place) = place(port, listen).await;
    let file = registration(&place).await;
    let synapse = Synapse::setup().port(port).service(&file).start().await;
    // Nobody serves yet; the command itself answers the homeserver.
    let said = place.run(&["check", "--connect"]).await.well();
    assert!(
        said.contains("in both directions, as @telegrambot:synapse.test"),
        "{said}"
    );

    let mut server = place.start(&["serve"]);
    server.address().await;
    let bob = synapse.person("bob").await;
    let bot = synapse.user_id("telegrambot");
    let room = bob.create_direct(&bot).await;
    bob.next_from(&room, &bot).await;
    asks(&bob, &room, "login phone", "phone number").await;
    asks(&bob, &room, PHONE, "has sent a code").await;
    let code = dc.code(PHONE).unwrap().code;
    asks(&bob, &room, &code, "You are logged in to Telegram as Bob").await;
    // Beside the running server, which answers the homeserver now.
    place.run(&["check", "--connect"]).await.well();

    server.signal(Signal::HUP);
    server.says("has read its configuration anew").await;
    is_connected(&bob, &room).await;
    assert!(server.stop().await.success());
    let mut server = place.start(&["serve"]);
    server.address().await;
    is_connected(&bob, &room).await;

    // A reload with other settings starts the bridge anew, and nothing is lost.
    let mut config = with_bridge(&dc, port, listen, MATRIX_DOMAIN);
    config["bridge"]["login"] = "matrix".into();
    place.write_config(&config.to_string());
    server.signal(Signal::HUP);
    server.says("has read its configuration anew").await;
    asks(&bob, &room, "login page", "There is no page").await;
    is_connected(&bob, &room).await;
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn check_names_what_keeps_homeserver_and_bridge_apart_and_what_to_do() {
    let (port, listen) = (free_port(), free_port());
    let (dc, place) = place(port, listen).await;
    let check = async |words: &str| {
        let done = place.run(&["check", "--connect"]).await;
        assert!(!done.status.success(), "{}", done.out);
        assert!(done.out.contains(words), "not “{words}” but: {}", done.out);
    };
    check("is bridge.homeserver.address right?").await;

    let synapse = Synapse::setup().port(port).start().await;
    check("does not know this bridge").await;
    drop(synapse);

    // Registered with an address at which nobody is.
    let file = registration(&place).await;
    let nobody = format!("127.0.0.1:{}", free_port());
    let elsewhere = file.replace(&format!("127.0.0.1:{listen}"), &nobody);
    let synapse = Synapse::setup()
        .port(port)
        .service(&elsewhere)
        .start()
        .await;
    check("does not reach this bridge").await;
    drop(synapse);

    // Registered with another token for the way back.
    let mut other: Value = serde_json::from_str(&file).unwrap();
    other["hs_token"] = "another".into();
    let synapse = Synapse::setup().port(port).service(&other.to_string());
    let synapse = synapse.start().await;
    check("reaches something that answers 403").await;
    drop(synapse);

    // The homeserver has another domain than the configuration says, and the tokens of that one.
    let config = with_bridge(&dc, port, listen, "other.test");
    place.write_config(&config.to_string());
    let file = registration(&place)
        .await
        .replace(r"other\\.test", r"synapse\\.test");
    let _synapse = Synapse::setup().port(port).service(&file).start().await;
    check("domain is synapse.test").await;
}
