//! The browser, on a small page of our own.

mod page;

use std::time::Duration;

use page::Page;
use serde_json::json;
use testkit::Browser;
use testkit::chromium::Key;

#[tokio::test]
async fn a_scenario_reads_as_sentences() {
    let page = Page::serve();
    let browser = Browser::desk().start().await;
    browser.open(page.url()).await;
    browser.sees("Who is there?").await;
    browser.does_not_see("Welcome").await;
    browser.fill("User name", "wrong").await;
    browser.fill("User name", "alice \"the\" o'door").await;
    browser.choose("Language", "German").await;
    browser.tick("Stay signed in").await;
    browser.click("Sign in").await;
    browser.sees("Welcome, alice \"the\" o'door: de, on").await;
    browser.is_at("/?name=alice").await;
    browser.close().await;
}

#[tokio::test]
async fn the_keyboard_alone_gets_through() {
    let page = Page::serve();
    let browser = Browser::desk().start().await;
    browser.open(page.url()).await;
    browser.tab().await;
    assert_eq!(browser.focused_text().await, "User name (as on your badge)");
    browser.type_text("bob").await;
    assert_eq!(browser.value("User name").await, "bob");
    browser.press(Key::Enter).await;
    browser.sees("Welcome, bob").await;
}

#[tokio::test]
async fn a_phone_in_the_dark_without_javascript_shows_it() {
    let page = Page::serve();
    let browser = Browser::phone().dark().without_javascript().start().await;
    browser.open(page.url()).await;
    browser.sees("dark").await;
    browser.sees("390 wide").await;
    browser.sees("no JavaScript").await;
    let picture = std::fs::read(browser.screenshot("testkit/phone-dark").await).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    // Two pixels to a point, as the picture's header says (PNG, section 11.2.2).
    assert_eq!(picture[16..20], 780_u32.to_be_bytes());
}

#[tokio::test]
async fn the_page_gets_the_whole_window() {
    for (options, size) in [
        (Browser::desk(), json!([1280, 900])),
        (Browser::phone(), json!([390, 844])),
    ] {
        let page = Page::serve();
        let browser = options.start().await;
        browser.open(page.url()).await;
        let script = "return [window.innerWidth, window.innerHeight]";
        let measured = browser.client().execute(script, Vec::new()).await;
        assert_eq!(measured.unwrap(), size);
    }
}

#[tokio::test]
#[should_panic(expected = "nothing to click is called \"Sign out\"")]
async fn what_is_not_there_cannot_be_clicked() {
    let page = Page::serve();
    let hurried = Browser::desk().patience(Duration::from_millis(500));
    let browser = hurried.start().await;
    browser.open(page.url()).await;
    browser.click("Sign out").await;
}

#[tokio::test]
async fn nothing_outside_this_machine_is_asked() {
    let browser = Browser::desk().start().await;
    let refusal = browser.client().goto("http://postern.example/").await;
    let refusal = refusal.unwrap_err().to_string();
    assert!(refusal.contains("ERR_NAME_NOT_RESOLVED"), "{refusal}");
}

#[tokio::test]
async fn a_dropped_browser_leaves_no_process() {
    let browser = Browser::desk().start().await;
    let capabilities = browser.client().capabilities().unwrap();
    let stat = format!("/proc/{}/stat", capabilities["goog:processID"]);
    assert!(std::fs::exists(&stat).unwrap());
    drop(browser);
    // Whoever inherits a process that has ended may be slow to take note: then it is a zombie, state Z.
    let left = std::fs::read_to_string(&stat);
    assert!(left.is_err() || left.unwrap().contains(") Z "));
}
