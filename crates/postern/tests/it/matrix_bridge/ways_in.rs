//! The other ways to log in, with a client that nobody here wrote: a QR code, and the token of a bot.

use telegram_testdc::{GroupKind, NewBot};
use testkit::qr::login_token;

use super::stage::{Chat, LOGGED_IN, Stage, until};

#[tokio::test]
async fn matrix_nio_shows_a_qr_code_that_logs_in_when_a_phone_scans_it() {
    let stage = Stage::set(None).await;
    let server = stage.serve().await;
    let mut chat = Chat::open(&stage.synapse).await;
    chat.asks("login qr", "scan this QR code").await;
    let picture = chat.hears("QR code to log in").await;
    assert_eq!(picture.kind, "RoomMessageImage");
    let file = picture.source["content"]["url"].as_str().unwrap();
    let (kind, bytes) = chat.nio.download(file).await;
    assert_eq!(kind, "image/png");
    stage.dc.accept_qr(&login_token(&bytes), stage.bob).unwrap();
    chat.hears(LOGGED_IN).await;
    chat.is_gone(picture.id()).await;
    chat.is_connected().await;
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn matrix_nio_logs_a_bot_in_by_its_token_and_bob_speaks_as_the_bot() {
    let stage = Stage::set(None).await;
    let token = format!("7001:{}", "Aa0-_".repeat(7));
    let (bot, token) = stage.dc.add_bot(NewBot {
        id: Some(7001),
        first_name: "Helper".into(),
        username: Some("helper_bot".into()),
        token: Some(token),
        reads_all: true,
        ..NewBot::default()
    });
    let ann = stage.person("Ann");
    let friends = stage.group(GroupKind::Supergroup, "Friends", ann, bot);
    let server = stage.serve().await;
    let mut chat = Chat::open(&stage.synapse).await;
    chat.asks("login bot", "token").await;
    let typed = chat.asks(&token, "logged in to Telegram as").await;
    chat.is_gone(&typed).await;

    chat.is_connected().await;
    // Telegram gives bots no list of their chats: a room comes with its first message.
    stage.writes(ann, friends, "Is anybody there?");
    let room = chat.nio.join_room("Friends").await;
    let puppet = stage.puppet(ann);
    chat.nio.hears(&room, &puppet, "Is anybody there?").await;
    chat.nio.say(&room, "I am").await;
    until("the answer", || stage.texts(ann, friends, bot) == ["I am"]).await;
    assert!(server.stop().await.success());
}
