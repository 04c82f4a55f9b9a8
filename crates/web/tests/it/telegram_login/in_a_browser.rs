//! What only a real browser can show: the page with and without scripts, under the strict Content-Security-Policy.

use testkit::Browser;

use super::stage::{PASSWORD, PHONE, Stage};

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
    stage.scan(&link, bob).await;
    browser.sees("You are logged in to Telegram as @bob.").await;
    browser.screenshot("telegram-login-done-dark").await;
    stage.must_be_done(&link, bob).await;
    browser.close().await;
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
