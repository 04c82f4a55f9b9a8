//! The pictures of our own pages in the guides. They are made anew by
//! `cargo nextest run -p web pictures --run-ignored only`.

use std::path::Path;
use std::sync::Arc;

use domain::provider::Provider;
use messengers::{KINDS, Messenger};
use testkit::app::PASSWORD;

use testkit::{Browser, FakeProvider, TestApp};

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
    for (suffix, browser) in [("", Browser::desk()), ("-dark", Browser::phone().dark())] {
        let browser = browser.start().await;
        browser.open(&address).await;
        browser.fill("User name", "alice").await;
        browser.fill("Password", PASSWORD).await;
        browser.click("Sign in").await;
        browser.sees("Link your first account").await;
        for kind in KINDS {
            let page = format!("{address}/account/link?provider={}", kind.key);
            browser.open(&page).await;
            browser.sees("Which messenger?").await;
            let taken = browser
                .screenshot(&format!("link-{}{suffix}", kind.key))
                .await;
            if suffix.is_empty() {
                std::fs::copy(taken, folder.join(format!("link-{}.png", kind.key))).unwrap();
            }
        }
        browser.close().await;
    }
}
