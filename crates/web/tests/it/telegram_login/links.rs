//! What a link opens, for whom, and for how long.

use std::time::Duration;

use axum::http::StatusCode;
use domain::bridge_link::{LIFETIME, PAGE_LIFETIME};
use store::bridge_logins::{self, BridgeLogin};
use store::{commit, telegram_logins};
use testkit::TestApp;

use super::stage::{BOB, PHONE, STRANGER, Stage, types, types_at};

#[tokio::test]
async fn security_29_a_link_opens_the_page_once_in_one_browser() {
    let stage = Stage::set().await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    // A preview of the message looks, and uses nothing up.
    stage.browser().open(&link.path).await.says("Request code");
    assert_eq!(stage.row(&link).await.started_at, None);
    types_at(&mut browser, &link.path, "phone", PHONE)
        .await
        .says("Telegram has sent a code");

    let mut other = stage.browser().elsewhere([198, 51, 100, 7]);
    let page = other.open(&link.path).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("The link was opened already")
        .does_not_say(PHONE)
        .does_not_say(BOB);
    let page = types_at(&mut other, &link.path, "phone", PHONE).await;
    page.says("The link was opened already");
    let page = other.open("/telegram-login").await;
    assert_eq!(page.status, StatusCode::GONE);
    page.does_not_say(PHONE).does_not_say(BOB);
    let page = types(&mut other, "code", &stage.code()).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert_eq!(stage.row(&link).await.done_at, None);
    let page = other.open("/telegram-login/live").await;
    assert_eq!(page.status, StatusCode::GONE);

    // It leads on where it was opened.
    let page = browser.open(&link.path).await;
    assert_eq!(page.path, "/telegram-login");
    page.says("Telegram has sent a code");
    // And the back button does no harm.
    let page = types_at(&mut browser, &link.path, "phone", PHONE).await;
    assert_eq!(page.path, "/telegram-login");
    page.says("Telegram has sent a code");
}

#[tokio::test]
async fn security_29_of_two_browsers_that_open_a_link_at_once_one_does() {
    let stage = Stage::set().await;
    let link = stage.link().await;
    let (mut one, mut two) = (stage.browser(), stage.browser());
    let fields = [("wish", "bot")];
    let (first, second) = tokio::join!(
        one.submit(&link.path, &fields),
        two.submit(&link.path, &fields)
    );
    let opened = [&first, &second].map(|page| page.status == StatusCode::OK);
    assert_eq!(opened.iter().filter(|opened| **opened).count(), 1);
}

#[tokio::test]
async fn a_link_is_too_late_after_a_quarter_of_an_hour_even_after_a_restart() {
    let mut stage = Stage::set().await;
    let (link, early) = (stage.link().await, stage.link().await);
    stage.restart().await;
    stage
        .app
        .advance(LIFETIME.saturating_sub(Duration::from_secs(1)));
    let mut browser = stage.browser();
    browser.open(&link.path).await.says("Request code");
    browser
        .submit(&early.path, &[("wish", "bot")])
        .await
        .says("Bot token");
    stage.app.advance(Duration::from_secs(1));
    let page = stage.browser().open(&link.path).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("The link is older than 15 minutes");
    let page = stage.browser().submit(&link.path, &[("wish", "bot")]).await;
    page.says("The link is older than 15 minutes");
    // What was opened in time goes on.
    browser.open("/telegram-login").await.says("Bot token");
}

#[tokio::test]
async fn a_page_closes_an_hour_after_it_was_opened() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    browser.submit(&link.path, &[("wish", "bot")]).await;
    stage.app.advance(PAGE_LIFETIME);
    let page = browser.open("/telegram-login").await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("stays open for an hour");
}

#[tokio::test]
async fn a_link_that_nobody_gave_opens_nothing() {
    let stage = Stage::set().await;
    let mut browser = stage.browser();
    for path in [
        "/telegram-login/AAAAAAAAAAAAAAAAAAAAAA",
        "/telegram-login/%00'--",
        "/telegram-login/x%2Fy",
    ] {
        let page = browser.open(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        let page = browser.submit(path, &[("wish", "bot")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(browser.cookies().is_empty());
}

#[tokio::test]
async fn guessing_links_is_slowed_down() {
    let stage = Stage::set().await;
    let mut browser = stage.browser();
    for number in 0..30 {
        let path = format!("/telegram-login/AAAAAAAAAAAAAAAAAAAA{number:02}");
        assert_eq!(
            browser.submit(&path, &[]).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let link = stage.link().await;
    let page = browser.submit(&link.path, &[("wish", "bot")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    page.says("There were too many tries. Please wait 10 minutes");
    assert_eq!(stage.row(&link).await.started_at, None);
}

#[tokio::test]
async fn who_may_not_use_the_bridge_is_told_so() {
    let stage = Stage::set().await;
    let link = stage.link_for(STRANGER).await;
    let page = stage.browser().open(&link.path).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    page.says("@stranger:elsewhere.example may not use the bridge to Telegram.");
    let page = stage.browser().submit(&link.path, &[("wish", "bot")]).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn without_the_page_in_the_configuration_there_is_none() {
    let app = TestApp::new().await;
    for path in [
        "/telegram-login",
        "/telegram-login/AAAAAAAAAAAAAAAAAAAAAA",
        "/telegram-login/live",
    ] {
        let page = app.browser().open(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        let page = app.browser().submit(path, &[("wish", "bot")]).await;
        assert!(page.status.is_client_error(), "{path}");
    }
}

#[tokio::test]
async fn a_login_that_the_bridge_took_over_is_still_told_on_the_page() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    types(&mut browser, "code", &stage.code()).await;
    // As the bridge does it.
    let (row, _) = stage.kept(&link).await.unwrap();
    let login = BridgeLogin {
        account: bob,
        matrix_id: BOB.to_owned(),
        shown: "@bob".to_owned(),
        is_bot: false,
        session: row.session.clone(),
        created_at: stage.app.now(),
        ended: None,
        told_at: None,
    };
    let mut tx = stage.app.context.db.begin().await.unwrap();
    bridge_logins::put(&mut tx, &login).await.unwrap();
    assert!(telegram_logins::end(&mut tx, &row).await.unwrap());
    commit(tx).await.unwrap();
    let mut stage = stage;
    stage.restart().await;
    let mut browser = stage.again(&browser);
    browser
        .open("/telegram-login")
        .await
        .says("You are logged in to Telegram as @bob.");
    // The next link says that there is one already.
    let another = stage.link().await;
    stage
        .browser()
        .open(&another.path)
        .await
        .says("Logged in already: @bob.");
}
