//! What happens in the chats of a person, also while there was no connection.

#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "each test waits for one kind of news"
)]

use telegram::chats::act::Doing;
use telegram::chats::list::dialogs;
use telegram::news::News;
use telegram_testdc::{GroupChange, GroupKind, NewGroup, NewMessage, NewPost, NewTopic};

use super::person::{Alice, group, person, thumbs};
use super::stage::{PATIENCE, Stage};

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

/// The number of a chat's last message as Alice has it.
fn last(stage: &Stage, alice: &Alice, chat: i64) -> i32 {
    stage.dc.messages(alice.id, chat).pop().unwrap().id
}

async fn wrote(alice: &mut Alice) -> telegram::chats::post::Post {
    alice
        .hear_of(|news| match news {
            News::Wrote(post) if post.action.is_none() => Some(*post),
            _ => None,
        })
        .await
}

#[tokio::test]
async fn messages_edits_reactions_and_ends_are_told_in_every_kind_of_chat() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let channel = group(&stage, GroupKind::Channel, "News", bob, alice.id);
    for chat in [bob, basic, supergroup, channel] {
        // Bob's side of a private chat is named after Alice, and has other numbers.
        let to = if chat == bob { alice.id } else { chat };
        let his = say(&stage, bob, to, &format!("hello {chat}"));
        let post = wrote(&mut alice).await;
        let hers = last(&stage, &alice, chat);
        let from = if chat == channel { channel } else { bob };
        assert_eq!((post.id, post.chat, post.from), (hers, chat, from));
        assert_eq!(post.text.words, format!("hello {chat}"));
        assert!(!post.is_ours);
        stage.dc.edit_in(bob, to, his, "changed").unwrap();
        let edited = alice
            .hear_of(|news| match news {
                News::Edited(post) => Some(post),
                _ => None,
            })
            .await;
        assert_eq!((edited.id, edited.text.words.as_str()), (hers, "changed"));
        stage.dc.react(bob, to, his, Some("👍")).unwrap();
        let reacted = alice
            .hear_of(|news| matches!(news, News::Reacted { .. }).then_some(news))
            .await;
        let reactions = thumbs(&[bob]);
        let News::Reacted {
            reactions: given, ..
        } = &reacted
        else {
            unreachable!("it was looked for");
        };
        assert_eq!(given.counts, reactions.counts);
        assert_eq!(reacted.chat(), Some(chat));
        stage.dc.delete_in(bob, to, &[his]).unwrap();
        let chat = (chat < -1_000_000_000_000).then_some(chat);
        let messages = vec![hers];
        let gone = alice
            .hear_of(|news| matches!(news, News::Deleted { .. }).then_some(news))
            .await;
        assert_eq!(gone, News::Deleted { chat, messages });
    }
}

#[tokio::test]
async fn what_we_write_here_does_not_come_back_and_what_we_write_elsewhere_does() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, alice.id, "hello");
    assert_eq!(alice.hear_words().await, "hello");
    for chat in [bob, basic, supergroup] {
        alice.write(chat, &format!("here {chat}")).await;
        say(&stage, alice.id, chat, "elsewhere");
        let post = wrote(&mut alice).await;
        assert_eq!(post.text.words, "elsewhere");
        assert_eq!((post.is_ours, post.from, post.chat), (true, alice.id, chat));
    }
}

#[tokio::test]
async fn people_who_come_and_go_are_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let (bob, carol, dave) = (
        person(&stage, "Bob"),
        person(&stage, "Carol"),
        person(&stage, "Dave"),
    );
    for kind in [GroupKind::Basic, GroupKind::Supergroup] {
        let chat = group(&stage, kind, "Group", bob, alice.id);
        let mut moved = Vec::new();
        stage.dc.add_members(chat, &[carol, dave]).unwrap();
        stage.dc.remove_member(chat, carol, None).unwrap();
        stage.dc.remove_by_ruler(chat, dave).unwrap();
        say(&stage, bob, chat, "that is all");
        loop {
            match alice.hear().await {
                News::Joined { what, people } => {
                    assert_eq!(what.chat, chat);
                    moved.extend(people.into_iter().map(|who| ("joined", who, what.by)));
                }
                News::Left { what, person } => moved.push(("left", person, what.by)),
                News::Wrote(post) if post.text.words == "that is all" => break,
                _ => {}
            }
        }
        moved.retain(|(_, who, _)| *who != alice.id);
        let expected = [
            ("joined", carol, bob),
            ("joined", dave, bob),
            ("left", carol, carol),
            ("left", dave, bob),
        ];
        assert_eq!(moved, expected);
    }
}

