//! Nobody stays in the rooms of an account that they have no more, whatever came in between.

use bridge::rooms::AfterLogout;
use telegram_testdc::GroupKind;

use super::friends::Friends;
use super::stage::{PATIENCE, room_named};
use crate::login::stage::{Chat, House, NAME};

/// Bob with a room, to which he came by a login.
async fn bob_in_his_room(friends: &Friends, house: &House) -> (Chat, String) {
    let bob = Chat::open(&friends.stage, "bob").await;
    friends.log_in(&bob).await;
    friends.synced(house).await;
    let room = room_named(&bob.person, "Friends").await;
    (bob, room)
}

/// Carl logs the account in that was Bob's: the room is his alone.
async fn carl_has_it_alone(friends: &Friends, bob: &Chat, room: &str) {
    let carl = Chat::open(&friends.stage, "carl").await;
    friends.log_in(&carl).await;
    assert_eq!(room_named(&carl.person, "Friends").await, room);
    assert!(!bob.person.rooms().await.contains(&room.to_owned()));
}

/// Waits until somebody is no longer in a room.
async fn until_out_of(chat: &Chat, room: &str) {
    let out = async {
        while chat.person.rooms().await.contains(&room.to_owned()) {
            chat.person.sync().await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, out).await;
    waited.expect("somebody is taken out of the room");
}

#[tokio::test]
async fn who_logs_in_where_telegram_had_ended_anothers_login_has_the_rooms_alone_also_after_a_restart()
 {
    let friends = Friends::meet(GroupKind::Basic).await;
    let house = friends.stage.open().await;
    let (bob, room) = bob_in_his_room(&friends, &house).await;
    friends
        .stage
        .dc
        .revoke_sessions(friends.bob, "SESSION_REVOKED");
    bob.hears_at_last("was ended from another device").await;
    house.close().await;

    let house = friends.stage.open().await;
    assert!(bob.person.rooms().await.contains(&room));
    carl_has_it_alone(&friends, &bob, &room).await;
    house.close().await;
}

#[tokio::test]
async fn rooms_that_were_kept_after_a_logout_are_still_for_nobody_but_whoever_logs_in_next() {
    let mut friends = Friends::meet(GroupKind::Basic).await;
    friends.stage.settings.rooms.after_logout = AfterLogout::Keep;
    let house = friends.stage.open().await;
    let (bob, room) = bob_in_his_room(&friends, &house).await;
    bob.say("logout").await;
    bob.hears_at_last("logged out").await;
    house.close().await;

    // What was kept once stays, whatever the setting is from then on.
    friends.stage.settings.rooms.after_logout = AfterLogout::Delete;
    let house = friends.stage.open().await;
    assert!(bob.person.rooms().await.contains(&room));
    carl_has_it_alone(&friends, &bob, &room).await;
    house.close().await;
}

#[tokio::test]
async fn a_logout_that_a_kill_interrupts_is_gone_on_with_at_the_next_start() {
    let friends = Friends::meet(GroupKind::Basic).await;
    let house = friends.stage.open().await;
    let (bob, room) = bob_in_his_room(&friends, &house).await;
    let space = room_named(&bob.person, &format!("Telegram {NAME}")).await;
    // All that a logout does before its rooms are left.
    let login = house.bridge.logins().get(friends.bob).unwrap();
    house.bridge.logins().log_out(&login).await.unwrap();
    house.close().await;
    assert!(bob.person.rooms().await.contains(&room));

    let house = friends.stage.open().await;
    for one in [&room, &space] {
        until_out_of(&bob, one).await;
    }
    house.close().await;
}
