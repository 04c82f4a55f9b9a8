//! The three ways to log in, and how they end early.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bridge::talk::Owner;
use ruma::UserId;
use serde_json::{Value, json};
use telegram::login::Said;

use super::super::stage::{Chat, NAME, PHONE};
use super::program::{Program, asks, set};

#[tokio::test]
async fn a_program_logs_bob_in_with_number_code_and_password_and_out_again() {
    let stage = set().await;
    let house = stage.open().await;
    let account = stage.bob_at_telegram(Some("secret"));
    let program = Program::new(&stage);
    let whoami = program.get(&["whoami"]).await.good();
    assert_eq!(whoami["logins"], json!([]));
    assert_eq!(whoami["bridge_bot"], json!(stage.bot()));
    let flows = program.get(&["login", "flows"]).await.good();
    assert_eq!(whoami["login_flows"], flows["flows"]);

    let phone = program.begin("phone").await;
    assert_eq!(asks(&phone), ("user_input", "phone_number"));
    let again = program.fill_in(&phone, "0170").await.good();
    assert_eq!(again["step_id"], phone["step_id"]);
    let code = program.fill_in(&phone, PHONE).await.good();
    assert_eq!(asks(&code), ("user_input", "2fa_code"));
    let right = stage.code();
    let wrong = if right == "00000" { "11111" } else { "00000" };
    let again = program.fill_in(&code, wrong).await.good();
    assert_eq!(again["step_id"], code["step_id"]);
    let words = again["instructions"].as_str().unwrap();
    assert!(words.contains("This code is wrong"), "{words}");
    let stale = program.fill_in(&phone, PHONE).await;
    assert_eq!(stale.refusal(), (400, "M_BAD_STATE"));
    let password = program.fill_in(&again, &right).await.good();
    assert_eq!(asks(&password), ("user_input", "password"));
    let again = program.fill_in(&password, "wrong").await.good();
    assert_eq!(again["step_id"], password["step_id"]);
    let done = program.fill_in(&again, "secret").await.good();
    let id = account.to_string();
    assert_eq!(asks(&done), ("complete", id.as_str()));
    // Who did not get the answer asks again.
    let same = program.fill_in(&again, "secret").await.good();
    assert_eq!(same, done);

    let login = &program.get(&["whoami"]).await.good()["logins"][0];
    assert_eq!(login["id"], json!(id));
    assert_eq!(login["name"], json!(NAME));
    assert_eq!(
        program.get(&["logins"]).await.good(),
        json!({ "login_ids": [id] })
    );
    assert_eq!(stage.dc.profile(account).unwrap().logins, 1);
    let other = Program::with(
        &stage,
        Some(super::program::SECRET),
        Some(&stage.synapse.user_id("carol")),
    );
    let foreign = other.post(&["logout", &id], &json!({})).await;
    assert_eq!(foreign.refusal(), (404, "M_NOT_FOUND"));
    program.post(&["logout", &id], &json!({})).await.good();
    assert_eq!(stage.dc.profile(account).unwrap().logins, 0);
    let whoami = program.get(&["whoami"]).await.good();
    assert_eq!(whoami["logins"], json!([]));
    house.close().await;
}

/// The token in the QR code of a step.
fn token(step: &Value) -> Vec<u8> {
    let link = step["display_and_wait"]["data"].as_str().unwrap();
    let token = link.strip_prefix("tg://login?token=").unwrap();
    URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).unwrap()
}

#[tokio::test]
async fn a_program_shows_qr_codes_until_one_is_scanned() {
    let stage = set().await;
    let house = stage.open().await;
    let account = stage.bob_at_telegram(Some("secret"));
    let program = Program::new(&stage);
    let first = program.begin("qr").await;
    assert_eq!(asks(&first), ("display_and_wait", "qr"));
    // Time goes by for the bridge, which a word of the person makes it see.
    stage.clock.advance(Duration::from_secs(40));
    let bob = UserId::parse(stage.synapse.user_id("bob")).unwrap();
    let owner = Owner::in_program(&bob, first["login_id"].as_str().unwrap());
    assert!(house.bridge.talks().hear(&owner, Said::Resend).await);
    let second = program.wait(&first).await.good();
    assert_eq!(asks(&second), ("display_and_wait", "qr"));
    assert_ne!(token(&first), token(&second));
    let scan = async { stage.dc.accept_qr(&token(&second), account).unwrap() };
    let (next, ()) = tokio::join!(program.wait(&second), scan);
    let password = next.good();
    assert_eq!(asks(&password), ("user_input", "password"));
    let done = program.fill_in(&password, "secret").await.good();
    assert_eq!(asks(&done), ("complete", account.to_string().as_str()));
    house.close().await;
}

#[tokio::test]
async fn a_program_logs_a_bot_in_and_the_room_with_the_bot_knows_it() {
    let stage = set().await;
    let house = stage.open().await;
    let token = stage.bot_at_telegram(7001, "Relay");
    let chat = Chat::open(&stage, "bob").await;
    let program = Program::new(&stage);
    let ask = program.begin("bot").await;
    assert_eq!(asks(&ask), ("user_input", "token"));
    let done = program.fill_in(&ask, &token).await.good();
    assert_eq!(asks(&done), ("complete", "7001"));
    chat.say("list-logins").await;
    chat.hears_at_last("@relay_bot, a bot").await;
    let whoami = program.get(&["whoami"]).await.good();
    assert_eq!(whoami["management_room"], json!(chat.room));
    let contacts = program.get(&["contacts"]).await;
    assert_eq!(contacts.refusal(), (403, "M_FORBIDDEN"));
    house.close().await;
}

#[tokio::test]
async fn a_login_that_is_cancelled_or_begun_elsewhere_is_over_for_the_program() {
    let stage = set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    let program = Program::new(&stage);
    let step = program.begin("phone").await;
    let login = step["login_id"].as_str().unwrap();
    program
        .post(&["login", "cancel", login], &json!({}))
        .await
        .good();
    let over = program.fill_in(&step, PHONE).await;
    assert_eq!(over.refusal(), (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED"));

    let step = program.begin("phone").await;
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    let over = program.fill_in(&step, PHONE).await;
    assert_eq!(over.refusal(), (410, "FI.MAU.BRIDGE.LOGIN_CANCELLED"));
    let nothing = program
        .post(&["login", "cancel", "nothing"], &json!({}))
        .await;
    assert_eq!(nothing.refusal(), (404, "M_NOT_FOUND"));
    let nowhere = program.post(&["login", "start", "fax"], &json!({})).await;
    assert_eq!(nowhere.refusal(), (404, "M_NOT_FOUND"));
    house.close().await;
}

#[tokio::test]
async fn a_login_through_a_program_goes_on_after_a_restart() {
    let stage = set().await;
    let account = stage.bob_at_telegram(None);
    let house = stage.open().await;
    let program = Program::new(&stage);
    let phone = program.begin("phone").await;
    let code = program.fill_in(&phone, PHONE).await.good();
    house.close().await;
    let house = stage.open().await;
    let done = program.fill_in(&code, &stage.code()).await.good();
    assert_eq!(asks(&done), ("complete", account.to_string().as_str()));
    house.close().await;
}
