//! Chromium as a person would use it: a scenario reads as sentences.
//!
//! What is not found, or not seen in time, panics with the page's text and saves a screenshot beside the others
//! in `target/screenshots`.

mod cdp;
mod chromedriver;
mod controls;
mod options;
mod view;
mod xpath;

use std::time::Duration;

use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};

use chromedriver::Chromedriver;
pub use fantoccini::key::Key;
pub use options::{BrowserOptions, Colours};

/// How often the page is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(50);

/// A headless Chromium with an empty profile that can reach nothing but this machine.
///
/// Both it and its chromedriver end with this value.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    patience: Duration,
    _programs: Chromedriver,
}

impl Browser {
    /// A window on a desk, 1280 by 900: `Browser::desk().start().await`.
    pub fn desk() -> BrowserOptions {
        BrowserOptions::desk()
    }

    /// A phone, 390 by 844 with two pixels to a point, touched and not clicked.
    pub fn phone() -> BrowserOptions {
        BrowserOptions::phone()
    }

    /// Goes to a page and waits until it has loaded.
    pub async fn open(&self, url: &str) {
        let opened = self.client.goto(url).await;
        opened.unwrap_or_else(|error| panic!("cannot open {url}: {error}"));
    }

    /// The address of the page.
    pub async fn url(&self) -> String {
        let url = self.client.current_url().await;
        url.expect("the browser has a page").into()
    }

    /// The page's title.
    pub async fn title(&self) -> String {
        self.client.title().await.expect("the browser has a page")
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.client.refresh().await.expect("the page loads again");
    }

    /// Goes back to the page before.
    pub async fn back(&self) {
        self.client.back().await.expect("there is a page before");
    }

    /// The driver itself, for what has no sentence here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Ends the browser politely; dropping it does so too.
    pub async fn close(self) {
        let closed = self.client.clone().close().await;
        closed.expect("the browser closes");
    }

    /// Looks again and again until `look` finds something, or patience ends.
    async fn wait_for<T>(&self, mut look: impl AsyncFnMut() -> Option<T>) -> Option<T> {
        let look_until_found = async {
            loop {
                if let Some(found) = look().await {
                    return found;
                }
                tokio::time::sleep(GLANCE).await;
            }
        };
        tokio::time::timeout(self.patience, look_until_found)
            .await
            .ok()
    }

    /// The first element of the `XPath` that can be seen.
    async fn visible(
        &self,
        xpath: &str,
    ) -> Result<Option<fantoccini::elements::Element>, CmdError> {
        for element in self.client.find_all(Locator::XPath(xpath)).await? {
            if element.is_displayed().await? {
                return Ok(Some(element));
            }
        }
        Ok(None)
    }
}
