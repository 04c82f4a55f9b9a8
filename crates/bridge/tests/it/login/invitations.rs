//! The bot comes, greets, and leaves whoever may not use it.

use serde_json::json;

use super::stage::Stage;

#[tokio::test]
async fn who_may_not_use_the_bridge_is_told_so_and_left_alone() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (eve, bot) = (stage.synapse.person("eve").await, stage.bot());
    let room = eve.create_direct(&bot).await;
    let said = eve.next_from(&room, &bot).await;
    assert!(
        said.body().contains("You may not use this bridge"),
        "{}",
        said.body()
    );
    let left = |event: &testkit::matrix_person::RoomEvent| {
        event.sender() == bot && event.0["content"]["membership"] == "leave"
    };
    eve.next_where(&room, "the bot leaves", left).await;
    house.close().await;
}

#[tokio::test]
async fn an_encrypted_chat_is_told_from_one_that_the_bot_can_read() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (bob, bot) = (stage.synapse.person("bob").await, stage.bot());
    let room = bob.create_direct(&bot).await;
    bob.next_from(&room, &bot).await;
    let content = json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" });
    bob.send(&room, "m.room.encrypted", &content).await;
    let said = bob.next_from(&room, &bot).await;
    assert!(
        said.body().contains("cannot read what you write"),
        "{}",
        said.body()
    );
    house.close().await;
}

#[tokio::test]
async fn an_invitation_while_the_bridge_is_away_is_followed_when_it_is_back() {
    let stage = Stage::set().await;
    stage.open().await.close().await;
    let (bob, bot) = (stage.synapse.person("bob").await, stage.bot());
    let room = bob.create_direct(&bot).await;
    let house = stage.open().await;
    let said = bob.next_from(&room, &bot).await;
    assert!(
        said.body().contains("Type `login` to begin"),
        "{}",
        said.body()
    );
    house.close().await;
}
