//! Chats with which something is odd: they keep nothing else from going on.

use store::portal_logins;
use telegram_testdc::{GroupKind, RpcFault};

use super::stage::{Account, Scene, Stage, quick, room_named};

/// Telegram refuses something to an account, however often it asks.
fn refuse(stage: &Stage, account: &Account, method: &str, name: &str) {
    stage.dc.refuse(RpcFault {
        method: method.into(),
        code: 400,
        name: name.into(),
        user: Some(account.id),
        times: 1_000_000,
    });
}

#[tokio::test]
async fn a_chat_of_which_telegram_says_something_strange_keeps_no_other_from_getting_its_room() {
    let scene = Scene::of(GroupKind::Basic).await;
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        ..
    } = scene;
    house.kill().await;
    stage.dc.remove_member(chat, account.id, None).unwrap();
    let joined = stage.group(GroupKind::Supergroup, "Joined", ann, &[]);
    stage.dc.join(account.id, joined).unwrap();
    stage.dc.forget_updates_of(account.id);
    refuse(&stage, &account, "messages.getFullChat", "STRANGE");
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 2);
    room_named(&bob, "Joined").await;
    house.kill().await;
}

#[tokio::test]
async fn a_group_that_grew_before_it_had_a_room_is_there_once() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let chat = stage.group(GroupKind::Basic, "Grows", ann, &[account.id]);
    refuse(&stage, &account, "messages.getFullChat", "STRANGE");
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 1);
    house.kill().await;

    stage.dc.clear_faults();
    let supergroup = stage.dc.upgrade(chat).unwrap();
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 1);
    room_named(&bob, "Grows").await;
    let mut conn = stage.db.read().await.unwrap();
    let chats = portal_logins::list_of(&mut conn, account.id).await.unwrap();
    let chats: Vec<_> = chats.iter().map(|chat| chat.key.chat).collect();
    assert_eq!(chats, [supergroup]);
    drop(conn);
    house.kill().await;
}

#[tokio::test]
async fn whoever_becomes_admin_is_one_in_the_room_also_where_nobody_may_know_the_others() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let Scene {
        stage,
        house,
        bob,
        account,
        chat,
        room,
        ..
    } = scene;
    let (method, name) = ("channels.getParticipants", "CHAT_ADMIN_REQUIRED");
    refuse(&stage, &account, method, name);
    stage.dc.promote(chat, account.id, true).unwrap();
    bob.next_where(&room, "Bob's power", |event| {
        event.kind() == "m.room.power_levels" && event.0["content"]["users"][bob.id()] == 50
    })
    .await;
    house.kill().await;
}
