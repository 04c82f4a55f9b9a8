//! What people write and press.

use domain::delivery::Outcome;
use domain::message::{Button, Part, Text};
use messengers::Letter;
use testkit::matrix_person::RoomEvent;

use super::stage::{Stage, letter};

/// A notice with a button.
fn notice(stage: &Stage) -> Letter {
    Letter {
        text: Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nYou signed in from a new place.".into())),
        buttons: vec![Button {
            label: "This was not me".into(),
            data: "ZGF0YQ".into(),
        }],
        ..letter(&stage.alice, 1, "")
    }
}

#[tokio::test]
async fn what_a_person_writes_is_heard_in_its_order_and_answered_there() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    for words in ["psst", "/stop", "thanks"] {
        stage.alice.say(&room, words).await;
    }
    let alice = stage.alice.id().to_owned();
    for words in ["psst", "/stop", "thanks"] {
        assert_eq!(rig.hear().await, (alice.clone(), words.to_owned()));
    }
    for answer in ["you said: /stop", "you said: thanks"] {
        let came = stage.alice.next_from(&room, stage.bot.id()).await;
        assert_eq!(came.body(), answer);
    }
}

#[tokio::test]
async fn in_a_room_of_three_nobody_is_heard() {
    let stage = Stage::new().await;
    let bob = stage.synapse.person("bob").await;
    let (rig, room) = stage.friends().await;
    let shared = stage
        .bot
        .create_room("three", &[stage.alice.id(), bob.id()])
        .await;
    stage.alice.join(&shared).await;
    bob.join(&shared).await;
    stage.alice.say(&shared, "in public").await;
    bob.say(&shared, "in public").await;
    stage.alice.say(&room, "in private").await;
    assert_eq!(rig.hear().await.1, "in private");
}

#[tokio::test]
async fn a_reaction_presses_the_button_and_the_notice_shows_that_it_was_pressed() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    assert_eq!(rig.send(&notice(&stage)).await, Outcome::Sent);
    let us = stage.bot.id().to_owned();
    let came = stage.alice.next_from(&room, &us).await;
    assert_eq!(
        came.body(),
        "Acme\nYou signed in from a new place.\n\n❌ This was not me"
    );
    let offers = |event: &RoomEvent| event.sender() == us && event.kind() == "m.reaction";
    let offer = stage
        .alice
        .next_where(&room, "the offer of a button", offers)
        .await;
    assert_eq!(offer.0["content"]["m.relates_to"]["event_id"], came.id());

    // Another emoji is none of our business.
    stage.alice.react(&room, came.id(), "👍").await;
    stage.alice.react(&room, came.id(), "❌").await;
    assert_eq!(
        rig.hear().await,
        (stage.alice.id().to_owned(), "button ZGF0YQ".to_owned())
    );
    let edit = stage.alice.next_from(&room, &us).await;
    assert_eq!(edit.0["content"]["m.relates_to"]["event_id"], came.id());
    assert_eq!(
        edit.0["content"]["m.new_content"]["body"],
        "Acme\nYou signed in from a new place.\n\n✔ This was not me"
    );
    let answer = stage.alice.next_from(&room, &us).await;
    assert_eq!(answer.body(), "you pressed: ZGF0YQ");
    assert!(stage.alice.is_redacted(&room, offer.id()).await);
}

#[tokio::test]
async fn an_answer_of_the_emoji_alone_presses_too_and_after_a_restart() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    assert_eq!(rig.send(&notice(&stage)).await, Outcome::Sent);
    let came = stage.alice.next_from(&room, stage.bot.id()).await;
    rig.end().await;
    let rig = stage.up().await;
    stage.alice.reply(&room, came.id(), "❌").await;
    assert_eq!(rig.hear().await.1, "button ZGF0YQ");
    // Only under our own messages there are buttons.
    let own = stage.alice.say(&room, "psst").await;
    assert_eq!(rig.hear().await.1, "psst");
    stage.alice.react(&room, &own, "❌").await;
    stage.alice.say(&room, "done").await;
    assert_eq!(rig.hear().await.1, "done");
}
