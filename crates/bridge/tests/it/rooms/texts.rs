//! What is written goes both ways.

use serde_json::json;
use telegram_testdc::{Entity, Filling, GroupKind, NewPost};

use super::stage::{Scene, Stage, quick, room_named};

#[tokio::test]
async fn texts_go_both_ways_with_formatting_replies_edits_and_deletions() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic] {
        let scene = Scene::of(kind).await;
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

#[tokio::test]
async fn a_very_long_text_becomes_several_messages_and_all_go_when_it_is_redacted() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let Scene {
        stage,
        bob,
        ann,
        chat,
        room,
        ..
    } = &scene;
    let long = "word ".repeat(2_000);
    let event = bob.say(room, &long).await;
    stage
        .until_texts(*ann, *chat, "all pieces", |texts| texts.len() == 3)
        .await;
    let texts = stage.texts(*ann, *chat);
    let words: usize = texts
        .iter()
        .map(|(_, text)| text.split_whitespace().count())
        .sum();
    assert_eq!(words, 2_000);
    bob.redact(room, &event).await;
    stage
        .until_texts(*ann, *chat, "the deletion", <[_]>::is_empty)
        .await;
}

#[tokio::test]
async fn the_last_messages_come_with_a_new_room_in_order_and_under_their_names_and_times() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let (ann, carl) = (stage.user("Ann"), stage.user("Carl"));
    let chat = stage.group(GroupKind::Supergroup, "Friends", ann, &[account.id, carl]);
    let filling = Filling {
        from: vec![ann, carl, account.id],
        count: 70,
        date: 1_700_000_000,
    };
    stage.dc.fill(chat, &filling).unwrap();
    let house = stage.open_for(quick(), &account, &bob).await;
    house.synced(&account).await;
    let room = room_named(&bob, "Friends").await;
    let expected: Vec<_> = stage.texts(account.id, chat);
    let expected: Vec<_> = expected[expected.len() - 50..]
        .iter()
        .map(|(from, text)| (stage.puppet(*from), text.clone()))
        .collect();
    let history = bob.history(&room).await;
    let messages: Vec<_> = history
        .iter()
        .filter(|event| event.kind() == "m.room.message")
        .collect();
    let found: Vec<_> = messages
        .iter()
        .map(|event| (event.sender().to_owned(), event.body().to_owned()))
        .collect();
    assert_eq!(found, expected);
    let last = messages.last().unwrap().0["origin_server_ts"]
        .as_i64()
        .unwrap();
    assert!(
        (1_700_000_000_000..1_710_000_000_000).contains(&last),
        "{last}"
    );
}

#[tokio::test]
async fn the_first_message_of_a_private_chat_makes_its_room() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 0);
    stage.write(ann, account.id, "psst");
    let room = room_named(&bob, "Ann").await;
    let history = bob.history(&room).await;
    let found = history.iter().find(|event| event.body() == "psst").unwrap();
    assert_eq!(found.sender(), stage.puppet(ann));
    bob.say(&room, "yes?").await;
    stage
        .until_texts(ann, account.id, "the answer", |texts| texts.len() == 2)
        .await;
}

#[tokio::test]
async fn what_the_owner_does_in_telegrams_own_app_is_seen_as_theirs() {
    let scene = Scene::of(GroupKind::Basic).await;
    let Scene {
        stage,
        bob,
        account,
        chat,
        room,
        ..
    } = &scene;
    let own = stage.puppet(account.id);
    stage.write(account.id, *chat, "from the phone");
    assert_eq!(bob.next_from(room, &own).await.body(), "from the phone");

    // What was written on Matrix and is changed on the phone: only its author could change the event.
    let event = bob.say(room, "from Matrix").await;
    stage
        .until_texts(account.id, *chat, "what Bob wrote", |texts| {
            texts.len() == 2
        })
        .await;
    let message = stage.dc.messages(account.id, *chat).last().unwrap().id;
    stage
        .dc
        .edit_in(account.id, *chat, message, "changed on the phone")
        .unwrap();
    let told = bob.next_from(room, &own).await;
    assert!(
        told.body().contains("changed on the phone"),
        "{}",
        told.body()
    );
    assert_eq!(
        told.0["content"]["m.relates_to"]["m.in_reply_to"]["event_id"],
        event
    );
    stage.dc.delete_in(account.id, *chat, &[message]).unwrap();
    bob.next_where(room, "the redaction", |found| {
        found.kind() == "m.room.redaction"
    })
    .await;
    assert!(bob.is_redacted(room, &event).await);
}

#[tokio::test]
async fn mentions_name_people_on_both_sides_and_emotes_say_who_does_it() {
    let scene = Scene::of(GroupKind::Supergroup).await;
    let Scene {
        stage,
        bob,
        account,
        ann,
        chat,
        room,
        ..
    } = &scene;
    let entity = |kind: &str, offset, length, user| Entity {
        kind: kind.into(),
        offset,
        length,
        value: String::new(),
        user,
    };
    let post = NewPost {
        from: *ann,
        to: *chat,
        text: "Bob, see @ann_tg".into(),
        entities: vec![
            entity("mention_name", 0, 3, account.id),
            entity("mention", 9, 7, 0),
        ],
        ..NewPost::default()
    };
    stage.dc.post(post).unwrap();
    let event = bob.next_from(room, &stage.puppet(*ann)).await;
    assert_eq!(
        event.html(),
        format!(
            "<a href=\"https://matrix.to/#/{}\">Bob</a>, see <a href=\"https://matrix.to/#/{}\">@ann_tg</a>",
            bob.id(),
            stage.puppet(*ann)
        )
    );
    assert_eq!(
        event.0["content"]["m.mentions"]["user_ids"],
        json!([bob.id(), stage.puppet(*ann)])
    );

    let content = json!({
        "msgtype": "m.emote", "body": "waves at Ann", "format": "org.matrix.custom.html",
        "formatted_body": format!("waves at <a href=\"https://matrix.to/#/{}\">Ann</a>", stage.puppet(*ann)),
    });
    bob.send(room, "m.room.message", &content).await;
    stage
        .until_texts(*ann, *chat, "the emote", |texts| texts.len() == 2)
        .await;
    let seen = stage.dc.messages(*ann, *chat).pop().unwrap();
    assert_eq!(seen.text, "* bob waves at Ann");
    let names: Vec<_> = seen
        .entities
        .iter()
        .map(|(_, words)| words.as_str())
        .collect();
    assert_eq!(names, ["Ann"]);
}
