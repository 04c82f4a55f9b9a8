//! The requirements on sessions and records, by their numbers.

use domain::user::Role;
use testkit::{Persona, TestApp};

/// The same user in another browser.
fn elsewhere(persona: &Persona) -> Persona {
    Persona {
        user: persona.user.clone(),
        browser: persona.browser.elsewhere([203, 0, 113, 7]),
    }
}

async fn is_in(persona: &mut Persona) -> bool {
    persona.browser.open("/account").await.path == "/account"
}

#[tokio::test]
async fn security_43_a_user_sees_sessions_and_ends_one() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut other = elsewhere(&alice);
    other.signs_in().await;
    alice.signs_in().await;
    let page = alice.browser.open("/account").await;
    page.says("203.0.113.7").says("Chrome, Windows");
    let end = page.link("/account/sessions/0");
    alice
        .browser
        .submit(&end, &[])
        .await
        .says("The session is ended.");
    assert!(!is_in(&mut other).await && is_in(&mut alice).await);
}

#[tokio::test]
async fn security_43_an_admin_ends_the_sessions_of_one_user_and_of_all() {
    let app = TestApp::new().await;
    let (mut alice, mut bob) = (app.user("alice").await, app.user("bob").await);
    let mut root = app.admin("root").await;
    for persona in [&mut alice, &mut bob, &mut root] {
        persona.signs_in().await;
    }
    let path = format!("/users/{}/end-sessions", alice.user.id);
    root.browser.submit(&path, &[]).await;
    assert!(!is_in(&mut alice).await && is_in(&mut bob).await);

    let mut mia = app.persona("mia", Role::UserManager).await;
    mia.signs_in().await;
    let page = mia.browser.submit("/server/sessions/end", &[]).await;
    assert_eq!(page.status, axum::http::StatusCode::FORBIDDEN);
    root.browser
        .open("/server/sessions/end")
        .await
        .says("End everybody’s sessions?");
    root.browser
        .submit("/server/sessions/end", &[])
        .await
        .says("Everybody but you is signed out.");
    assert!(!is_in(&mut bob).await && !is_in(&mut mia).await);
    assert!(is_in(&mut root).await);
}

#[tokio::test]
async fn security_42_a_sign_in_that_is_halfway_ends_with_the_sessions() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter("alice@example.org", 1).await.code();
    let mut root = app.admin("root").await;
    root.signs_in().await;
    let path = format!("/users/{}/password", alice.user.id);
    let fields = [
        ("password", "another good one"),
        ("again", "another good one"),
    ];
    root.browser
        .submit(&path, &fields)
        .await
        .says("The password is set");
    let page = alice.types_code(&code).await;
    assert_eq!(page.path, "/sign-in?note=begin-anew");
    assert!(!is_in(&mut alice).await);
}

#[tokio::test]
async fn security_46_audit_entries_can_be_neither_changed_nor_removed() {
    let app = TestApp::new().await;
    app.user("alice").await;
    for change in [
        "UPDATE audit_entries SET detail = 'nothing happened'",
        "DELETE FROM audit_entries",
    ] {
        let mut tx = app.context.db.begin().await.unwrap();
        let refused = sqlx::query(change).execute(&mut *tx).await.unwrap_err();
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
}

#[tokio::test]
async fn security_46_audit_entries_can_be_taken_elsewhere() {
    let app = TestApp::new().await;
    let mut root = app.admin("root").await;
    root.signs_in().await;
    app.user("alice").await;
    let page = root.browser.open("/server/audit.jsonl").await;
    let lines: Vec<serde_json::Value> = page
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["action"], "user.added");
    assert_eq!(lines[1]["actor"], "operator");

    let after = format!(
        "/server/audit.jsonl?after={}",
        lines[0]["id"].as_str().unwrap()
    );
    let page = root.browser.open(&after).await;
    assert_eq!(page.body.lines().count(), 1, "{}", page.body);
    let mut alice = app.user("bob").await;
    alice.signs_in().await;
    let page = alice.browser.open("/server/audit.jsonl").await;
    assert_eq!(page.status, axum::http::StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn security_47_a_typed_name_makes_no_second_line_anywhere() {
    let app = TestApp::new().await;
    let name = "eve\r\n2026-03-12T09:30:00Z,root,\u{202e}nimda<b>";
    let wrong = [("name", name), ("password", "x")];
    app.browser().submit("/sign-in", &wrong).await;
    let mut root = app.admin("root").await;
    root.signs_in().await;

    let tidy = "eve2026-03-12T09:30:00Z,root,nimda<b>";
    let page = root.browser.open("/reports/sign-ins.csv").await;
    let eve = page.body.lines().filter(|line| line.contains("eve"));
    assert_eq!(eve.collect::<Vec<_>>().len(), 1);
    assert_eq!(page.body.lines().count(), 3, "{}", page.body);
    assert!(
        page.body.contains(&format!(",\"{tidy}\",")),
        "{}",
        page.body
    );
    let page = root.browser.open("/reports/sign-ins.json").await;
    let rows = page.json();
    assert!(
        rows.as_array()
            .unwrap()
            .iter()
            .any(|row| row["user"] == tidy)
    );
    let page = root.browser.open("/reports").await;
    assert!(!page.body.contains("<b>"), "{}", page.body);
}
