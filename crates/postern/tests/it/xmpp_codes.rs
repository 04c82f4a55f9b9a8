//! Codes through Prosody to slixmpp, with a clock that is moved: the program runs in the test's own process for that.

use domain::challenge::{LIFETIME, RESEND_AFTER};
use domain::linked_account::LinkedAccount;
use domain::provider::Provider;
use domain::secret::{Password, ServerKey};
use messengers::xmpp::{Pace, Settings, Xmpp};
use testkit::prosody::{DOMAIN, Prosody, Setup};
use testkit::slixmpp::Slixmpp;
use testkit::{Persona, TestApp};

use super::walk::code_in;
use super::xmpp::SECRET;

/// The key of the real provider.
const PROVIDER: &str = "prosody";

/// Alice, who has typed her password, her account at a Prosody, and her phone.
struct House {
    app: TestApp,
    alice: Persona,
    account: LinkedAccount,
    phone: Slixmpp,
    _prosody: Prosody,
}

impl House {
    async fn new() -> Self {
        let prosody = Prosody::start(Setup::default()).await;
        prosody.register("postern", SECRET);
        prosody.register("alice", SECRET);
        let settings = settings(&prosody);
        let app = TestApp::with_messenger(|surroundings| {
            Xmpp::start(Provider::new(PROVIDER), settings, surroundings).unwrap()
        })
        .await;
        app.wait_for_connection(PROVIDER, true).await;
        let mut alice = app.user("alice").await;
        let account = app.link(&alice, PROVIDER, &prosody.address("alice")).await;
        alice.types_password().await.says("One more step, alice");
        Self {
            app,
            alice,
            account,
            phone: Slixmpp::start(&prosody, "alice", SECRET).await,
            _prosody: prosody,
        }
    }

    /// Alice asks for a code; it comes out on her phone.
    async fn code(&mut self) -> String {
        self.alice.asks_for_code(&self.account).await;
        loop {
            let message = self.phone.next_message().await.body;
            if message.contains("your code to sign in") {
                return code_in(&message);
            }
            // A code that did not fit is told to the owner of the account, too.
            assert!(message.contains("wrong code"), "{message}");
        }
    }
}

fn settings(prosody: &Prosody) -> Settings {
    Settings {
        service: format!("127.0.0.1:{}", prosody.port()),
        username: "postern".to_owned(),
        password: Password::new(SECRET),
        port: None,
        domain: Some(DOMAIN.to_owned()),
        direct_tls: false,
        ca_file: Some(prosody.ca_file()),
        proxy: None,
        key: ServerKey::new([7; 64]),
        pace: Pace::DEFAULT,
    }
}

#[tokio::test]
async fn a_code_that_was_received_is_refused_after_five_minutes() {
    let mut house = House::new().await;
    let code = house.code().await;
    house.app.advance(LIFETIME);
    let page = house.alice.types_code(&code).await;
    page.says("That is not the code, or it no longer works.")
        .says("This code has run out. Please ask for a new one.");
    // A new one can be had, and works.
    let code = house.code().await;
    assert_eq!(house.alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn asking_anew_brings_another_code_and_ends_the_first() {
    let mut house = House::new().await;
    let first = house.code().await;
    house.app.advance(RESEND_AFTER);
    let second = house.code().await;
    assert_ne!(first, second);
    let page = house.alice.types_code(&first).await;
    page.says("That is not the code");
    assert_eq!(house.alice.types_code(&second).await.path, "/account");
}

#[tokio::test]
async fn stop_and_start_are_understood_over_xmpp() {
    let mut house = House::new().await;
    let bot = format!("postern@{DOMAIN}");
    house.phone.send(&bot, "/stop", Some("de")).await;
    let answer = house.phone.next_message().await.body;
    assert!(
        answer.starts_with("Ab jetzt schickt My Server keine Mitteilungen"),
        "{answer}"
    );
    let code = house.code().await;
    house.alice.types_code(&code).await;
    let page = house.alice.browser.open("/account").await;
    page.says("Muted in the chat");
    house.phone.send(&bot, "/start", Some("en")).await;
    let answer = house.phone.next_message().await.body;
    assert!(
        answer.starts_with("My Server sends notifications here."),
        "{answer}"
    );
    let page = house.alice.browser.open("/account").await;
    page.does_not_say("Muted in the chat");
}
