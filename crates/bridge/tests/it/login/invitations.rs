//! The bot comes, greets, and leaves whoever may not use it.

use std::time::Duration;

use serde_json::{Value, json};
use store::bridge_rooms::{self, ClosedRoom};
use testkit::matrix_person::RoomEvent;

use super::stage::{PATIENCE, Stage};
use crate::caller::Caller;

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
    let left =
        |event: &RoomEvent| event.sender() == bot && event.0["content"]["membership"] == "leave";
    eve.next_where(&room, "the bot leaves", left).await;
    house.close().await;
}

#[tokio::test]
async fn in_an_encrypted_chat_the_bot_says_once_what_to_do_and_marks_each_message() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (bob, bot) = (stage.synapse.person("bob").await, stage.bot());
    let room = bob.create_direct(&bot).await;
    bob.next_from(&room, &bot).await;
    let switch = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
    let switched = bob.set_state(&room, "m.room.encryption", "", &switch);
    switched.await.good();
    let said = bob.next_from(&room, &bot).await;
    let words = "cannot read what you write";
    assert!(said.body().contains(words), "{}", said.body());
    for _ in 0..2 {
        let event = bob.send(&room, "m.room.encrypted", &ciphertext()).await;
        bob.next_where(&room, "the mark", |mark| marks(mark, &event))
            .await;
    }
    // What can be read is answered, and nothing was said twice.
    bob.say(&room, "version").await;
    let said = bob.next_from(&room, &bot).await;
    assert!(said.body().contains("Postern "), "{}", said.body());
    house.close().await;
}

#[tokio::test]
async fn who_invites_the_bot_to_an_encrypted_room_is_told_at_once() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (bob, bot) = (stage.synapse.person("bob").await, stage.bot());
    let encryption = json!({
        "type": "m.room.encryption", "state_key": "", "content": { "algorithm": "m.megolm.v1.aes-sha2" },
    });
    let order = json!({
        "preset": "trusted_private_chat", "is_direct": true, "invite": [bot], "initial_state": [encryption],
    });
    let room = bob.create_room_as(&order).await;
    let said = bob.next_from(&room, &bot).await;
    assert!(
        said.body().contains("open a new chat with me, without it"),
        "{}",
        said.body()
    );
    house.close().await;
}

pub(crate) fn ciphertext() -> Value {
    json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "x" })
}

/// Whether an event marks another as not read.
pub(crate) fn marks(mark: &RoomEvent, event: &str) -> bool {
    let relation = &mark.0["content"]["m.relates_to"];
    mark.kind() == "m.reaction" && relation["event_id"] == event && relation["key"] == "⚠️"
}

#[tokio::test]
async fn why_the_bot_cannot_join_is_kept_for_the_operator_until_it_can() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let (bob, bot) = (stage.synapse.person("bob").await, stage.bot());
    let room = bob.create_room("not for bots", &[]).await;
    let caller = Caller::new(&stage.service(), &stage.key);
    let invitation = |room: &str, id: &str| {
        json!({
            "event_id": id, "room_id": room, "sender": bob.id(), "type": "m.room.member", "state_key": bot,
            "content": { "membership": "invite" }, "origin_server_ts": 1,
        })
    };
    // One that was taken back in the meantime, and one to a room that this homeserver does not find.
    let elsewhere = "!gone:elsewhere.test";
    let events = [invitation(&room, "$one"), invitation(elsewhere, "$two")];
    caller.hand_over("t1", &events).await;
    let closed = until_closed(&stage, 2).await;
    let fault_of = |room: &str| {
        let found = closed.iter().find(|closed| closed.room == room).unwrap();
        assert_eq!(found.invited_by, bob.id());
        found.fault.clone()
    };
    assert!(
        fault_of(&room).contains("M_FORBIDDEN"),
        "{}",
        fault_of(&room)
    );
    assert!(
        fault_of(&room).contains("taken back"),
        "{}",
        fault_of(&room)
    );
    assert!(
        fault_of(elsewhere).contains("is federation off?"),
        "{}",
        fault_of(elsewhere)
    );

    bob.invite(&room, &bot).await;
    bob.next_from(&room, &bot).await;
    let left: Vec<_> = until_closed(&stage, 1).await;
    assert_eq!(left[0].room, elsewhere);
    house.close().await;
}

/// Waits until so many rooms are known that the bot could not join.
async fn until_closed(stage: &Stage, many: usize) -> Vec<ClosedRoom> {
    let wait = async {
        loop {
            let mut conn = stage.db.read().await.unwrap();
            let closed = bridge_rooms::list_closed(&mut conn).await.unwrap();
            if closed.len() == many {
                return closed;
            }
            drop(conn);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.expect("they become known")
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
