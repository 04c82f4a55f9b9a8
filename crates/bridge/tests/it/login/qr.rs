//! Logging in with a QR code.

use std::time::Duration;

use testkit::matrix_person::RoomEvent;
use testkit::qr::login_token;

use super::stage::{Chat, Stage};

/// The token on the picture of an event, or of an edit of it.
async fn token(chat: &Chat, event: &RoomEvent) -> Vec<u8> {
    let content = &event.0["content"];
    let new = &content["m.new_content"];
    let content = if new.is_null() { content } else { new };
    assert_eq!(content["msgtype"], "m.image");
    let file = content["url"].as_str().unwrap();
    login_token(&chat.person.download(file).await)
}

#[tokio::test]
async fn a_scanned_qr_code_logs_in_and_the_picture_goes_away() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(Some("secret"));
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login qr", "scan this QR code").await;
    let picture = chat.hears("QR code to log in").await;
    let token = token(&chat, &picture).await;
    stage.dc.accept_qr(&token, bob).unwrap();
    chat.hears("two-step verification").await;
    chat.is_gone(picture.id()).await;
    chat.asks("secret", "You are logged in to Telegram as")
        .await;
    house.close().await;
}

#[tokio::test]
async fn an_expired_qr_code_is_replaced_in_its_place_and_never_drawn_on_a_removed_message() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login qr", "scan this QR code").await;
    let picture = chat.hears("QR code to log in").await;
    let first = token(&chat, &picture).await;
    // Time goes by for the bridge; a resend is what a person does who missed it.
    stage.clock.advance(Duration::from_secs(40));
    chat.say("resend").await;
    let edit = chat.hears_at_last("QR code to log in").await;
    let relation = &edit.0["content"]["m.relates_to"];
    assert_eq!(relation["rel_type"], "m.replace");
    assert_eq!(relation["event_id"], picture.id());
    assert!(!chat.person.is_redacted(&chat.room, picture.id()).await);
    let second = token(&chat, &edit).await;
    assert_ne!(first, second);
    stage.dc.accept_qr(&second, bob).unwrap();
    chat.hears("You are logged in to Telegram as").await;
    chat.is_gone(picture.id()).await;
    house.close().await;
}

#[tokio::test]
async fn a_cancelled_qr_code_is_taken_away_also_after_a_restart() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login qr", "scan this QR code").await;
    let picture = chat.hears("QR code to log in").await;
    house.close().await;
    let house = stage.open().await;
    chat.say("cancel").await;
    chat.hears_at_last("The login is cancelled").await;
    chat.is_gone(picture.id()).await;
    house.close().await;
}
