//! What is no way to sign in: buttons, and what is written in the chat. What no message may carry.

use testkit::TestApp;

const ALICE: &str = "alice@other";

#[tokio::test]
async fn security_20_no_button_stands_in_for_the_code() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "other", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.other.letter(ALICE, 1).await;
    assert!(code.carries_code);
    assert!(code.buttons.is_empty(), "{:?}", code.buttons);
    // A wrong code brings a warning, which has a button: it undoes, and lets nobody in.
    alice
        .types_code("000000")
        .await
        .says("That is not the code");
    let warning = app.other.letter(ALICE, 2).await;
    let button = warning.buttons.first().expect("a warning has a button");
    app.other.presses(ALICE, button).await;
    let page = alice.browser.open("/account").await;
    assert_ne!(page.path, "/account");
}

#[tokio::test]
async fn security_21_nothing_written_in_the_chat_completes_a_sign_in() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "other", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.other.letter(ALICE, 1).await.code();
    for said in [
        code.clone(),
        format!("/start {code}"),
        "yes".to_owned(),
        "/start".to_owned(),
        "ok".to_owned(),
    ] {
        app.other.hears(ALICE, &said).await;
        let page = alice.browser.open("/account").await;
        assert_ne!(page.path, "/account", "after {said:?} in the chat");
    }
    // The code itself was not used up by that: the page alone takes it.
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_30_no_message_carries_the_token_of_a_start_link() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let first = app.link(&alice, "xmpp", "alice@xmpp").await;
    alice.types_password().await;
    alice.asks_for_code(&first).await;
    let code = app.xmpp.letter("alice@xmpp", 1).await.code();
    assert_eq!(alice.types_code(&code).await.path, "/account");
    let page = alice.browser.open("/account/link").await;
    let link = page.link("https://fake.example/postern@fake?start=");
    let (_, token) = link.split_once("?start=").unwrap();
    app.other.starts(ALICE, &link).await.unwrap();
    // The account that was there before is told of the new one, by a message that can be disowned.
    let told = app.xmpp.letter("alice@xmpp", 2).await;
    assert!(
        told.text.contains("was linked to your account"),
        "{}",
        told.text
    );
    app.settle().await;
    for letter in app.xmpp.got().iter().chain(&app.other.got()) {
        assert!(!letter.text.contains(token), "{}", letter.text);
        let mut buttons = letter.buttons.iter();
        assert!(!buttons.any(|button| button.data.contains(token)));
    }
}
