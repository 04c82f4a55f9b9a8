//! Which chats there are, and what is in them.

use telegram::chats::act;
use telegram::chats::history::{self, Part};
use telegram::chats::list::{Dialogs, dialogs};
use telegram::chats::media::Media;
use telegram::chats::pace::Pacer;
use telegram::chats::post::Action;
use telegram::chats::spans::{Span, Style};
use telegram::chats::{ChatError, ChatKind, topics};
use telegram::send::SendOutcome;
use telegram_testdc::{Attachment, Entity, Filling, GroupKind, NewGroup, NewPost, NewTopic};

use crate::it::person::{Alice, draft, group, person, thumbs};
use crate::it::stage::{PATIENCE, Stage};

fn say(stage: &Stage, from: i64, to: i64, text: &str) -> i32 {
    let text = text.to_owned();
    let post = NewPost {
        from,
        to,
        text,
        ..NewPost::default()
    };
    stage.dc.post(post).unwrap()
}

#[tokio::test]
async fn all_kinds_of_chats_are_listed_the_newest_first_and_can_be_addressed_then() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let (bot, _) = stage.bot();
    say(&stage, bob, alice.id, "private");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let channel = group(&stage, GroupKind::Channel, "News", bob, alice.id);
    stage.dc.start_bot(alice.id, bot, "").unwrap();
    say(&stage, alice.id, alice.id, "to myself");
    // Of two chats within a second none is the newer one; of what comes last there is no doubt.
    let late = NewPost {
        from: bob,
        to: supergroup,
        text: "the newest".into(),
        date: 2_000_000_000,
        ..NewPost::default()
    };
    stage.dc.post(late).unwrap();
    let all = dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    assert_eq!((all.total, all.next), (6, None));
    let mut found: Vec<_> = all
        .dialogs
        .iter()
        .map(|dialog| (dialog.chat.id, dialog.chat.kind, dialog.chat.title.as_str()))
        .collect();
    assert_eq!(found[0], (supergroup, ChatKind::Supergroup, "Super"));
    found.sort_by_key(|chat| chat.0);
    let mut expected = [
        (alice.id, ChatKind::Saved, "Alice"),
        (bob, ChatKind::Person, "Bob"),
        (bot, ChatKind::Bot, "Postern"),
        (basic, ChatKind::Group, "Basic"),
        (supergroup, ChatKind::Supergroup, "Super"),
        (channel, ChatKind::Channel, "News"),
    ];
    expected.sort_by_key(|chat| chat.0);
    assert_eq!(found, expected);
    let newest = all.dialogs[0].last.as_ref().unwrap();
    assert_eq!(
        (newest.from, newest.text.words.as_str()),
        (bob, "the newest")
    );
    assert_eq!(all.dialogs[0].last_date, Some(newest.date));
    for chat in [alice.id, bob, bot, basic, supergroup] {
        alice.write(chat, &format!("to {chat}")).await;
    }
}

#[tokio::test]
async fn a_long_list_comes_page_by_page_each_chat_once() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let mut made = Vec::new();
    for number in 0..25 {
        let title = format!("Group {number}");
        made.push(group(&stage, GroupKind::Supergroup, &title, bob, alice.id));
    }
    let pacer = Pacer::new(std::time::Duration::ZERO, PATIENCE);
    // Telegram asks for patience in between.
    stage.dc.flood("messages.getDialogs", 1, 1);
    let (mut seen, mut from) = (Vec::new(), None);
    loop {
        let page: Dialogs = pacer
            .run(|| dialogs(&alice.connection, from, 10, PATIENCE))
            .await
            .unwrap();
        assert!(page.dialogs.len() <= 10);
        assert_eq!(page.total, 25);
        seen.extend(page.dialogs.iter().map(|dialog| dialog.chat.id));
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    seen.sort_unstable();
    made.sort_unstable();
    assert_eq!(seen, made);
}

#[tokio::test]
async fn a_history_comes_page_by_page_and_only_what_is_new_on_request() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let from = vec![bob, alice.id];
    let (count, date) = (250, 1_700_000_000);
    stage.dc.fill(chat, &Filling { from, count, date }).unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let mut seen = Vec::new();
    let mut part = Part {
        limit: 100,
        ..Part::default()
    };
    loop {
        let page = history::page(&alice.connection, chat, part, PATIENCE)
            .await
            .unwrap();
        seen.extend(page.posts.iter().map(|post| (post.id, post.is_ours)));
        match page.next {
            Some(next) => part.before = next,
            None => break,
        }
    }
    assert!(seen.is_sorted_by(|later, earlier| later.0 > earlier.0));
    // The first two messages say that the group was made, and that Alice came in.
    assert_eq!(seen.len(), 252);
    assert_eq!(seen.iter().filter(|(_, is_ours)| *is_ours).count(), 125);
    let after = seen[5].0;
    let part = Part {
        after,
        limit: 100,
        ..Part::default()
    };
    let news = history::page(&alice.connection, chat, part, PATIENCE)
        .await
        .unwrap();
    let ids: Vec<_> = news.posts.iter().map(|post| post.id).collect();
    let newest: Vec<_> = seen[..5].iter().map(|(id, _)| *id).collect();
    assert_eq!(ids, newest);
}

