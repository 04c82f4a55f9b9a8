//! Who may speak, and for whom.

use bridge::registration::ServiceTokens;
use ruma::UserId;
use serde_json::json;

use super::super::stage::Stage;
use super::program::{Program, Reply, SECRET, set};

async fn whoami(stage: &Stage, token: Option<&str>, user: Option<&str>) -> Reply {
    Program::with(stage, token, user).get(&["whoami"]).await
}

#[tokio::test]
async fn the_shared_secret_speaks_for_whoever_may_log_in_and_nothing_else_does() {
    let stage = set().await;
    let house = stage.open().await;
    let bob = stage.synapse.user_id("bob");
    let bob = Some(bob.as_str());
    whoami(&stage, Some(SECRET), bob).await.good();
    let missing = whoami(&stage, None, bob).await;
    assert_eq!(missing.refusal(), (401, "M_MISSING_TOKEN"));
    for wrong in ["a secret of programs", "openid:", "openid:nothing"] {
        let refused = whoami(&stage, Some(wrong), bob).await;
        assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"), "{wrong}");
    }
    for user in [None, Some(""), Some("bob")] {
        let unnamed = whoami(&stage, Some(SECRET), user).await;
        assert_eq!(unnamed.refusal(), (400, "M_INVALID_PARAM"));
    }
    let puppet = house.bridge.ground().homeserver.puppet(5).to_string();
    for user in [
        "@eve:synapse.test",
        "@stranger:elsewhere.test",
        puppet.as_str(),
        &stage.bot(),
    ] {
        let refused = whoami(&stage, Some(SECRET), Some(user)).await;
        assert_eq!(refused.refusal(), (403, "M_FORBIDDEN"), "{user}");
    }
    house.close().await;
}

#[tokio::test]
async fn an_openid_token_of_the_homeserver_speaks_for_its_owner_alone() {
    let stage = set().await;
    let house = stage.open().await;
    let bob = stage.synapse.person("bob").await;
    let path = ["user", bob.id(), "openid", "request_token"];
    let given = bob.post(&path, &json!({})).await.good();
    let token = format!("openid:{}", given["access_token"].as_str().unwrap());
    whoami(&stage, Some(&token), Some(bob.id())).await.good();
    let admin = stage.synapse.user_id("admin");
    for other in [None, Some(admin.as_str())] {
        let refused = whoami(&stage, Some(&token), other).await;
        assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"));
    }
    // A token that may do everything as Bob is no OpenID token.
    let access = format!("openid:{}", bob.token());
    let refused = whoami(&stage, Some(&access), Some(bob.id())).await;
    assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"));
    house.close().await;
}

#[tokio::test]
async fn an_access_token_of_the_homeserver_speaks_for_its_owner_alone() {
    let stage = set().await;
    let house = stage.open().await;
    let bob = stage.synapse.person("bob").await;
    whoami(&stage, Some(bob.token()), Some(bob.id()))
        .await
        .good();
    let admin = stage.synapse.user_id("admin");
    for other in [None, Some(admin.as_str())] {
        let refused = whoami(&stage, Some(bob.token()), other).await;
        assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"));
    }
    // The bridge's own token speaks for the bot at the homeserver, and for nobody here.
    let tokens = ServiceTokens::of(&stage.key, &stage.settings.domain);
    let refused = whoami(&stage, Some(tokens.ours.reveal()), Some(bob.id())).await;
    assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"));
    bob.post(&["logout"], &json!({})).await.good();
    let refused = whoami(&stage, Some(bob.token()), Some(bob.id())).await;
    assert_eq!(refused.refusal(), (401, "M_UNKNOWN_TOKEN"));
    house.close().await;
}

#[tokio::test]
async fn without_the_section_there_is_no_such_call() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.synapse.user_id("bob");
    let client = Program::with(&stage, Some(SECRET), Some(&bob));
    assert_eq!(client.status(&["whoami"]).await, 404);
    house.close().await;
}

#[tokio::test]
async fn who_asks_telegram_too_often_is_told_when_to_come_again() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let limit = domain::limit::QUESTIONS_OF_PROVISIONED;
    let mut conn = stage.db.begin().await.unwrap();
    let bob = UserId::parse(stage.synapse.user_id("bob")).unwrap();
    let now = stage.world.now();
    store::limits::count_many(&mut conn, limit, bob.as_str(), limit.most, now)
        .await
        .unwrap();
    store::commit(conn).await.unwrap();
    let refused = program.post(&["login", "start", "phone"], &json!({})).await;
    assert_eq!(refused.refusal(), (429, "M_LIMIT_EXCEEDED"));
    assert!(refused.1["retry_after_ms"].as_u64().unwrap() > 0);
    house.close().await;
}

#[tokio::test]
async fn a_body_that_is_too_long_or_no_json_changes_nothing() {
    let stage = set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    let program = Program::new(&stage);
    let step = program.begin("phone").await;
    let (login, id) = (
        step["login_id"].as_str().unwrap(),
        step["step_id"].as_str().unwrap(),
    );
    let path = ["login", "step", login, id, "user_input"];
    let wrong = program.post(&path, &json!(["+49"])).await;
    assert_eq!(wrong.refusal(), (400, "M_NOT_JSON"));
    let empty = program.post(&path, &json!({})).await;
    assert_eq!(empty.refusal(), (400, "M_MISSING_PARAM"));
    let long = json!({ "phone_number": "1".repeat(20_000) });
    assert_eq!(program.status_of_post(&path, &long).await, 413);
    let next = program
        .fill_in(&step, super::super::stage::PHONE)
        .await
        .good();
    assert_eq!(next["step_id"], json!("postern.telegram.code"));
    house.close().await;
}
