//! What the bot says of how far rooms are.

use bridge::registration::ServiceTokens;
use ruma::ServerName;
use serde_json::json;
use telegram_testdc::GroupKind;
use testkit::MatrixPerson;
use testkit::synapse::MATRIX_DOMAIN;

use super::friends::Friends;
use super::stage::room_named;
use crate::login::stage::Chat;

#[tokio::test]
async fn a_message_that_says_how_far_it_is_says_in_the_end_that_all_is_done_whenever_the_bridge_was_killed()
 {
    let friends = Friends::meet(GroupKind::Supergroup).await;
    let stage = &friends.stage;
    let house = stage.open().await;
    let bob = Chat::open(stage, "bob").await;
    friends.log_in(&bob).await;
    friends.synced(&house).await;
    room_named(&bob.person, "Friends").await;
    house.close().await;

    // As if it had been killed after the last room, and before it said so.
    let domain = ServerName::parse(MATRIX_DOMAIN).unwrap();
    let tokens = ServiceTokens::of(&stage.key, &domain);
    let token = tokens.ours.reveal();
    let bot = MatrixPerson::new(&stage.synapse.address(), &stage.bot(), token);
    let halfway = json!({
        "msgtype": "m.notice", "body": "0 of 1",
        "org.postern.rooms": { "account": friends.bob, "is_done": false },
    });
    let halfway = bot.send(&bob.room, "m.room.message", &halfway).await;
    let house = stage.open().await;
    let edit = bob
        .person
        .next_where(&bob.room, "the end", |event| {
            event.0["content"]["m.relates_to"]["event_id"] == halfway.as_str()
        })
        .await;
    assert!(
        edit.body().contains("have their rooms: 1"),
        "{}",
        edit.body()
    );
    house.close().await;
}
