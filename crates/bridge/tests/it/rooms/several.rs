//! Several accounts of one person.

use telegram_testdc::GroupKind;

use super::stage::{Stage, quick, room_named, texts_of};

#[tokio::test]
async fn two_accounts_of_one_person_share_a_room_in_which_everything_is_once() {
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let (first, second) = (stage.account("Bob").await, stage.account("Robert").await);
    let ann = stage.user("Ann");
    let members = [first.id, second.id];
    let chat = stage.group(GroupKind::Supergroup, "Friends", ann, &members);
    let house = stage.open(quick()).await;
    for account in [&first, &second] {
        stage.begin(&house, account, &bob).await;
        assert_eq!(house.synced(account).await, 1);
    }
    let room = room_named(&bob, "Friends").await;
    stage.write(ann, chat, "to both");
    bob.next_from(&room, &stage.puppet(ann)).await;
    bob.say(&room, "from Matrix").await;
    stage
        .until_texts(ann, chat, "Bob's", |texts| texts.len() == 2)
        .await;
    stage.write(second.id, chat, "from the second phone");
    bob.next_from(&room, &stage.puppet(second.id)).await;

    // Once the first account is logged out, he is still there with the second.
    let mut tx = stage.db.begin().await.unwrap();
    let gone = store::portal_farewells::put(&mut tx, first.id, bob.id());
    gone.await.unwrap();
    store::commit(tx).await.unwrap();
    house.rooms.end(first.id).await.unwrap();
    assert!(bob.rooms().await.contains(&room));
    bob.say(&room, "as the second").await;
    stage
        .until_texts(ann, chat, "the second's", |texts| texts.len() == 4)
        .await;
    stage.write(ann, chat, "last");
    bob.reads(&room, "last").await;
    let at_telegram = [
        (ann, "to both"),
        (first.id, "from Matrix"),
        (second.id, "from the second phone"),
        (second.id, "as the second"),
        (ann, "last"),
    ];
    let at_telegram = at_telegram.map(|(from, text)| (from, text.to_owned()));
    assert_eq!(stage.texts(ann, chat), at_telegram);
    let puppet = stage.puppet(ann);
    let on_matrix = [
        (puppet.as_str(), "to both"),
        (bob.id(), "from Matrix"),
        (&stage.puppet(second.id), "from the second phone"),
        (bob.id(), "as the second"),
        (&puppet, "last"),
    ];
    let on_matrix = on_matrix.map(|(from, text)| (from.to_owned(), text.to_owned()));
    assert_eq!(texts_of(&bob, &room).await, on_matrix);
}

#[tokio::test]
async fn two_accounts_of_one_person_have_a_room_each_for_a_small_group_and_each_has_all_of_it_once()
{
    let stage = Stage::set().await;
    let bob = stage.synapse.person("bob").await;
    let (first, second) = (stage.account("Bob").await, stage.account("Robert").await);
    let ann = stage.user("Ann");
    let chat = stage.group(GroupKind::Basic, "Few", ann, &[first.id, second.id]);
    let house = stage.open(quick()).await;
    let mut rooms = Vec::new();
    for account in [&first, &second] {
        stage.begin(&house, account, &bob).await;
        assert_eq!(house.synced(account).await, 1);
        rooms.push(newest_room(&bob, &rooms).await);
    }
    bob.say(&rooms[0], "as the first").await;
    stage
        .until_texts(ann, chat, "the first's", |texts| texts.len() == 1)
        .await;
    bob.next_from(&rooms[1], &stage.puppet(first.id)).await;
    stage.write(ann, chat, "last");
    for room in &rooms {
        bob.reads(room, "last").await;
        let texts = texts_of(&bob, room).await;
        let texts: Vec<_> = texts.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["as the first", "last"]);
    }
    assert_eq!(stage.words(ann, chat), ["as the first", "last"]);
}

/// The room called "Few" that is not among those known.
async fn newest_room(bob: &testkit::MatrixPerson, known: &[String]) -> String {
    loop {
        let room = bob.invitation().await;
        bob.join(&room).await;
        let name = bob.state_of(&room, "m.room.name", "").await;
        if name["name"] == "Few" && !known.contains(&room) {
            return room;
        }
    }
}
