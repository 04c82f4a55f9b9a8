//! What people ask for by commands about rooms.

use std::time::Duration;

use serde_json::json;
use telegram_testdc::{GroupKind, NewGroup, NewUser};

use super::friends::Friends;
use super::stage::{PATIENCE, room_named};
use crate::login::stage::{Chat, NAME};

#[tokio::test]
async fn sync_makes_the_rooms_of_which_telegram_did_not_tell_and_leaves_those_that_were_left() {
    let friends = Friends::meet(GroupKind::Supergroup).await;
    let dc = &friends.stage.dc;
    let other = NewGroup {
        creator: friends.ann,
        title: "Others".into(),
        ..NewGroup::default()
    };
    let other = dc.add_group(other).unwrap();
    let house = friends.stage.open().await;
    let chat = Chat::open(&friends.stage, "bob").await;
    chat.say("sync").await;
    chat.hears_at_last("not logged in").await;
    friends.log_in(&chat).await;
    friends.synced(&house).await;
    let room = room_named(&chat.person, "Friends").await;
    dc.withhold_updates(Some(friends.bob), true);
    dc.join(friends.bob, other).unwrap();
    dc.remove_member(friends.group, friends.bob, None).unwrap();
    chat.say("sync").await;
    chat.hears_at_last("I am looking for chats without a room")
        .await;
    room_named(&chat.person, "Others").await;
    assert!(!chat.person.rooms().await.contains(&room));
    house.close().await;
}

#[tokio::test]
async fn delete_portal_empties_a_room_that_is_ones_own_and_no_other() {
    let friends = Friends::meet(GroupKind::Supergroup).await;
    let house = friends.stage.open().await;
    let chat = Chat::open(&friends.stage, "bob").await;
    friends.log_in(&chat).await;
    friends.synced(&house).await;
    let bob = &chat.person;
    let room = room_named(bob, "Friends").await;
    let space = room_named(bob, &format!("Telegram {NAME}")).await;
    let bot = friends.stage.bot();
    let asks = async |text: &str, words: &str| {
        bob.say(&room, text).await;
        let answer = bob.next_from(&room, &bot).await;
        assert!(answer.body().contains(words), "{}", answer.body());
    };
    asks("!tg id", &friends.group.to_string()).await;

    // While Carl has the group, too, it is not Bob's alone.
    let carl = Chat::open(&friends.stage, "carl").await;
    let number = "+491709999999";
    let carls = friends.stage.dc.add_user(NewUser {
        first_name: "Carl".into(),
        phone: Some(number.into()),
        ..NewUser::default()
    });
    friends.stage.dc.join(carls, friends.group).unwrap();
    carl.asks("login", "phone number").await;
    carl.asks(number, "has sent a code").await;
    let code = friends.stage.dc.code(number).unwrap().code;
    carl.asks(&code, "You are logged in").await;
    assert_eq!(room_named(&carl.person, "Friends").await, room);
    asks("!tg delete-portal now", "Others are in this room").await;
    carl.say("logout").await;
    carl.hears_at_last("logged out").await;

    asks("!tg delete-portal", "!tg delete-portal now").await;
    bob.say(&room, "!tg delete-portal now").await;
    let child = bob.next_where(&space, "that the room is gone", |event| {
        event.0["state_key"] == *room && event.0["content"] == json!({})
    });
    child.await;
    let is_out = async {
        while bob.rooms().await.contains(&room) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let is_out = tokio::time::timeout(PATIENCE, is_out).await;
    is_out.expect("Bob is taken out of the room");
    friends.write("anew");
    let again = room_named(bob, "Friends").await;
    assert_ne!(again, room);
    bob.reads(&again, "anew").await;
    house.close().await;
}
