//! What is written goes both ways.

use ruma::UserId;
use serde_json::json;

use super::stage::{Account, House, Stage, quick};
use testkit::MatrixPerson;

/// Bob, with a supergroup in which Ann is, and its room.
struct Scene {
    stage: Stage,
    house: House,
    bob: MatrixPerson,
    account: Account,
    ann: i64,
    chat: i64,
    room: String,
}

async fn scene(kind: &str) -> Scene {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let chat = stage.group(kind, "Friends", ann, &[account.id]);
    let house = stage.open(quick()).await;
    stage.begin(&house, &account, &bob).await;
    house.synced(&account).await;
    let room = room_named(&bob, "Friends").await;
    Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    }
}

/// Follows invitations until there is a room of this name, and gives it.
pub(super) async fn room_named(person: &MatrixPerson, name: &str) -> String {
    loop {
        let room = person.invitation().await;
        person.join(&room).await;
        if person.state_of(&room, "m.room.name", "").await["name"] == name {
            return room;
        }
    }
}

#[tokio::test]
async fn texts_go_both_ways_with_formatting_replies_edits_and_deletions() {
    for kind in ["supergroup", "basic"] {
        let scene = scene(kind).await;
        let Scene {
            stage,
            bob,
            account,
            ann,
            chat,
            room,
            ..
        } = &scene;
        let (ann, chat) = (*ann, *chat);
        let puppet = stage.puppet(ann);

        let hello = stage.write(ann, chat, "hello");
        let hello_event = bob.next_from(room, &puppet).await;
        assert_eq!(hello_event.body(), "hello");

        // Bob replies with formatting; Telegram has it as his own.
        let content = json!({
            "msgtype": "m.text", "body": "**very** nice", "format": "org.matrix.custom.html",
            "formatted_body": "<b>very</b> nice",
            "m.relates_to": { "m.in_reply_to": { "event_id": hello_event.id() } },
        });
        let reply = bob.send(room, "m.room.message", &content).await;
        stage
            .until_texts(ann, chat, "the reply", |texts| texts.len() == 2)
            .await;
        let seen = stage.dc.messages(account.id, chat);
        let last = seen.last().unwrap();
        assert_eq!((last.from, last.text.as_str()), (account.id, "very nice"));
        assert_eq!(last.entities[0].0, "bold");
        let own_hello = seen
            .iter()
            .find(|message| message.text == "hello")
            .unwrap()
            .id;
        assert_eq!(last.reply_to, Some(own_hello));

        // He edits, and deletes.
        bob.edit(room, &reply, "changed").await;
        stage
            .until_texts(ann, chat, "the edit", |texts| texts[1].1 == "changed")
            .await;
        bob.redact(room, &reply).await;
        stage
            .until_texts(ann, chat, "the deletion", |texts| texts.len() == 1)
            .await;

        // Ann edits and deletes.
        stage.dc.edit_in(ann, chat, hello, "hello again").unwrap();
        let edit = bob.next_from(room, &puppet).await;
        assert_eq!(edit.0["content"]["m.new_content"]["body"], "hello again");
        assert_eq!(
            edit.0["content"]["m.relates_to"]["event_id"],
            hello_event.id()
        );
        stage.dc.delete_in(ann, chat, &[hello]).unwrap();
        let redaction = bob.next_where(room, "the redaction", |event| {
            event.kind() == "m.room.redaction"
        });
        redaction.await;
        assert!(bob.is_redacted(room, hello_event.id()).await);
        scene.house.kill().await;
    }
}
