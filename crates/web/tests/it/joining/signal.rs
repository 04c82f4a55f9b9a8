//! Signal does not say whose a number is until its owner has written to us.

use std::time::Duration;

use domain::provider::Provider;
use messengers::http::{Rules, Site, Waits, Way};
use messengers::signal::{Settings, Signal, USUAL_REST};
use testkit::TestApp;
use testkit::fake_signal::{FakeSignal, Mode, Standing};
use tokio::time::timeout;

use super::PATIENCE;

const US: &str = "+4915100000000";
const ALICE: &str = "2f1ec6a2-6f47-4d4f-9d2b-0d0c1f9a6e11";
const ALICES_NUMBER: &str = "+491701234567";

async fn with_signal(fake: &FakeSignal) -> TestApp {
    let settings = Settings {
        site: Site::parse(&fake.site.url(), false).unwrap(),
        number: US.to_owned(),
        way: Way {
            ca_file: Some(fake.site.ca_file()),
            ..Way::default()
        },
        rules: Rules::default(),
        waits: Waits::DEFAULT,
        rest: USUAL_REST,
    };
    let app = TestApp::with_messenger(|surroundings| {
        Signal::start(Provider::new("signal"), settings, &surroundings).unwrap()
    })
    .await;
    app.wait_for_connection("signal", true).await;
    app
}

#[tokio::test]
async fn the_page_asks_to_write_first_and_goes_on_once_the_person_has() {
    let fake = FakeSignal::start_rest(US, Mode::JsonRpc).await;
    fake.person(ALICE, ALICES_NUMBER, None, Standing::Fine);
    fake.hides(ALICE, "84a939c0-1ea4-48cb-bf72-e5d48099cd9f");
    let app = with_signal(&fake).await;
    let chat = format!("https://signal.me/#p/{US}");
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice.browser.open("/account/link").await;
    page.says("write to us first");
    assert_eq!(page.link(&chat), chat);

    let typed = [("provider", "signal"), ("handle", ALICES_NUMBER)];
    let page = alice.browser.submit("/account/link", &typed).await;
    let path = page.path.clone();
    let waits = async {
        loop {
            let page = alice.browser.open(&path).await;
            if page.text().contains("does not tell us who has") {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let page = timeout(PATIENCE, waits).await.expect("the page says so");
    page.says("Write to us at Signal");
    assert_eq!(page.link(&chat), chat);

    timeout(PATIENCE, fake.is_heard()).await.unwrap();
    fake.writes(ALICE, "hello", false);
    app.advance(Duration::from_secs(20));
    let comes = async {
        loop {
            let messages = fake.messages();
            let mut texts = messages.iter().filter_map(|one| one["message"].as_str());
            if let Some(code) = texts.find_map(code) {
                return code.to_owned();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let code = timeout(PATIENCE, comes).await.expect("a code arrives");
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    alice.browser.submit(&path, &typed).await;
    alice.browser.open("/account").await.says(ALICES_NUMBER);
}

/// The code in a text: digits alone on its last line.
fn code(text: &str) -> Option<&str> {
    let line = text.lines().last()?;
    let is_code = line.len() >= 6 && line.bytes().all(|byte| byte.is_ascii_digit());
    is_code.then_some(line)
}
