//! Killed while messages stream both ways.

use telegram_testdc::GroupKind;
use testkit::Nio;
use testkit::nio::NioEvent;

use super::super::stage::{Chat, GLANCE, PATIENCE, Stage};

/// A chat, and the room that it is.
struct Bridged {
    title: &'static str,
    chat: i64,
    room: String,
    /// How many texts each side has written.
    written: usize,
}

/// The text with this number.
fn text(who: &str, title: &str, number: usize) -> String {
    format!("{who} in {title}, number {number:02}")
}

impl Bridged {
    /// Both sides write so many texts more.
    async fn stream(&mut self, stage: &Stage, ann: i64, nio: &mut Nio, count: usize) {
        for number in self.written..self.written + count {
            stage.writes(ann, self.chat, &text("Ann", self.title, number));
            nio.say(&self.room, &text("Bob", self.title, number)).await;
        }
        self.written += count;
    }

    /// How many texts have come, on either side.
    fn come(&self, stage: &Stage, ann: i64, nio: &mut Nio) -> usize {
        let at_telegram = stage.texts(ann, self.chat, stage.bob).len();
        let puppet = stage.puppet(ann);
        let events = nio.heard().events.get(&self.room);
        let is_text = |event: &&NioEvent| event.sender() == puppet && !event.body().is_empty();
        at_telegram + events.into_iter().flatten().filter(is_text).count()
    }

    /// What either side wrote, in order, once each.
    fn expected(&self, who: &str) -> Vec<String> {
        let numbers = 0..self.written;
        numbers
            .map(|number| text(who, self.title, number))
            .collect()
    }
}

/// Waits until so many texts have come altogether.
async fn until_come(stage: &Stage, ann: i64, nio: &mut Nio, chats: &[Bridged], wanted: usize) {
    let wait = async {
        loop {
            let come = chats.iter().map(|chat| chat.come(stage, ann, nio));
            if come.sum::<usize>() >= wanted {
                return;
            }
            tokio::time::sleep(GLANCE).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.unwrap_or_else(|_| panic!("fewer than {wanted} texts came"));
}

#[tokio::test]
async fn each_message_comes_once_and_in_order_on_both_sides_though_the_program_is_killed_twice() {
    let stage = Stage::set(None).await;
    let ann = stage.person("Ann");
    let mut chats = Vec::new();
    for (kind, title) in [
        (GroupKind::Supergroup, "Friends"),
        (GroupKind::Basic, "Family"),
    ] {
        let chat = stage.group(kind, title, ann, stage.bob);
        chats.push((title, chat));
    }
    let mut server = stage.serve().await;
    let mut bob = Chat::open(&stage.synapse).await;
    bob.logs_in(&stage).await;
    bob.hears("2 of 2").await;
    let nio = &mut bob.nio;
    let mut bridged = Vec::new();
    for (title, chat) in chats {
        let room = nio.join_room(title).await;
        bridged.push(Bridged {
            title,
            chat,
            room,
            written: 0,
        });
    }

    // Killed in the middle of each burst; some is written while nobody is there.
    for killed_after in [9, 90] {
        for chat in &mut bridged {
            chat.stream(&stage, ann, nio, 16).await;
        }
        until_come(&stage, ann, nio, &bridged, killed_after).await;
        server.kill().await;
        for chat in &mut bridged {
            chat.stream(&stage, ann, nio, 3).await;
        }
        server = stage.serve().await;
    }
    for chat in &mut bridged {
        chat.stream(&stage, ann, nio, 2).await;
    }
    let all = bridged.iter().map(|chat| 2 * chat.written).sum();
    until_come(&stage, ann, nio, &bridged, all).await;
    // Behind everything that could still come a second time.
    for chat in &mut bridged {
        chat.stream(&stage, ann, nio, 1).await;
    }
    until_come(&stage, ann, nio, &bridged, all + 2 * bridged.len()).await;

    for chat in &bridged {
        let at_telegram = stage.texts(ann, chat.chat, stage.bob);
        assert_eq!(at_telegram, chat.expected("Bob"));
        let history = nio.history(&chat.room).await;
        let texts_of = |who: &str| -> Vec<String> {
            let own = history.iter().filter(|event| event.sender() == who);
            let texts = own.map(|event| event.body().to_owned());
            texts.filter(|text| !text.is_empty()).collect()
        };
        assert_eq!(texts_of(&stage.puppet(ann)), chat.expected("Ann"));
        assert_eq!(texts_of(&nio.id), chat.expected("Bob"));
        // What Bob wrote did not come back to him as his puppet's, and nothing else was said.
        assert_eq!(texts_of(&stage.puppet(stage.bob)), [""; 0]);
        assert_eq!(texts_of(&bob.bot), [""; 0]);
    }
    assert!(server.stop().await.success());
}
