//! What only a real browser can show: pages that go on by themselves, under the strict Content-Security-Policy.

use testkit::app::PASSWORD;
use testkit::{Browser, TestApp};

#[tokio::test]
async fn the_page_with_the_start_link_goes_on_when_start_is_pressed() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let address = app.serve().await;
    let browser = Browser::desk().start().await;
    browser.open(&address).await;
    browser.fill("User name", "alice").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.click("Link your first account").await;
    browser.sees("Other, without typing").await;
    browser.sees("and for you alone: show it to nobody.").await;
    browser.screenshot("start-link").await;

    let link = browser.address_of("Open Other").await;
    let reply = app.other.starts("4711@other", &link).await.unwrap();
    assert!(reply.text.plain().starts_with("Linked: "));
    browser.sees("Make ten backup codes?").await;
    browser.close().await;

    app.settle().await;
    let page = alice.types_password().await;
    page.says("Other");
    assert_eq!(page.path, "/sign-in/code");
}
