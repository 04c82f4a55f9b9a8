//! Messages that are redacted before the bridge has dealt with them.

use domain::bridge::PortalKey;
use serde_json::{Value, json};
use store::bridged_messages::{self, BridgedSend};
use telegram_testdc::GroupKind;
use testkit::MatrixPerson;
use testkit::synapse::MATRIX_DOMAIN;

use crate::caller::Caller;

use super::stage::{House, PATIENCE, Scene, Stage, quick, room_named};

/// How often Telegram was asked to take a message.
fn sends(stage: &Stage) -> usize {
    let calls = stage.dc.calls();
    calls
        .iter()
        .filter(|call| call.method == "messages.sendMessage")
        .count()
}

/// What is on its way to a chat.
async fn on_the_way(stage: &Stage, key: PortalKey) -> Vec<BridgedSend> {
    let mut conn = stage.db.read().await.unwrap();
    bridged_messages::list_sends(&mut conn, key).await.unwrap()
}

/// Somebody who calls as the homeserver does.
fn caller(stage: &Stage) -> Caller {
    Caller::new(&format!("http://127.0.0.1:{}", stage.port), &stage.key)
}

fn message(bob: &MatrixPerson, room: &str, id: &str, text: &str) -> Value {
    json!({
        "event_id": id, "room_id": room, "sender": bob.id(), "type": "m.room.message",
        "content": { "msgtype": "m.text", "body": text }, "origin_server_ts": 1,
    })
}

fn redaction(bob: &MatrixPerson, room: &str, id: &str, of: &str) -> Value {
    json!({
        "event_id": id, "room_id": room, "sender": bob.id(), "type": "m.room.redaction",
        "content": { "redacts": of }, "origin_server_ts": 2,
    })
}

/// Starts the bridge, and waits until it has dealt with all that came before.
async fn start_and_drain(scene: &Scene) -> House {
    let Scene {
        stage,
        bob,
        account,
        room,
        ..
    } = scene;
    let house = stage.open(quick()).await;
    stage.begin(&house, account, bob).await;
    let after = bob.say(room, "after").await;
    stage.until_known(&after).await;
    house
}

fn bodies(scene: &Scene) -> Vec<String> {
    let texts = scene.stage.texts(scene.account.id, scene.chat).into_iter();
    texts.map(|(_, text)| text).collect()
}

#[tokio::test]
async fn a_message_that_is_redacted_before_it_is_handed_over_never_reaches_telegram() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (bob, room) = (&scene.bob, &scene.room);
    scene.house.halt().await;
    let event = bob.say(room, "regretted").await;
    bob.redact(room, &event).await;
    let sticker = bob
        .send(
            room,
            "m.sticker",
            &json!({ "body": "x", "url": "mxc://a/b", "info": {} }),
        )
        .await;
    bob.redact(room, &sticker).await;
    let house = start_and_drain(&scene).await;
    assert_eq!(bodies(&scene), ["after"]);
    assert_eq!(sends(&scene.stage), 1);
    // Nobody is told that something did not come through.
    let bot = house.ground.homeserver.bot().to_string();
    let history = bob.history(room).await;
    let told = history
        .iter()
        .find(|event| event.sender() == bot && event.kind() == "m.room.message");
    assert!(told.is_none(), "{told:?}");
    house.kill().await;
}

#[tokio::test]
async fn a_message_that_telegram_had_before_the_kill_is_deleted_though_it_is_handed_over_pruned() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let scene = Scene::of(kind).await;
        let (bob, room) = (&scene.bob, &scene.room);
        scene.house.halt().await;
        let event = bob.say(room, "regretted").await;
        scene
            .stage
            .killed_while_sending(&scene.account, scene.chat, &event, "regretted")
            .await;
        // What others say in the same words is not touched.
        scene.stage.write(scene.ann, scene.chat, "regretted");
        bob.redact(room, &event).await;
        let house = start_and_drain(&scene).await;
        let texts = scene.stage.texts(scene.account.id, scene.chat);
        let expected = [
            (scene.ann, "regretted".to_owned()),
            (scene.account.id, "after".to_owned()),
        ];
        assert_eq!(texts, expected);
        let key = PortalKey::of(scene.chat, scene.account.id);
        let sends = on_the_way(&scene.stage, key).await;
        // What was written last may be on its way still.
        assert!(sends.iter().all(|send| send.event != event), "{sends:?}");
        // Nor does it come back as something that Bob wrote elsewhere.
        bob.reads(room, "regretted").await;
        let own = scene.stage.puppet(scene.account.id);
        let history = bob.history(room).await;
        assert!(
            !history
                .iter()
                .any(|event| event.sender() == own && event.kind() == "m.room.message")
        );
        house.kill().await;
    }
}

