//! Several people in one room, groups that grow, and rooms that are opened by wish and deleted.

use bridge::rooms::{Joined, Nobody};
use domain::bridge::PortalKey;
use ruma::RoomId;
use telegram::peers::Typed;
use telegram_testdc::GroupKind;

use super::stage::{Scene, Stage, quick, room_named, texts_of};

#[tokio::test]
async fn two_logins_share_the_room_of_a_supergroup_and_hear_everything_once() {
    let stage = Stage::set().await;
    let (bob, eve) = (
        stage.synapse.person("bob").await,
        stage.synapse.person("eve").await,
    );
    let (bob_tg, eve_tg) = (stage.account("Bob").await, stage.account("Eve").await);
    let ann = stage.user("Ann");
    let chat = stage.group(
        GroupKind::Supergroup,
        "Friends",
        ann,
        &[bob_tg.id, eve_tg.id],
    );
    let small = stage.group(GroupKind::Basic, "Few", ann, &[bob_tg.id, eve_tg.id]);
    let house = stage.open(quick()).await;
    for (account, person) in [(&bob_tg, &bob), (&eve_tg, &eve)] {
        stage.begin(&house, account, person).await;
        assert_eq!(house.synced(account).await, 2);
    }
    let room = room_named(&bob, "Friends").await;
    assert_eq!(room_named(&eve, "Friends").await, room);
    let few = [room_named(&bob, "Few").await, room_named(&eve, "Few").await];
    assert_ne!(few[0], few[1]);

    stage.write(ann, chat, "to all");
    bob.next_from(&room, &stage.puppet(ann)).await;
    bob.say(&room, "from Bob").await;
    eve.next_from(&room, bob.id()).await;
    stage
        .until_texts(ann, chat, "Bob's", |texts| texts.len() == 2)
        .await;
    eve.say(&room, "from Eve").await;
    stage
        .until_texts(ann, chat, "Eve's", |texts| texts.len() == 3)
        .await;
    stage.write(ann, chat, "last");
    bob.reads(&room, "last").await;
    let texts = texts_of(&bob, &room).await;
    let bodies: Vec<_> = texts.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(bodies, ["to all", "from Bob", "from Eve", "last"]);
    let authors: Vec<_> = stage
        .texts(ann, chat)
        .into_iter()
        .map(|(from, _)| from)
        .collect();
    assert_eq!(authors, [ann, bob_tg.id, eve_tg.id, ann]);

    // In a small group each has a room of their own, and all of it.
    stage.write(ann, small, "to few");
    for (person, room) in [(&bob, &few[0]), (&eve, &few[1])] {
        assert_eq!(
            person.next_from(room, &stage.puppet(ann)).await.body(),
            "to few"
        );
    }
}

#[tokio::test]
async fn a_group_that_becomes_a_supergroup_keeps_its_room() {
    let Scene {
        stage,
        house,
        bob,
        account,
        ann,
        chat,
        room,
    } = Scene::of(GroupKind::Basic).await;
    stage.write(ann, chat, "before");
    bob.reads(&room, "before").await;
    let chat = stage.dc.upgrade(chat).unwrap();
    stage.write(ann, chat, "after");
    bob.reads(&room, "after").await;
    bob.say(&room, "still here").await;
    stage
        .until_texts(ann, chat, "Bob's", |texts| {
            texts.iter().any(|(_, text)| text == "still here")
        })
        .await;
    let portal = house
        .rooms
        .portal_of(&RoomId::parse(&room).unwrap())
        .await
        .unwrap()
        .unwrap();
    assert_eq!(portal.key, PortalKey::of(chat, account.id));
}

#[tokio::test]
async fn rooms_are_opened_by_wish_and_deleted_for_good() {
    let stage = Stage::set().await;
    let (bob, account) = (
        stage.synapse.person("bob").await,
        stage.account("Bob").await,
    );
    let ann = stage.user("Ann");
    let chat = stage.group(GroupKind::Supergroup, "Secret", ann, &[]);
    let link = stage.dc.make_invite(chat).unwrap();
    let house = stage.open_for(quick(), &account, &bob).await;
    house.synced(&account).await;

    let opened = house
        .rooms
        .open_private(account.id, &Typed::Name("ann_tg".into()))
        .await
        .unwrap();
    let Ok(private) = opened else {
        panic!("{opened:?}")
    };
    assert_eq!(room_named(&bob, "Ann").await, private.as_str());
    let nobody = house
        .rooms
        .open_private(account.id, &Typed::Name("nobody_tg".into()))
        .await
        .unwrap();
    assert_eq!(nobody, Err(Nobody::Unknown));

    let found = house.rooms.search(account.id, "ann_").await.unwrap();
    assert_eq!(
        found
            .people
            .iter()
            .map(|person| person.id)
            .collect::<Vec<_>>(),
        [ann]
    );
    assert!(
        house
            .rooms
            .search(account.id, "a")
            .await
            .unwrap()
            .people
            .is_empty()
    );

    let joined = house.rooms.join(account.id, &link).await.unwrap();
    let Joined::Room(room) = joined else {
        panic!("{joined:?}")
    };
    assert_eq!(room_named(&bob, "Secret").await, room.as_str());
    assert_eq!(
        house.rooms.join(account.id, "hello").await.unwrap(),
        Joined::NoLink
    );

    let key = house.rooms.portal_of(&room).await.unwrap().unwrap().key;
    house.rooms.delete_portal(key).await.unwrap();
    assert!(!bob.rooms().await.contains(&room.to_string()));
    stage.write(ann, chat, "anew");
    let other = room_named(&bob, "Secret").await;
    assert_ne!(other, room.as_str());
}
