//! Using a page: clicking, typing, choosing.

use fantoccini::Locator;
use fantoccini::elements::Element;

use super::{Browser, Key, xpath};

impl Browser {
    /// Clicks the button, link or tab of that name.
    pub async fn click(&self, name: &str) {
        let xpath = xpath::clickable(name);
        let clicked = self.wait_for(async || {
            let element = self.visible(&xpath).await.ok()??;
            // Something may lie over it yet, or the page may just be leaving: look again.
            element.click().await.ok()
        });
        if clicked.await.is_none() {
            self.give_up(&format!("nothing to click is called \"{name}\""))
                .await;
        }
    }

    /// Replaces what is in the field with that label.
    pub async fn fill(&self, label: &str, text: &str) {
        let filled = self.wait_for(async || {
            let field = self.labelled(label).await?;
            field.clear().await.ok()?;
            field.send_keys(text).await.ok()
        });
        if filled.await.is_none() {
            self.give_up(&format!(
                "no field with the label \"{label}\" can be filled"
            ))
            .await;
        }
    }

    /// Chooses an entry of the list with that label.
    pub async fn choose(&self, label: &str, entry: &str) {
        let chosen = self.wait_for(async || {
            let list = self.labelled(label).await?;
            let entry = list.find(Locator::XPath(&xpath::option(entry))).await;
            entry.ok()?.click().await.ok()
        });
        if chosen.await.is_none() {
            self.give_up(&format!("no list \"{label}\" has an entry \"{entry}\""))
                .await;
        }
    }

    /// Ticks the box with that label, or chooses the radio button, unless it is already.
    pub async fn tick(&self, label: &str) {
        self.set_ticked(label, true).await;
    }

    /// Takes the tick from the box with that label, if it has one.
    pub async fn untick(&self, label: &str) {
        self.set_ticked(label, false).await;
    }

    /// What is in the field with that label.
    pub async fn value(&self, label: &str) -> String {
        let value = self.wait_for(async || self.labelled(label).await?.prop("value").await.ok()?);
        match value.await {
            Some(value) => value,
            None => {
                self.give_up(&format!("no field has the label \"{label}\""))
                    .await
            }
        }
    }

    /// Where the link of that name leads.
    pub async fn address_of(&self, name: &str) -> String {
        let xpath = xpath::clickable(name);
        let found =
            self.wait_for(async || self.visible(&xpath).await.ok()??.attr("href").await.ok()?);
        match found.await {
            Some(address) => address,
            None => self.give_up(&format!("no link is called \"{name}\"")).await,
        }
    }

    /// Types text where the keyboard's focus is.
    pub async fn type_text(&self, text: &str) {
        let focused = self
            .client
            .active_element()
            .await
            .expect("something has the focus");
        focused
            .send_keys(text)
            .await
            .expect("the focused element takes text");
    }

    /// Presses a key where the keyboard's focus is.
    pub async fn press(&self, key: Key) {
        self.type_text(&key).await;
    }

    /// Moves the keyboard's focus to the next control.
    pub async fn tab(&self) {
        self.press(Key::Tab).await;
    }

    async fn set_ticked(&self, label: &str, ticked: bool) {
        let set = self.wait_for(async || {
            let control = self.labelled(label).await?;
            if control.is_selected().await.ok()? == ticked {
                return Some(());
            }
            control.click().await.ok()?;
            // Seen on the next glance, if it worked.
            None
        });
        if set.await.is_none() {
            self.give_up(&format!("no box \"{label}\" can be set to {ticked}"))
                .await;
        }
    }

    /// The visible control with exactly that label, or else the one whose label begins so.
    async fn labelled(&self, label: &str) -> Option<Element> {
        for xpath in xpath::labelled(label) {
            if let Some(control) = self.visible(&xpath).await.ok()? {
                return Some(control);
            }
        }
        None
    }
}