#[tokio::test]
async fn a_message_of_a_bot_that_telegram_had_before_the_kill_is_deleted() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let (account, ann) = (stage.bot("Helper", true).await, stage.user("Ann"));
    let chat = stage.group(GroupKind::Supergroup, "Friends", ann, &[account.id]);
    let house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "hello");
    let room = room_named(&bob, "Friends").await;
    house.kill().await;

    let event = bob.say(&room, "regretted").await;
    stage
        .killed_while_sending(&account, chat, &event, "regretted")
        .await;
    bob.redact(&room, &event).await;
    let house = stage.open_for(quick(), &account, &bob).await;
    stage
        .until_texts(ann, chat, "the deletion", |texts| texts.len() == 1)
        .await;
    assert_eq!(stage.texts(ann, chat), [(ann, "hello".to_owned())]);
    house.kill().await;
}

#[tokio::test]
async fn a_message_and_its_redaction_in_one_transaction_send_nothing() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (bob, room) = (&scene.bob, &scene.room);
    let events = [
        message(bob, room, "$regretted", "regretted"),
        redaction(bob, room, "$redaction", "$regretted"),
        message(bob, room, "$after", "after"),
    ];
    caller(&scene.stage).hand_over("t1", &events).await;
    scene.stage.until_known("$after").await;
    assert_eq!(bodies(&scene), ["after"]);
    assert_eq!(sends(&scene.stage), 1);
    scene.house.kill().await;
}

#[tokio::test]
async fn a_message_that_waits_for_telegram_is_not_sent_any_more_when_it_is_redacted() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
    stage.dc.flood("messages.sendMessage", 10, 1);
    caller(stage)
        .hand_over("t1", &[message(bob, room, "$regretted", "regretted")])
        .await;
    let refused = async {
        while sends(stage) == 0 {
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
    };
    tokio::time::timeout(PATIENCE, refused).await.unwrap();
    let events = [
        redaction(bob, room, "$redaction", "$regretted"),
        message(bob, room, "$after", "after"),
    ];
    caller(stage).hand_over("t2", &events).await;
    stage.until_known("$after").await;
    assert_eq!(bodies(&scene), ["after"]);
    assert_eq!(sends(stage), 2, "the refused one, and the one after it");
    scene.house.kill().await;
}

#[tokio::test]
async fn a_redaction_of_another_room_or_of_nothing_known_stops_no_message() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (bob, room) = (&scene.bob, &scene.room);
    let mut elsewhere = redaction(bob, room, "$one", "$kept");
    elsewhere["room_id"] = json!("!other:example.org");
    let events = [
        message(bob, room, "$kept", "kept"),
        elsewhere,
        redaction(bob, room, "$two", "$unknown"),
    ];
    caller(&scene.stage).hand_over("t1", &events).await;
    scene.stage.until_known("$kept").await;
    assert_eq!(bodies(&scene), ["kept"]);
    scene.house.kill().await;
}

#[tokio::test]
async fn what_somebody_without_a_login_redacts_is_deleted_at_telegram_too() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let (stage, bob, room) = (&scene.stage, &scene.bob, &scene.room);
    let event = bob.say(room, "regretted").await;
    stage.until_known(&event).await;
    // The homeserver knows who may; the bridge is told only what happened.
    let mut by_moderator = redaction(bob, room, "$redaction", &event);
    by_moderator["sender"] = json!(format!("@moderator:{MATRIX_DOMAIN}"));
    caller(stage).hand_over("t1", &[by_moderator]).await;
    stage
        .until_texts(scene.ann, scene.chat, "the deletion", <[_]>::is_empty)
        .await;
    scene.house.kill().await;
}
