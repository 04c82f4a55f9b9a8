use std::time::Duration;

use domain::delivery::Outcome;
use futures::StreamExt;
use messengers::xmpp::{Pace, Settings};
use testkit::prosody::{Prosody, Setup};
use testkit::slixmpp::Slixmpp;

use crate::rig::{BOT, PACE, PASSWORD, PATIENCE, Rig, letter, settings};

async fn server() -> Prosody {
    let prosody = Prosody::start(Setup::default()).await;
    for user in [BOT, "alice"] {
        prosody.register(user, PASSWORD);
    }
    prosody
}

#[tokio::test]
async fn a_server_that_dies_makes_sends_later_and_is_found_again_when_it_lives() {
    let mut prosody = server().await;
    let mut rig = Rig::connected(settings(&prosody)).await;
    let letters: Vec<_> = (0..2_000)
        .map(|number| letter(number, "alice", "hi"))
        .collect();
    let mut sending = futures::stream::iter(&letters)
        .map(|letter| rig.send(letter))
        .buffer_unordered(300);
    let mut outcomes = Vec::new();
    while let Some(outcome) = sending.next().await {
        outcomes.push(outcome);
        if outcomes.len() == 500 {
            prosody.kill();
        }
    }
    drop(sending);
    let sent = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Sent)
        .count();
    let later = |outcome: &&Outcome| matches!(outcome, Outcome::Later { after: None, .. });
    let later = outcomes.iter().filter(later).count();
    assert_eq!(
        sent + later,
        2_000,
        "none is lost without a word: {outcomes:?}"
    );
    assert!(sent >= 500 && later > 0, "{sent} sent, {later} later");
    rig.wait_until_down("connection refused").await;

    prosody.start_again().await;
    rig.wait_until_up().await;
    let mut alice = Slixmpp::start(&prosody, "alice", PASSWORD).await;
    assert_eq!(
        rig.send(&letter(9_999, "alice", "back again")).await,
        Outcome::Sent
    );
    while alice.next_message().await.body != "back again" {}
    while rig.hear().await != messengers::News::Delivered(crate::rig::delivery(9_999)) {}
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_and_found_again() {
    let prosody = server().await;
    let settings = Settings {
        pace: Pace {
            idle: Duration::from_millis(500),
            silence: Duration::from_secs(3),
            ..PACE
        },
        ..settings(&prosody)
    };
    let rig = Rig::connected(settings).await;
    prosody.freeze();
    let hanging = letter(1, "alice", "hi");
    let (outcome, why) = tokio::join!(rig.send(&hanging), rig.wait_until_down("silent"));
    assert_eq!(why, "the server was silent for 3 seconds");
    let Outcome::Later { why, .. } = outcome else {
        panic!("nobody acknowledged it");
    };
    assert!(
        why.ends_with("the server had not acknowledged the message yet"),
        "{why}"
    );
    prosody.thaw();
    // A server that has much to make up for may fall silent once more.
    let found_again = async {
        for number in 2.. {
            rig.wait_until_up().await;
            if rig.send(&letter(number, "alice", "hi")).await == Outcome::Sent {
                return;
            }
        }
    };
    let found_again = tokio::time::timeout(PATIENCE, found_again).await;
    found_again.expect("it is found again");
}

#[tokio::test]
async fn a_server_that_does_not_acknowledge_in_time_makes_a_send_later() {
    let prosody = server().await;
    let settings = Settings {
        pace: Pace {
            send: Duration::from_millis(200),
            ..PACE
        },
        ..settings(&prosody)
    };
    let rig = Rig::connected(settings).await;
    prosody.freeze();
    let outcome = rig.send(&letter(1, "alice", "hi")).await;
    prosody.thaw();
    let why = "the server did not acknowledge the message within 0.2 seconds".to_owned();
    assert_eq!(outcome, Outcome::Later { after: None, why });
}

#[tokio::test]
async fn a_second_login_as_the_same_account_and_resource_is_named_as_the_reason() {
    let prosody = server().await;
    let settings = Settings {
        pace: Pace::DEFAULT,
        ..settings(&prosody)
    };
    let first = Rig::connected(settings.clone()).await;
    let _second = Rig::connected(settings).await;
    let why = first.wait_until_down("conflict").await;
    assert!(
        why.contains("another program signed in as the same account"),
        "{why}"
    );
}
