//! How a browser is started.

use std::path::Path;
use std::time::Duration;

use serde_json::{Map, Value, json};

use super::Browser;
use super::chromedriver::Chromedriver;

/// How long a person waits for something to appear.
const PATIENCE: Duration = Duration::from_secs(60);

/// The colours that the person has chosen on their device (`prefers-color-scheme`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colours {
    /// Dark text on a light ground.
    Light,
    /// Light text on a dark ground.
    Dark,
}

/// A browser to be started; see [`Browser::desk`] and [`Browser::phone`].
#[derive(Clone, Debug)]
pub struct BrowserOptions {
    size: (u32, u32),
    phone: bool,
    colours: Colours,
    javascript: bool,
    language: String,
    patience: Duration,
}

impl BrowserOptions {
    pub(super) fn desk() -> Self {
        Self {
            size: (1280, 900),
            phone: false,
            colours: Colours::Light,
            javascript: true,
            language: "en-GB".to_owned(),
            patience: PATIENCE,
        }
    }

    pub(super) fn phone() -> Self {
        Self {
            size: (390, 844),
            phone: true,
            ..Self::desk()
        }
    }

    /// With these colours; without it they are light.
    #[must_use]
    pub fn colours(self, colours: Colours) -> Self {
        Self { colours, ..self }
    }

    /// With dark colours.
    #[must_use]
    pub fn dark(self) -> Self {
        self.colours(Colours::Dark)
    }

    /// With JavaScript switched off for pages.
    #[must_use]
    pub fn without_javascript(self) -> Self {
        let javascript = false;
        Self { javascript, ..self }
    }

    /// With this language preferred, such as `de`; without it `en-GB`.
    #[must_use]
    pub fn language(self, tag: &str) -> Self {
        let language = tag.to_owned();
        Self { language, ..self }
    }

    /// With this patience for what is to appear; without it 60 seconds.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Starts the browser with an empty profile.
    pub async fn start(self) -> Browser {
        let folder = tempfile::tempdir().expect("there is room for temporary files");
        let capabilities = self.capabilities(&folder.path().join("profile"));
        let (programs, client) = Chromedriver::start(folder, capabilities).await;
        let browser = Browser {
            client,
            patience: self.patience,
            _programs: programs,
        };
        browser.emulate_media(self.colours).await;
        if !self.phone {
            browser.emulate_size(self.size).await;
        }
        browser
    }

    fn capabilities(&self, profile: &Path) -> Map<String, Value> {
        let mut chromium = json!({ "args": self.flags(profile), "prefs": self.preferences() });
        if self.phone {
            let (width, height) = self.size;
            chromium["mobileEmulation"] = json!({ "deviceMetrics": {
                "width": width, "height": height, "pixelRatio": 2.0, "mobile": true, "touch": true
            }});
        }
        let mut capabilities = Map::new();
        capabilities.insert("browserName".to_owned(), "chrome".into());
        capabilities.insert("acceptInsecureCerts".to_owned(), true.into());
        capabilities.insert("goog:chromeOptions".to_owned(), chromium);
        capabilities
    }

    fn flags(&self, profile: &Path) -> Vec<String> {
        let (width, height) = self.size;
        let mut flags: Vec<String> = FLAGS.iter().copied().map(str::to_owned).collect();
        flags.push(format!("--user-data-dir={}", profile.display()));
        flags.push(format!("--window-size={width},{height}"));
        flags.push(format!("--lang={}", self.language));
        flags
    }

    fn preferences(&self) -> Value {
        let mut preferences = json!({
            "intl.accept_languages": self.language,
            "credentials_enable_service": false,
            "profile.password_manager_leak_detection": false,
        });
        if !self.javascript {
            // 2 is "block", as an administrator would set it.
            preferences["profile.managed_default_content_settings.javascript"] = 2.into();
        }
        preferences
    }
}

/// Headless, quiet, and deaf to every name but this machine's.
const FLAGS: &[&str] = &[
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE *.localhost",
];
