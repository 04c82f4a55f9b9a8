//! Nothing is lost, and nothing comes twice.

use domain::bridge::PortalKey;
use serde_json::json;
use store::{bridged_messages, portals};
use telegram_testdc::{GroupKind, RpcFault};

use super::stage::{Scene, Stage, quick, room_named};
use testkit::matrix_person::RoomEvent;

#[tokio::test]
async fn what_was_written_while_the_bridge_was_dead_comes_once_on_both_sides() {
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Supergroup).await;
    stage.write(ann, chat, "first");
    bob.next_from(&room, &stage.puppet(ann)).await;
    house.kill().await;

    stage.write(ann, chat, "second");
    stage.write(ann, chat, "third");
    bob.say(&room, "from Bob").await;
    bob.say(&room, "from Bob again").await;

    for _ in 0..2 {
        let house = stage.open_for(quick(), &account, &bob).await;
        stage
            .until_texts(ann, chat, "what Bob wrote", |texts| texts.len() == 5)
            .await;
        house.synced(&account).await;
        house.kill().await;
    }
    let _house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "last");
    let from_ann = |event: &RoomEvent| event.sender() == stage.puppet(ann);
    bob.next_where(&room, "the last", |event| {
        from_ann(event) && event.body() == "last"
    })
    .await;
    let heard = stage.written_by(ann, &bob, &room).await;
    assert_eq!(heard, ["first", "second", "third", "last"]);
    // What Bob wrote did not come back to him as his puppet's.
    stage.assert_no_echo(&bob, &room, &account).await;
}

#[tokio::test]
async fn a_message_whose_answer_is_lost_arrives_once_and_does_not_come_back() {
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Supergroup).await;

    // The bridge is killed as soon as Telegram has the message, again and again.
    bob.say(&room, "only once").await;
    stage
        .until_texts(ann, chat, "the message", |texts| !texts.is_empty())
        .await;
    house.kill().await;
    for _ in 0..3 {
        let house = stage.open_for(quick(), &account, &bob).await;
        house.kill().await;
    }
    let _house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "done");
    bob.next_from(&room, &stage.puppet(ann)).await;
    let expected = [
        (account.id, "only once".to_owned()),
        (ann, "done".to_owned()),
    ];
    assert_eq!(stage.texts(ann, chat), expected);
    stage.assert_no_echo(&bob, &room, &account).await;
}

#[tokio::test]
async fn a_wait_that_telegram_asks_for_delays_and_loses_nothing() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let chat = stage.group(GroupKind::Basic, "Friends", ann, &[account.id]);
    stage.dc.flood("messages.getDialogs", 1, 2);
    stage.dc.flood("messages.getFullChat", 1, 1);
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 1);
    let room = room_named(&bob, "Friends").await;
    stage.dc.flood("messages.sendMessage", 1, 2);
    for text in ["one", "two", "three"] {
        bob.say(&room, text).await;
    }
    stage
        .until_texts(ann, chat, "all three", |texts| texts.len() == 3)
        .await;
    let texts = stage.words(ann, chat);
    assert_eq!(texts, ["one", "two", "three"]);
}

#[tokio::test]
async fn what_cannot_come_through_is_said_in_the_room() {
    let Scene {
        stage,
        house,
        bob,
        ann,
        chat,
        room,
        ..
    } = Scene::of(GroupKind::Supergroup).await;
    let bot = house.ground.homeserver.bot().to_string();

    let file = json!({ "msgtype": "m.file", "body": "a.pdf", "url": "mxc://a/b" });
    let file = bob.send(&room, "m.room.message", &file).await;
    let notice = bob.next_from(&room, &bot).await;
    assert!(notice.body().contains("only texts"), "{}", notice.body());
    let relation = &notice.0["content"]["m.relates_to"]["m.in_reply_to"]["event_id"];
    assert_eq!(relation, &json!(file));

    stage.dc.refuse(RpcFault {
        method: "messages.sendMessage".into(),
        code: 403,
        name: "CHAT_WRITE_FORBIDDEN".into(),
        user: None,
        times: 1,
    });
    bob.say(&room, "may I?").await;
    let notice = bob.next_from(&room, &bot).await;
    assert!(notice.body().contains("may not"), "{}", notice.body());
    bob.say(&room, "now I may").await;
    stage
        .until_texts(ann, chat, "the allowed one", |texts| texts.len() == 1)
        .await;
}

#[tokio::test]
async fn a_message_that_the_room_has_and_the_tables_do_not_know_comes_once_even_if_synapse_forgot_it_too()
 {
    let Scene {
        mut stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Supergroup).await;
    let first = stage.write(ann, chat, "first");
    bob.next_from(&room, &stage.puppet(ann)).await;
    house.kill().await;

    // As if we had been killed between the homeserver's answer and our note of it; and it starts anew, too.
    let key = PortalKey::of(chat, account.id);
    let mut tx = stage.db.begin().await.unwrap();
    bridged_messages::remove(&mut tx, key, first).await.unwrap();
    portals::set_room(&mut tx, key, Some(&room)).await.unwrap();
    store::commit(tx).await.unwrap();
    stage.synapse.stop();
    stage.synapse.start_again().await;

    let _house = stage.open_for(quick(), &account, &bob).await;
    stage.write(ann, chat, "second");
    bob.reads(&room, "second").await;
    assert_eq!(
        stage.written_by(ann, &bob, &room).await,
        ["first", "second"]
    );
    let mut conn = stage.db.read().await.unwrap();
    let known = bridged_messages::list(&mut conn, key, first).await.unwrap();
    assert_eq!(known.len(), 1);
}

#[tokio::test]
async fn killed_between_telegrams_taking_of_a_message_and_our_note_it_is_there_once_and_not_echoed()
{
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let title = format!("{kind:?}");
        let chat = stage.group(kind, &title, ann, &[account.id]);
        let house = stage.open_for(quick(), &account, &bob).await;
        house.synced(&account).await;
        let room = room_named(&bob, &title).await;
        house.kill().await;

        let event = bob.say(&room, "in between").await;
        stage
            .killed_while_sending(&account, chat, &event, "in between")
            .await;
        let house = stage.open_for(quick(), &account, &bob).await;
        stage.write(ann, chat, "after");
        bob.reads(&room, "after").await;
        let texts = stage.words(ann, chat);
        assert_eq!(texts, ["in between", "after"]);
        stage.assert_no_echo(&bob, &room, &account).await;

        // It is known as what Bob wrote: he can delete it.
        stage.until_known(&event).await;
        bob.redact(&room, &event).await;
        stage
            .until_texts(ann, chat, "the deletion", |texts| texts.len() == 1)
            .await;
        house.kill().await;
    }
}
