//! The pictures of our own pages in the guides. They are made anew by
//! `cargo test -p web --test it pictures -- --ignored`.

use std::path::Path;
use std::sync::Arc;

use domain::provider::Provider;
use messengers::{KINDS, Messenger};
use serde_json::json;
use testkit::app::PASSWORD;

use testkit::{Browser, FakeProvider, TestApp};

/// Takes all but the chosen provider off the page, as it is where only one is set up.
const ONE_ALONE: &str = "
    document.querySelectorAll('.choice').forEach(it => it.querySelector('input').checked || it.remove());
    [...document.querySelectorAll('section.card')].slice(1).forEach(it => it.remove());
    document.activeElement.blur();
";

#[tokio::test]
#[ignore = "writes files of the repository"]
async fn pictures_of_the_linking_page_with_every_kind_of_provider() {
    let app = TestApp::with_messengers(|_| {
        let fake = |entry| FakeProvider::with_entry(entry) as Arc<dyn Messenger>;
        let entries = KINDS
            .iter()
            .map(|kind| (kind.at_best)(Provider::new(kind.key)));
        // The one in the test's hand is there already.
        let entries = entries.filter(|entry| entry.provider.as_str() != "xmpp");
        entries.map(fake).collect()
    })
    .await;
    app.user("alice").await;
    let address = app.serve().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures");
    std::fs::create_dir_all(&folder).unwrap();
    let browser = Browser::phone().start().await;
    browser.open(&address).await;
    browser.fill("User name", "alice").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.sees("Link your first account").await;
    // A phone, with fewer dots than it has, so that the files are small.
    let size = json!({ "width": 390, "height": 640, "deviceScaleFactor": 1.25, "mobile": true });
    browser
        .cdp("Emulation.setDeviceMetricsOverride", size)
        .await;
    for kind in KINDS {
        let page = format!("{address}/account/link?provider={}", kind.key);
        browser.open(&page).await;
        browser.sees("Which messenger?").await;
        browser
            .cdp("Runtime.evaluate", json!({ "expression": ONE_ALONE }))
            .await;
        let taken = browser.screenshot(&format!("link-{}", kind.key)).await;
        std::fs::copy(taken, folder.join(format!("link-{}.png", kind.key))).unwrap();
    }
    browser.close().await;
}
