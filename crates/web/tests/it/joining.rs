//! Linking where people have to join something first: at Discord the bot's server, at Matrix the chat; or to
//! write first, at Signal.

mod signal;

use std::time::Duration;

use domain::provider::Provider;
use domain::secret::{ServerKey, Token};
use messengers::discord::{Discord, Pace, Settings};
use messengers::http::{Site, Waits, Way};
use messengers::matrix::{self, Login, Matrix};
use testkit::TestApp;
use testkit::fake_discord::FakeDiscord;
use testkit::fake_matrix::FakeMatrix;
use tokio::time::timeout;

const INVITATION: &str = "https://discord.gg/acme";
const PATIENCE: Duration = Duration::from_secs(60);

async fn with_discord(fake: &FakeDiscord) -> TestApp {
    let settings = Settings {
        site: Site::parse(&fake.site.url(), false).unwrap(),
        token: Token::new(fake.token()),
        server_url: Some(INVITATION.to_owned()),
        way: Way {
            ca_file: Some(fake.site.ca_file()),
            ..Way::default()
        },
        pace: Pace::DEFAULT,
        most_refused: Settings::MOST_REFUSED,
    };
    let app = TestApp::with_messenger(|surroundings| {
        Discord::start(Provider::new("discord"), settings, surroundings).unwrap()
    })
    .await;
    app.wait_for_connection("discord", true).await;
    app
}

/// The code in the newest direct message.
async fn code(fake: &FakeDiscord, person: u64) -> String {
    let look = async {
        loop {
            if let Some(message) = fake.messages(person).pop() {
                return message.content.split('`').nth(1).unwrap().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, look).await.expect("a code arrives")
}

#[tokio::test]
async fn the_page_shows_the_invitation_and_goes_on_once_the_person_has_joined() {
    let fake = FakeDiscord::start().await;
    let guild = fake.guild("Acme");
    let person = fake.person("alice.b");
    let app = with_discord(&fake).await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let typed = [("provider", "discord"), ("handle", "@Alice.B")];
    let page = alice.browser.submit("/account/link", &typed).await;
    let path = page.path.clone();
    let waits = async {
        loop {
            let page = alice.browser.open(&path).await;
            if page.text().contains("was not found on our Discord server") {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let page = timeout(PATIENCE, waits).await.expect("the page says so");
    assert_eq!(page.link(INVITATION), INVITATION);
    page.says("Join our Discord server");

    fake.joins(person, guild);
    app.advance(Duration::from_secs(20));
    let code = code(&fake, person).await;
    let page = alice.browser.open(&path).await;
    page.does_not_say("Join our Discord server");
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    alice.browser.submit(&path, &typed).await;
    alice.browser.open("/account").await.says("alice.b");
}

async fn with_matrix(fake: &FakeMatrix) -> TestApp {
    let us = fake.user("postern");
    fake.token(&us, "syt_token");
    let settings = matrix::Settings {
        site: Site::parse(&fake.site.url(), false).unwrap(),
        user: None,
        login: Login::Token(Token::new("syt_token")),
        key: ServerKey::new([7; 64]),
        is_trial: false,
        way: Way {
            ca_file: Some(fake.site.ca_file()),
            ..Way::default()
        },
        waits: Waits::DEFAULT,
    };
    let app = TestApp::with_messenger(|surroundings| {
        Matrix::start(Provider::new("matrix"), settings, &surroundings).unwrap()
    })
    .await;
    app.wait_for_connection("matrix", true).await;
    app
}

#[tokio::test]
async fn the_page_waits_for_an_invitation_to_a_chat_to_be_accepted_and_goes_on() {
    let fake = FakeMatrix::start().await;
    let person = fake.user("alice");
    let app = with_matrix(&fake).await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let typed = [("provider", "matrix"), ("handle", &*person)];
    let path = alice
        .browser
        .submit("/account/link", &typed)
        .await
        .path
        .clone();
    let waits = async {
        while !alice
            .browser
            .open(&path)
            .await
            .text()
            .contains("Please accept the invitation")
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    timeout(PATIENCE, waits).await.expect("the page says so");

    fake.accepts(&person);
    app.advance(Duration::from_secs(20));
    let look = async {
        loop {
            if let Some(message) = fake.messages().pop() {
                let body = message["body"].as_str().unwrap();
                return body.lines().last().unwrap().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    let code = timeout(PATIENCE, look).await.expect("a code arrives");
    alice
        .browser
        .open(&path)
        .await
        .does_not_say("Please accept the invitation");
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    alice.browser.submit(&path, &typed).await;
    alice
        .browser
        .open("/account")
        .await
        .says("@alice:fake.example");
}

#[tokio::test]
async fn the_linking_page_leads_to_the_invitation_beforehand() {
    let fake = FakeDiscord::start().await;
    let app = with_discord(&fake).await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice.browser.open("/account/link").await;
    page.says("Not on our server yet? Join it first.");
    assert!(page.body.contains(&format!("href=\"{INVITATION}\"")));
}
