//! Which chats become rooms by themselves.

use bridge::rooms::{Joined, RoomsSettings};
use domain::bridge::{ChatFilter, PortalKey};
use store::portals;
use telegram::peers::Typed;
use telegram_testdc::GroupKind;

use super::stage::{Account, Stage, another_second, quick, room_named};

async fn has_room(stage: &Stage, chat: i64, account: &Account) -> bool {
    let mut conn = stage.db.read().await.unwrap();
    let key = PortalKey::of(chat, account.id);
    portals::find(&mut conn, key).await.unwrap().is_some()
}

#[tokio::test]
async fn chats_that_are_denied_get_no_room_by_the_list_nor_by_a_message() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let account = stage.account("Bob").await;
    let (ann, carl) = (stage.user("Ann"), stage.user("Carl"));
    let denied = stage.group(GroupKind::Supergroup, "Denied", ann, &[account.id]);
    let other = stage.group(GroupKind::Basic, "Other", ann, &[account.id]);
    let settings = RoomsSettings {
        filter: ChatFilter::Deny(vec![denied, carl]),
        ..quick()
    };
    let house = stage.open_for(settings, &account, &bob).await;
    assert_eq!(house.synced(&account).await, 1);
    stage.write(ann, denied, "nobody hears that");
    stage.write(carl, account.id, "nor that");
    stage.write(ann, other, "but that");
    let room = room_named(&bob, "Other").await;
    bob.reads(&room, "but that").await;
    assert!(!has_room(&stage, denied, &account).await);
    assert!(!has_room(&stage, carl, &account).await);
}

#[tokio::test]
async fn archived_chats_get_their_rooms_after_all_others() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let account = stage.account("Bob").await;
    let ann = stage.user("Ann");
    let usual = stage.group(GroupKind::Supergroup, "Usual", ann, &[account.id]);
    let put_away = stage.group(GroupKind::Supergroup, "Put away", ann, &[account.id]);
    stage.write(ann, usual, "older");
    stage.write(ann, put_away, "newer");
    stage.dc.archive(account.id, put_away, true);
    // What is written in the second of the first connection counts as news, and chats with news come first.
    another_second().await;
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 2);
    let mut conn = stage.db.read().await.unwrap();
    let chats = store::portal_logins::list_of(&mut conn, account.id).await;
    let chats: Vec<i64> = chats.unwrap().iter().map(|chat| chat.key.chat).collect();
    assert_eq!(chats, [usual, put_away]);
    room_named(&bob, "Put away").await;
}

#[tokio::test]
async fn only_what_is_allowed_becomes_a_room_by_itself_and_all_else_by_wish() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let account = stage.account("Bob").await;
    let ann = stage.user("Ann");
    let allowed = stage.group(GroupKind::Supergroup, "Allowed", ann, &[account.id]);
    let other = stage.group(GroupKind::Supergroup, "Other", ann, &[]);
    let link = stage.dc.make_invite(other).unwrap();
    let settings = RoomsSettings {
        filter: ChatFilter::Allow(vec![allowed]),
        private_chats: true,
        ..quick()
    };
    stage.write(ann, account.id, "hello");
    let house = stage.open_for(settings, &account, &bob).await;
    assert_eq!(house.synced(&account).await, 1);
    stage.dc.add_members(other, &[account.id]).unwrap();
    stage.write(ann, other, "not this");
    stage.write(ann, account.id, "nor this");
    stage.write(ann, allowed, "this");
    let room = room_named(&bob, "Allowed").await;
    bob.reads(&room, "this").await;
    for chat in [other, ann] {
        assert!(!has_room(&stage, chat, &account).await, "{chat}");
    }

    let opened = house.rooms.open_private(account.id, &Typed::Id(ann)).await;
    assert!(opened.unwrap().is_ok());
    let joined = house.rooms.join(account.id, &link).await.unwrap();
    assert!(matches!(joined, Joined::WasIn(_)), "{joined:?}");
    stage.write(ann, other, "now this, too");
    let room = room_named(&bob, "Other").await;
    bob.reads(&room, "now this, too").await;
    let texts = stage.written_by(ann, &bob, &room).await;
    assert_eq!(texts, ["not this", "now this, too"]);
}

#[tokio::test]
async fn all_private_chats_become_rooms_after_a_login_if_that_is_wished() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let account = stage.account("Bob").await;
    let (ann, carl) = (stage.user("Ann"), stage.user("Carl"));
    for (nth, friend) in [ann, carl].into_iter().enumerate() {
        stage.write(friend, account.id, &format!("hello {nth}"));
    }
    let settings = RoomsSettings {
        private_chats: true,
        ..quick()
    };
    let house = stage.open_for(settings, &account, &bob).await;
    // Telegram itself has written the code of the login.
    let chats = house.synced(&account).await;
    assert!((2..=3).contains(&chats), "{chats}");
    for (nth, (friend, name)) in [(ann, "Ann"), (carl, "Carl")].into_iter().enumerate() {
        let room = room_named(&bob, name).await;
        let hello = format!("hello {nth}");
        assert_eq!(stage.written_by(friend, &bob, &room).await, [hello]);
        bob.say(&room, "hello you").await;
        stage
            .until_texts(friend, account.id, "the answer", |texts| texts.len() == 2)
            .await;
    }
    stage.write(ann, account.id, "once more");
    let room = room_named(&bob, "Ann").await;
    bob.reads(&room, "once more").await;
}
