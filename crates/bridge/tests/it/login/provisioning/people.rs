//! Looking people up, and beginning chats.

use serde_json::json;
use telegram_testdc::NewUser;

use super::super::stage::{PHONE, Stage};
use super::program::{Program, set};

const ALICE: &str = "+491709999999";

fn alice_at_telegram(stage: &Stage) -> i64 {
    stage.dc.add_user(NewUser {
        first_name: "Alice".into(),
        last_name: Some("Able".into()),
        username: Some("alice_tg".into()),
        phone: Some(ALICE.into()),
        ..NewUser::default()
    })
}

#[tokio::test]
async fn people_are_found_and_the_chat_with_one_gets_a_room() {
    let stage = set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let alice = alice_at_telegram(&stage);
    let person = stage.synapse.person("bob").await;
    let program = Program::new(&stage);
    let nobody = program.get(&["resolve_identifier", "@alice_tg"]).await;
    assert_eq!(nobody.refusal(), (400, "FI.MAU.NOT_LOGGED_IN"));
    let step = program.begin("phone").await;
    let step = program.fill_in(&step, PHONE).await.good();
    program.fill_in(&step, &stage.code()).await.good();

    assert_eq!(
        program.get(&["contacts"]).await.good(),
        json!({ "contacts": [] })
    );
    stage.dc.add_contact(bob, alice);
    let contacts = program.get(&["contacts"]).await.good();
    let known = &contacts["contacts"][0];
    assert_eq!(known["id"], json!(alice.to_string()));
    assert_eq!(known["name"], json!("Alice Able"));
    for name in ["@alice_tg", ALICE, &alice.to_string(), "telegram:alice_tg"] {
        let found = program.get(&["resolve_identifier", name]).await.good();
        assert_eq!(found["id"], known["id"], "{name}");
        assert!(found.get("dm_room_mxid").is_none());
    }
    for name in ["@nobody_at_all", "no name"] {
        let found = program.get(&["resolve_identifier", name]).await;
        assert_eq!(found.refusal(), (404, "M_NOT_FOUND"), "{name}");
    }
    let made = program
        .post(&["create_dm", "@alice_tg"], &json!({}))
        .await
        .good();
    let room = made["dm_room_mxid"].as_str().unwrap();
    // Bob is invited, or he could not.
    person.join(room).await;
    let again = program
        .post(&["create_dm", &alice.to_string()], &json!({}))
        .await
        .good();
    assert_eq!(again, made);
    let search = json!({ "query": "alice" });
    let found = program.post(&["search_users"], &search).await.good();
    assert_eq!(found["results"], json!([made]));
    house.close().await;
}
