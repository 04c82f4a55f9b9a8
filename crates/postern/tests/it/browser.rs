//! `postern demo` in a browser, as somebody walks through it who has never seen it.

use testkit::Browser;
use testkit::chromium::Key;

use super::place::{Place, Running, config};
use super::walk::{
    asks_to_link, chooses_way, code_in, code_on_phone, first_backup_code, signs_out,
    types_password, until_some,
};

/// A running demo and what it printed.
struct Demo {
    address: String,
    admin: String,
    alice: String,
    _server: Running,
    _place: Place,
}

impl Demo {
    async fn start() -> Self {
        let place = Place::empty();
        let port = testkit::free_port().to_string();
        let mut server = place.start(&["demo", "--port", &port]);
        let address = server.address().await;
        let password = |line: String| line.split_whitespace().last().unwrap().to_owned();
        let admin = password(server.says("administrator  admin").await);
        let alice = password(server.says("alice  password").await);
        let sign_in = server.says("Sign in:").await;
        assert!(sign_in.ends_with(&format!("{address}/")), "{sign_in}");
        let phone = server.says("The phone:").await;
        assert!(phone.ends_with(&format!("{address}/demo/phone")), "{phone}");
        Self {
            address,
            admin,
            alice,
            _server: server,
            _place: place,
        }
    }

    async fn alice_types_password(&self, browser: &Browser) {
        types_password(browser, &self.address, "alice", &self.alice).await;
    }

    /// Alice signs in and links the demo phone, up to the page with her backup codes.
    async fn alice_links_the_phone(&self, browser: &Browser) {
        self.alice_types_password(browser).await;
        browser.sees("No messaging account is linked yet.").await;
        asks_to_link(browser, "Demo phone", "alice").await;
        let here = browser.url().await;
        let code = code_on_phone(browser, &self.address, "to link this account").await;
        browser.open(&here).await;
        browser.fill("The code from Demo phone", &code).await;
        browser.click("Link").await;
        browser.sees("Keep these backup codes").await;
    }

    /// Alice reads her code to sign in and comes back with it.
    async fn alice_reads_code(&self, browser: &Browser) -> String {
        let here = browser.url().await;
        let code = code_on_phone(browser, &self.address, "your code to sign in").await;
        browser.open(&here).await;
        code
    }
}

async fn newcomer(browser: &Browser, name: &str) {
    let picture = async |step: &str| {
        browser.screenshot(&format!("demo/{name}-{step}")).await;
    };
    let demo = Demo::start().await;
    browser.open(&demo.address).await;
    browser.sees("User name").await;
    picture("1-sign-in").await;
    demo.alice_links_the_phone(browser).await;
    picture("2-backup-codes").await;
    browser.click("I have kept them").await;
    browser.sees("10 of 10 left").await;
    picture("3-account").await;
    signs_out(browser).await;

    demo.alice_types_password(browser).await;
    browser.sees("One more step, alice").await;
    picture("4-second-factor").await;
    chooses_way(browser, "Demo phone").await;
    browser.sees("Sent and delivered (").await;
    let code = demo.alice_reads_code(browser).await;
    picture("5-code").await;
    browser.fill("The code from Demo phone", &code).await;
    browser.click("Sign in").await;
    browser.is_at("/account").await;
    browser.sees("Codes and notifications").await;
    browser.open(&format!("{}/demo/phone", demo.address)).await;
    browser.sees("your code to sign in").await;
    picture("6-phone").await;
}

#[tokio::test]
async fn a_newcomer_links_the_phone_and_signs_in_with_a_code_at_a_desk() {
    newcomer(&Browser::desk().start().await, "desk").await;
}

#[tokio::test]
async fn a_newcomer_links_the_phone_and_signs_in_with_a_code_on_a_phone() {
    newcomer(&Browser::phone().start().await, "phone").await;
}

