//! From nothing to the first bridged message, as docs/bridge.md says it, step by step.

use std::os::unix::fs::PermissionsExt as _;

use telegram_testdc::{GroupKind, NewPost, TestDc};
use testkit::synapse::MATRIX_DOMAIN;
use testkit::{Synapse, free_port};

use super::super::place::Place;
use super::PHONE;
use super::stage::{Chat, LOGGED_IN, Stage, telegram, until};

/// The guide that is followed here.
const GUIDE: &str = include_str!("../../../../../docs/bridge.md");
/// Bob's password at Telegram, which is the name of a command.
const PASSWORD: &str = "ping";

/// What the guide says, with the homeserver's own name in place of the example's.
fn guide(words: &str) -> String {
    assert!(
        GUIDE.contains(words),
        "docs/bridge.md does not say: {words}"
    );
    words.replace("example.org", MATRIX_DOMAIN)
}

/// config.json as the guide has it, with its four values filled in; and what only a test needs: where the data centre is,
/// and a port that nobody else has.
fn config(dc: &TestDc, matrix_port: u16, listen: u16) -> String {
    let (_, after) = GUIDE.split_once("```jsonc\n").unwrap();
    let (mut sections, _) = after.split_once("```").unwrap();
    sections = sections.trim();
    let fill_in = |text: String, value: &str, with: &str| {
        assert_eq!(text.matches(value).count(), 1, "{value} in {text}");
        text.replace(value, with)
    };
    let keys = sections.matches("\": ").count();
    let of_sections = [
        "\"messaging\": {",
        "\"telegram\": {",
        "\"bridge\": {",
        "\"homeserver\": {",
    ];
    assert_eq!(keys - of_sections.len(), 4, "values to fill in: {sections}");
    let address = format!("http://127.0.0.1:{matrix_port}");
    let text = fill_in(sections.to_owned(), "12345,", "17,");
    let text = fill_in(
        text,
        "0123456789abcdef0123456789abcdef",
        &"89abcdef".repeat(4),
    );
    let text = fill_in(text, "http://127.0.0.1:8008", &address);
    let text = fill_in(text, "example.org", MATRIX_DOMAIN);
    let server = dc.address(2).unwrap();
    let testing =
        format!("\"telegram\": {{ \"server\": \"{server}\", \"serverKeyFile\": \"telegram.pem\",");
    let text = fill_in(text, of_sections[1], &testing);
    let testing = format!("\"bridge\": {{ \"listen\": \"127.0.0.1:{listen}\",");
    let text = fill_in(text, of_sections[2], &testing);
    let house = super::super::place::config()["settings"].to_string();
    format!("{{ \"settings\": {house}, {text} }}")
}

/// Steps 1 to 3: values are filled in, the registration is written, and the homeserver is started with it.
async fn set_up() -> Stage {
    let (dc, bob) = telegram(Some(PASSWORD)).await;
    let (port, listen) = (free_port(), free_port());
    let place = Place::empty();
    std::fs::write(place.path("telegram.pem"), dc.public_key()).unwrap();
    place.write_config(&config(&dc, port, listen));
    guide("postern bridge registration");
    place.run(&["bridge", "registration"]).await.well();
    let file = place.path(&guide("postern-registration.yaml"));
    let mode = std::fs::metadata(&file).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "only its owner reads it");
    let file = std::fs::read_to_string(file).unwrap();
    let synapse = Synapse::setup().port(port).service(&file).start().await;
    Stage {
        dc,
        synapse,
        place,
        bob,
    }
}

/// Steps 4 to 6: the check, the start, the login. The bot takes every secret away.
async fn log_in(stage: &Stage) -> Chat {
    guide("postern check --connect");
    let said = stage.place.run(&["check", "--connect"]).await.well();
    let connected = "Matrix bridge: connected with example.org in both directions, as @telegrambot:example.org.";
    assert!(said.contains(&guide(connected)), "{said}");

    let mut chat = Chat::open(&stage.synapse).await;
    guide("`login phone`");
    chat.asks("login phone", "phone number").await;
    let number = chat.asks(PHONE, "has sent a code").await;
    let code = chat.asks(&stage.code(), "two-step verification").await;
    let password = chat.asks(PASSWORD, LOGGED_IN).await;
    for secret in [number, code, password] {
        chat.is_gone(&secret).await;
    }
    chat
}

