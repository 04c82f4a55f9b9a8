//! The homeserver, and the people on it.

use serde_json::json;
use testkit::Synapse;

#[tokio::test]
async fn two_people_write_to_each_other_also_after_the_homeserver_was_started_again() {
    let mut synapse = Synapse::start().await;
    let (alice, bob) = (synapse.person("alice").await, synapse.person("bob").await);
    let room = alice.create_direct(bob.id()).await;
    assert_eq!(bob.invitation().await, room);
    bob.join(&room).await;
    assert_eq!(alice.members(&room).await, [alice.id(), bob.id()]);

    let said = alice.say(&room, "hello").await;
    assert_eq!(bob.next_from(&room, alice.id()).await.body(), "hello");
    alice.edit(&room, &said, "hello, Bob").await;
    assert_eq!(
        bob.next_from(&room, alice.id()).await.body(),
        "* hello, Bob"
    );
    bob.react(&room, &said, "👍").await;
    alice.redact(&room, &said).await;
    assert!(bob.is_redacted(&room, &said).await);

    synapse.stop();
    synapse.start_again().await;
    bob.reply(&room, &said, "still here").await;
    assert_eq!(alice.next_from(&room, bob.id()).await.body(), "still here");

    let file = alice.upload(b"bytes".to_vec(), "text/plain").await;
    assert_eq!(bob.download(&file).await, b"bytes");
}

#[tokio::test]
async fn a_tight_limit_is_felt() {
    let setup = Synapse::setup().limit("rc_message", "{ per_second: 0.01, burst_count: 1 }");
    let synapse = setup.start().await;
    let alice = synapse.person("alice").await;
    let room = alice.create_room("alone", &[]).await;
    let message = json!({ "msgtype": "m.text", "body": "again" });
    let mut refused = None;
    for number in 0..50 {
        let transaction = number.to_string();
        let path = ["rooms", &room, "send", "m.room.message", &transaction];
        let reply = alice.put(&path, &message).await;
        if reply.status != 200 {
            refused = Some(reply);
            break;
        }
    }
    let refused = refused.expect("nobody may write fifty messages at once");
    assert_eq!(
        (refused.status, refused.refusal()),
        (429, "M_LIMIT_EXCEEDED")
    );
}

#[tokio::test]
async fn an_application_service_is_somebody_on_the_homeserver() {
    let registration = json!({
        "id": "test", "url": null, "as_token": "as", "hs_token": "hs", "sender_localpart": "testbot",
        "rate_limited": false, "namespaces": { "users": [{ "exclusive": true, "regex": "@test_.*" }] },
    });
    let synapse = Synapse::setup()
        .service(&registration.to_string())
        .start()
        .await;
    let bot = testkit::MatrixPerson::new(&synapse.address(), &synapse.user_id("testbot"), "as");
    let who = bot.get(&["account", "whoami"], &[]).await.good();
    assert_eq!(who["user_id"], bot.id());
}
