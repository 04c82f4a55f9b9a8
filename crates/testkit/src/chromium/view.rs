//! Looking at a page: its text, its focus, its picture.

use std::path::PathBuf;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;

use super::Browser;
use crate::folders;

/// What the focused control is called: its label, its text, or what else names it.
const FOCUSED: &str = "
    const it = document.activeElement;
    if (!it || it === document.body) return '';
    const label = it.labels && it.labels.length ? it.labels[0].innerText : '';
    return it.getAttribute('aria-label') || label || it.innerText || it.value || it.title || it.placeholder || it.name || '';";

impl Browser {
    /// Waits until the page's visible text contains `text`, on one line or across several.
    pub async fn sees(&self, text: &str) {
        let wanted = one_line(text);
        let seen = self.wait_for(async || self.text().await?.contains(&wanted).then_some(()));
        if seen.await.is_none() {
            self.give_up(&format!("the page does not say \"{text}\""))
                .await;
        }
    }

    /// Waits until the page's visible text does not contain `text` (any more).
    ///
    /// Wait for what the page should say first: a page that has not loaded does not say anything.
    pub async fn does_not_see(&self, text: &str) {
        let unwanted = one_line(text);
        let gone = self.wait_for(async || (!self.text().await?.contains(&unwanted)).then_some(()));
        if gone.await.is_none() {
            self.give_up(&format!("the page says \"{text}\"")).await;
        }
    }

    /// Waits until the address of the page contains `part`.
    pub async fn is_at(&self, part: &str) {
        let arrived = self.wait_for(async || self.url().await.contains(part).then_some(()));
        if arrived.await.is_none() {
            self.give_up(&format!("the page's address has no \"{part}\""))
                .await;
        }
    }

    /// The page's visible text, every run of white space one blank.
    pub async fn page_text(&self) -> String {
        self.text().await.unwrap_or_default()
    }

    /// What the control with the keyboard's focus is called; empty if none has it.
    pub async fn focused_text(&self) -> String {
        let name = self.client.execute(FOCUSED, Vec::new()).await;
        let name = name.expect("the page can be asked for its focus");
        one_line(name.as_str().unwrap_or_default())
    }

    /// Saves the whole page, also what is below the window's edge, as `target/screenshots/NAME.png`.
    pub async fn screenshot(&self, name: &str) -> PathBuf {
        let parameters = json!({ "format": "png", "captureBeyondViewport": true });
        let answer = self.cdp("Page.captureScreenshot", parameters).await;
        let picture = answer["data"].as_str().expect("a picture has data");
        let picture = BASE64_STANDARD
            .decode(picture)
            .expect("a picture is Base64");
        let path = folders::target().join(format!("screenshots/{name}.png"));
        let folder = path.parent().expect("the path has a folder");
        std::fs::create_dir_all(folder).expect("the screenshots' folder can be made");
        std::fs::write(&path, picture).expect("the screenshot can be written");
        path
    }

    /// Panics with what the person would see now.
    pub(super) async fn give_up(&self, complaint: &str) -> ! {
        let picture = self.screenshot(&failure_name()).await;
        panic!(
            "{complaint}\naddress: {}\npicture: {}\ntext: {}",
            self.url().await,
            picture.display(),
            self.page_text().await
        );
    }

    /// `None` while the page is being left.
    async fn text(&self) -> Option<String> {
        let script = "return document.body ? document.body.innerText : null";
        let text = self.client.execute(script, Vec::new()).await.ok()?;
        text.as_str().map(one_line)
    }
}

/// `failed/` and the name of the test, which is its thread's name.
fn failure_name() -> String {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("test").replace("::", ".");
    format!("failed/{test}")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
