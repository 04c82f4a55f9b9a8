//! Somebody logs in in the chat with the bot while the page is open: the page gives way.

use axum::http::StatusCode;
use store::bridge_links;
use store::bridge_logins::{self, BridgeLogin};
use store::{commit, telegram_logins};
use testkit::Browser;

use super::stage::{BOB, Given, PHONE, Stage, types, types_at};

/// The account that was logged in in the chat.
const ACCOUNT: i64 = 4711;

/// What the bridge does when Bob has logged in in the chat.
async fn logged_in_in_the_chat(stage: &Stage, link: &Given) {
    let now = stage.app.now();
    let talk = stage.kept(link).await;
    let login = BridgeLogin {
        account: ACCOUNT,
        matrix_id: BOB.to_owned(),
        shown: "@bob_in_the_chat".to_owned(),
        is_bot: false,
        session: "bridge chat".to_owned(),
        created_at: now,
        ended: None,
        told_at: None,
    };
    let mut tx = stage.app.context.db.begin().await.unwrap();
    bridge_logins::put(&mut tx, &login).await.unwrap();
    if let Some((row, _)) = talk {
        assert!(telegram_logins::end(&mut tx, &row).await.unwrap());
    }
    bridge_links::close(&mut tx, link.id, ACCOUNT, now)
        .await
        .unwrap();
    commit(tx).await.unwrap();
}

#[tokio::test]
async fn a_code_that_is_typed_after_a_login_in_the_chat_logs_nobody_in_again() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
    logged_in_in_the_chat(&stage, &link).await;
    let page = types(&mut browser, "code", &stage.code()).await;
    page.says("You are logged in to Telegram as @bob_in_the_chat.")
        .says("Go back to Matrix");
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 0);
    assert!(stage.kept(&link).await.is_none());
    stage.must_be_rung(0);
}

#[tokio::test]
async fn a_page_that_is_looked_at_again_says_that_the_login_is_there() {
    let mut stage = Stage::set().await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
    logged_in_in_the_chat(&stage, &link).await;
    let done = "You are logged in to Telegram as @bob_in_the_chat.";
    browser.open("/telegram-login").await.says(done);
    stage.restart().await;
    let mut browser = stage.again(&browser);
    browser.open("/telegram-login").await.says(done);
}

#[tokio::test]
async fn a_link_that_nobody_opened_is_not_needed_any_more() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    logged_in_in_the_chat(&stage, &link).await;
    let page = browser.open(&link.path).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("You have logged in already");
    let page = types_at(&mut browser, &link.path, "phone", PHONE).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("You have logged in already");
    assert_eq!(stage.row(&link).await.started_at, None);
}

#[tokio::test]
async fn a_page_with_a_qr_code_goes_on_by_itself_after_a_login_in_the_chat() {
    let stage = Stage::set().await;
    let (link, address) = (stage.link().await, stage.serve().await);
    let browser = Browser::desk().start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.click("Scan a QR code").await;
    browser.sees("scan this QR code").await;
    logged_in_in_the_chat(&stage, &link).await;
    // Its task finds out with the next QR code, which a look at another tab of the same browser hastens.
    stage.app.advance(std::time::Duration::from_secs(90));
    let mut other_tab = stage.browser();
    let cookies = browser.client().get_all_cookies().await.unwrap();
    let cookies = cookies
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()));
    other_tab.headers = vec![("cookie".into(), cookies.collect::<Vec<_>>().join("; "))];
    let done = "You are logged in to Telegram as @bob_in_the_chat.";
    other_tab.open("/telegram-login").await.says(done);
    browser.sees(done).await;
    browser.close().await;
}
