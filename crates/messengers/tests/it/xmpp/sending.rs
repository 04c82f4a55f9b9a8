use std::collections::HashSet;

use domain::delivery::Outcome;
use futures::StreamExt;
use messengers::News;
use testkit::prosody::{Prosody, Setup};
use testkit::slixmpp::Slixmpp;

use crate::rig::{BOT, PASSWORD, Rig, delivery, letter, settings};

async fn server(setup: Setup, people: &[&str]) -> Prosody {
    let prosody = Prosody::start(setup).await;
    for user in people.iter().chain([&BOT]) {
        prosody.register(user, PASSWORD);
    }
    prosody
}

#[tokio::test]
async fn a_message_arrives_as_it_was_written_and_its_receipt_is_news() {
    let prosody = server(Setup::default(), &["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    let text = "Your code is 123456.\n\n  <b>&amp; \"quotes\"</b> ]]> 'ü' 😀\n\u{202e}end ";
    assert_eq!(rig.send(&letter(1, "alice", text)).await, Outcome::Sent);
    let message = alice.next_message().await;
    assert_eq!(
        (message.body.as_str(), message.kind.as_str()),
        (text, "chat")
    );
    assert_eq!(message.sender, format!("{}/postern", prosody.address(BOT)));
    assert!(message.wants_receipt);
    assert!(
        message.id.starts_with(&delivery(1).to_string()),
        "{}",
        message.id
    );
    assert_eq!(rig.hear().await, News::Delivered(delivery(1)));
}

#[tokio::test]
async fn of_a_thousand_messages_none_is_lost() {
    let prosody = server(Setup::default(), &["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    let letters: Vec<_> = (0..1_000)
        .map(|n| letter(n, "alice", &format!("number {n}")))
        .collect();
    let outcomes: Vec<_> = futures::stream::iter(&letters)
        .map(|letter| rig.send(letter))
        .buffer_unordered(200)
        .collect()
        .await;
    assert!(
        outcomes.iter().all(|outcome| *outcome == Outcome::Sent),
        "{outcomes:?}"
    );
    let mut bodies = HashSet::new();
    let mut receipts = HashSet::new();
    for _ in &letters {
        bodies.insert(alice.next_message().await.body);
        let News::Delivered(delivery) = rig.hear().await else {
            panic!("no message came back");
        };
        receipts.insert(delivery);
    }
    assert_eq!((bodies.len(), receipts.len()), (1_000, 1_000));
}

#[tokio::test]
async fn an_account_that_does_not_exist_is_at_fault_itself() {
    for acknowledges in [true, false] {
        let setup = Setup {
            acknowledges,
            ..Setup::default()
        };
        let prosody = server(setup, &[]).await;
        let rig = Rig::connected(settings(&prosody)).await;
        let Outcome::Never { why, account: true } = rig.send(&letter(1, "nobody", "hi")).await
        else {
            panic!("there is nobody to send it to");
        };
        assert!(why.contains("no such account"), "{why}");
    }
}

#[tokio::test]
async fn a_server_that_does_not_acknowledge_is_asked_for_a_ping_instead() {
    let setup = Setup {
        acknowledges: false,
        ..Setup::default()
    };
    let prosody = server(setup, &["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    let letters: Vec<_> = (0..100)
        .map(|number| letter(number, "alice", "hi"))
        .collect();
    let outcomes = futures::future::join_all(letters.iter().map(|letter| rig.send(letter))).await;
    assert!(
        outcomes.iter().all(|outcome| *outcome == Outcome::Sent),
        "{outcomes:?}"
    );
    for _ in &letters {
        alice.next_message().await;
        assert!(matches!(rig.hear().await, News::Delivered(_)));
    }
}

#[tokio::test]
async fn a_message_to_somebody_who_is_away_is_sent_and_delivered_when_they_come() {
    let prosody = server(Setup::default(), &["alice"]).await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    assert_eq!(rig.send(&letter(1, "alice", "hi")).await, Outcome::Sent);
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    assert_eq!(alice.next_message().await.body, "hi");
    assert_eq!(rig.hear().await, News::Delivered(delivery(1)));
}

#[tokio::test]
async fn receipts_count_from_the_addressee_alone_even_after_a_restart() {
    let prosody = server(Setup::default(), &["alice", "mallory"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    let mut mallory = Slixmpp::start(&prosody, "mallory", PASSWORD).await;
    alice.set_receipts(false).await;
    let rig = Rig::connected(settings(&prosody)).await;
    assert_eq!(rig.send(&letter(1, "alice", "hi")).await, Outcome::Sent);
    let message = alice.next_message().await;
    rig.stop.cancel();
    rig.tasks.close();
    rig.tasks.wait().await;

    let mut rig = Rig::connected(settings(&prosody)).await;
    mallory.send_receipt(&message.sender, &message.id).await;
    // What follows the forged receipt was heard, so it was, too.
    mallory.ping(&message.sender).await;
    assert!(rig.news.try_recv().is_err());
    alice.send_receipt(&message.sender, &message.id).await;
    assert_eq!(rig.hear().await, News::Delivered(delivery(1)));
}

#[tokio::test]
async fn a_message_that_comes_back_after_it_was_sent_is_news() {
    let prosody = server(Setup::default(), &["alice"]).await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    alice.set_receipts(false).await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    assert_eq!(rig.send(&letter(1, "alice", "hi")).await, Outcome::Sent);
    let message = alice.next_message().await;
    let error = format!(
        "<message type='error' to='{}' id='{}'><error type='wait'>\
         <resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>",
        message.sender, message.id
    );
    alice.send_xml(&error).await;
    let News::Bounced {
        delivery: of,
        outcome: Outcome::Later { why, .. },
    } = rig.hear().await
    else {
        panic!("it came back for now");
    };
    assert_eq!(of, delivery(1));
    assert!(why.contains("resource-constraint"), "{why}");
}

#[tokio::test]
async fn an_address_that_is_none_is_refused_without_asking_the_server() {
    let prosody = server(Setup::default(), &[]).await;
    let rig = Rig::connected(settings(&prosody)).await;
    let mut letter = letter(1, "alice", "hi");
    letter.to.0 = "al ice@example.org".to_owned();
    assert!(matches!(
        rig.send(&letter).await,
        Outcome::Never { account: true, .. }
    ));
}
