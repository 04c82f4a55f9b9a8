//! What happened at Telegram while the bridge was away, or was not told.

use telegram_testdc::GroupKind;

use super::stage::{Scene, Stage, quick, room_named, texts_of};

/// How many messages are more than Telegram gives at once.
const MORE_THAN_A_PAGE: usize = 130;

#[tokio::test]
async fn a_chat_joined_meanwhile_gets_a_room_and_the_rooms_of_chats_that_were_left_are_left() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let account = stage.account("Bob").await;
    let ann = stage.user("Ann");
    let mut left = Vec::new();
    for kind in [GroupKind::Supergroup, GroupKind::Basic, GroupKind::Channel] {
        left.push(stage.group(kind, &format!("{kind:?}"), ann, &[account.id]));
    }
    let stays = stage.group(GroupKind::Supergroup, "Stays", ann, &[account.id]);
    let joined = stage.group(GroupKind::Supergroup, "Joined", ann, &[]);
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 4);
    let mut rooms = Vec::new();
    for name in ["Supergroup", "Basic", "Channel"] {
        rooms.push(room_named(&bob, name).await);
    }
    let stays_in = room_named(&bob, "Stays").await;
    let space = room_named(&bob, "Telegram bridge Bob").await;
    house.kill().await;

    for chat in left {
        stage.dc.remove_member(chat, account.id, None).unwrap();
    }
    stage.dc.join(account.id, joined).unwrap();
    // It tells nothing of what changed: the list alone does.
    stage.dc.forget_updates_of(account.id);
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 2);
    room_named(&bob, "Joined").await;
    let now = bob.rooms().await;
    for room in &rooms {
        assert!(!now.contains(room), "{room}");
        let child = bob.state_of(&space, "m.space.child", room).await;
        assert_eq!(child, serde_json::json!({}), "{room}");
    }
    assert!(now.contains(&stays_in));
    stage.write(ann, stays, "still here");
    bob.reads(&stays_in, "still here").await;
}

#[tokio::test]
async fn more_than_telegram_tells_comes_once_and_in_order_after_a_time_away() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let scene = Scene::of(kind).await;
        let Scene {
            stage,
            house,
            bob,
            account,
            ann,
            chat,
            room,
        } = scene;
        stage.write(ann, chat, "0");
        bob.reads(&room, "0").await;
        house.kill().await;
        for number in 1..=MORE_THAN_A_PAGE {
            stage.write(ann, chat, &number.to_string());
        }
        stage.dc.forget_updates_in(chat);
        stage.dc.forget_updates_of(account.id);
        let house = stage.open_for(quick(), &account, &bob).await;
        let last = (MORE_THAN_A_PAGE + 1).to_string();
        stage.write(ann, chat, &last);
        bob.reads(&room, &last).await;
        let texts = texts_of(&bob, &room).await;
        let texts: Vec<_> = texts.into_iter().map(|(_, text)| text).collect();
        let expected: Vec<_> = (0..=MORE_THAN_A_PAGE + 1)
            .map(|number| number.to_string())
            .collect();
        assert_eq!(texts, expected, "{kind:?}");
        house.kill().await;
    }
}

#[tokio::test]
async fn what_was_written_into_an_empty_room_while_telegram_did_not_tell_comes_once() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
    let (ann, chat) = (scene.ann, scene.chat);
    stage.dc.withhold_updates_in(chat, true);
    stage.write(ann, chat, "nobody is told of this");
    stage.write(ann, chat, "nor of this");
    stage.dc.forget_updates_in(chat);
    stage.dc.withhold_updates_in(chat, false);
    stage.write(ann, chat, "but of this");
    bob.reads(room, "but of this").await;
    let texts = texts_of(bob, room).await;
    let texts: Vec<_> = texts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(
        texts,
        ["nobody is told of this", "nor of this", "but of this"]
    );
}

#[tokio::test]
async fn what_bob_wrote_before_the_gap_and_telegram_had_already_does_not_come_back() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = scene;
    house.kill().await;
    let event = bob.say(&room, "in between").await;
    stage
        .killed_while_sending(&account, chat, &event, "in between")
        .await;
    stage.write(ann, chat, "while away");
    stage.dc.forget_updates_in(chat);
    let house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "after");
    bob.reads(&room, "after").await;
    let puppet = stage.puppet(ann);
    let expected = [
        (bob.id().to_owned(), "in between".to_owned()),
        (puppet.clone(), "while away".to_owned()),
        (puppet, "after".to_owned()),
    ];
    assert_eq!(texts_of(&bob, &room).await, expected);
    let at_telegram = stage.words(ann, chat);
    assert_eq!(at_telegram, ["in between", "while away", "after"]);
    house.kill().await;
}
