//! Nothing secret where others are.

use super::stage::{Chat, PHONE, Stage};

#[tokio::test]
async fn a_third_person_who_joins_ends_the_login_and_the_bot_says_why() {
    let (stage, house, chat) = Stage::with_bob().await;
    let eve = stage.synapse.person("eve").await;
    chat.asks_for_code().await;
    let code = stage.code();
    chat.person.invite(&chat.room, eve.id()).await;
    eve.join(&chat.room).await;
    chat.hears("the login is cancelled").await;
    // Neither with nor without the prefix is anything of it left.
    chat.say(&code).await;
    chat.asks("!tg cancel", "No login is under way").await;
    chat.asks("!tg login", "only in a room with nobody but you and me")
        .await;
    chat.asks(&format!("!tg login phone {PHONE}"), "only in a room")
        .await;
    assert_eq!(
        stage
            .dc
            .profile(stage.dc.who_is("bob_tg").unwrap())
            .unwrap()
            .logins,
        0
    );
    // When they are alone again, a new login can begin.
    eve.leave(&chat.room).await;
    chat.log_in(&stage).await;
    house.close().await;
}

#[tokio::test]
async fn an_answer_that_arrives_while_others_are_there_is_not_used_and_is_taken_away() {
    let stage = Stage::set().await;
    stage.bob_at_telegram(None);
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    let eve = stage.synapse.person("eve").await;
    chat.asks_for_code().await;
    // The bridge is away while Eve comes and the code is written: it hears of both in one go.
    house.close().await;
    chat.person.invite(&chat.room, eve.id()).await;
    eve.join(&chat.room).await;
    let code = chat.say(&stage.code()).await;
    let house = stage.open().await;
    chat.hears_at_last("the login is cancelled").await;
    assert_eq!(
        stage
            .dc
            .profile(stage.dc.who_is("bob_tg").unwrap())
            .unwrap()
            .logins,
        0
    );
    chat.asks("!tg cancel", "No login is under way").await;
    drop(code);
    house.close().await;
}

#[tokio::test]
async fn in_a_room_with_others_only_marked_commands_are_answered() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (bob, carol) = (
        stage.synapse.person("bob").await,
        stage.synapse.person("carol").await,
    );
    let bot = stage.bot();
    let room = bob.create_room("three", &[carol.id()]).await;
    carol.join(&room).await;
    bob.invite(&room, &bot).await;
    let greeting = bob.next_from(&room, &bot).await;
    assert!(
        greeting.body().contains("There are others in this room"),
        "{}",
        greeting.body()
    );
    bob.say(&room, "login").await;
    bob.say(&room, "!tg version").await;
    let answer = bob.next_from(&room, &bot).await;
    assert!(answer.body().starts_with("Postern "), "{}", answer.body());
    bob.say(&room, "!tg help").await;
    let help = bob.next_from(&room, &bot).await;
    assert!(!help.body().contains("`login`"), "{}", help.body());
    house.close().await;
}