#[tokio::test]
async fn who_is_thrown_out_hears_of_the_change() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, chat, "hello");
    assert_eq!(alice.hear_words().await, "hello");
    stage.dc.ban(chat, alice.id, true).unwrap();
    let now = alice
        .hear_of(|news| match news {
            News::ChatChanged { chat, .. } => chat,
            _ => None,
        })
        .await;
    assert_eq!(now.id, chat);
    assert!(!now.is_open());
}

#[tokio::test]
async fn titles_pictures_and_pins_are_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    for kind in [GroupKind::Basic, GroupKind::Supergroup, GroupKind::Channel] {
        let chat = group(&stage, kind, "Before", bob, alice.id);
        let title = GroupChange {
            title: Some("After".into()),
            ..GroupChange::default()
        };
        stage.dc.change_group(chat, title).unwrap();
        let told = alice
            .hear_of(|news| match news {
                News::TitleChanged { what, title } => Some((what.chat, title)),
                _ => None,
            })
            .await;
        assert_eq!(told, (chat, "After".to_owned()));
        for (photo, is_there) in [("YWJj", true), ("", false)] {
            let change = GroupChange {
                photo: Some(photo.into()),
                ..GroupChange::default()
            };
            stage.dc.change_group(chat, change).unwrap();
            let told = alice
                .hear_of(|news| match news {
                    News::PhotoChanged { what, photo } => Some((what.chat, photo.is_some())),
                    _ => None,
                })
                .await;
            assert_eq!(told, (chat, is_there));
        }
        let his = say(&stage, bob, chat, "pin this");
        assert_eq!(alice.hear_words().await, "pin this");
        let hers = last(&stage, &alice, chat);
        for on in [true, false] {
            stage.dc.pin(bob, chat, his, on).unwrap();
            let told = alice
                .hear_of(|news| matches!(news, News::Pinned { .. }).then_some(news))
                .await;
            let messages = vec![hers];
            assert_eq!(told, News::Pinned { chat, messages, on });
        }
    }
}

#[tokio::test]
async fn an_upgrade_to_a_supergroup_is_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let old = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let new = stage.dc.upgrade(old).unwrap();
    let told = alice
        .hear_of(|news| matches!(news, News::Upgraded { .. }).then_some(news))
        .await;
    let (group, supergroup) = (old, new);
    assert_eq!(told, News::Upgraded { group, supergroup });
    say(&stage, bob, new, "in the new one");
    assert_eq!(wrote(&mut alice).await.chat, new);
}

#[tokio::test]
async fn reading_and_typing_are_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, alice.id, "hello");
    assert_eq!(alice.hear_words().await, "hello");
    for chat in [bob, basic, supergroup] {
        let his = if chat == bob { alice.id } else { chat };
        let ours = alice.write(chat, &format!("ours {chat}")).await;
        stage.dc.read_all(bob, his);
        let told = alice
            .hear_of(|news| match news {
                News::Read { by_us: false, .. } => Some(news),
                _ => None,
            })
            .await;
        let (topic, up_to, by_us) = (None, ours, false);
        let expected = News::Read {
            chat,
            topic,
            up_to,
            by_us,
        };
        assert_eq!(told, expected);
        say(&stage, bob, his, "theirs");
        let theirs = wrote(&mut alice).await.id;
        // On another device.
        stage.dc.read_all(alice.id, chat);
        let told = alice
            .hear_of(|news| match news {
                News::Read { by_us: true, .. } => Some(news),
                _ => None,
            })
            .await;
        let (up_to, by_us) = (theirs, true);
        let expected = News::Read {
            chat,
            topic,
            up_to,
            by_us,
        };
        assert_eq!(told, expected);
        stage.dc.type_in(bob, his, None);
        let told = alice
            .hear_of(|news| matches!(news, News::Typing { .. }).then_some(news))
            .await;
        let (person, doing) = (bob, Doing::Typing);
        let expected = News::Typing {
            chat,
            topic,
            person,
            doing,
        };
        assert_eq!(told, expected);
    }
}

