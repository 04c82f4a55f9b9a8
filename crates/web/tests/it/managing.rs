//! Managing users: who may change whom, handles, invitations.

use axum::http::StatusCode;
use domain::tenant::Domain;
use domain::user::Role;
use testkit::{Persona, TestApp};
use web::Proxies;

async fn signed_in(app: &TestApp, name: &str, role: Role) -> Persona {
    let mut persona = app.persona(name, role).await;
    assert_eq!(persona.types_password().await.status, StatusCode::OK);
    persona
}

#[tokio::test]
async fn users_see_no_page_of_managers() {
    let app = TestApp::new().await;
    let mut bob = signed_in(&app, "bob", Role::User).await;
    let own = format!("/users/{}", bob.user.id);
    for path in [
        "/users",
        "/users/add",
        "/users/message",
        "/reports",
        "/deliveries",
        "/server",
        &own,
    ] {
        let page = bob.browser.open(path).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
}

#[tokio::test]
async fn user_managers_change_users_and_no_admins() {
    let app = TestApp::new().await;
    let admin = app.admin("root").await.user.id;
    let bob = app.user("bob").await.user.id;
    let mut mia = signed_in(&app, "mia", Role::UserManager).await;
    let own = mia.user.id;

    for (path, field) in [
        (format!("/users/{admin}/lock"), ("", "")),
        (format!("/users/{admin}/role"), ("role", "user")),
        (format!("/users/{admin}/reset-factors"), ("", "")),
        (format!("/users/{admin}/remove"), ("", "")),
        (format!("/users/{own}/reset-factors"), ("", "")),
        (format!("/users/{bob}/role"), ("role", "admin")),
        ("/users/invitations".to_owned(), ("role", "admin")),
    ] {
        let page = mia.browser.submit(&path, &[field]).await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{path}");
    }
    let page = mia.browser.open(&format!("/users/{admin}")).await;
    page.says("Only administrators can change an administrator.");
    let page = mia.browser.submit(&format!("/users/{bob}/lock"), &[]).await;
    page.says("The user is locked and signed out everywhere.");
    let page = mia.browser.open("/server").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn only_admins_set_passwords_of_others() {
    let app = TestApp::new().await;
    let bob = app.user("bob").await.user.id;
    let path = format!("/users/{bob}/password");
    let fields = [
        ("password", "another good one"),
        ("again", "another good one"),
    ];
    let mut mia = signed_in(&app, "mia", Role::UserManager).await;
    let page = mia.browser.submit(&path, &fields).await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let page = root
        .browser
        .submit(&path, &[("password", "short"), ("again", "short")])
        .await;
    page.says("The password needs at least 8 characters.");
    let page = root.browser.submit(&path, &fields).await;
    page.says("The password is set");
}

#[tokio::test]
async fn a_handle_set_by_an_admin_gets_notifications_and_no_codes() {
    let app = TestApp::new().await;
    let mut bob = app.user("bob").await;
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let path = format!("/users/{}/accounts", bob.user.id);
    let fields = [("provider", "xmpp"), ("handle", "bob@example.org")];

    let page = root.browser.submit(&path, &fields).await;
    page.says("The handle is set")
        .says("Set by an administrator")
        .says("Not verified");
    let page = root.browser.submit(&path, &fields).await;
    page.says("The user has this account already.");
    let page = root.browser.open("/users?show=messaging").await;
    page.says("bob")
        .says("XMPP")
        .does_not_say("Messaging (XMPP)");

    let path = format!("/users/{}/message", bob.user.id);
    root.browser.submit(&path, &[("text", "Hello Bob")]).await;
    app.settle().await;
    assert!(
        app.xmpp
            .letter("bob@example.org", 1)
            .await
            .text
            .contains("Hello Bob")
    );
    assert_eq!(bob.types_password().await.path, "/account");
}

#[tokio::test]
async fn security_36_a_reset_removes_messaging_from_the_second_factor() {
    let app = TestApp::new().await;
    let mut bob = app.user("bob").await;
    app.link(&bob, "xmpp", "bob@example.org").await;
    bob.types_password().await.says("One more step");
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let path = format!("/users/{}/reset-factors", bob.user.id);
    root.browser
        .open(&path)
        .await
        .says("Remove the second factors of bob?");
    root.browser
        .submit(&path, &[])
        .await
        .says("The second factors are removed.");
    assert_eq!(bob.types_password().await.path, "/account");
}

#[tokio::test]
async fn users_of_another_domain_are_not_there() {
    let other = Domain {
        name: "other".into(),
        title: "Other".into(),
        ..testkit::app::default_domain()
    };
    let app = TestApp::with_domains(
        vec![testkit::app::default_domain(), other],
        Proxies::default(),
    )
    .await;
    let bob = app.user("bob").await.user.id;
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let page = root.browser.open(&format!("/other/users/{bob}")).await;
    assert!(page.path.starts_with("/other/sign-in"), "{}", page.path);
    for id in ["nonsense", "00000000-0000-7000-8000-000000000000"] {
        let page = root.browser.open(&format!("/users/{id}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{id}");
    }
}

#[tokio::test]
async fn an_invitation_is_shown_once_and_can_be_taken_back() {
    let app = TestApp::new().await;
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let page = root
        .browser
        .submit(
            "/users/invitations",
            &[("role", "user"), ("name", "newbie")],
        )
        .await;
    page.says("The invitation link is ready").says("newbie");
    assert!(page.body.contains("/invitation/"));
    let page = root.browser.open("/users/add").await;
    assert!(!page.body.contains("/invitation/"));
    let take_back = page.link("/users/invitations/0");
    let page = root.browser.submit(&take_back, &[]).await;
    page.says("The invitation no longer works.")
        .does_not_say("newbie");
}

#[tokio::test]
async fn a_user_is_added_under_a_free_name_with_a_good_password() {
    let app = TestApp::new().await;
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let add = |name: &'static str, password: &'static str, again: &'static str| {
        [
            ("name", name),
            ("role", "user"),
            ("password", password),
            ("again", again),
        ]
    };
    let page = root
        .browser
        .submit("/users/add", &add("bob", "good enough", "good enuogh"))
        .await;
    page.says("The two passwords are not the same.");
    assert_eq!(page.field("name"), "", "the first form is the invitation's");
    assert!(
        !page.body.contains("good en"),
        "a password is never written back"
    );
    let page = root
        .browser
        .submit("/users/add", &add("ROOT", "good enough", "good enough"))
        .await;
    page.says("Somebody has this name already.");
    let page = root
        .browser
        .submit("/users/add", &add("bob", "good enough", "good enough"))
        .await;
    page.says("The user is added.").says("bob");
}

#[tokio::test]
async fn a_token_is_shown_once_and_can_be_revoked() {
    let app = TestApp::new().await;
    let mut root = signed_in(&app, "root", Role::Admin).await;
    let page = root
        .browser
        .submit("/server/programs", &[("name", "Monitoring")])
        .await;
    page.says("Monitoring is added").says("/api/v1/messages");
    let page = root.browser.open("/server").await;
    page.says("Monitoring").says("never used").says("Connected");
    let revoke = page.link("/server/programs/0");
    root.browser
        .open(&revoke)
        .await
        .says("Revoke the token of Monitoring?");
    let page = root.browser.submit(&revoke, &[]).await;
    page.says("The token no longer works.")
        .does_not_say("Monitoring");
}
