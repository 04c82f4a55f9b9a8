//! Rooms are made.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bridge::rooms::SyncState;
use serde_json::json;
use store::portal_logins;
use telegram_testdc::{GroupChange, GroupKind, NewPost};
use testkit::matrix_person::RoomEvent;

use super::stage::{PATIENCE, Scene, Stage, another_second, quick, room_named};

#[tokio::test]
async fn every_group_and_channel_becomes_a_room_and_a_private_chat_does_not() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let old = stage.group(GroupKind::Basic, "Small group", ann, &[account.id]);
    let middle = stage.group(GroupKind::Supergroup, "Large group", account.id, &[ann]);
    let new = stage.group(GroupKind::Channel, "News of the day", ann, &[account.id]);
    stage.write(ann, account.id, "hello in private");
    for (chat, text) in [(old, "oldest"), (middle, "middle"), (new, "newest")] {
        stage.write(ann, chat, text);
    }
    let house = stage.open_for(quick(), &account, &bob).await;
    assert_eq!(house.synced(&account).await, 3);

    let mut names = Vec::new();
    let mut spaces = Vec::new();
    for _ in 0..4 {
        let room = bob.invitation().await;
        bob.join(&room).await;
        let create = bob.state_of(&room, "m.room.create", "").await;
        let name = bob.state_of(&room, "m.room.name", "").await["name"].clone();
        if create["type"] == "m.space" {
            spaces.push(room);
        } else {
            names.push((name.as_str().unwrap().to_owned(), room));
        }
    }
    names.sort();
    let found: Vec<_> = names.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(found, ["Large group", "News of the day", "Small group"]);

    let [large, channel, small] = [&names[0].1, &names[1].1, &names[2].1];
    for (room, chat) in [(large, middle), (channel, new), (small, old)] {
        let info = bob
            .state_of(room, "m.bridge", &format!("postern://telegram/{chat}"))
            .await;
        assert_eq!(info["channel"]["id"], json!(chat.to_string()));
        assert_eq!(info["protocol"]["id"], "telegram");
        let child = bob.state_of(&spaces[0], "m.space.child", room).await;
        assert!(child["via"].is_array(), "{child}");
    }
    let members = bob.members(large).await;
    assert!(members.contains(&stage.puppet(ann)), "{members:?}");
    assert!(
        bob.history(small)
            .await
            .iter()
            .any(|event| event.body() == "oldest")
    );

    // Bob made the large group, and reads the channel of somebody else.
    let levels = bob.state_of(large, "m.room.power_levels", "").await;
    assert_eq!(levels["users"][bob.id()], 95);
    let levels = bob.state_of(channel, "m.room.power_levels", "").await;
    assert_eq!(levels["users"].get(bob.id()), None);
    assert_eq!(levels["events_default"], 50);
}

#[tokio::test]
async fn rooms_are_made_newest_first_and_on_from_where_the_bridge_was_killed() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let mut chats = Vec::new();
    for number in 0..12 {
        let title = format!("Group {number:02}");
        let chat = stage.group(GroupKind::Supergroup, &title, ann, &[account.id]);
        chats.push(chat);
    }
    // The older the group, the newer its last message.
    for (nth, chat) in chats.iter().rev().enumerate() {
        let post = NewPost {
            from: ann,
            to: *chat,
            text: "hello".into(),
            date: 1_700_000_000 + i32::try_from(nth).unwrap() * 60,
            ..NewPost::default()
        };
        stage.dc.post(post).unwrap();
    }
    // What is written in the second of the first connection counts as news, and chats with news come first.
    another_second().await;
    let mut done_before = 0;
    while done_before < 12 {
        let house = stage.open_for(quick(), &account, &bob).await;
        let mut progress = house.rooms.progress(account.id).unwrap();
        let further = progress.wait_for(|state| match state {
            SyncState::Making { done, of } => *of == 12 && *done >= done_before + 3,
            SyncState::Done { of } => *of == 12,
            SyncState::Resting | SyncState::Listing | SyncState::Waiting { .. } => false,
        });
        let state = *tokio::time::timeout(PATIENCE, further)
            .await
            .unwrap()
            .unwrap();
        done_before = match state {
            SyncState::Making { done, .. } => done,
            SyncState::Resting
            | SyncState::Listing
            | SyncState::Waiting { .. }
            | SyncState::Done { .. } => 12,
        };
        house.kill().await;
    }
    let mut order = Vec::new();
    let mut conn = stage.db.read().await.unwrap();
    for chat in portal_logins::list_of(&mut conn, account.id).await.unwrap() {
        order.push(chat.key.chat);
        assert!(
            chat.done_at.is_some() && chat.in_space_at.is_some(),
            "{chat:?}"
        );
    }
    assert_eq!(order, chats);
    let mut names = Vec::new();
    for _ in 0..13 {
        let room = bob.invitation().await;
        bob.join(&room).await;
        names.push(bob.state_of(&room, "m.room.name", "").await["name"].to_string());
    }
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 13);
}

