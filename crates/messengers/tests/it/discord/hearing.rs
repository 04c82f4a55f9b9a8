use domain::delivery::Outcome;
use messengers::{Letter, Said};
use serde_json::json;

use super::stage::{Stage, button, letter, until};

#[tokio::test]
async fn what_people_write_to_the_bot_is_heard_and_answered() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    stage.fake.writes(stage.alice, "/help");
    let heard = rig.hear().await;
    assert_eq!(heard.from.0, stage.alice.to_string());
    assert_eq!(heard.shown, "alice");
    assert!(matches!(heard.said, Said::Text(text) if text == "/help"));
    assert_eq!(
        stage.message(stage.alice, 1).await.content,
        "You said /help"
    );
    // Silence is an answer, too; what follows it is heard.
    stage.fake.writes(stage.alice, "psst");
    stage.fake.writes(stage.alice, "/stop");
    rig.hear().await;
    rig.hear().await;
    assert_eq!(
        stage.message(stage.alice, 2).await.content,
        "You said /stop"
    );
    // The channel is known from the person's own message.
    assert_eq!(stage.fake.count("POST users/@me/channels"), 0);
}

#[tokio::test]
async fn a_pressed_button_is_noticed_heard_and_taken_away() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    let warning = Letter {
        buttons: vec![button()],
        ..letter(1, stage.alice, "A new sign-in.")
    };
    assert_eq!(rig.send(&warning).await, Outcome::Sent);
    let message = stage.message(stage.alice, 1).await;
    let press = stage.fake.presses(message.id, "not-me");
    let heard = rig.hear().await;
    assert_eq!(heard.from.0, stage.alice.to_string());
    assert_eq!(heard.language.as_deref(), Some("de"));
    assert!(matches!(heard.said, Said::Button(data) if data == "not-me"));
    let answer = until("an answer", || stage.fake.answer_to(press)).await;
    assert_eq!(answer, json!({ "type": 6 }));
    let reply = stage.message(stage.alice, 2).await;
    assert_eq!(reply.content, "You pressed not-me");
    let message = stage.message(stage.alice, 1).await;
    assert_eq!(
        (message.buttons, message.content.as_str()),
        (vec![], "A new sign-in.")
    );
}
