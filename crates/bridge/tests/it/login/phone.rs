//! Logging in with a phone number.

use telegram_testdc::RpcFault;

use super::stage::{Chat, NAME, PHONE, Stage};

#[tokio::test]
async fn bob_logs_in_with_number_code_and_password_and_nothing_of_it_stays_in_the_room() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(Some("ping"));
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "phone number").await;
    let phone = chat.say(PHONE).await;
    chat.hears("has sent a code").await;
    let code = chat.say(&stage.code()).await;
    chat.hears("two-step verification").await;
    // A password that equals a command name is a password.
    let wrong = chat.say("help").await;
    chat.hears("This password is wrong").await;
    let right = chat.say("ping").await;
    let done = chat.hears("You are logged in to Telegram as").await;
    assert!(done.body().contains(NAME), "{}", done.body());
    for event in [phone, code, wrong, right] {
        chat.is_gone(&event).await;
    }
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let stage = Stage::set().await;
    stage.bob_at_telegram(Some("secret"));
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "phone number").await;
    house.close().await;
    let house = stage.open().await;
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
    // What is written while nobody is there is heard afterwards.
    let code = chat.say(&stage.code()).await;
    let house = stage.open().await;
    chat.hears("two-step verification").await;
    chat.is_gone(&code).await;
    house.close().await;
    let house = stage.open().await;
    chat.asks("secret", "You are logged in to Telegram as")
        .await;
    house.close().await;
    let house = stage.open().await;
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn wrong_codes_are_told_and_the_right_one_still_works() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login phone", "phone number").await;
    chat.asks("not a phone", "neither a phone number nor a bot token")
        .await;
    chat.asks("0170 1234567", "country code is missing").await;
    chat.asks("+49 (170) 123-4567", "has sent a code").await;
    let code = stage.code();
    let wrong = if code == "00000" { "11111" } else { "00000" };
    chat.asks(wrong, "This code is wrong").await;
    chat.asks("what?", "made of digits").await;
    let (head, tail) = code.split_at(2);
    chat.asks(&format!("{head} {tail}"), "You are logged in")
        .await;
    house.close().await;
}

#[tokio::test]
async fn an_expired_code_can_be_asked_for_anew() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks_for_code().await;
    let old = stage.code();
    stage.dc.expire_codes(PHONE);
    chat.asks(&old, "has expired").await;
    chat.asks("resend", "has sent a code").await;
    chat.asks(&stage.code(), "You are logged in").await;
    house.close().await;
}

#[tokio::test]
async fn every_refusal_of_a_number_has_words_and_the_next_number_works() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    let refusals = [
        (400, "PHONE_NUMBER_INVALID", "not a valid phone number"),
        (400, "PHONE_NUMBER_BANNED", "has banned this phone number"),
        (400, "PHONE_NUMBER_FLOOD", "too many requests"),
        (
            400,
            "PHONE_NUMBER_UNOCCUPIED",
            "sign up in the Telegram app",
        ),
        (
            406,
            "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN",
            "does not let programs",
        ),
        (500, "SOMETHING_NEW", "SOMETHING_NEW"),
    ];
    for (code, name, words) in refusals {
        stage.dc.refuse(RpcFault {
            method: "auth.sendCode".into(),
            code,
            name: name.into(),
            user: None,
            times: 1,
        });
        chat.asks(PHONE, words).await;
    }
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
}

#[tokio::test]
async fn a_flood_wait_for_one_number_does_not_hold_another_number_back() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    stage.dc.flood("auth.sendCode", 4000, 1);
    chat.asks("+4915100000", "1 hour 7 minutes").await;
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
}

#[tokio::test]
async fn an_account_at_another_data_centre_is_found_there() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    stage.dc.migrate(bob, 1);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    house.close().await;
    let house = stage.open().await;
    chat.is_connected().await;
    house.close().await;
}
