//! What arrives, once, and how fast.

use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::{Part, Text};
use messengers::Letter;
use testkit::synapse::Synapse;
use tokio::time::sleep;

use super::stage::{Stage, letter};

#[tokio::test]
async fn a_text_arrives_formatted_and_a_code_can_be_copied() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    let text = Text::default()
        .with(Part::Bold("Acme <&>".into()))
        .with(Part::Plain("\ngrüße & more\n".into()))
        .with(Part::Code("042137".into()));
    let letter = Letter {
        text,
        ..letter(&stage.alice, 1, "")
    };
    assert_eq!(rig.send(&letter).await, Outcome::Sent);
    let came = stage.alice.next_from(&room, stage.bot.id()).await;
    assert_eq!(came.body(), "Acme <&>\ngrüße & more\n042137");
    assert_eq!(
        came.html(),
        "<strong>Acme &lt;&amp;&gt;</strong><br>grüße &amp; more<br><code>042137</code>"
    );
}

#[tokio::test]
async fn the_same_key_makes_one_message_also_after_a_restart() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    for _ in 0..2 {
        assert_eq!(
            rig.send(&letter(&stage.alice, 1, "once")).await,
            Outcome::Sent
        );
    }
    rig.end().await;
    let rig = stage.up().await;
    assert_eq!(
        rig.send(&letter(&stage.alice, 1, "once")).await,
        Outcome::Sent
    );
    assert_eq!(
        rig.send(&letter(&stage.alice, 2, "then")).await,
        Outcome::Sent
    );
    let history = stage.alice.history(&room).await.into_iter();
    let texts = history.filter(|event| event.kind() == "m.room.message");
    let texts: Vec<_> = texts.map(|event| event.body().to_owned()).collect();
    assert_eq!(texts, ["welcome", "once", "then"]);
}

#[tokio::test]
async fn when_the_homeserver_asks_for_patience_its_wait_is_passed_on_and_then_enough() {
    let setup = Synapse::setup().limit("rc_message", "{ per_second: 0.5, burst_count: 3 }");
    let stage = Stage::with(setup).await;
    let (rig, room) = stage.friends().await;
    let mut sent = 0;
    let wait = loop {
        assert!(sent < 5, "the homeserver never asks for patience");
        match rig.send(&letter(&stage.alice, sent + 1, "hello")).await {
            Outcome::Sent => sent += 1,
            Outcome::Later {
                after: Some(wait),
                why,
            } => {
                assert!(why.starts_with("Matrix asks to wait for "), "{why}");
                break wait;
            }
            other @ (Outcome::Later { .. } | Outcome::Never { .. }) => panic!("{other:?}"),
        }
    };
    assert!(
        wait > Duration::ZERO && wait <= Duration::from_secs(10),
        "{wait:?}"
    );
    // As the courier does.
    sleep(wait).await;
    assert_eq!(
        rig.send(&letter(&stage.alice, sent + 1, "hello")).await,
        Outcome::Sent
    );
    let came = stage.alice.history(&room).await;
    let came = came.iter().filter(|event| event.body() == "hello").count();
    assert_eq!(came as u128, sent + 1);
}
