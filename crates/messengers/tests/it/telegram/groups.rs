//! Groups and channels as targets of notifications.

use domain::delivery::Outcome;
use domain::message::Text;
use domain::provider::RemoteId;
use messengers::Messenger;
use telegram_testdc::{GroupChange, GroupKind, NewGroup};

use super::stage::{Stage, letter};

/// A group that the stage's bot is in, and somebody who reads there.
fn group(stage: &Stage, kind: GroupKind, username: Option<&str>) -> (i64, i64) {
    let reader = stage.person("reader");
    let group = NewGroup {
        kind,
        title: "On call".into(),
        creator: reader,
        members: vec![stage.bot],
        username: username.map(str::to_owned),
        ..NewGroup::default()
    };
    (stage.dc.add_group(group).unwrap(), reader)
}

/// What stands in it; news of who came and went has no text.
fn texts(stage: &Stage, reader: i64, chat: i64) -> Vec<String> {
    let all = stage.dc.messages(reader, chat).into_iter();
    let texts = all.map(|message| message.text);
    texts.filter(|text| !text.is_empty()).collect()
}

#[tokio::test]
async fn a_notification_reaches_a_group_by_its_id() {
    for kind in [GroupKind::Basic, GroupKind::Supergroup] {
        let stage = Stage::set().await;
        let (chat, reader) = group(&stage, kind, None);
        let rig = stage.connected().await;
        let id = rig.telegram.resolve(&chat.to_string()).await.unwrap();
        assert_eq!(id, RemoteId(chat.to_string()));
        let sent = rig
            .send(&letter(1, chat, Text::of("the disk is full")))
            .await;
        assert_eq!(sent, Outcome::Sent, "{kind:?}");
        assert_eq!(texts(&stage, reader, chat), ["the disk is full"]);
        rig.end().await;
    }
}

#[tokio::test]
async fn a_channel_is_found_by_name_and_kept_by_id() {
    let stage = Stage::set().await;
    let (chat, reader) = group(&stage, GroupKind::Channel, Some("on_call_news"));
    stage.dc.promote(chat, stage.bot, true).unwrap();
    let rig = stage.connected().await;
    let id = rig.telegram.resolve("@on_call_news").await.unwrap();
    assert_eq!(id, RemoteId(chat.to_string()));
    stage
        .dc
        .change_group(
            chat,
            GroupChange {
                username: Some("renamed_news".into()),
                ..GroupChange::default()
            },
        )
        .unwrap();
    let sent = rig.send(&letter(1, chat, Text::of("still here"))).await;
    assert_eq!(sent, Outcome::Sent);
    assert_eq!(texts(&stage, reader, chat), ["still here"]);
}

#[tokio::test]
async fn a_channel_in_which_the_bot_may_not_write_says_so() {
    let stage = Stage::set().await;
    let (chat, reader) = group(&stage, GroupKind::Channel, Some("on_call_news"));
    let rig = stage.connected().await;
    rig.telegram.resolve("@on_call_news").await.unwrap();
    let refused = rig.send(&letter(1, chat, Text::of("hi"))).await;
    let Outcome::Never { why, account: true } = refused else {
        panic!("{refused:?}");
    };
    assert!(why.contains("CHAT_WRITE_FORBIDDEN"), "{why}");
    assert!(texts(&stage, reader, chat).is_empty());
}
