//! Logins end and begin again: what becomes of their rooms.

use bridge::rooms::AfterLogout;
use telegram_testdc::GroupKind;
use testkit::MatrixPerson;

use super::friends::Friends;
use super::stage::{room_named, texts_of};
use crate::login::stage::{Chat, NAME};

/// What Ann wrote, as somebody reads it in a room.
async fn bodies(person: &MatrixPerson, room: &str, from: i64) -> Vec<String> {
    let texts = texts_of(person, room).await.into_iter();
    let sender = format!("@telegram_{from}:");
    texts
        .filter(|(author, _)| author.starts_with(&sender))
        .map(|(_, text)| text)
        .collect()
}

#[tokio::test]
async fn after_a_logout_rooms_are_kept_or_left_or_deleted_and_a_login_finds_what_there_is() {
    let mut friends = Friends::meet(GroupKind::Supergroup).await;
    let house = friends.stage.open().await;
    let chat = Chat::open(&friends.stage, "bob").await;
    let person = &chat.person;
    friends.log_in(&chat).await;
    friends.synced(&house).await;
    let mut room = room_named(person, "Friends").await;
    let space = room_named(person, &format!("Telegram {NAME}")).await;
    house.close().await;
    let mut written = Vec::new();
    for after in [AfterLogout::Keep, AfterLogout::Leave, AfterLogout::Delete] {
        friends.stage.settings.rooms.after_logout = after;
        let house = friends.stage.open().await;
        chat.say("logout").await;
        chat.hears_at_last("logged out").await;
        let is_kept = after == AfterLogout::Keep;
        let rooms = person.rooms().await;
        for one in [&room, &space] {
            assert_eq!(rooms.contains(one), is_kept, "{after:?}");
        }
        if is_kept {
            person.say(&room, "does anybody hear me?").await;
            let told = person.next_from(&room, &friends.stage.bot()).await;
            assert!(told.body().contains("not logged in"), "{}", told.body());
        }

        written.push(format!("after {after:?}"));
        friends.write(written.last().unwrap());
        friends.log_in(&chat).await;
        friends.synced(&house).await;
        let again = room_named(person, "Friends").await;
        assert_eq!(again == room, after != AfterLogout::Delete, "{after:?}");
        room = again;
        // A new room begins with the last messages; one that there was goes on.
        assert_eq!(bodies(person, &room, friends.ann).await, written);
        if after != AfterLogout::Delete {
            assert_eq!(room_named(person, &format!("Telegram {NAME}")).await, space);
        }
        house.close().await;
    }
}

#[tokio::test]
async fn a_login_that_telegram_ended_goes_on_in_its_rooms_when_it_is_begun_anew() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let friends = Friends::meet(kind).await;
        let house = friends.stage.open().await;
        let chat = Chat::open(&friends.stage, "bob").await;
        friends.log_in(&chat).await;
        let room = room_named(&chat.person, "Friends").await;
        friends.write("before");
        chat.person.reads(&room, "before").await;
        friends
            .stage
            .dc
            .revoke_sessions(friends.bob, "SESSION_REVOKED");
        chat.hears_at_last("was ended from another device").await;
        friends.write("in between");
        friends.log_in(&chat).await;
        friends.write("after");
        chat.person.reads(&room, "after").await;
        let texts = bodies(&chat.person, &room, friends.ann).await;
        assert_eq!(texts, ["before", "in between", "after"], "{kind:?}");
        house.close().await;
    }
}

#[tokio::test]
async fn whoever_takes_an_account_over_has_its_rooms_and_the_former_owner_has_them_no_more() {
    let friends = Friends::meet(GroupKind::Basic).await;
    let house = friends.stage.open().await;
    let bob = Chat::open(&friends.stage, "bob").await;
    friends.log_in(&bob).await;
    friends.synced(&house).await;
    let room = room_named(&bob.person, "Friends").await;
    let carl = Chat::open(&friends.stage, "carl").await;
    friends.log_in(&carl).await;
    assert_eq!(room_named(&carl.person, "Friends").await, room);
    assert!(!bob.person.rooms().await.contains(&room));
    friends.write("for Carl");
    carl.person.reads(&room, "for Carl").await;
    house.close().await;
}