#[tokio::test]
async fn a_room_follows_the_title_the_picture_and_the_members_of_its_chat() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let (ann, carl) = (stage.user("Ann"), stage.user("Carl"));
    let chat = stage.group(GroupKind::Supergroup, "Friends", ann, &[account.id]);
    let photo = |bytes: &str| GroupChange {
        photo: Some(STANDARD.encode(bytes)),
        ..GroupChange::default()
    };
    stage.dc.change_group(chat, photo("first picture")).unwrap();
    stage.dc.set_photo(ann, b"how Ann looks".to_vec());
    let house = stage.open_for(quick(), &account, &bob).await;
    house.synced(&account).await;
    let room = room_named(&bob, "Friends").await;
    let avatar = bob.state_of(&room, "m.room.avatar", "").await["url"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(bob.download(&avatar).await, b"first picture");
    let before = avatar;
    let profile = bob.get(&["profile", &stage.puppet(ann)], &[]).await.good();
    assert_eq!(profile["displayname"], "Ann (Telegram)");
    assert_eq!(
        bob.download(profile["avatar_url"].as_str().unwrap()).await,
        b"how Ann looks"
    );

    let title = GroupChange {
        title: Some("Good friends".into()),
        ..GroupChange::default()
    };
    stage.dc.change_group(chat, title).unwrap();
    bob.next_where(&room, "the title", |event| {
        event.kind() == "m.room.name" && event.0["content"]["name"] == "Good friends"
    })
    .await;
    stage
        .dc
        .change_group(chat, photo("second picture"))
        .unwrap();
    let avatar = bob
        .next_where(&room, "the picture", |event| {
            event.kind() == "m.room.avatar" && event.0["content"]["url"] != before
        })
        .await;
    let avatar = avatar.0["content"]["url"].as_str().unwrap();
    assert_eq!(bob.download(avatar).await, b"second picture");

    let carls = stage.puppet(carl);
    let membership = |wanted: &'static str| {
        let carls = carls.clone();
        move |event: &RoomEvent| {
            event.0["state_key"] == carls && event.0["content"]["membership"] == wanted
        }
    };
    stage.dc.add_members(chat, &[carl]).unwrap();
    bob.next_where(&room, "Carl", membership("join")).await;
    stage.dc.remove_member(chat, carl, None).unwrap();
    bob.next_where(&room, "that Carl has gone", membership("leave"))
        .await;
}

#[tokio::test]
async fn a_room_follows_what_its_chat_says_of_itself() {
    for kind in [GroupKind::Supergroup, GroupKind::Basic, GroupKind::Channel] {
        let scene = Scene::of(kind).await;
        let about = |about: &str| GroupChange {
            about: Some(about.into()),
            ..GroupChange::default()
        };
        for text in ["For good friends", "For the best", ""] {
            scene
                .stage
                .dc
                .change_group(scene.chat, about(text))
                .unwrap();
            scene
                .bob
                .next_where(&scene.room, "the topic", |event| {
                    event.kind() == "m.room.topic" && event.0["content"]["topic"] == text
                })
                .await;
        }
        scene.house.kill().await;
    }
}
