//! Rooms of chats on a homeserver that encrypts all rooms.

use serde_json::json;
use telegram_testdc::NewGroup;
use testkit::Synapse;

use super::stage::room_named;
use crate::login::invitations::{ciphertext, marks};
use crate::login::stage::{Chat, Stage};

#[tokio::test]
async fn what_is_encrypted_in_a_room_of_a_chat_is_marked_and_said_once_not_to_go_to_telegram() {
    let setup = Synapse::setup().with("encryption_enabled_by_default_for_room_type: all");
    let stage = Stage::set_with(setup, |_| {}).await;
    let account = stage.bob_at_telegram(None);
    let group = NewGroup {
        creator: account,
        title: "Friends".into(),
        ..NewGroup::default()
    };
    let chat = stage.dc.add_group(group).unwrap();
    let house = stage.open().await;
    let order = json!({
        "preset": "trusted_private_chat", "is_direct": true, "invite": [stage.bot()],
    });
    let talk = Chat::enter(&stage, "bob", &order).await;
    talk.hears("cannot read what you write").await;
    talk.log_in(&stage).await;
    let (bob, bot) = (&talk.person, stage.bot());
    let room = room_named(bob, "Friends").await;
    let encryption = bob.state_of(&room, "m.room.encryption", "").await;
    assert_eq!(encryption["algorithm"], "m.megolm.v1.aes-sha2");
    let first = bob.send(&room, "m.room.encrypted", &ciphertext()).await;
    let said = bob.next_from(&room, &bot).await;
    assert!(
        said.body().contains("nothing of it goes to Telegram"),
        "{}",
        said.body()
    );
    let second = bob.send(&room, "m.room.encrypted", &ciphertext()).await;
    bob.next_where(&room, "the second mark", |mark| marks(mark, &second))
        .await;
    let history = bob.history(&room).await;
    assert!(history.iter().any(|event| marks(event, &first)));
    let told = history
        .iter()
        .filter(|event| event.sender() == bot && event.kind() == "m.room.message");
    assert_eq!(told.count(), 1);
    let texts = stage.dc.messages(account, chat);
    assert!(
        texts.iter().all(|message| message.action.is_some()),
        "{texts:?}"
    );
    house.close().await;
}
