//! The requirements on programs, their tokens and what limits them, by their numbers.

use axum::http::StatusCode;
use domain::limit::{
    CODES_FROM_NETWORK, CODES_TO_ADDRESS, MESSAGES_FROM_INTEGRATION, READS_BY_INTEGRATION,
};
use domain::place::Place;
use domain::tenant::Domain;
use serde_json::json;
use store::{integrations, limits};
use testkit::{Client, Page, TestApp};
use web::Proxies;

const MESSAGES: &str = "/api/v1/messages";

async fn writes(program: &mut Client, path: &str, token: &str) -> Page {
    let body = json!({ "to": "alice", "text": "hello" });
    let bearer = format!("Bearer {token}");
    program
        .send_json(path, &body, &[("authorization", bearer.as_str())])
        .await
}

#[tokio::test]
async fn security_49_a_token_is_stored_as_a_digest_and_is_good_in_its_domain_alone() {
    let other = Domain {
        name: "other".into(),
        title: "Other".into(),
        ..testkit::app::default_domain()
    };
    let domains = vec![testkit::app::default_domain(), other];
    let app = TestApp::with_domains(domains, Proxies::default()).await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let token = app.token("ci").await;
    let mut program = app.browser();
    let page = writes(&mut program, "/other/api/v1/messages", token.reveal()).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = writes(&mut program, MESSAGES, token.reveal()).await;
    assert_eq!(page.status, StatusCode::ACCEPTED);

    let mut conn = app.context.db.read().await.unwrap();
    let stored: Vec<Vec<u8>> = sqlx::query_scalar("SELECT token_digest FROM integrations")
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    assert_eq!(stored, [token.digest().0]);
    assert_ne!(stored[0], token.reveal().as_bytes());
}

#[tokio::test]
async fn security_49_an_old_token_works_beside_the_new_one_until_it_is_revoked() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let (old, new) = (app.token("ci").await, app.token("ci").await);
    let mut program = app.browser();
    for token in [&old, &new] {
        let page = writes(&mut program, MESSAGES, token.reveal()).await;
        assert_eq!(page.status, StatusCode::ACCEPTED);
    }
    let mut conn = app.context.db.read().await.unwrap();
    let found = integrations::find_by_token(&mut conn, &old.digest()).await;
    drop(conn);
    let id = found.unwrap().unwrap().id;
    let mut root = app.admin("root").await;
    root.signs_in().await;
    root.browser
        .submit(&format!("/server/programs/{id}/revoke"), &[])
        .await;
    let page = writes(&mut program, MESSAGES, old.reveal()).await;
    assert_eq!(page.status, StatusCode::UNAUTHORIZED);
    let page = writes(&mut program, MESSAGES, new.reveal()).await;
    assert_eq!(page.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn security_50_codes_to_one_address_are_limited_whoever_asks() {
    let app = TestApp::new().await;
    let form = [("provider", "xmpp"), ("handle", "victim@example.org")];
    for n in 0..=CODES_TO_ADDRESS.most {
        let mut user = app.user(&format!("user{n}")).await;
        user.browser = user
            .browser
            .elsewhere([198, 51, 100, u8::try_from(n).unwrap()]);
        user.signs_in().await;
        let page = user.browser.submit("/account/link", &form).await;
        if n < CODES_TO_ADDRESS.most {
            assert!(page.path.starts_with("/account/link/"), "{}", page.text());
        } else {
            page.says("The next code can be sent in");
        }
    }
    app.settle().await;
    let arrived = app.xmpp.arrived_at("victim@example.org").len();
    assert_eq!(i64::try_from(arrived).unwrap(), CODES_TO_ADDRESS.most);
}

#[tokio::test]
async fn security_50_codes_asked_for_from_one_network_are_limited() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;
    let mut tx = app.context.db.begin().await.unwrap();
    let (limit, now) = (CODES_FROM_NETWORK, app.now());
    let network = Place::new([192, 0, 2, 99].into(), "").network();
    limits::count_many(&mut tx, limit, &network, limit.most, now)
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
    alice.types_password().await;
    alice
        .asks_for_code(&account)
        .await
        .says("The next code can be sent in");
    alice.browser = alice.browser.elsewhere([198, 51, 100, 7]);
    alice.types_password().await;
    alice
        .asks_for_code(&account)
        .await
        .says("The code from XMPP");
}

#[tokio::test]
async fn security_59_a_program_that_asks_too_much_is_told_when_to_come_back() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let token = app.token("ci").await;
    let mut program = app.browser();
    let accepted = writes(&mut program, MESSAGES, token.reveal()).await.json();
    let id = accepted["messages"][0]["id"].as_str().unwrap().to_owned();
    let mut conn = app.context.db.read().await.unwrap();
    let found = integrations::find_by_token(&mut conn, &token.digest()).await;
    drop(conn);
    let who = found.unwrap().unwrap().id.to_string();
    let mut tx = app.context.db.begin().await.unwrap();
    for limit in [MESSAGES_FROM_INTEGRATION, READS_BY_INTEGRATION] {
        limits::count_many(&mut tx, limit, &who, limit.most, app.now())
            .await
            .unwrap();
    }
    store::commit(tx).await.unwrap();

    let written = writes(&mut program, MESSAGES, token.reveal()).await;
    program.headers = vec![("authorization".into(), format!("Bearer {}", token.reveal()))];
    let path = format!("{MESSAGES}/{id}");
    let read = program.open(&path).await;
    for page in [written, read] {
        assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
        let seconds: u64 = page.headers["retry-after"]
            .to_str()
            .unwrap()
            .parse()
            .unwrap();
        assert!((1..=61).contains(&seconds), "{seconds}");
        assert_eq!(page.json()["type"], "/problems/too-many-requests");
    }
    app.advance(READS_BY_INTEGRATION.window);
    assert_eq!(program.open(&path).await.status, StatusCode::OK);
}

#[tokio::test]
async fn security_60_nothing_about_the_inside_is_open_to_strangers() {
    let app = TestApp::new().await;
    for path in [
        "/metrics",
        "/docs",
        "/api/docs",
        "/api/v1/openapi.json",
        "/openapi.json",
        "/.git/config",
        "/config.json",
        "/demo/phone",
        "/debug",
    ] {
        let page = app.browser().open(path).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
    }
    let page = app.browser().open("/sign-in").await;
    for header in ["server", "x-powered-by"] {
        assert!(!page.headers.contains_key(header), "{header}");
    }
}
