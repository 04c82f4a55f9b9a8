//! Killed while rooms are being made.

use std::collections::BTreeMap;

use serde_json::Value;
use telegram_testdc::GroupKind;
use testkit::MatrixPerson;

use super::super::stage::{Chat, Stage};

/// How many groups there are.
const GROUPS: usize = 12;

fn title(number: usize) -> String {
    format!("Group {number:02}")
}

/// The bot, as the homeserver knows it: it sees every room that was made, also those to which Bob was never invited.
fn bot(stage: &Stage, chat: &Chat) -> MatrixPerson {
    let file = stage.place.path("postern-registration.yaml");
    let registration = std::fs::read_to_string(file).unwrap();
    let registration: Value = serde_json::from_str(&registration).unwrap();
    let token = registration["as_token"].as_str().unwrap();
    MatrixPerson::new(&stage.synapse.address(), &chat.bot, token)
}

#[tokio::test]
async fn each_group_gets_one_room_though_the_program_is_killed_while_rooms_are_made() {
    let stage = Stage::set(None).await;
    let ann = stage.person("Ann");
    for number in 0..GROUPS {
        let kind = [GroupKind::Supergroup, GroupKind::Basic, GroupKind::Channel][number % 3];
        let group = stage.group(kind, &title(number), ann, stage.bob);
        for text in ["first", "second", "third"] {
            stage.writes(ann, group, text);
        }
    }
    let mut server = stage.serve().await;
    let mut chat = Chat::open(&stage.synapse).await;
    chat.logs_in(&stage).await;
    // The space is an invitation, too.
    for invited in [3, 7] {
        chat.nio
            .until("an invitation", |heard| {
                (heard.invitations.len() >= invited).then_some(())
            })
            .await;
        server.kill().await;
        server = stage.serve().await;
    }
    // Progress is told on.
    chat.hears("Your chats have their rooms: 12 of 12.").await;

    let bot = bot(&stage, &chat);
    let mut made: BTreeMap<String, usize> = BTreeMap::new();
    for room in bot.rooms().await.iter().filter(|room| **room != chat.room) {
        let name = bot.state_of(room, "m.room.name", "").await;
        let name = name["name"].as_str().unwrap_or_default();
        *made.entry(name.to_owned()).or_default() += 1;
    }
    let mut expected: BTreeMap<String, usize> =
        (0..GROUPS).map(|number| (title(number), 1)).collect();
    expected.insert("Telegram Bob".into(), 1);
    assert_eq!(made, expected);

    let puppet = stage.puppet(ann);
    for number in 0..GROUPS {
        let room = chat.nio.join_room(&title(number)).await;
        let history = chat.nio.history(&room).await;
        let texts = history.iter().map(testkit::nio::NioEvent::body);
        let texts: Vec<_> = texts.filter(|text| !text.is_empty()).collect();
        assert_eq!(texts, ["first", "second", "third"], "{}", title(number));
        assert!(number % 3 == 2 || chat.nio.room(&room).await.members.contains_key(&puppet));
    }
    assert!(server.stop().await.success());
}
