//! Which room is a person's: found, made, and never shared.

use domain::delivery::Outcome;
use domain::provider::RemoteId;
use messengers::{Letter, Messenger};
use serde_json::json;
use testkit::matrix_person::MatrixPerson;

use super::stage::{Stage, code, is_at_fault, letter, not_accepted};

/// The messages of our account in a room, as somebody in it sees them.
async fn ours(reader: &MatrixPerson, room: &str) -> Vec<String> {
    let history = reader.history(room).await.into_iter();
    let ours = history.filter(|event| event.sender() == "@postern:synapse.test");
    let texts = ours.filter(|event| event.kind() == "m.room.message");
    texts.map(|event| event.body().to_owned()).collect()
}

#[tokio::test]
async fn who_is_invited_is_waited_for_and_then_gets_the_code_in_a_room_of_two() {
    let stage = Stage::new().await;
    let rig = stage.up().await;
    for attempt in 1..3 {
        let code = Letter {
            attempt,
            ..code(&stage.alice, 1)
        };
        assert_eq!(rig.send(&code).await, not_accepted());
    }
    assert_eq!(stage.bot.rooms().await.len(), 1);
    let room = stage.alice.invitation().await;
    stage.alice.join(&room).await;
    assert_eq!(rig.send(&code(&stage.alice, 1)).await, Outcome::Sent);
    let came = stage.alice.next_from(&room, stage.bot.id()).await;
    assert_eq!(came.body(), "Your code:\n123456");
    // It is shown among direct chats, is not encrypted, and nobody but us can let others in.
    let own = stage
        .alice
        .state_of(&room, "m.room.member", stage.alice.id())
        .await;
    assert_eq!(own["membership"], "join");
    let direct = stage
        .bot
        .get(&["user", stage.bot.id(), "account_data", "m.direct"], &[])
        .await;
    assert_eq!(direct.good()[stage.alice.id()], json!([room]));
    assert!(
        stage
            .alice
            .state_of(&room, "m.room.encryption", "")
            .await
            .is_null()
    );
    let bob = stage.synapse.person("bob").await;
    let (path, order) = (["rooms", &room, "invite"], json!({ "user_id": bob.id() }));
    let invited = stage.alice.post(&path, &order).await;
    assert_eq!(invited.refusal(), "M_FORBIDDEN");
}

#[tokio::test]
async fn the_room_is_found_again_after_a_restart() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    rig.end().await;
    let rig = stage.up().await;
    assert_eq!(
        rig.send(&letter(&stage.alice, 1, "hello")).await,
        Outcome::Sent
    );
    assert_eq!(rig.send(&code(&stage.alice, 2)).await, Outcome::Sent);
    assert_eq!(stage.bot.rooms().await, [room.as_str()]);
    assert_eq!(
        ours(&stage.alice, &room).await,
        ["welcome", "hello", "Your code:\n123456"]
    );
}

#[tokio::test]
async fn security_24_a_code_never_goes_to_a_room_with_somebody_else_in_it_or_invited() {
    let stage = Stage::new().await;
    let bob = stage.synapse.person("bob").await;
    let (rig, room) = stage.friends().await;
    // Somebody else who uses our account lets him in.
    stage.bot.invite(&room, bob.id()).await;
    assert_eq!(rig.send(&code(&stage.alice, 1)).await, not_accepted());
    bob.join(&room).await;
    assert_eq!(rig.send(&code(&stage.alice, 2)).await, not_accepted());
    let second = stage.alice.invitation().await;
    assert_ne!(second, room);
    stage.alice.join(&second).await;
    assert_eq!(rig.send(&code(&stage.alice, 3)).await, Outcome::Sent);
    assert_eq!(ours(&stage.alice, &second).await, ["Your code:\n123456"]);
    assert_eq!(ours(&stage.alice, &room).await, ["welcome"]);
    // Once he is gone there are two good rooms, and one of them is used.
    bob.leave(&room).await;
    assert_eq!(rig.send(&code(&stage.alice, 4)).await, Outcome::Sent);
    assert_eq!(stage.bot.rooms().await.len(), 2);
}

#[tokio::test]
async fn a_room_that_the_person_makes_is_joined_and_used() {
    let stage = Stage::new().await;
    let rig = stage.up().await;
    let room = stage.alice.create_direct(stage.bot.id()).await;
    let us = stage.bot.id().to_owned();
    let joins = |event: &testkit::matrix_person::RoomEvent| {
        event.sender() == us && event.0["content"]["membership"] == "join"
    };
    stage.alice.next_where(&room, "our joining", joins).await;
    stage.alice.say(&room, "hello").await;
    assert_eq!(rig.hear().await.1, "hello");
    assert_eq!(rig.send(&code(&stage.alice, 1)).await, Outcome::Sent);
    assert_eq!(stage.bot.rooms().await, [room.as_str()]);
    assert_eq!(
        ours(&stage.alice, &room).await.last().unwrap(),
        "Your code:\n123456"
    );
}

#[tokio::test]
async fn invitations_to_rooms_of_many_are_declined_also_if_they_say_otherwise() {
    let stage = Stage::new().await;
    let bob = stage.synapse.person("bob").await;
    // One from before the start.
    let group = stage.alice.create_room("Acme", &[stage.bot.id()]).await;
    let _rig = stage.up().await;
    let order = json!({
        "preset": "trusted_private_chat", "is_direct": true, "invite": [stage.bot.id(), bob.id()],
    });
    let said_to_be_direct = stage.alice.create_room_as(&order).await;
    for room in [group, said_to_be_direct] {
        let us = stage.bot.id().to_owned();
        let leaves = |event: &testkit::matrix_person::RoomEvent| {
            event.sender() == us && event.0["content"]["membership"] == "leave"
        };
        stage.alice.next_where(&room, "our leaving", leaves).await;
    }
    assert!(stage.bot.rooms().await.is_empty());
}

