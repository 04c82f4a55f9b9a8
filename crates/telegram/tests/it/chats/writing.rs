//! What is done in chats.

use telegram::chats::act::{self, Doing, Reaction};
use telegram::chats::list::dialogs;
use telegram::chats::spans::{Rich, Span, Style};
use telegram::chats::{ChatError, write};
use telegram::send::SendOutcome;
use telegram_testdc::{GroupKind, Seen};

use crate::it::person::{Alice, draft, group, person, sent};
use crate::it::stage::{PATIENCE, Stage};

/// A private chat, a basic group, a supergroup, in which Bob and Alice are.
async fn chats(stage: &Stage, alice: &Alice) -> (i64, [i64; 3]) {
    let bob = person(stage, "Bob");
    stage
        .dc
        .send(telegram_testdc::NewMessage {
            from: bob,
            to: alice.id,
            text: "hello".into(),
        })
        .unwrap();
    let basic = group(stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(stage, GroupKind::Supergroup, "Super", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    (bob, [bob, basic, supergroup])
}

/// The chat as Alice numbers its messages.
fn seen(stage: &Stage, alice: &Alice, chat: i64, id: i32) -> Option<Seen> {
    let all = stage.dc.messages(alice.id, chat);
    all.into_iter().find(|message| message.id == id)
}

#[tokio::test]
async fn styles_and_replies_arrive_and_the_same_key_makes_one_message() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let (bob, chats) = chats(&stage, &alice).await;
    let style = |offset, length, style| Span {
        offset,
        length,
        style,
    };
    let url = "https://example.org/".to_owned();
    let rich = Rich {
        words: "🔑 bold link Bob".into(),
        spans: vec![
            style(3, 4, Style::Bold),
            style(8, 4, Style::Link { url }),
            style(13, 3, Style::MentionOf { person: bob }),
            // What Telegram finds by itself is left out.
            style(0, 2, Style::Hashtag),
        ],
    };
    for chat in chats {
        let before = alice.write(chat, &format!("before {chat}")).await;
        let key = format!("key {chat}");
        let mut draft = draft(chat, &rich);
        draft.reply_to = Some(before);
        draft.idempotency_key = &key;
        let id = sent(write::text(&alice.connection, &draft, PATIENCE).await);
        let again = write::text(&alice.connection, &draft, PATIENCE).await;
        assert_eq!(again, SendOutcome::Sent { message: Some(id) });
        let message = seen(&stage, &alice, chat, id).unwrap();
        assert_eq!(message.reply_to, Some(before), "{chat}");
        let kinds = ["bold", "link", "Bob"].map(str::to_owned);
        let marked: Vec<_> = message.entities.into_iter().map(|(_, text)| text).collect();
        assert_eq!(marked, kinds, "{chat}");
        let all = stage.dc.messages(alice.id, chat);
        let same = all.iter().filter(|message| message.text == rich.words);
        assert_eq!(same.count(), 1, "{chat}");
    }
}

#[tokio::test]
async fn a_message_is_changed_reacted_to_pinned_and_deleted() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let (_, chats) = chats(&stage, &alice).await;
    stage.dc.promote(chats[2], alice.id, true).unwrap();
    let line = &alice.connection;
    for chat in chats {
        let id = alice.write(chat, &format!("first {chat}")).await;
        let changed = Rich::plain("changed");
        write::edit(line, chat, id, &changed, PATIENCE)
            .await
            .unwrap();
        // It says this already.
        write::edit(line, chat, id, &changed, PATIENCE)
            .await
            .unwrap();
        let thumb = [Reaction::Emoji("👍".into())];
        act::react(line, chat, id, &thumb, PATIENCE).await.unwrap();
        act::pin(line, chat, id, true, PATIENCE).await.unwrap();
        let message = seen(&stage, &alice, chat, id).unwrap();
        assert_eq!(message.text, "changed");
        assert_eq!(message.reactions, [(alice.id, "👍".to_owned())]);
        assert!(message.edited && message.pinned);
        act::react(line, chat, id, &[], PATIENCE).await.unwrap();
        act::pin(line, chat, id, false, PATIENCE).await.unwrap();
        let message = seen(&stage, &alice, chat, id).unwrap();
        assert!(message.reactions.is_empty() && !message.pinned);
        act::delete(line, chat, &[id], true, PATIENCE)
            .await
            .unwrap();
        assert!(seen(&stage, &alice, chat, id).is_none());
        // It is gone already.
        act::delete(line, chat, &[id], true, PATIENCE)
            .await
            .unwrap();
        let answer = write::edit(line, chat, id, &Rich::plain("late"), PATIENCE).await;
        assert!(
            matches!(answer, Err(ChatError::UnknownMessage)),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn others_see_that_their_messages_were_read() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let (bob, chats) = chats(&stage, &alice).await;
    let unread = async || {
        let all = dialogs(&alice.connection, None, 100, PATIENCE)
            .await
            .unwrap();
        let unread = all
            .dialogs
            .iter()
            .map(|dialog| (dialog.chat.id, dialog.unread));
        unread.collect::<std::collections::HashMap<_, _>>()
    };
    for chat in chats {
        let to = if chat == bob { alice.id } else { chat };
        let post = telegram_testdc::NewPost {
            from: bob,
            to,
            text: "read this".into(),
            ..telegram_testdc::NewPost::default()
        };
        stage.dc.post(post).unwrap();
        assert!(unread().await[&chat] > 0, "{chat}");
        let last = stage.dc.messages(alice.id, chat).pop().unwrap().id;
        act::read(&alice.connection, chat, last, PATIENCE)
            .await
            .unwrap();
        assert_eq!(unread().await[&chat], 0, "{chat}");
        for doing in [Doing::Typing, Doing::Uploading, Doing::Nothing] {
            act::typing(&alice.connection, chat, None, doing, PATIENCE)
                .await
                .unwrap();
        }
    }
    let typing = stage.dc.calls();
    let typing = typing
        .iter()
        .filter(|call| call.method == "messages.setTyping" && call.error.is_none());
    assert_eq!(typing.count(), 9);
}

#[tokio::test]
async fn what_may_not_be_done_is_said_so() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let channel = group(&stage, GroupKind::Channel, "News", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let rich = Rich::plain("hello");
    let draft = draft(channel, &rich);
    let outcome = write::text(&alice.connection, &draft, PATIENCE).await;
    assert!(
        matches!(outcome, SendOutcome::Forbidden { .. }),
        "{outcome:?}"
    );
    let post = telegram_testdc::NewPost {
        from: bob,
        to: channel,
        text: "news".into(),
        ..telegram_testdc::NewPost::default()
    };
    let id = stage.dc.post(post).unwrap();
    let answer = write::edit(&alice.connection, channel, id, &rich, PATIENCE).await;
    assert!(
        matches!(answer, Err(ChatError::NoAccess { .. })),
        "{answer:?}"
    );
}