#[tokio::test]
async fn matrix_nio_goes_from_nothing_to_the_first_bridged_message_as_the_guide_says() {
    let stage = set_up().await;
    let ann = stage.person("Ann");
    let friends = stage.group(GroupKind::Supergroup, "Friends", ann, stage.bob);
    let family = stage.group(GroupKind::Basic, "Family", ann, stage.bob);
    stage.writes(ann, friends, "written before the bridge was there");
    let server = stage.serve().await;
    let mut chat = log_in(&stage).await;
    chat.hears(&guide("Your chats have their rooms: 2 of 2."))
        .await;

    let nio = &mut chat.nio;
    let puppet = stage.puppet(ann);
    nio.join_room("Telegram Bob").await;
    let room = nio.join_room("Friends").await;
    let seen = nio.room(&room).await;
    assert_eq!(seen.members[&puppet], "Ann (Telegram)");
    let before = nio.history(&room).await;
    let old = before
        .iter()
        .find(|event| event.sender() == puppet && !event.body().is_empty());
    assert_eq!(old.unwrap().body(), "written before the bridge was there");

    // Step 7: the first message, and an answer.
    stage.writes(ann, friends, "Shall we meet?");
    let question = nio.hears(&room, &puppet, "Shall we meet?").await;
    assert_eq!(question.kind, "RoomMessageText");
    let answer = nio
        .reply(&room, question.id(), "At seven, by the bridge")
        .await;
    let of_bob = || stage.texts(ann, friends, stage.bob);
    until("the answer", || of_bob() == ["At seven, by the bridge"]).await;
    let messages = stage.dc.messages(ann, friends);
    let at_telegram = messages
        .iter()
        .find(|message| message.from == stage.bob)
        .unwrap();
    let asked = messages
        .iter()
        .find(|message| message.text == "Shall we meet?")
        .unwrap();
    assert_eq!(at_telegram.reply_to, Some(asked.id));

    // An edit and a redaction, both ways.
    nio.edit(&room, &answer, "At eight, by the bridge").await;
    until("the edit", || of_bob() == ["At eight, by the bridge"]).await;
    stage
        .dc
        .edit_in(ann, friends, asked.id, "Shall we eat?")
        .unwrap();
    let edit = nio.next_where(&room, "the edit", |event| {
        event.source["content"]["m.new_content"]["body"] == "Shall we eat?"
    });
    let edit = edit.await;
    assert_eq!(edit.sender(), puppet);
    assert_eq!(
        edit.source["content"]["m.relates_to"]["event_id"],
        question.id()
    );
    nio.redact(&room, &answer).await;
    until("the deletion", || of_bob().is_empty()).await;
    stage.dc.delete_in(ann, friends, &[asked.id]).unwrap();
    nio.is_gone(&room, question.id()).await;

    // The other group is a room, too; a reply at Telegram is one on Matrix.
    let room = nio.join_room("Family").await;
    let event = nio.say(&room, "Good evening").await;
    until("the greeting", || {
        stage.texts(ann, family, stage.bob) == ["Good evening"]
    })
    .await;
    let greeting = stage
        .dc
        .messages(ann, family)
        .into_iter()
        .next_back()
        .unwrap();
    stage
        .dc
        .post(NewPost {
            from: ann,
            to: family,
            text: "Good night".into(),
            reply_to: Some(greeting.id),
            ..NewPost::default()
        })
        .unwrap();
    let reply = nio.hears(&room, &puppet, "Good night").await;
    let relation = &reply.source["content"]["m.relates_to"]["m.in_reply_to"];
    assert_eq!(relation["event_id"], event.as_str());
    assert!(server.stop().await.success());
}
