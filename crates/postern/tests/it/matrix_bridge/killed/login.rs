//! Killed in the middle of a login.

use super::super::PHONE;
use super::super::stage::{Chat, LOGGED_IN, Stage, until};

#[tokio::test]
async fn a_login_goes_on_after_kills_between_number_code_and_password() {
    let stage = Stage::set(Some("the password")).await;
    let server = stage.serve().await;
    let mut chat = Chat::open(&stage.synapse).await;
    chat.asks("login phone", "phone number").await;
    chat.asks(PHONE, "has sent a code").await;
    server.kill().await;
    // Typed while nobody listens: the homeserver keeps it.
    chat.says(&stage.code()).await;
    let server = stage.serve().await;
    chat.hears("two-step verification").await;
    server.kill().await;
    let server = stage.serve().await;
    let password = chat.asks("the password", LOGGED_IN).await;
    chat.is_gone(&password).await;
    chat.is_connected().await;
    assert_eq!(stage.dc.profile(stage.bob).unwrap().logins, 1);
    assert!(server.stop().await.success());
}

/// When the program is killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    /// As soon as Telegram has sent a code.
    CodeSent,
    /// As soon as Telegram has taken the code.
    CodeTaken,
    /// As soon as the person is told that they are logged in.
    Told,
}

async fn a_login_that_is_killed_at(moment: Moment) {
    let stage = Stage::set(None).await;
    let server = stage.serve().await;
    let mut chat = Chat::open(&stage.synapse).await;
    chat.asks("login phone", "phone number").await;
    chat.says(PHONE).await;
    let mut server = Some(server);
    if moment == Moment::CodeSent {
        until("the code", || stage.dc.code(PHONE).is_some()).await;
        server.take().unwrap().kill().await;
        server = Some(stage.serve().await);
    }
    chat.hears("has sent a code").await;
    chat.says(&stage.code()).await;
    if moment == Moment::CodeTaken {
        until("the login", || {
            stage.dc.profile(stage.bob).unwrap().logins == 1
        })
        .await;
        server.take().unwrap().kill().await;
        server = Some(stage.serve().await);
    }
    chat.hears(LOGGED_IN).await;
    let mut server = server.unwrap();
    if moment == Moment::Told {
        server.kill().await;
        server = stage.serve().await;
    }
    chat.is_connected().await;
    chat.asks("list-logins", "Bob").await;
    assert_eq!(stage.dc.profile(stage.bob).unwrap().logins, 1, "{moment:?}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_login_ends_well_when_killed_the_moment_telegram_sends_the_code() {
    a_login_that_is_killed_at(Moment::CodeSent).await;
}

#[tokio::test]
async fn a_login_ends_well_when_killed_the_moment_telegram_takes_the_code() {
    a_login_that_is_killed_at(Moment::CodeTaken).await;
}

#[tokio::test]
async fn a_login_holds_when_killed_the_moment_the_person_is_told_of_it() {
    a_login_that_is_killed_at(Moment::Told).await;
}
