//! Rooms are made.

use serde_json::json;
use telegram_testdc::GroupKind;

use super::stage::{Stage, quick};

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
    let house = stage.open(quick()).await;
    stage.begin(&house, &account, &bob).await;
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
