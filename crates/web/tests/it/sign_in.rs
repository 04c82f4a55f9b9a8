//! Signing in with a code.

use domain::challenge::{LIFETIME, RESEND_AFTER};
use testkit::TestApp;

#[tokio::test]
async fn without_a_factor_the_password_opens() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    assert_eq!(alice.types_password().await.path, "/account");
}

#[tokio::test]
async fn a_code_completes_the_sign_in() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;

    alice
        .types_password()
        .await
        .says("One more step, alice")
        .says("al…@ex…");
    alice
        .asks_for_code(&account)
        .await
        .says("The code from XMPP");
    let code = app.xmpp.letter("alice@example.org", 1).await.code();
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_3_an_expired_code_is_refused() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;

    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter("alice@example.org", 1).await.code();
    app.advance(LIFETIME);
    alice
        .types_code(&code)
        .await
        .says("That is not the code, or it no longer works.")
        .says("This code has run out.");
}

#[tokio::test]
async fn security_6_a_resend_kills_the_old_code() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;

    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let old = app.xmpp.letter("alice@example.org", 1).await.code();
    alice
        .asks_for_code(&account)
        .await
        .says("The next code can be sent in 30 seconds.");
    app.advance(RESEND_AFTER);
    alice.asks_for_code(&account).await;
    let new = app.xmpp.letter("alice@example.org", 2).await.code();
    alice.types_code(&old).await.says("That is not the code");
    assert_eq!(alice.types_code(&new).await.path, "/account");
}