#[tokio::test]
async fn messages_of_a_forum_name_their_topic() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let forum = NewGroup {
        title: "Forum".into(),
        creator: bob,
        members: vec![alice.id],
        forum: true,
        ..NewGroup::default()
    };
    let chat = stage.dc.add_group(forum).unwrap();
    let (by, title) = (None, "Garden".to_owned());
    let topic = stage.dc.add_topic(chat, NewTopic { by, title }).unwrap();
    let made = alice
        .hear_of(|news| match news {
            News::Wrote(post) => Some(post.action?).map(|action| (post.id, action)),
            _ => None,
        })
        .await;
    let title = "Garden".to_owned();
    let action = telegram::chats::post::Action::TopicMade { title };
    let (id, told) = made;
    assert!(id == topic && told == action, "{told:?}");
    let post = NewPost {
        from: bob,
        to: chat,
        text: "roses".into(),
        topic: Some(topic),
        ..NewPost::default()
    };
    stage.dc.post(post).unwrap();
    let post = wrote(&mut alice).await;
    assert_eq!((post.topic, post.reply), (Some(topic), None));
}

#[tokio::test]
async fn what_happened_while_we_were_away_is_told_in_every_kind_of_chat() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let basic = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let supergroup = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    let channel = group(&stage, GroupKind::Channel, "News", bob, alice.id);
    let quiet = group(&stage, GroupKind::Supergroup, "Quiet", bob, alice.id);
    // No update of the quiet one came: it is only known from the list.
    let chats = [alice.id, basic, supergroup, channel, quiet];
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let mut alice = alice
        .reconnect(&stage, || {
            for chat in chats {
                say(&stage, bob, chat, &format!("meanwhile {chat}"));
            }
        })
        .await;
    let mut heard = Vec::new();
    for _ in chats {
        heard.push(alice.hear_words().await);
    }
    heard.sort();
    let mut expected = chats.map(|chat| format!("meanwhile {chat}"));
    expected.sort();
    assert_eq!(heard, expected);
}

#[tokio::test]
async fn lost_updates_of_a_supergroup_are_fetched() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, chat, "first");
    assert_eq!(alice.hear_words().await, "first");
    stage.dc.withhold_updates_in(chat, true);
    say(&stage, bob, chat, "lost");
    stage.dc.withhold_updates_in(chat, false);
    say(&stage, bob, chat, "after it");
    assert_eq!(alice.hear_words().await, "lost");
    assert_eq!(alice.hear_words().await, "after it");
}

#[tokio::test]
async fn when_too_much_was_missed_that_is_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Supergroup, "Super", bob, alice.id);
    say(&stage, bob, chat, "first");
    assert_eq!(alice.hear_words().await, "first");
    let mut alice = alice
        .reconnect(&stage, || {
            say(&stage, bob, chat, "missed");
            stage.dc.forget_updates_in(chat);
        })
        .await;
    let missed = |news| match news {
        News::Missed { chat } => Some(chat),
        _ => None,
    };
    assert_eq!(alice.hear_of(missed).await, Some(chat));
    say(&stage, bob, chat, "now");
    assert_eq!(alice.hear_words().await, "now");
    let mut alice = alice
        .reconnect(&stage, || {
            let (from, to, text) = (bob, alice_of(&stage), "missed".to_owned());
            stage.dc.send(NewMessage { from, to, text }).unwrap();
            stage.dc.forget_updates_of(to);
        })
        .await;
    assert_eq!(alice.hear_of(missed).await, None);
}

/// Alice is the first who was made.
fn alice_of(stage: &Stage) -> i64 {
    let calls = stage.dc.calls();
    calls.iter().find_map(|call| call.user).unwrap()
}

#[tokio::test]
async fn another_name_is_told() {
    let stage = Stage::set().await;
    let mut alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    say(&stage, bob, alice.id, "hello");
    assert_eq!(alice.hear_words().await, "hello");
    stage.dc.rename(bob, Some("bob_again"));
    let told = alice
        .hear_of(|news| match news {
            News::PersonChanged { id, .. } => Some(id),
            _ => None,
        })
        .await;
    assert_eq!(told, bob);
}