#[tokio::test]
async fn who_leaves_gets_no_notifications_but_a_code_invites_again() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    stage.alice.leave(&room).await;
    let refused = rig.send(&letter(&stage.alice, 1, "hello")).await;
    // Whatever was known of the room, nothing is written to nobody.
    let refused = if refused == Outcome::Sent {
        rig.send(&letter(&stage.alice, 1, "hello")).await
    } else {
        refused
    };
    assert!(is_at_fault(&refused, "has left it"), "{refused:?}");
    assert_eq!(rig.send(&code(&stage.alice, 2)).await, not_accepted());
    assert_eq!(stage.alice.invitation().await, room);
    stage.alice.leave(&room).await;
    let again = Letter {
        attempt: 2,
        ..code(&stage.alice, 2)
    };
    let refused = rig.send(&again).await;
    assert!(is_at_fault(&refused, "has declined"), "{refused:?}");
}

#[tokio::test]
async fn an_account_that_is_not_there_or_not_any_more_is_refused_for_ever() {
    let stage = Stage::new().await;
    let (rig, room) = stage.friends().await;
    let nobody = Letter {
        to: RemoteId("@nobody:synapse.test".to_owned()),
        ..code(&stage.alice, 1)
    };
    let refused = rig.send(&nobody).await;
    assert!(
        is_at_fault(&refused, "no such Matrix account"),
        "{refused:?}"
    );
    let elsewhere = Letter {
        to: RemoteId("@alice:elsewhere.example".to_owned()),
        ..code(&stage.alice, 2)
    };
    let refused = rig.send(&elsewhere).await;
    assert!(
        is_at_fault(&refused, "does not let Postern invite"),
        "{refused:?}"
    );

    let auth = json!({
        "type": "m.login.password",
        "identifier": { "type": "m.id.user", "user": stage.alice.id() },
        "password": "password of alice",
    });
    let order = json!({ "auth": auth, "erase": true });
    let gone = stage.alice.post(&["account", "deactivate"], &order).await;
    gone.good();
    let leaves = |event: &testkit::matrix_person::RoomEvent| {
        event.sender() == "@alice:synapse.test" && event.0["content"]["membership"] == "leave"
    };
    stage.bot.next_where(&room, "her leaving", leaves).await;
    let refused = rig.send(&letter(&stage.alice, 3, "hello")).await;
    // Perhaps the messenger has not heard of it yet: then it writes into the empty room, once.
    let refused = match refused {
        Outcome::Sent => rig.send(&letter(&stage.alice, 4, "hello")).await,
        other @ (Outcome::Later { .. } | Outcome::Never { .. }) => other,
    };
    assert!(is_at_fault(&refused, "has left it"), "{refused:?}");
    let refused = rig.send(&code(&stage.alice, 5)).await;
    assert!(
        is_at_fault(&refused, "no such Matrix account"),
        "{refused:?}"
    );
    assert!(rig.matrix.connection().borrow().is_up());
}

#[tokio::test]
async fn where_others_ask_for_encryption_another_room_is_made() {
    let stage = Stage::new().await;
    let rig = stage.up().await;
    let order = json!({
        "preset": "trusted_private_chat", "is_direct": true, "invite": [stage.bot.id()],
        "initial_state": [{ "type": "m.room.encryption", "content": { "algorithm": "m.megolm.v1.aes-sha2" } }],
    });
    let encrypted = stage.alice.create_room_as(&order).await;
    let us = stage.bot.id().to_owned();
    let joins = |event: &testkit::matrix_person::RoomEvent| {
        event.sender() == us && event.0["content"]["membership"] == "join"
    };
    stage
        .alice
        .next_where(&encrypted, "our joining", joins)
        .await;
    assert_eq!(rig.send(&code(&stage.alice, 1)).await, not_accepted());
    let room = stage.alice.invitation().await;
    stage.alice.join(&room).await;
    // What is encrypted cannot be read; the answer comes where it can be.
    let nonsense = json!({ "algorithm": "m.megolm.v1.aes-sha2", "ciphertext": "AwgA", "session_id": "a", "device_id": "b", "sender_key": "c" });
    stage
        .alice
        .send(&encrypted, "m.room.encrypted", &nonsense)
        .await;
    assert_eq!(
        rig.hear().await,
        (stage.alice.id().to_owned(), String::new())
    );
    let answer = stage.alice.next_from(&room, stage.bot.id()).await;
    assert_eq!(answer.body(), "you said: ");
    assert!(ours(&stage.alice, &encrypted).await.is_empty());
}

#[tokio::test]
async fn where_the_homeserver_encrypts_every_room_ours_is_used_all_the_same() {
    let stage = Stage::with(
        testkit::synapse::Synapse::setup().with("encryption_enabled_by_default_for_room_type: all"),
    )
    .await;
    let (rig, room) = stage.friends().await;
    assert!(
        !stage
            .alice
            .state_of(&room, "m.room.encryption", "")
            .await
            .is_null()
    );
    assert_eq!(rig.send(&code(&stage.alice, 1)).await, Outcome::Sent);
    assert_eq!(stage.bot.rooms().await, [room.as_str()]);
}
