//! People with several logins: which one a call is about, and how they are told.

use std::time::Duration;

use serde_json::{Value, json};

use super::super::stage::{NAME, PATIENCE, PHONE, Stage};
use super::program::{Program, SECRET, asks, set};

/// The id of a bot of Bob's.
const BOT: i64 = 7001;

/// Logs Bob in, as himself and as a bot; gives his account.
async fn log_in_twice(stage: &Stage, program: &Program) -> String {
    let account = stage.bob_at_telegram(None).to_string();
    let token = stage.bot_at_telegram(BOT, "Helper");
    let step = program.begin("bot").await;
    program.fill_in(&step, &token).await.good();
    let step = program.begin("phone").await;
    log_in(stage, program, &step, &account).await;
    account
}

/// Goes on with number and code.
async fn log_in(stage: &Stage, program: &Program, step: &Value, account: &str) {
    let step = program.fill_in(step, PHONE).await.good();
    let done = program.fill_in(&step, &stage.code()).await.good();
    assert_eq!(asks(&done), ("complete", account));
}

async fn ids(program: &Program) -> Vec<String> {
    let logins = program.get(&["logins"]).await.good();
    let ids = logins["login_ids"].as_array().unwrap().iter();
    let mut ids: Vec<_> = ids.map(|id| id.as_str().unwrap().to_owned()).collect();
    ids.sort_unstable();
    ids
}

/// Waits until a login stands like this; gives all that `whoami` says of it.
async fn until(program: &Program, login: &str, state: &str) -> Value {
    let wait = async {
        loop {
            let whoami = program.get(&["whoami"]).await.good();
            let logins = whoami["logins"].as_array().unwrap();
            let found = logins.iter().find(|found| found["id"] == login).unwrap();
            if found["state"]["state_event"] == state {
                return found.clone();
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, wait).await;
    waited.unwrap_or_else(|_| panic!("{login} does not become {state}"))
}

#[tokio::test]
async fn whoami_and_logins_have_the_shape_that_managers_read() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let account = log_in_twice(&stage, &program).await;
    let bot = BOT.to_string();
    until(&program, &bot, "CONNECTED").await;
    let mut login = until(&program, &account, "CONNECTED").await;
    let at = login["state"]["timestamp"].take();
    assert!(at.as_i64().unwrap() > 1_700_000_000);
    assert_eq!(login["state_ts"], at);
    login["state_ts"].take();
    // The space comes when the first room is made.
    login.as_object_mut().unwrap().remove("space_room");
    let expected = json!({
        "id": account, "name": NAME, "profile": { "username": NAME.trim_start_matches('@') },
        "state_event": "CONNECTED", "state_ts": null,
        "state": { "state_event": "CONNECTED", "timestamp": null },
    });
    assert_eq!(login, expected);

    let mut whoami = program.get(&["whoami"]).await.good();
    assert_eq!(whoami["logins"].as_array().unwrap().len(), 2);
    whoami["logins"].take();
    let flows = whoami["login_flows"].as_array().unwrap();
    let ids: Vec<_> = flows.iter().map(|flow| flow["id"].clone()).collect();
    assert_eq!(ids, ["phone", "qr", "bot"]);
    let texts = flows
        .iter()
        .flat_map(|flow| [&flow["name"], &flow["description"]]);
    assert!(texts.into_iter().all(Value::is_string), "{flows:?}");
    whoami["login_flows"].take();
    let expected = json!({
        "network": {
            "displayname": "Telegram", "network_url": "https://telegram.org", "network_icon": "",
            "network_id": "telegram", "beeper_bridge_type": "postern-telegram",
            "default_command_prefix": "!tg",
        },
        "login_flows": null, "homeserver": "synapse.test", "bridge_bot": stage.bot(),
        "command_prefix": "!tg", "logins": null,
    });
    assert_eq!(whoami, expected);
    house.close().await;
}

#[tokio::test]
async fn one_of_two_logins_is_ended_and_the_other_stays() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let account = log_in_twice(&stage, &program).await;
    let bot = BOT.to_string();
    let mut both = vec![account.clone(), bot.clone()];
    both.sort_unstable();
    assert_eq!(ids(&program).await, both);
    for other in ["5", "nothing"] {
        let refused = program.post(&["logout", other], &json!({})).await;
        assert_eq!(refused.refusal(), (404, "M_NOT_FOUND"), "{other}");
    }
    program.post(&["logout", &account], &json!({})).await.good();
    assert_eq!(ids(&program).await, std::slice::from_ref(&bot));
    assert_eq!(
        stage.dc.profile(account.parse().unwrap()).unwrap().logins,
        0
    );
    assert_eq!(stage.dc.profile(BOT).unwrap().logins, 1);
    until(&program, &bot, "CONNECTED").await;
    program.post(&["logout", "all"], &json!({})).await.good();
    assert!(ids(&program).await.is_empty());
    assert_eq!(stage.dc.profile(BOT).unwrap().logins, 0);
    house.close().await;
}

