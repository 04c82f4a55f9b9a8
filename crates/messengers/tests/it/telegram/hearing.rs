use messengers::Said;
use telegram_testdc::{NewMessage, NewUser};

use super::stage::{Stage, code};

#[tokio::test]
async fn what_people_write_to_the_bot_is_heard_and_answered() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    let alice = stage.person("alice");
    stage
        .dc
        .start_bot(alice, stage.bot, "AbcdefghijklmnopqrstU_")
        .unwrap();
    let heard = rig.hear().await;
    assert_eq!(heard.from.0, alice.to_string());
    assert_eq!(heard.shown, "@alice");
    assert!(matches!(heard.said, Said::Text(text) if text == "/start AbcdefghijklmnopqrstU_"));
    let answer = stage.message(alice, stage.bot, 1).await;
    assert_eq!(answer.text, "You said /start AbcdefghijklmnopqrstU_");
    assert_eq!(answer.buttons, [("Undo".to_owned(), "undo".to_owned())]);
    // Silence is an answer, too; what follows it is heard.
    for text in ["psst", "/stop"] {
        let (from, to, text) = (alice, stage.bot, text.to_owned());
        stage.dc.send(NewMessage { from, to, text }).unwrap();
        rig.hear().await;
    }
    stage.message(alice, stage.bot, 2).await;
    assert_eq!(stage.texts(alice, stage.bot)[1..], ["You said /stop"]);
}

#[tokio::test]
async fn a_pressed_button_is_answered_and_taken_away() {
    let stage = Stage::set().await;
    let mut rig = stage.connected().await;
    let alice = stage.reader("alice");
    // The first that is heard is that Start was pressed.
    rig.hear().await;
    stage.message(alice, stage.bot, 1).await;
    rig.send_at_last(&code(1, alice)).await;
    let message = stage.message(alice, stage.bot, 2).await;
    let press = stage
        .dc
        .press(alice, stage.bot, message.id, "not-me")
        .unwrap();
    let heard = rig.hear().await;
    assert_eq!(heard.from.0, alice.to_string());
    assert!(matches!(heard.said, Said::Button(data) if data == "not-me"));
    let answer = stage.message(alice, stage.bot, 3).await;
    assert_eq!(answer.text, "You pressed not-me");
    assert_eq!(stage.dc.answer_to(press).as_deref(), Some(""));
    let message = stage.message(alice, stage.bot, 2).await;
    assert!(message.buttons.is_empty(), "{message:?}");
    assert!(message.text.contains("042137"), "the text stays");
    assert!(
        stage
            .dc
            .press(alice, stage.bot, message.id, "not-me")
            .is_err()
    );
}

#[tokio::test]
async fn what_was_written_while_postern_was_away_is_answered_once() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    let alice = stage.reader("alice");
    stage.message(alice, stage.bot, 1).await;
    rig.end().await;
    let (from, to, text) = (alice, stage.bot, "/help".to_owned());
    stage.dc.send(NewMessage { from, to, text }).unwrap();
    let mut rig = stage.connected().await;
    // What came right before the end may be heard again; its answer bears the same key, and is not given twice.
    while !matches!(rig.hear().await.said, Said::Text(text) if text == "/help") {}
    stage.message(alice, stage.bot, 2).await;
    assert_eq!(
        stage.texts(alice, stage.bot),
        ["You said /start", "You said /help"]
    );
}

#[tokio::test]
async fn a_users_account_hears_commands_alone_since_it_may_be_somebodys_own() {
    let stage = Stage::set().await;
    let phone = "+4917012345";
    let sender = stage.dc.add_user(NewUser {
        first_name: "Sender".into(),
        phone: Some(phone.into()),
        ..NewUser::default()
    });
    let alice = stage.person("alice");
    let mut rig = stage.start_with(stage.settings_of_user(phone).await);
    rig.up().await;
    for text in ["How are you?", "/help"] {
        let (from, to, text) = (alice, sender, text.to_owned());
        stage.dc.send(NewMessage { from, to, text }).unwrap();
    }
    let heard = rig.hear().await;
    assert!(matches!(heard.said, Said::Text(text) if text == "/help"));
    let answer = stage.message(alice, sender, 1).await;
    assert_eq!(answer.text, "You said /help");
    assert!(answer.buttons.is_empty());
}
