//! What was missed at Telegram while something is written on Matrix.

use domain::bridge::PortalKey;
use store::portal_logins;
use telegram_testdc::GroupKind;

use super::stage::{Scene, quick, texts_of};

#[tokio::test]
async fn what_was_missed_comes_also_if_bob_wrote_on_matrix_since() {
    for has_history in [true, false] {
        let scene = Scene::of(GroupKind::Supergroup).await;
        let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
        let (ann, chat) = (scene.ann, scene.chat);
        let mut expected = Vec::new();
        if has_history {
            stage.write(ann, chat, "known");
            bob.reads(room, "known").await;
            expected.push("known");
        }
        stage.dc.withhold_updates_in(chat, true);
        stage.write(ann, chat, "nobody is told of this");
        stage.dc.forget_updates_in(chat);
        let event = bob.say(room, "from Matrix").await;
        stage.until_known(&event).await;
        stage.dc.forget_updates_in(chat);
        stage.dc.withhold_updates_in(chat, false);
        stage.write(ann, chat, "but of this");
        bob.reads(room, "but of this").await;
        expected.extend(["from Matrix", "nobody is told of this", "but of this"]);
        let texts = texts_of(bob, room).await;
        let texts: Vec<_> = texts.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, expected);
    }
}

#[tokio::test]
async fn all_that_was_missed_comes_also_where_only_bob_has_written_before() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
    let (ann, chat) = (scene.ann, scene.chat);
    let event = bob.say(room, "from Matrix").await;
    stage.until_known(&event).await;
    stage.dc.withhold_updates_in(chat, true);
    // More than a room begins with.
    let mut expected = vec!["from Matrix".to_owned()];
    for number in 0..=quick().backfill {
        let text = format!("missed {number}");
        stage.write(ann, chat, &text);
        expected.push(text);
    }
    stage.dc.forget_updates_in(chat);
    stage.dc.withhold_updates_in(chat, false);
    stage.write(ann, chat, "the last");
    expected.push("the last".to_owned());
    bob.reads(room, "the last").await;
    let texts = texts_of(bob, room).await.into_iter();
    assert_eq!(texts.map(|(_, text)| text).collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn what_is_on_its_way_when_a_login_is_looked_at_again_does_not_come_back() {
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Supergroup).await;
    house.kill().await;
    let event = bob.say(&room, "on its way").await;
    stage
        .killed_while_sending(&account, chat, &event, "on its way")
        .await;
    stage.write(ann, chat, "while away");
    stage.dc.forget_updates_in(chat);
    // As a new login has it: each room is to catch up.
    let mut tx = stage.db.begin().await.unwrap();
    portal_logins::reopen(&mut tx, account.id).await.unwrap();
    store::commit(tx).await.unwrap();
    let house = stage.open_for(quick(), &account, &bob).await;
    house.synced(&account).await;
    stage.until_known(&event).await;
    stage.write(ann, chat, "after");
    bob.reads(&room, "after").await;
    assert_eq!(
        stage.written_by(ann, &bob, &room).await,
        ["while away", "after"]
    );
    assert_eq!(
        stage.words(ann, chat),
        ["on its way", "while away", "after"]
    );
    stage.assert_no_echo(&bob, &room, &account).await;
    house.kill().await;
}

#[tokio::test]
async fn a_wait_that_telegram_asks_for_makes_nobody_forget_what_may_be_there_already() {
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Supergroup).await;
    house.kill().await;
    let event = bob.say(&room, "sent before").await;
    stage
        .killed_while_sending(&account, chat, &event, "sent before")
        .await;
    stage.dc.flood("messages.sendMessage", 2, 1);
    let house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "after");
    bob.reads(&room, "after").await;
    stage.until_known(&event).await;
    assert_eq!(stage.words(ann, chat), ["sent before", "after"]);
    stage.assert_no_echo(&bob, &room, &account).await;
    let key = PortalKey::of(chat, account.id);
    let mut conn = stage.db.read().await.unwrap();
    let sends = store::bridged_messages::list_sends(&mut conn, key).await;
    assert!(sends.unwrap().is_empty());
    drop(conn);
    house.kill().await;
}
