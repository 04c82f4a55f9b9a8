//! What goes wrong around logins.

use std::time::Duration;

use super::stage::{Chat, NAME, PATIENCE, PHONE, Stage};

#[tokio::test]
async fn a_login_that_is_ended_elsewhere_is_told_in_the_management_room() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    chat.is_connected().await;
    stage.dc.revoke_sessions(bob, "SESSION_REVOKED");
    let told = chat.hears("was ended from another device").await;
    assert!(
        told.body().contains(NAME) && told.body().contains("login"),
        "{}",
        told.body()
    );
    chat.asks("list-logins", "Telegram has ended this login")
        .await;
    chat.log_in(&stage).await;
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn a_person_who_has_left_the_management_room_is_invited_again_and_told_there() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    chat.is_connected().await;
    chat.person.leave(&chat.room).await;
    stage.dc.revoke_sessions(bob, "SESSION_REVOKED");
    let room = chat.person.invitation().await;
    assert_eq!(room, chat.room);
    chat.person.join(&room).await;
    chat.hears_at_last("was ended from another device").await;
    house.close().await;
}

#[tokio::test]
async fn while_telegram_does_not_answer_the_person_is_told_and_can_cancel() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    stage.dc.freeze();
    chat.asks(PHONE, "Asking Telegram").await;
    chat.asks("hello?", "has not answered yet").await;
    chat.asks("cancel", "The login is cancelled").await;
    // The next one begins at once, and works when Telegram is back.
    chat.asks("login", "phone number").await;
    stage.dc.thaw();
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
}

#[tokio::test]
async fn a_killed_homeserver_loses_no_answer() {
    let mut stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "phone number").await;
    stage.synapse.kill();
    stage.synapse.start_again().await;
    chat.asks(PHONE, "has sent a code").await;
    chat.asks(&stage.code(), "You are logged in").await;
    house.close().await;
}

#[tokio::test]
async fn who_was_logged_in_while_the_homeserver_was_away_is_told_by_the_next_program() {
    let mut stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "phone number").await;
    chat.asks(PHONE, "has sent a code").await;
    stage.dc.freeze();
    chat.asks(&stage.code(), "Asking Telegram").await;
    stage.synapse.kill();
    stage.dc.thaw();
    let logged_in = async {
        while house.bridge.logins().get(bob).is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, logged_in).await.unwrap();
    house.close().await;
    stage.synapse.start_again().await;
    let house = stage.open().await;
    chat.hears("You are logged in").await;
    chat.is_connected().await;
    chat.asks("cancel", "No login is under way").await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    house.close().await;
}
