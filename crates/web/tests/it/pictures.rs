//! The pictures of our own pages in the guides. They are made anew by
//! `cargo test -p web --test it pictures -- --ignored`.

use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
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

/// Where the page ends.
const END: &str = "
    const last = document.querySelector('main').lastElementChild.getBoundingClientRect();
    return Math.ceil(last.bottom) + 24;
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
    let browser = Browser::phone().start().await;
    browser.open(&address).await;
    browser.fill("User name", "alice").await;
    browser.fill("Password", PASSWORD).await;
    browser.click("Sign in").await;
    browser.sees("Link your first account").await;
    for kind in KINDS {
        let page = format!("{address}/account/link?provider={}", kind.key);
        browser.open(&page).await;
        browser.sees("Which messenger?").await;
        browser
            .cdp("Runtime.evaluate", json!({ "expression": ONE_ALONE }))
            .await;
        take(&browser, &format!("link-{}", kind.key)).await;
    }
    browser.close().await;
}

/// Takes a picture of the page down to where it ends, with fewer dots than a phone has, so that the file is small.
pub(crate) async fn take(browser: &Browser, name: &str) {
    let end = browser.client().execute(END, Vec::new()).await.unwrap();
    let clip = json!({ "x": 0, "y": 0, "width": 390, "height": end, "scale": 0.625 });
    let wish = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
    let answer = browser.cdp("Page.captureScreenshot", wish).await;
    let picture = BASE64_STANDARD
        .decode(answer["data"].as_str().unwrap())
        .unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/pictures");
    std::fs::write(folder.join(format!("{name}.png")), picture).unwrap();
}
