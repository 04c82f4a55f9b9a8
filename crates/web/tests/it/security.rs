//! The requirements on codes, sessions and tokens, by their numbers.

use axum::http::StatusCode;
use domain::challenge::{MOST_GUESSES, RESEND_AFTER};
use domain::failures::FREE;
use domain::limit::CODES_TO_USER;
use serde_json::json;
use testkit::TestApp;
use testkit::app::PASSWORD;

const ALICE: &str = "alice@example.org";

#[tokio::test]
async fn security_4_of_many_right_codes_at_once_one_wins() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();

    let tries = (0..4).map(|_| {
        let (mut browser, code) = (alice.browser.clone(), code.clone());
        async move {
            browser
                .submit("/sign-in/code", &[("code", &code)])
                .await
                .path
        }
    });
    let paths = futures::future::join_all(tries).await;
    assert_eq!(
        paths.iter().filter(|path| *path == "/account").count(),
        1,
        "{paths:?}"
    );
}

#[tokio::test]
async fn security_5_a_code_completes_only_the_sign_in_that_asked() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();

    let mut thief = app.browser().elsewhere([198, 51, 100, 7]);
    thief
        .submit("/sign-in", &[("name", "alice"), ("password", PASSWORD)])
        .await;
    let refused = thief.submit("/sign-in/code", &[("code", &code)]).await;
    assert_eq!(refused.path, "/sign-in/code");
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_7_a_resend_does_not_bring_guesses_back() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    app.xmpp.letter(ALICE, 1).await;
    for _ in 1..MOST_GUESSES {
        alice
            .types_code("000000")
            .await
            .says("That is not the code");
    }
    app.advance(RESEND_AFTER);
    alice.asks_for_code(&account).await;
    app.settle().await;
    alice
        .types_code("000000")
        .await
        .says("There were too many wrong codes.");
    let newest = app
        .xmpp
        .arrived_at(ALICE)
        .into_iter()
        .rev()
        .find(|letter| letter.text.contains("code to sign in"));
    alice
        .types_code(&newest.unwrap().code())
        .await
        .says("There were too many wrong codes.");
}

#[tokio::test]
async fn security_23_nobody_is_pestered_with_codes() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    for _ in 0..CODES_TO_USER.most {
        alice.types_password().await;
        alice
            .asks_for_code(&account)
            .await
            .says("The code from XMPP");
    }
    alice.types_password().await;
    alice
        .asks_for_code(&account)
        .await
        .says("The next code can be sent in");
}

#[tokio::test]
async fn security_44_a_wrong_code_after_the_right_password_is_told() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    app.xmpp.letter(ALICE, 1).await;
    alice.types_code("000000").await;
    let warning = app.xmpp.letter(ALICE, 2).await;
    assert!(warning.text.contains("/not-me/"), "{}", warning.text);
}

#[tokio::test]
async fn security_53_no_outage_opens_the_door() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    app.xmpp.goes_down();
    app.wait_for_connection("xmpp", false).await;
    let page = alice.types_password().await;
    assert_eq!(page.path, "/sign-in/code");
    page.says("None of your messengers can be reached");
    alice.asks_for_code(&account).await.says("nothing was sent");
    assert_eq!(
        alice.browser.open("/account").await.path,
        "/sign-in?next=/account"
    );
    app.xmpp.comes_up();
    app.wait_for_connection("xmpp", true).await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_55_unknown_names_and_wrong_passwords_look_the_same() {
    let app = TestApp::new().await;
    app.user("alice").await;
    let mut browser = app.browser();
    let known = browser
        .submit(
            "/sign-in",
            &[("name", "alice"), ("password", "wrong wrong")],
        )
        .await;
    let unknown = browser
        .submit(
            "/sign-in",
            &[("name", "alicf"), ("password", "wrong wrong")],
        )
        .await;
    assert_eq!(known.status, unknown.status);
    assert_eq!(
        known.body.replace("alice", "NAME"),
        unknown.body.replace("alicf", "NAME")
    );
}

#[tokio::test]
async fn security_55_unknown_names_wait_like_known_ones() {
    let app = TestApp::new().await;
    app.user("alice").await;
    let locked = app.user("locked").await;
    let mut root = app.admin("root").await;
    root.signs_in().await;
    let path = format!("/users/{}/lock", locked.user.id);
    root.browser.submit(&path, &[]).await;
    // Known, locked, unknown, and what can be no name: each alone in its network.
    let names = ["alice", "locked", "nobody", "no/such name"];
    let mut answers = Vec::new();
    for (network, name) in names.into_iter().enumerate() {
        let network = u8::try_from(network).unwrap();
        let mut stranger = app.browser().elsewhere([203, 0, network, 7]);
        let mut bodies = Vec::new();
        for _ in 0..FREE + 2 {
            let typed = [("name", name), ("password", "wrong wrong")];
            let page = stranger.submit("/sign-in", &typed).await;
            bodies.push((page.status, page.body.replace(name, "NAME")));
        }
        let last = bodies.last().unwrap();
        assert!(last.1.contains("Please wait 30 seconds"), "{name}");
        answers.push(bodies);
    }
    assert!(answers.iter().all(|bodies| *bodies == answers[0]));
}

#[tokio::test]
async fn security_42_a_session_dies_with_the_sign_out() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let mut thief = app.browser();
    thief.steal_cookies(&alice.browser);
    assert_eq!(thief.open("/account").await.path, "/account");
    alice.browser.submit("/sign-out", &[]).await;
    assert_eq!(thief.open("/account").await.path, "/sign-in?next=/account");
}

#[tokio::test]
async fn security_58_a_repeated_request_is_done_once() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", ALICE).await;
    let bearer = format!("Bearer {}", app.token("ci").await.reveal());
    let headers = [
        ("authorization", bearer.as_str()),
        ("idempotency-key", "build-17"),
    ];
    let mut program = app.browser();

    let body = json!({ "to": "alice", "text": "build 17 is done" });
    let first = program.send_json("/api/v1/messages", &body, &headers).await;
    let again = program.send_json("/api/v1/messages", &body, &headers).await;
    assert_eq!(
        (first.status, first.json()),
        (StatusCode::ACCEPTED, again.json())
    );
    let other = json!({ "to": "alice", "text": "build 18 is done" });
    let refused = program
        .send_json("/api/v1/messages", &other, &headers)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(refused.json()["type"], "/problems/idempotency-key-reused");
    app.settle().await;
    assert_eq!(app.xmpp.arrived_at(ALICE).len(), 1);
}

#[tokio::test]
async fn security_49_a_token_counts_only_in_the_header() {
    let app = TestApp::new().await;
    let token = app.token("ci").await;
    let mut program = app.browser();
    let body = json!({ "to": "alice", "text": "hello" });
    let refused = program
        .send_json(
            &format!("/api/v1/messages?token={}", token.reveal()),
            &body,
            &[],
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refused.json()["type"], "/problems/token-missing-or-wrong");
}

#[tokio::test]
async fn forms_of_other_sites_change_nothing() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    alice.browser.headers = vec![("origin".into(), "https://evil.example".into())];
    let refused = alice.browser.submit("/sign-out", &[]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    alice.browser.headers.clear();
    assert_eq!(alice.browser.open("/account").await.path, "/account");
}
