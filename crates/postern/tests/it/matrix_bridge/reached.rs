//! What an operator is told when the homeserver is reached by TLS, or the bot cannot come where it is invited.

use serde_json::json;
use telegram_testdc::TestDc;
use testkit::synapse::MATRIX_DOMAIN;
use testkit::{Synapse, free_port};

use super::super::place::Place;
use super::{place, registration, with_bridge};

/// Has the bridge call this port with TLS, and trust what is in this file.
fn with_tls(dc: &TestDc, place: &Place, port: u16, listen: &str, ca_file: &str) {
    let mut config = with_bridge(dc, port, 0, MATRIX_DOMAIN);
    let homeserver = &mut config["bridge"]["homeserver"];
    homeserver["address"] = json!(format!("https://127.0.0.1:{port}"));
    if !ca_file.is_empty() {
        homeserver["caFile"] = json!(ca_file);
    }
    config["bridge"]["listen"] = json!(listen);
    place.write_config(&config.to_string());
}

#[tokio::test]
async fn a_homeserver_whose_certificate_is_of_a_private_authority_is_reached_with_its_ca_file() {
    let (plain, port, listen) = (free_port(), free_port(), free_port());
    let (dc, place) = place(plain, listen).await;
    let file = registration(&place).await;
    let setup = Synapse::setup().port(plain).tls(port).service(&file);
    let synapse = setup.start().await;
    let listen = format!("127.0.0.1:{listen}");
    // Relative to config.json, as other files.
    std::fs::copy(synapse.ca_file(), place.path("authority.pem")).unwrap();
    with_tls(&dc, &place, port, &listen, "authority.pem");
    let said = place.run(&["check", "--connect"]).await.well();
    assert!(said.contains("in both directions"), "{said}");

    let mut server = place.start(&["serve"]);
    server.address().await;
    let bob = synapse.person("bob").await;
    let bot = synapse.user_id("telegrambot");
    let room = bob.create_direct(&bot).await;
    let greeting = bob.next_from(&room, &bot).await;
    assert!(greeting.body().contains("Hello!"), "{}", greeting.body());
    assert!(server.stop().await.success());

    let check = async |words: &[&str], not: &str| {
        let done = place.run(&["check", "--connect"]).await;
        assert!(!done.status.success(), "{}", done.out);
        for words in words {
            assert!(done.out.contains(words), "not “{words}” but: {}", done.out);
        }
        assert!(!done.out.contains(not), "{}", done.out);
    };
    let untrusted = "nobody known vouches for it (set bridge.homeserver.caFile if it is right)";
    with_tls(&dc, &place, port, &listen, "");
    check(&[untrusted], "is bridge.homeserver.address right?").await;
    // Another authority's.
    let elsewhere = Synapse::setup().tls(free_port()).start().await;
    std::fs::copy(elsewhere.ca_file(), place.path("other.pem")).unwrap();
    with_tls(&dc, &place, port, &listen, "other.pem");
    check(&[untrusted], "is bridge.homeserver.address right?").await;
    // All that is wrong is said at once: no such file, and an address that is not this machine's.
    with_tls(&dc, &place, port, "192.0.2.1:29317", "missing.pem");
    let faults = [
        "missing.pem cannot be used",
        "bridge.listen 192.0.2.1:29317 cannot be used",
    ];
    check(&faults, untrusted).await;
}

#[tokio::test]
async fn check_says_why_the_bot_did_not_come_where_it_was_invited() {
    let (port, listen) = (free_port(), free_port());
    let (_dc, place) = place(port, listen).await;
    let file = registration(&place).await;
    let setup = Synapse::setup().port(port).service(&file);
    let synapse = setup.start().await;
    // Before the first start, too, there is nothing to say.
    let said = place.run(&["check"]).await.well();
    assert!(!said.contains("could not join"), "{said}");
    let mut server = place.start(&["serve"]);
    server.address().await;
    place.run(&["check", "--connect"]).await.well();
    assert!(server.stop().await.success());

    let (bob, admin) = (
        synapse.person("bob").await,
        synapse.administrator("root").await,
    );
    let bot = synapse.user_id("telegrambot");
    let room = bob.create_direct(&bot).await;
    let blocked = admin.block_room(&room).await;
    blocked.good();
    let mut server = place.start(&["serve"]);
    server.address().await;
    let line = server.logs("cannot join it").await;
    assert!(
        line.contains("M_UNKNOWN") || line.contains("M_FORBIDDEN"),
        "{line}"
    );
    let said = place.run(&["check"]).await.well();
    let expected = format!(
        "{} invited the bot to {room}, and it could not join",
        bob.id()
    );
    assert!(said.contains(&expected), "{said}");
    assert!(said.contains("the homeserver blocks the room"), "{said}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn check_is_content_with_the_configuration_whatever_the_data_folder_is_like() {
    let (_dc, place) = place(free_port(), free_port()).await;
    place.run(&["check"]).await.well();
    assert!(!place.path("data").exists(), "check touches no data");
    // Nobody can open it as a database, not even root.
    std::fs::create_dir_all(place.path("data/postern.db")).unwrap();
    let said = place.run(&["check"]).await.well();
    assert!(said.ends_with("is usable.\n"), "{said}");
}