#[tokio::test]
async fn the_admin_writes_to_a_user_and_reads_reports() {
    let demo = Demo::start().await;
    let browser = Browser::desk().start().await;
    demo.alice_links_the_phone(&browser).await;
    browser.click("I have kept them").await;
    signs_out(&browser).await;

    types_password(&browser, &demo.address, "admin", &demo.admin).await;
    browser.click("My users").await;
    browser.sees("alice").await;
    browser.screenshot("demo/admin-1-users").await;
    browser.click("Write to alice").await;
    browser.fill("Message", "Dinner is at seven.").await;
    browser.screenshot("demo/admin-2-message").await;
    browser.click("Send").await;
    browser.sees("Message to 1 user").await;
    browser.sees("1 Delivered").await;
    browser.screenshot("demo/admin-3-sent").await;
    browser.click("Deliveries").await;
    browser.sees("The last 24 hours").await;
    browser.sees("Message alice Demo phone").await;
    browser.screenshot("demo/admin-4-deliveries").await;
    browser.click("Reports").await;
    browser.sees("Days begin at midnight UTC.").await;
    browser.sees("Signed in").await;
    browser.screenshot("demo/admin-5-reports").await;
    browser.click("Server").await;
    browser.sees("As the demo phone").await;
    browser.screenshot("demo/admin-6-server").await;
    browser.open(&format!("{}/demo/phone", demo.address)).await;
    browser.sees("Dinner is at seven.").await;
}

#[tokio::test]
async fn alice_signs_in_without_javascript() {
    let demo = Demo::start().await;
    let linking = Browser::desk().start().await;
    demo.alice_links_the_phone(&linking).await;
    linking.close().await;

    let browser = Browser::desk().without_javascript().start().await;
    demo.alice_types_password(&browser).await;
    chooses_way(&browser, "Demo phone").await;
    browser.sees("See whether it has arrived").await;
    let here = browser.url().await;
    let phone = format!("{}/demo/phone", demo.address);
    // The phone shows what is new when its page is loaded: the code may be a moment away.
    let code = until_some(async || {
        browser.open(&phone).await;
        let text = browser.page_text().await;
        let (_, message) = text.split_once("your code to sign in")?;
        Some(code_in(message))
    });
    let code = code.await;
    browser.open(&here).await;
    browser.fill("The code from Demo phone", &code).await;
    browser.screenshot("demo/without-javascript").await;
    browser.click("Sign in").await;
    browser.is_at("/account").await;
    browser.sees("Codes and notifications").await;
}

/// Waits until a field of a page that was just opened has the focus: that may come after the page.
async fn is_in_focus(browser: &Browser, field: &str) {
    until_some(async || (browser.focused_text().await == field).then_some(())).await;
}

#[tokio::test]
async fn the_keyboard_alone_signs_in() {
    let demo = Demo::start().await;
    let browser = Browser::desk().start().await;
    demo.alice_links_the_phone(&browser).await;
    browser.click("I have kept them").await;
    signs_out(&browser).await;

    browser.open(&format!("{}/sign-in", demo.address)).await;
    is_in_focus(&browser, "User name").await;
    browser.type_text("alice").await;
    browser.tab().await;
    assert_eq!(browser.focused_text().await, "Password");
    browser.type_text(&demo.alice).await;
    browser.press(Key::Enter).await;
    browser.sees("One more step, alice").await;
    browser.tab().await;
    assert!(browser.focused_text().await.starts_with("Demo phone"));
    browser.press(Key::Enter).await;
    browser.sees("Sent and delivered (").await;
    let code = demo.alice_reads_code(&browser).await;
    is_in_focus(&browser, "The code from Demo phone").await;
    browser.type_text(&code).await;
    browser.press(Key::Enter).await;
    browser.is_at("/account").await;
    browser.sees("Codes and notifications").await;
}

#[tokio::test]
async fn a_backup_code_opens_the_door_once() {
    let demo = Demo::start().await;
    let browser = Browser::desk().start().await;
    demo.alice_links_the_phone(&browser).await;
    let code = first_backup_code(&browser).await;
    browser.click("I have kept them").await;
    for outcome in ["9 of 10 left", "That is not one of your backup codes"] {
        signs_out(&browser).await;
        demo.alice_types_password(&browser).await;
        browser.sees("One more step, alice").await;
        chooses_way(&browser, "Backup code").await;
        browser.fill("One of your backup codes", &code).await;
        browser.click("Sign in").await;
        browser.sees(outcome).await;
    }
}

#[tokio::test]
async fn the_printed_link_makes_the_first_admin() {
    let place = Place::with_config(&config());
    let mut server = place.start(&["serve"]);
    let link = server.says("/invitation/").await;
    let browser = Browser::desk().start().await;
    browser.open(link.trim()).await;
    browser.sees("You are the first one here").await;
    browser.fill("User name", "root").await;
    browser.fill("New password", "Correct-horse-7").await;
    browser
        .fill("New password, once more", "Correct-horse-7")
        .await;
    browser.screenshot("first-admin").await;
    browser.click("Go in").await;
    browser.sees("Welcome. You are signed in.").await;
    signs_out(&browser).await;
    browser.open(link.trim()).await;
    browser.sees("This invitation is over").await;
}
