//! The requirements on codes and those who guess at them, by their numbers.

use domain::challenge::{Code, LIFETIME, MOST_GUESSES};
use domain::limit::{GUESSES_AT_USER, PASSWORDS_AT_USER_FROM_NETWORK};
use testkit::app::PASSWORD;
use testkit::{Persona, TestApp};

const ALICE: &str = "alice@example.org";

/// A code that this one is not.
fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// Alice, whose code is asked for and read.
async fn alice_with_code(app: &TestApp) -> (Persona, String) {
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    (alice, code)
}

#[tokio::test]
async fn security_2_a_code_has_six_digits_and_no_shorter_one_is_read() {
    let app = TestApp::new().await;
    for _ in 0..1_000 {
        let code = Code::draw(&app.context.world);
        assert!(
            code.reveal().len() == 6 && code.reveal().bytes().all(|b| b.is_ascii_digit()),
            "{}",
            code.reveal()
        );
    }
    assert!(Code::read("12345").is_none() && Code::read("123456").is_some());
}

#[tokio::test]
async fn security_8_a_new_sign_in_brings_no_new_guesses_without_end() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    let each = MOST_GUESSES - 1;
    assert_eq!(GUESSES_AT_USER.most % each, 0);
    for _ in 0..GUESSES_AT_USER.most / each {
        alice.types_password().await;
        alice.asks_for_code(&account).await;
        app.settle().await;
        for _ in 0..each {
            alice
                .types_code("no code")
                .await
                .says("That is not the code");
        }
    }
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    app.settle().await;
    let newest = app.xmpp.arrived_at(ALICE).into_iter().rev();
    let mut newest = newest.filter(|letter| letter.text.contains("code to sign in"));
    let code = newest.next().unwrap().code();
    alice
        .types_code(&code)
        .await
        .says("There were too many wrong codes. Please wait");
}

#[tokio::test]
async fn security_10_guesses_made_at_once_are_all_counted() {
    let app = TestApp::new().await;
    let (alice, code) = alice_with_code(&app).await;
    let guesses = (0..MOST_GUESSES).map(|_| {
        let mut alice = Persona {
            user: alice.user.clone(),
            browser: alice.browser.clone(),
        };
        let wrong = another(&code);
        async move { alice.types_code(wrong).await.path }
    });
    futures::future::join_all(guesses).await;
    let mut alice = alice;
    alice
        .types_code(&code)
        .await
        .says("There were too many wrong codes.");
}

#[tokio::test]
async fn security_11_a_stranger_elsewhere_locks_nobody_out() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut stranger = app.browser().elsewhere([203, 0, 113, 7]);
    let wrong = [("name", "alice"), ("password", "a guess")];
    for _ in 0..PASSWORDS_AT_USER_FROM_NETWORK.most {
        let page = stranger.submit("/sign-in", &wrong).await;
        page.says("No user has this name and password.");
    }
    let right = [("name", "alice"), ("password", PASSWORD)];
    stranger
        .submit("/sign-in", &right)
        .await
        .says("There were too many tries. Please wait");
    assert_eq!(alice.types_password().await.path, "/account");
    app.advance(PASSWORDS_AT_USER_FROM_NETWORK.window);
    assert_eq!(stranger.submit("/sign-in", &right).await.path, "/account");
}

#[tokio::test]
async fn security_12_a_success_takes_back_what_was_counted() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let wrong = [("name", "alice"), ("password", "a guess")];
    for _ in 0..2 {
        for _ in 1..PASSWORDS_AT_USER_FROM_NETWORK.most {
            alice.browser.submit("/sign-in", &wrong).await;
        }
        assert_eq!(alice.types_password().await.path, "/account");
    }

    let account = app.link(&alice, "xmpp", ALICE).await;
    for round in 0..GUESSES_AT_USER.most / 2 {
        alice.types_password().await;
        alice.asks_for_code(&account).await;
        app.settle().await;
        let letters = app.xmpp.arrived_at(ALICE).into_iter().rev();
        let mut codes = letters.filter(|letter| letter.text.contains("code to sign in"));
        let code = codes.next().unwrap().code();
        for _ in 0..2 {
            alice.types_code(another(&code)).await;
        }
        let page = alice.types_code(&code).await;
        assert_eq!(page.path, "/account", "{round}: {}", page.text());
    }
}

#[tokio::test]
async fn security_13_wrong_late_and_unasked_codes_get_one_answer() {
    let app = TestApp::new().await;
    let fault = |page: testkit::Page| {
        let (_, rest) = page.body.split_once("id=\"fault\"").unwrap();
        let (_, text) = rest.split_once('>').unwrap();
        text.split('<').next().unwrap().to_owned()
    };
    let mut bob = app.user("bob").await;
    app.link(&bob, "xmpp", "bob@example.org").await;
    bob.types_password().await;
    let unasked = fault(bob.types_code("123456").await);
    let (mut alice, code) = alice_with_code(&app).await;
    let wrong = fault(alice.types_code(another(&code)).await);
    app.advance(LIFETIME);
    let late = fault(alice.types_code(&code).await);
    assert_eq!((&wrong, &wrong), (&late, &unasked));
}

#[tokio::test]
async fn security_16_a_code_in_an_address_counts_for_nothing() {
    let app = TestApp::new().await;
    let (mut alice, code) = alice_with_code(&app).await;
    let path = format!("/sign-in/code?code={code}");
    let page = alice.browser.open(&path).await;
    assert_eq!(page.path, path);
    assert!(!page.body.contains(&code), "nor is it written back");
    let page = alice.browser.submit(&path, &[]).await;
    assert!(page.status.is_client_error(), "{}", page.status);
    let page = alice.browser.open("/account").await;
    assert_eq!(page.path, "/sign-in?next=/account");
    assert_eq!(alice.types_code(&code).await.path, "/account");
}