#[tokio::test]
async fn a_message_has_its_styles_reply_media_reactions_and_edit() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let first = say(&stage, bob, chat, "first");
    let bold = Entity {
        kind: "bold".into(),
        offset: 3,
        length: 4,
        value: String::new(),
        user: 0,
    };
    let name = Entity {
        kind: "mention_name".into(),
        offset: 8,
        length: 5,
        value: String::new(),
        user: alice.id,
    };
    let second = NewPost {
        from: bob,
        to: chat,
        text: "🔑 bold Alice".into(),
        entities: vec![bold, name],
        reply_to: Some(first),
        media: Some(Attachment::Document(
            "notes.txt".into(),
            "text/plain".into(),
            "aGVsbG8=".into(),
        )),
        ..NewPost::default()
    };
    let second = stage.dc.post(second).unwrap();
    stage.dc.react(bob, chat, second, Some("👍")).unwrap();
    stage
        .dc
        .edit_in(bob, chat, first, "first, changed")
        .unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let part = Part {
        limit: 10,
        ..Part::default()
    };
    let page = history::page(&alice.connection, chat, part, PATIENCE)
        .await
        .unwrap();
    let [answer, question, joined, made] = &page.posts[..] else {
        panic!("{:?}", page.posts);
    };
    let style = |offset, length, style| Span {
        offset,
        length,
        style,
    };
    let spans = [
        style(3, 4, Style::Bold),
        style(8, 5, Style::MentionOf { person: alice.id }),
    ];
    assert_eq!(answer.text.words, "🔑 bold Alice");
    assert_eq!(answer.text.spans, spans);
    assert_eq!(answer.reply.as_ref().map(|reply| reply.to), Some(first));
    let Some(Media::Document(file)) = &answer.media else {
        panic!("{:?}", answer.media);
    };
    let said = (file.name.as_deref(), file.size, file.mime_type.as_str());
    assert_eq!(said, (Some("notes.txt"), 5, "text/plain"));
    assert_eq!(answer.reactions, thumbs(&[bob]));
    assert!(answer.reactions.is_complete());
    assert!(question.edited.is_some() && answer.edited.is_none());
    assert_eq!(joined.action, Some(Action::Joined(vec![alice.id])));
    assert!(matches!(&made.action, Some(Action::Created { title, .. }) if title == "Super"));
    assert!(page.people.iter().any(|person| person.name() == "Bob"));
}

#[tokio::test]
async fn single_messages_are_read_again_in_every_kind_of_chat_and_gone_ones_are_missing() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, alice.id, "hello");
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    for chat in [bob, basic, supergroup] {
        let kept = alice.write(chat, &format!("kept {chat}")).await;
        let gone = alice.write(chat, &format!("gone {chat}")).await;
        act::delete(&alice.connection, chat, &[gone], true, PATIENCE)
            .await
            .unwrap();
        let page = history::posts(&alice.connection, chat, &[kept, gone], PATIENCE)
            .await
            .unwrap();
        let ids: Vec<_> = page.posts.iter().map(|post| (post.id, post.from)).collect();
        assert_eq!(ids, [(kept, alice.id)], "{chat}");
    }
}

#[tokio::test]
async fn the_topics_of_a_forum_are_listed_and_written_to() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let forum = NewGroup {
        title: "Forum".into(),
        creator: bob,
        members: vec![alice.id],
        forum: true,
        ..NewGroup::default()
    };
    let chat = stage.dc.add_group(forum).unwrap();
    let mut made = Vec::new();
    for title in ["Garden", "Kitchen"] {
        let (by, title) = (None, title.into());
        made.push(stage.dc.add_topic(chat, NewTopic { by, title }).unwrap());
    }
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let (mut titles, mut from) = (Vec::new(), None);
    loop {
        let page = topics::page(&alice.connection, chat, from, 2, PATIENCE)
            .await
            .unwrap();
        titles.extend(page.topics.into_iter().map(|topic| (topic.id, topic.title)));
        from = page.next;
        if from.is_none() {
            break;
        }
    }
    titles.sort();
    let general = (1, "General".to_owned());
    let others = [
        (made[0], "Garden".to_owned()),
        (made[1], "Kitchen".to_owned()),
    ];
    assert_eq!(titles, [vec![general], others.to_vec()].concat());
    let rich = telegram::chats::spans::Rich::plain("in the kitchen");
    let mut draft = draft(chat, &rich);
    draft.topic = Some(made[1]);
    let outcome = telegram::chats::write::text(&alice.connection, &draft, PATIENCE).await;
    let SendOutcome::Sent { message: Some(id) } = outcome else {
        panic!("{outcome:?}");
    };
    let page = history::posts(&alice.connection, chat, &[id], PATIENCE).await;
    let page = page.unwrap();
    let post = &page.posts[0];
    assert_eq!((post.topic, post.reply.as_ref()), (Some(made[1]), None));
}

#[tokio::test]
async fn a_chat_that_was_never_met_and_one_that_is_shut_are_told_apart() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let unknown = group(&stage, GroupKind::Supergroup, "Unknown", bob, bob);
    let part = Part {
        limit: 10,
        ..Part::default()
    };
    let answer = history::page(&alice.connection, unknown, part, PATIENCE).await;
    assert!(matches!(answer, Err(ChatError::UnknownChat)), "{answer:?}");
    let shut = group(&stage, GroupKind::Supergroup, "Shut", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    stage.dc.ban(shut, alice.id, true).unwrap();
    let answer = history::page(&alice.connection, shut, part, PATIENCE).await;
    assert!(
        matches!(answer, Err(ChatError::NoAccess { .. })),
        "{answer:?}"
    );
}
