//! What the homeserver, and others, may call.

use serde_json::{Value, json};

use super::stage::{Chat, Stage};
use crate::caller::Caller;

#[tokio::test]
async fn security_57_a_transaction_counts_once_and_only_from_the_homeserver() {
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

#[tokio::test]
async fn what_is_no_transaction_is_refused_in_matrixs_words() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let caller = Caller::new(&stage.service(), &stage.key);
    let path = "/_matrix/app/v1/transactions/t1";
    let put = async |body: Vec<u8>| {
        let request = caller.call("PUT", path).bearer_auth(caller.token());
        let answer = request.body(body).send().await.unwrap();
        let status = answer.status().as_u16();
        let said: Value = answer.json().await.unwrap();
        (status, said["errcode"].as_str().unwrap().to_owned())
    };
    let refused = |status: u16, code: &str| (status, code.to_owned());
    assert_eq!(put(b"no JSON".to_vec()).await, refused(400, "M_NOT_JSON"));
    assert_eq!(put(b"{".to_vec()).await, refused(400, "M_NOT_JSON"));
    assert_eq!(put(b"7".to_vec()).await, refused(400, "M_BAD_JSON"));
    let wrong = br#"{ "events": 5 }"#.to_vec();
    assert_eq!(put(wrong).await, refused(400, "M_BAD_JSON"));
    assert_eq!(put(vec![b' '; 65 << 20]).await, refused(413, "M_TOO_LARGE"));

    // The ways of old: a token in the address, where it would stand in logs, and paths without a version.
    let token = caller.token();
    for (path, is_shown, status) in [
        ("/_matrix/app/v1/transactions/t1", false, 401),
        ("/_matrix/app/v1/users/@a:b", false, 401),
        ("/_matrix/app/v1/nothing", true, 404),
        ("/transactions/t1", true, 404),
        ("/_matrix/app/unstable/transactions/t1", true, 404),
    ] {
        let mut request = caller.call("PUT", &format!("{path}?access_token={token}"));
        if is_shown {
            request = request.bearer_auth(token);
        }
        let answer = request.json(&json!({ "events": [] })).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), status, "{path}");
    }
    let request = caller.call("GET", path).bearer_auth(token);
    assert_eq!(request.send().await.unwrap().status(), 405);
    house.close().await;
}

#[tokio::test]
async fn whatever_somebody_puts_into_an_event_the_others_of_its_transaction_arrive() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    let caller = Caller::new(&stage.service(), &stage.key);
    let event = |id: &str, kind: &str, content: &str| {
        format!(
            r#"{{ "event_id": "{id}", "room_id": "{}", "sender": "{}", "type": "{kind}", "depth": -7,
                "origin_server_ts": 1e300, "content": {content} }}"#,
            chat.room,
            chat.person.id()
        )
    };
    let nested = format!(
        r#"{{ "a": {}1{} }}"#,
        "[".repeat(20_000),
        "]".repeat(20_000)
    );
    let emoji = r"\ud83d\ude00".repeat(16_000);
    let html = "<blockquote>".repeat(5_000);
    let mut events = vec![
        event("$deep", "m.room.message", &nested),
        event("$type", &"x".repeat(65_536), "{}"),
        event("$member", "m.room.member", r#"{ "membership": 5 }"#),
        event(
            "$words",
            "m.room.message",
            r#"{ "msgtype": ["m.text"], "body": {} }"#,
        ),
        event(
            "$html",
            "m.room.message",
            &format!(r#"{{ "msgtype": "m.notice", "body": "x", "formatted_body": "{html}" }}"#),
        ),
    ];
    // More than Synapse ever puts into one transaction by itself.
    let long = format!(r#"{{ "msgtype": "m.notice", "body": "{emoji}" }}"#);
    events.extend((0..100).map(|number| event(&format!("$long{number}"), "m.room.message", &long)));
    events.push(event(
        "$last",
        "m.room.message",
        r#"{ "msgtype": "m.text", "body": "version" }"#,
    ));
    let body = format!(
        r#"{{ "events": [{}], "ephemeral": [5, {nested}], "to_device": "x" }}"#,
        events.join(",")
    );
    assert!(body.len() > 16 << 20);
    let request = caller.call("PUT", "/_matrix/app/v1/transactions/t1");
    let request = request.bearer_auth(caller.token()).body(body);
    assert_eq!(request.send().await.unwrap().status(), 200);
    chat.hears("Postern ").await;
    house.close().await;
}

#[tokio::test]
async fn what_somebody_nests_too_deep_on_synapse_stops_nobody() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    // As deep as Synapse takes it; in a transaction, it lies two steps deeper.
    let mut depth = 130;
    loop {
        let nested = (0..depth).fold(json!(1), |inner, _| json!([inner]));
        let content = json!({ "msgtype": "m.text", "body": "version", "deep": nested });
        let id = format!("deep-{depth}");
        let path = ["rooms", &chat.room, "send", "m.room.message", &id];
        if chat.person.put(&path, &content).await.status == 200 {
            break;
        }
        depth -= 1;
    }
    assert!(depth > 100, "{depth}");
    // Others are heard. (Bob's own client, of this test, cannot read such an event any more.)
    Chat::open(&stage, "ann").await;
    house.close().await;
}