#[tokio::test]
async fn a_call_is_made_by_the_login_that_it_names_or_else_by_the_persons_own_account() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let account = log_in_twice(&stage, &program).await;
    until(&program, &account, "CONNECTED").await;
    // The bot was first, but may not ask for contacts.
    program.get(&["contacts"]).await.good();
    program.get_by(&account, &["contacts"]).await.good();
    let by_bot = program.get_by(&BOT.to_string(), &["contacts"]).await;
    assert_eq!(by_bot.refusal(), (403, "M_FORBIDDEN"));
    for other in ["5", "nothing"] {
        let refused = program.get_by(other, &["contacts"]).await;
        assert_eq!(refused.refusal(), (404, "M_NOT_FOUND"), "{other}");
    }
    house.close().await;
}

#[tokio::test]
async fn a_login_that_telegram_ended_is_renewed_under_its_id_and_no_other_is_touched() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let account = log_in_twice(&stage, &program).await;
    let mut before = ids(&program).await;
    let id: i64 = account.parse().unwrap();
    stage.dc.revoke_sessions(id, "SESSION_REVOKED");
    let ended = until(&program, &account, "BAD_CREDENTIALS").await;
    assert!(ended["state"]["error"].is_string(), "{ended}");
    assert_eq!(ids(&program).await, before);

    let carol = stage.synapse.user_id("carol");
    let other = Program::with(&stage, Some(SECRET), Some(&carol));
    let foreign = other.begin_for(&account, "phone").await;
    assert_eq!(foreign.refusal(), (404, "M_NOT_FOUND"));
    let unknown = program.begin_for("5", "phone").await;
    assert_eq!(unknown.refusal(), (404, "M_NOT_FOUND"));

    let step = program.begin_for(&account, "phone").await.good();
    log_in(&stage, &program, &step, &account).await;
    until(&program, &account, "CONNECTED").await;
    until(&program, &BOT.to_string(), "CONNECTED").await;
    before.sort_unstable();
    assert_eq!(ids(&program).await, before);
    assert_eq!(stage.dc.profile(id).unwrap().logins, 1);
    house.close().await;
}

#[tokio::test]
async fn another_account_takes_the_place_of_the_login_that_is_named() {
    let stage = set().await;
    let house = stage.open().await;
    let program = Program::new(&stage);
    let account = log_in_twice(&stage, &program).await;
    let token = stage.bot_at_telegram(7002, "Second");
    let step = program.begin_for(&BOT.to_string(), "bot").await.good();
    let done = program.fill_in(&step, &token).await.good();
    assert_eq!(asks(&done), ("complete", "7002"));
    let mut expected = vec![account, "7002".to_owned()];
    expected.sort_unstable();
    assert_eq!(ids(&program).await, expected);
    assert_eq!(stage.dc.profile(BOT).unwrap().logins, 0);
    house.close().await;
}
