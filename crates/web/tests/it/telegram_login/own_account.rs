//! A user whose account on Matrix is verified finds the page under My account.

use axum::http::StatusCode;
use store::bridge_users;
use testkit::app::PASSWORD as OWN_PASSWORD;
use testkit::{Client, Persona};

use super::stage::{BOB, PHONE, STRANGER, Stage, types};

/// Signs in with a password alone.
async fn enters(stage: &Stage, persona: &Persona) -> Client {
    let mut browser = stage.browser();
    let name = persona.user.name.to_string();
    let fields = [("name", name.as_str()), ("password", OWN_PASSWORD)];
    let page = browser.submit("/sign-in", &fields).await;
    assert_eq!(page.path, "/account", "{}", page.text());
    browser
}

#[tokio::test]
async fn a_verified_account_on_matrix_opens_the_page_without_a_link() {
    let stage = Stage::set().await;
    let telegram = stage.bob(None);
    let bob = stage.app.user("bob").await;
    let mut browser = enters(&stage, &bob).await;
    browser
        .open("/account")
        .await
        .does_not_say("Your Telegram on Matrix");
    let account = stage.app.link(&bob, "matrix", BOB).await.id.to_string();
    let page = browser.open("/account").await;
    page.says("Your Telegram on Matrix");
    page.says("No Telegram account is logged in for @bob:example.org.");
    let page = browser
        .submit("/account/telegram", &[("account", &account)])
        .await;
    assert_eq!(page.path, "/telegram-login");
    page.says("for @bob:example.org on Matrix");
    types(&mut browser, "phone", PHONE).await;
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in to Telegram as @bob.");
    assert_eq!(stage.dc.profile(telegram).unwrap().logins, 1);
    stage.must_be_rung(1);
    let mut conn = stage.app.context.db.read().await.unwrap();
    assert!(bridge_users::find(&mut conn, BOB).await.unwrap().is_some());
}

#[tokio::test]
async fn nobody_opens_it_for_an_account_that_is_not_theirs_or_may_not_log_in() {
    let stage = Stage::set().await;
    let (bob, eve) = (stage.app.user("bob").await, stage.app.user("eve").await);
    let mut browser = enters(&stage, &eve).await;
    let of_bob = stage.app.link(&bob, "matrix", BOB).await.id.to_string();
    let strange = stage
        .app
        .link(&eve, "matrix", STRANGER)
        .await
        .id
        .to_string();
    let other = stage
        .app
        .link(&eve, "xmpp", "@eve:example.org")
        .await
        .id
        .to_string();
    for account in [&of_bob, &strange, &other] {
        let page = browser
            .submit("/account/telegram", &[("account", account)])
            .await;
        assert_eq!(page.status, StatusCode::NOT_FOUND);
    }
    browser
        .open("/account")
        .await
        .does_not_say("Your Telegram on Matrix");
    let page = stage
        .browser()
        .submit("/account/telegram", &[("account", &of_bob)])
        .await;
    assert_eq!(page.path, "/sign-in");
}
