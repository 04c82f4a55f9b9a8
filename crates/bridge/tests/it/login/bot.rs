//! Logging in with a bot token.

use telegram_testdc::RpcFault;

use super::stage::{Chat, Stage};

#[tokio::test]
async fn a_bot_token_logs_in_and_is_taken_out_of_the_room() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let token = stage.bot_at_telegram(7001, "Relay");
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login bot", "token of the bot").await;
    let said = chat.say(&token).await;
    chat.hears("as the bot @relay_bot").await;
    chat.is_gone(&said).await;
    chat.asks("list-logins", "@relay_bot, a bot").await;
    chat.asks("session list", "Bots have no list").await;
    house.close().await;
    // The login holds without the token.
    let house = stage.open().await;
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn a_token_in_the_command_itself_or_where_a_number_is_asked_for_works_too() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let first = stage.bot_at_telegram(7001, "One");
    let second = stage.bot_at_telegram(7002, "Two");
    let chat = Chat::open(&stage, "bob").await;
    let said = chat.say(&format!("login bot {first}")).await;
    chat.hears_at_last("as the bot @one_bot").await;
    chat.is_gone(&said).await;
    chat.say("login").await;
    chat.hears_at_last("Please type your phone number").await;
    let said = chat.say(&second).await;
    chat.hears("as the bot @two_bot").await;
    chat.is_gone(&said).await;
    house.close().await;
}

#[tokio::test]
async fn a_wrong_token_has_words_and_the_right_one_still_works() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let token = stage.bot_at_telegram(7001, "Relay");
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login bot", "token of the bot").await;
    let wrong = format!("123456789:{}", "A".repeat(35));
    chat.asks(&wrong, "does not know this bot token").await;
    stage.dc.refuse(RpcFault {
        method: "auth.importBotAuthorization".into(),
        code: 400,
        name: "ACCESS_TOKEN_EXPIRED".into(),
        user: None,
        times: 1,
    });
    chat.asks(&token, "replaced by a newer one").await;
    chat.asks(&token, "as the bot @relay_bot").await;
    house.close().await;
}
