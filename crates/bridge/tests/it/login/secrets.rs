//! What is secret does not stay in the room; where it must, the bot says so.

use serde_json::json;

use super::stage::{Chat, PHONE, Stage};

#[tokio::test]
async fn where_the_bot_may_not_remove_messages_it_says_so() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    // In a room of this kind, only who made it may remove what others write.
    let order = json!({ "preset": "private_chat", "invite": [stage.bot()] });
    let chat = Chat::open_as(&stage, "bob", &order).await;
    chat.asks("login", "phone number").await;
    let phone = chat.say(PHONE).await;
    chat.hears("Please delete it yourself").await;
    chat.hears("has sent a code").await;
    assert!(!chat.person.is_redacted(&chat.room, &phone).await);
    chat.say(&stage.code()).await;
    chat.hears("Please delete it yourself").await;
    chat.hears("You are logged in").await;
    house.close().await;
}

#[tokio::test]
async fn a_number_that_nobody_asked_for_is_taken_away_too() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    let phone = chat.say(PHONE).await;
    chat.hears("type `login` first").await;
    chat.is_gone(&phone).await;
    let edited = chat.say("hello").await;
    chat.hears("I do not know this command").await;
    chat.asks("login", "phone number").await;
    let edit = chat.person.edit(&chat.room, &edited, PHONE).await;
    chat.is_gone(&edit).await;
    house.close().await;
}

#[tokio::test]
async fn security_15_no_secret_of_a_login_is_in_the_database() {
    const PASSWORD: &str = "a-password-of-bob";
    let stage = Stage::set().await;
    stage.bob_at_telegram(Some(PASSWORD));
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks_for_code().await;
    chat.asks(&stage.code(), "two-step verification").await;
    house.close().await;
    // Written while nobody was there, so it waits among the events for a moment.
    chat.say(PASSWORD).await;
    let house = stage.open().await;
    chat.hears("You are logged in").await;
    house.close().await;
    let Some(folder) = stage.folder() else { return };
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for secret in [PASSWORD, &PHONE[1..]] {
            let is_there = bytes
                .windows(secret.len())
                .any(|piece| piece == secret.as_bytes());
            assert!(!is_there, "{secret} is in the database");
        }
    }
}
