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

/// One provider that is down for a while, and one that needs somebody.
async fn with_trouble() -> TestApp {
    let app = TestApp::new().await;
    app.admin("root").await;
    app.xmpp.goes_down();
    app.other.is_locked_out(
        "logged out: the login was ended from another device or by Telegram; run `postern setup telegram`",
    );
    app.wait_for_connection("xmpp", false).await;
    app.wait_for_connection("other", false).await;
    app
}

#[tokio::test]
async fn the_server_page_says_what_to_do_about_a_provider_that_is_down() {
    let app = with_trouble().await;
    let address = app.serve().await;
    for (name, how) in [
        ("light-desk", Browser::desk()),
        ("dark-desk", Browser::desk().dark()),
        ("light-phone", Browser::phone()),
        ("dark-phone", Browser::phone().dark()),
        ("german-phone", Browser::phone().language("de")),
    ] {
        let browser = how.start().await;
        let german = name.starts_with("german");
        let (user, password, enter) = if german {
            ("Benutzername", "Passwort", "Anmelden")
        } else {
            ("User name", "Password", "Sign in")
        };
        browser.open(&address).await;
        browser.fill(user, "root").await;
        browser.fill(password, PASSWORD).await;
        browser.click(enter).await;
        browser.is_at("/account").await;
        browser.open(&format!("{address}/server")).await;
        if german {
            browser.sees("Nicht angemeldet").await;
            browser.sees("Postern versucht es von selbst weiter.").await;
        } else {
            browser.sees("Not logged in").await;
            browser.sees("Postern goes on trying by itself.").await;
            browser
                .sees("On the server, log in anew with postern setup other")
                .await;
        }
        browser.screenshot(&format!("server/{name}")).await;
        browser.close().await;
    }
}
