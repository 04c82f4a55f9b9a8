//! Who is in a chat, and what is known of chats and people.

use telegram::chats::info::info;
use telegram::chats::list::dialogs;
use telegram::chats::members::{self, Members};
use telegram::chats::people::people;
use telegram::chats::powers::Role;
use telegram::chats::{ChatError, ChatKind};
use telegram_testdc::{GroupKind, NewGroup, NewUser};

use crate::it::person::{Alice, group, person};
use crate::it::stage::{PATIENCE, Stage};

fn crowd(stage: &Stage, count: usize) -> Vec<i64> {
    let names = (0..count).map(|number| format!("Person {number}"));
    names.map(|name| person(stage, &name)).collect()
}

#[tokio::test]
async fn members_of_a_supergroup_come_page_by_page_with_their_roles() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let others = crowd(&stage, 24);
    let members = [vec![alice.id], others.clone()].concat();
    let new = NewGroup {
        title: "Super".into(),
        about: "All of us".into(),
        creator: bob,
        members,
        username: Some("super_group".into()),
        ..NewGroup::default()
    };
    let chat = stage.dc.add_group(new).unwrap();
    stage.dc.promote(chat, others[0], true).unwrap();
    stage.dc.mute(chat, others[1], true).unwrap();
    stage.dc.ban(chat, others[2], true).unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let (mut seen, mut from): (Vec<_>, _) = (Vec::new(), Some(0));
    while let Some(start) = from {
        let page: Members = members::page(&alice.connection, chat, start, 10, PATIENCE)
            .await
            .unwrap();
        assert!(page.members.len() <= 10);
        seen.extend(page.members.into_iter().map(|m| (m.person.id, m.role)));
        from = page.next;
    }
    assert_eq!(seen.len(), 25, "all but the one who was thrown out");
    let role = |id| {
        seen.iter()
            .find(|(seen, _)| *seen == id)
            .map(|(_, role)| *role)
    };
    assert_eq!(role(bob), Some(Role::Creator));
    assert_eq!(role(alice.id), Some(Role::Member));
    assert!(matches!(role(others[0]), Some(Role::Admin(powers)) if powers.ban && powers.delete));
    assert_eq!(role(others[2]), None);
    let one = async |id| {
        members::role(&alice.connection, chat, id, PATIENCE)
            .await
            .unwrap()
    };
    assert!(matches!(one(others[1]).await, Some(Role::Restricted(allowed)) if !allowed.text));
    assert_eq!(one(bob).await, Some(Role::Creator));
    let admins = members::admins(&alice.connection, chat, PATIENCE)
        .await
        .unwrap();
    let mut admins: Vec<_> = admins.iter().map(|admin| admin.person.id).collect();
    admins.sort_unstable();
    assert_eq!(admins, [bob, others[0]]);
    let all = info(&alice.connection, chat, PATIENCE).await.unwrap();
    assert_eq!(all.about.as_deref(), Some("All of us"));
    assert_eq!(all.chat.username.as_deref(), Some("super_group"));
    assert_eq!((all.members, all.can_list_members), (Some(25), true));
    assert_eq!(all.chat.own_role, Role::Member);
    assert!(all.chat.is_open());
}

#[tokio::test]
async fn members_of_a_basic_group_come_at_once() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let chat = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let page = members::page(&alice.connection, chat, 0, 1, PATIENCE)
        .await
        .unwrap();
    let mut found: Vec<_> = page.members.iter().map(|m| (m.person.id, m.role)).collect();
    found.sort_by_key(|member| member.0);
    assert_eq!(found, [(alice.id, Role::Member), (bob, Role::Creator)]);
    assert_eq!((page.total, page.next), (2, None));
    let admins = members::admins(&alice.connection, chat, PATIENCE)
        .await
        .unwrap();
    assert_eq!(admins.len(), 1);
}

#[tokio::test]
async fn members_of_a_channel_are_for_its_admins_alone() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let channel = group(&stage, GroupKind::Channel, "News", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let answer = members::page(&alice.connection, channel, 0, 10, PATIENCE).await;
    assert!(
        matches!(answer, Err(ChatError::NoAccess { .. })),
        "{answer:?}"
    );
    let all = info(&alice.connection, channel, PATIENCE).await.unwrap();
    assert_eq!(
        (all.chat.kind, all.can_list_members),
        (ChatKind::Channel, false)
    );
    stage.dc.promote(channel, alice.id, true).unwrap();
    let page = members::page(&alice.connection, channel, 0, 10, PATIENCE).await;
    assert_eq!(page.unwrap().members.len(), 2);
    let all = info(&alice.connection, channel, PATIENCE).await.unwrap();
    assert!(matches!(all.chat.own_role, Role::Admin(powers) if powers.post));
}

#[tokio::test]
async fn a_basic_group_that_was_upgraded_names_the_supergroup() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = person(&stage, "Bob");
    let old = group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    let new = stage.dc.upgrade(old).unwrap();
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let before = info(&alice.connection, old, PATIENCE).await.unwrap();
    assert_eq!(before.chat.became, Some(new));
    assert!(!before.chat.is_open());
    let after = info(&alice.connection, new, PATIENCE).await.unwrap();
    assert_eq!(after.was, Some(old));
}

#[tokio::test]
async fn people_are_named_and_strangers_are_left_out() {
    let stage = Stage::set().await;
    let alice = Alice::connect(&stage).await;
    let bob = stage.dc.add_user(NewUser {
        first_name: "Bob".into(),
        last_name: Some("Bell".into()),
        username: Some("bob_test".into()),
        ..NewUser::default()
    });
    let stranger = person(&stage, "Stranger");
    group(&stage, GroupKind::Basic, "Basic", bob, alice.id);
    dialogs(&alice.connection, None, 100, PATIENCE)
        .await
        .unwrap();
    let found = people(&alice.connection, &[bob, stranger], PATIENCE).await;
    let found = found.unwrap();
    let [found] = &found[..] else {
        panic!("{found:?}");
    };
    assert_eq!((found.id, found.name().as_str()), (bob, "Bob Bell"));
    assert_eq!(found.username.as_deref(), Some("bob_test"));
    assert_eq!(
        (found.is_bot, found.is_self, found.photo),
        (false, false, None)
    );
    let all = info(&alice.connection, bob, PATIENCE).await.unwrap();
    assert_eq!(
        (all.chat.kind, all.chat.title.as_str()),
        (ChatKind::Person, "Bob Bell")
    );
}
