use messengers::Messenger;
use testkit::prosody::{Prosody, Setup};
use testkit::slixmpp::Slixmpp;

use crate::rig::{BOT, PASSWORD, Rig, settings};

async fn server(people: &[&str]) -> Prosody {
    let prosody = Prosody::start(Setup::default()).await;
    for user in people.iter().chain([&BOT]) {
        prosody.register(user, PASSWORD);
    }
    prosody
}

#[tokio::test]
async fn what_people_write_is_heard_and_answered_in_the_chat() {
    let prosody = server(&["alice", "bob"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let mut bob = Slixmpp::start(&prosody, "bob", PASSWORD).await;
    let rig = Rig::connected(settings(&prosody)).await;
    let bot = rig.wait_until_up().await;
    alice.send(&bot, "/stop", Some("de")).await;
    let answer = alice.next_message().await;
    let address = prosody.address("alice");
    assert_eq!(
        answer.body,
        format!(r#"{address} says /stop in Some("de")"#)
    );
    assert!(!answer.wants_receipt);
    alice.send(&bot, "psst", None).await;
    bob.send(&bot, "and me?", Some("fr")).await;
    let answer_to_bob = bob.next_message().await.body;
    assert!(
        answer_to_bob.ends_with(r#"says and me? in Some("fr")"#),
        "{answer_to_bob}"
    );
    // The pong comes after all that alice was sent before.
    alice.ping(&answer.sender).await;
    assert_eq!(alice.unread(), 0);
}

#[tokio::test]
async fn errors_rooms_receipts_and_empty_messages_get_no_answer() {
    let prosody = server(&["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let _rig = Rig::connected(settings(&prosody)).await;
    let bot = format!("{}/postern", prosody.address(BOT));
    for message in [
        "type='error' id='1'><body>hi</body><error type='cancel'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>",
        "type='groupchat'><body>hi</body>",
        "type='headline'><body>hi</body>",
        "type='chat'><received xmlns='urn:xmpp:receipts' id='x'/>",
        "type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/>",
    ] {
        alice
            .send_xml(&format!("<message to='{bot}' {message}</message>"))
            .await;
    }
    alice.ping(&bot).await;
    let answers = alice.unread();
    // Prosody itself sends the room message back, since there is no room.
    assert!(answers <= 1, "{answers}");
    alice.send(&bot, "hi", Some("en")).await;
    let mut answer = alice.next_message().await;
    while answer.kind == "error" {
        answer = alice.next_message().await;
    }
    assert!(
        answer.body.ends_with(r#"says hi in Some("en")"#),
        "{}",
        answer.body
    );
}

#[tokio::test]
async fn whoever_adds_the_account_to_their_contacts_may_see_it() {
    let prosody = server(&["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let rig = Rig::connected(settings(&prosody)).await;
    let bot = rig.wait_until_up().await;
    alice.subscribe(&bot).await;
    alice.wait_until_subscribed_to(&bot).await;
}

#[tokio::test]
async fn no_stranger_can_break_the_connection() {
    let prosody = server(&["mallory"]).await;
    let mut mallory = Slixmpp::start(&prosody, "mallory", PASSWORD).await;
    let rig = Rig::connected(settings(&prosody)).await;
    let bot = rig.wait_until_up().await;
    let full = format!("{bot}/postern");
    let long = "x".repeat(60_000);
    let deep = ("<d>".repeat(400), "</d>".repeat(400));
    for message in [
        format!("<message to='{full}' id='{long}' type='chat'><body>hi</body></message>"),
        format!("<message to='{full}' type='{long}'><body>hi</body></message>"),
        format!("<message to='{full}'><body>{long}</body></message>"),
        format!("<message to='{full}'><x xmlns='{long}'/></message>"),
        format!(
            "<message to='{full}'><x xmlns='urn:x' {}/></message>",
            many_attributes()
        ),
        format!("<message to='{full}'>{}{}</message>", deep.0, deep.1),
    ] {
        mallory.send_xml(&message).await;
        mallory.ping(&full).await;
    }
    assert!(rig.xmpp.connection().borrow().is_up());
}

fn many_attributes() -> String {
    let attributes: Vec<_> = (0..2_000).map(|number| format!("a{number}='x'")).collect();
    attributes.join(" ")
}
