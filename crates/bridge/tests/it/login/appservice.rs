//! What the homeserver, and others, may call.

use serde_json::json;

use super::stage::{Chat, Stage};
use crate::caller::Caller;

#[tokio::test]
async fn a_transaction_counts_once_and_only_from_the_homeserver() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    let caller = Caller::new(&stage.service(), &stage.key);
    let event = |id: &str, text: &str| {
        json!({
            "event_id": id, "room_id": chat.room, "sender": chat.person.id(), "type": "m.room.message",
            "content": { "msgtype": "m.text", "body": text }, "origin_server_ts": 1,
        })
    };
    let body = json!({ "events": [{ "type": "broken" }, event("$one", "version")] });
    assert_eq!(caller.put(None, "t1", &body).await, 401);
    assert_eq!(caller.put(Some("wrong"), "t1", &body).await, 403);
    let theirs = caller.token();
    assert_eq!(caller.put(Some(theirs), "t1", &body).await, 200);
    chat.hears("Postern ").await;
    // The same transaction again changes nothing.
    assert_eq!(caller.put(Some(theirs), "t1", &body).await, 200);
    // A homeserver that was started anew may count anew: the same id with other events is another transaction.
    let body = json!({ "events": [event("$two", "cancel")] });
    assert_eq!(caller.put(Some(theirs), "t1", &body).await, 200);
    chat.hears("No login is under way").await;
    house.close().await;
}

#[tokio::test]
async fn the_homeserver_reaches_us_and_we_reach_it() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let homeserver = &house.bridge.ground().homeserver;
    homeserver
        .ensure_registered(homeserver.bot())
        .await
        .unwrap();
    let ping = ruma::api::client::appservice::request_ping::v1::Request::new(
        bridge::registration::SERVICE_ID.to_owned(),
    );
    homeserver.send(ping, None).await.unwrap();
    house.close().await;
}
