//! What only a real browser can show: the page with and without scripts, under the strict Content-Security-Policy.

use std::time::Duration;

use testkit::Browser;
use testkit::app::PASSWORD as OWN_PASSWORD;

use super::stage::{BOB, PASSWORD, PHONE, Stage};

#[tokio::test]
async fn somebody_logs_in_in_a_browser() {
    let stage = Stage::set().await;
    let bob = stage.bob(Some(PASSWORD));
    let (link, address) = (stage.link().await, stage.serve().await);
    let browser = Browser::desk().start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.screenshot("telegram-login-phone").await;
    browser.fill("Phone number", PHONE).await;
    browser.click("Request code").await;
    browser.sees("Telegram has sent a code by SMS").await;
    browser.screenshot("telegram-login-code").await;
    browser.fill("Code", &stage.wrong_code()).await;
    browser.click("Sign in").await;
    browser.sees("This code is wrong.").await;
    browser.screenshot("telegram-login-wrong-code").await;
    browser.fill("Code", &stage.code()).await;
    browser.click("Sign in").await;
    browser.sees("Your hint: the dog").await;
    browser.screenshot("telegram-login-password").await;
    browser
        .fill("Password of your two-step verification", PASSWORD)
        .await;
    browser.click("Sign in").await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    browser.screenshot("telegram-login-done").await;
    stage.must_be_done(&link, bob).await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_with_a_qr_code_goes_on_by_itself_when_it_was_scanned() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, address) = (stage.link().await, stage.serve().await);
    let browser = Browser::phone().dark().start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.screenshot("telegram-login-phone-dark").await;
    browser.click("Scan a QR code").await;
    browser.sees("scan this QR code").await;
    browser.screenshot("telegram-login-qr-dark").await;

    // It runs out, and another takes its place without a click.
    let before = another_square(&browser, None).await;
    stage.app.advance(Duration::from_secs(90));
    let mut other_tab = stage.browser();
    let cookies = browser.client().get_all_cookies().await.unwrap();
    let cookies = cookies
        .iter()
        .map(|cookie| format!("{}={}", cookie.name(), cookie.value()));
    other_tab.headers = vec![("cookie".into(), cookies.collect::<Vec<_>>().join("; "))];
    other_tab
        .open("/telegram-login")
        .await
        .says("scan this QR code");
    another_square(&browser, Some(&before)).await;
    stage.scan(&link, bob).await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    browser.screenshot("telegram-login-done-dark").await;
    stage.must_be_done(&link, bob).await;
    browser.close().await;
}

/// The square that the page shows, as its drawing says it; `None` also while the page is being replaced.
async fn square(browser: &Browser) -> Option<String> {
    let source = browser.client().source().await.ok()?;
    let (_, square) = source.split_once("<svg class=\"qr\"")?;
    Some(square.split_once("</svg>")?.0.to_owned())
}

/// Waits until the page shows a square that is not this one.
async fn another_square(browser: &Browser, before: Option<&str>) -> String {
    let look = async {
        loop {
            let now = square(browser).await;
            if let Some(now) = now.filter(|now| Some(now.as_str()) != before) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(60), look).await;
    found.expect("another square is shown")
}

#[tokio::test]
async fn all_of_it_works_without_scripts() {
    let stage = Stage::set().await;
    let bob = stage.bob(Some(PASSWORD));
    let (link, address) = (stage.link().await, stage.serve().await);
    let browser = Browser::desk().without_javascript().start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.click("Use a bot token").await;
    browser.sees("You get it from @BotFather").await;
    browser.click("Use a phone number").await;
    browser.fill("Phone number", "0170 1234567").await;
    browser.click("Request code").await;
    browser.sees("The country code is missing").await;
    assert_eq!(browser.value("Phone number").await, "0170 1234567");
    browser.screenshot("telegram-login-no-country").await;
    browser.click("Scan a QR code").await;
    browser.sees("scan this QR code").await;
    stage.scan(&link, bob).await;
    // The page loads itself again.
    browser.sees("Your hint: the dog").await;
    browser
        .fill("Password of your two-step verification", PASSWORD)
        .await;
    browser.click("Sign in").await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    stage.must_be_done(&link, bob).await;
    browser.close().await;
}

#[tokio::test]
async fn a_link_that_is_used_up_says_what_to_do() {
    let stage = Stage::set().await;
    let (link, address) = (stage.link().await, stage.serve().await);
    stage.browser().submit(&link.path, &[("wish", "bot")]).await;
    let browser = Browser::desk().language("de").start().await;
    browser.open(&format!("{address}{}", link.path)).await;
    browser.sees("Der Link wurde schon geöffnet").await;
    browser.screenshot("telegram-login-used").await;
    browser.close().await;
}

#[tokio::test]
async fn a_user_finds_the_page_under_their_account() {
    let stage = Stage::set().await;
    let telegram = stage.bob(None);
    let bob = stage.app.user("bob").await;
    let address = stage.serve().await;
    let browser = Browser::desk().dark().start().await;
    browser.open(&address).await;
    browser.fill("User name", "bob").await;
    browser.fill("Password", OWN_PASSWORD).await;
    browser.click("Sign in").await;
    browser.sees("Link your first account").await;
    stage.app.link(&bob, "matrix", BOB).await;
    browser.reload().await;
    browser
        .sees("No Telegram account is logged in for @bob:example.org.")
        .await;
    browser.screenshot("account-telegram-dark").await;
    browser.click("Log in to Telegram (@bob:example.org)").await;
    browser.fill("Phone number", PHONE).await;
    browser.click("Request code").await;
    browser.sees("Telegram has sent a code by SMS").await;
    browser.fill("Code", &stage.code()).await;
    browser.click("Sign in").await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    assert_eq!(stage.dc.profile(telegram).unwrap().logins, 1);
    browser.close().await;
}
