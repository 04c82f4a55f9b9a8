//! What a hostile user tries: forged forms, other people's ids, steps out of order, sizes, headers.

use axum::http::{Method, StatusCode};
use domain::session::FRESH;
use testkit::app::PASSWORD;
use testkit::{Persona, TestApp};
use web::Proxies;

use super::account::links;

const ALICE: &str = "alice@example.org";
const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test]
async fn security_54_no_step_of_a_sign_in_can_be_skipped() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    // Nobody typed a password.
    let mut stranger = app.browser();
    let id = account.id.to_string();
    for (path, field) in [
        ("/sign-in/code", ("code", "123456")),
        ("/sign-in/code/send", ("account", id.as_str())),
        ("/sign-in/backup", ("code", "0000-0000-0000-0000")),
    ] {
        let page = stranger.submit(path, &[field]).await;
        assert_eq!(page.path, "/sign-in?note=begin-anew", "{path}");
    }
    assert_eq!(
        stranger.open("/sign-in/code/live").await.path,
        "/sign-in?note=begin-anew"
    );
    // The password alone is no session, whatever cookie it is put into.
    alice.types_password().await;
    alice
        .types_code("123456")
        .await
        .says("That is not the code");
    let (name, token) = alice.browser.cookies().iter().next().unwrap();
    assert_eq!(name, "__Host-postern-pending");
    let mut thief = app.browser();
    thief.headers = vec![("cookie".into(), format!("__Host-postern={token}"))];
    assert_eq!(thief.open("/account").await.path, "/sign-in?next=/account");
    app.settle().await;
    assert!(app.xmpp.got().is_empty());
}

#[tokio::test]
async fn security_54_a_sign_in_is_finished_once() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    let before = alice.browser.clone();
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    assert_eq!(alice.types_code(&code).await.path, "/account");
    // The back button: the old page, its form and its cookie.
    let mut back = Persona {
        user: alice.user.clone(),
        browser: before,
    };
    assert_eq!(
        back.types_code(&code).await.path,
        "/sign-in?note=begin-anew"
    );
}

#[tokio::test]
async fn security_54_a_link_is_finished_once_and_in_its_session_alone() {
    let app = TestApp::new().await;
    let (mut alice, mut bob) = (app.user("alice").await, app.user("bob").await);
    let mut elsewhere = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    for persona in [&mut alice, &mut bob, &mut elsewhere] {
        persona.signs_in().await;
    }
    let form = [("provider", "xmpp"), ("handle", ALICE)];
    let path = alice.browser.submit("/account/link", &form).await.path;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    for thief in [&mut bob, &mut elsewhere] {
        for page in [
            thief.browser.open(&path).await,
            thief.browser.submit(&path, &typed).await,
            thief.browser.submit(&format!("{path}/send"), &[]).await,
        ] {
            assert_eq!(page.path, "/account/link?note=link-over");
        }
    }
    alice
        .browser
        .submit(&path, &typed)
        .await
        .says("Keep these backup codes");
    let again = alice.browser.submit(&path, &typed).await;
    assert_eq!(again.path, "/account/link?note=link-over");
    let page = alice.browser.open("/account").await;
    page.says("10 of 10 left");
    assert_eq!(page.body.matches("/unlink\"").count(), 1);
}

#[tokio::test]
async fn security_54_accounts_are_moved_after_fresh_proof_alone() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", ALICE).await;
    links(&app, &mut alice, "other", "alice@other.example").await;
    let page = alice.browser.open("/account").await;
    let up = page.body.split('"').find(|part| part.ends_with("/up"));
    let up = up.unwrap().to_owned();
    app.advance(FRESH);

    let page = alice.browser.submit(&up, &[]).await;
    assert!(
        page.path.starts_with("/account/prove?next="),
        "{}",
        page.path
    );
    alice
        .browser
        .open("/account")
        .await
        .says("Messaging XMPP, then Other");
    let next = "/account?note=move-now";
    let page = alice
        .browser
        .submit("/account/prove", &[("password", PASSWORD), ("next", next)])
        .await;
    page.says("Now the button “Move up” works");
    alice
        .browser
        .submit(&up, &[])
        .await
        .says("The order is changed.")
        .says("Messaging Other, then XMPP");
}

#[tokio::test]
async fn a_code_to_an_account_that_is_for_codes_no_more_opens_nothing() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let first = app.link(&alice, "xmpp", ALICE).await;
    let thiefs = app.link(&alice, "other", "thief@other.example").await;
    let mut thief = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    alice.types_password().await;
    alice.asks_for_code(&first).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    alice.types_code(&code).await;
    thief.types_password().await;
    thief.asks_for_code(&thiefs).await;
    let stolen = app.other.letter("thief@other.example", 1).await.code();
    let path = format!("/account/{}/change", thiefs.id);
    alice
        .browser
        .submit(&path, &[("notifications", "1")])
        .await
        .says("The change is saved.");
    thief.types_code(&stolen).await.says("That is not the code");
    let path = format!("/account/{}/unlink", thiefs.id);
    alice.browser.submit(&path, &[]).await;
    assert_ne!(thief.types_code(&stolen).await.path, "/account");
}

#[tokio::test]
async fn ids_of_others_lead_nowhere() {
    let app = TestApp::new().await;
    let (mut alice, mut bob) = (app.user("alice").await, app.user("bob").await);
    let theirs = app.link(&bob, "xmpp", "bob@example.org").await;
    let other = app.link(&bob, "other", "bob@other.example").await;
    alice.signs_in().await;
    for verb in ["change", "unlink", "up", "verify"] {
        let path = format!("/account/{}/{verb}", other.id);
        let page = alice.browser.submit(&path, &[("codes", "1")]).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{verb}");
    }
    // A session of somebody else, ended by its id.
    bob.types_password().await;
    bob.asks_for_code(&theirs).await;
    let code = app.xmpp.letter("bob@example.org", 1).await.code();
    bob.types_code(&code).await;
    let mut conn = app.context.db.read().await.unwrap();
    let sessions = store::sessions::list_of_user(&mut conn, bob.user.id).await;
    drop(conn);
    let session = sessions.unwrap()[0].id;
    alice
        .browser
        .submit(&format!("/account/sessions/{session}/end"), &[])
        .await;
    assert_eq!(bob.browser.open("/account").await.path, "/account");
    // A code to somebody else's account, asked for in one's own sign-in.
    let mut carol = app.user("carol").await;
    app.link(&carol, "xmpp", "carol@example.org").await;
    carol.types_password().await;
    carol
        .asks_for_code(&theirs)
        .await
        .does_not_say("The code from XMPP");
    app.settle().await;
    let codes = app.xmpp.arrived_at("bob@example.org").into_iter();
    let codes = codes.filter(|letter| letter.text.contains("code to sign in"));
    assert_eq!(codes.count(), 1);
}

#[tokio::test]
async fn forms_without_an_origin_of_ours_change_nothing() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    for (name, value) in [
        ("origin", "null"),
        ("origin", "https://postern.example.evil.example"),
        ("origin", "https://evil.example#postern.example"),
        ("origin", "postern.example"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("sec-fetch-site", ""),
    ] {
        let headers = [FORM, (name, value)];
        let body = Some("display_name=Mallory".to_owned());
        let page = alice
            .browser
            .once(Method::POST, "/account/profile", body, &headers)
            .await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    alice.browser.open("/account").await.does_not_say("Mallory");
}

#[tokio::test]
async fn bodies_that_are_huge_or_no_form_are_refused() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let huge = format!("name={}", "x".repeat(3 * 1024 * 1024));
    let page = alice
        .browser
        .once(Method::POST, "/sign-in", Some(huge), &[FORM])
        .await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    for (body, kind) in [
        ("{}", "application/json"),
        ("name=%ff%fe", FORM.1),
        ("", FORM.1),
        ("name=a&name=b&password=c", FORM.1),
    ] {
        let page = alice
            .browser
            .once(
                Method::POST,
                "/sign-in",
                Some(body.into()),
                &[("content-type", kind)],
            )
            .await;
        assert!(page.status.is_client_error(), "{body}: {}", page.status);
    }
    let name = "n".repeat(100_000);
    let long = [("name", name.as_str()), ("password", "x")];
    let page = app.browser().submit("/sign-in", &long).await;
    page.says("No user has this name and password.");
}

#[tokio::test]
async fn markup_in_names_and_texts_stays_text() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut root = app.admin("root").await;
    alice.signs_in().await;
    let evil = "\"><script>alert(1)</script>{{7*7}}\u{202e}";
    alice
        .browser
        .submit(
            "/account/profile",
            &[("display_name", evil), ("language", "")],
        )
        .await;
    root.signs_in().await;
    let form = [("name", evil), ("password", "x")];
    let typed = root.browser.clone().submit("/sign-in", &form).await;
    let own = format!("/users/{}", alice.user.id);
    let mut pages = vec![typed, alice.browser.open("/account").await];
    let search = format!("/users?search={}", "%22%3E%3Cscript%3E");
    for path in [
        "/users",
        "/reports",
        &own,
        &search,
        "/sign-in?next=%22%3E%3Cscript%3E",
    ] {
        pages.push(root.browser.open(path).await);
    }
    for page in pages {
        assert!(!page.body.contains("<script>"), "{}", page.path);
    }
    let page = root.browser.open(&own).await;
    assert!(
        !page.body.contains('\u{202e}'),
        "the name turns nothing around"
    );
    page.says("{{7*7}}");
}

#[tokio::test]
async fn security_48_a_forged_forwarding_header_moves_nobody() {
    let proxies = Proxies(vec!["192.0.2.1/32".parse().unwrap()]);
    let domains = vec![testkit::app::default_domain()];
    let app = TestApp::with_domains(domains, proxies).await;
    let mut alice = app.user("alice").await;
    let headers = |value: &str| vec![("x-forwarded-for".to_owned(), value.to_owned())];
    // Through our proxy: what it wrote counts, what the client had put before it does not.
    alice.browser.headers = headers("127.0.0.1, 198.51.100.9");
    alice
        .signs_in()
        .await
        .says("198.51.100.9")
        .does_not_say("127.0.0.1");
    // Past the proxy: nothing of it counts.
    let mut direct = Persona {
        user: alice.user.clone(),
        browser: app.browser().elsewhere([203, 0, 113, 7]),
    };
    direct.browser.headers = headers("10.9.8.7");
    direct
        .signs_in()
        .await
        .says("203.0.113.7")
        .does_not_say("10.9.8.7");
    // Nonsense from the proxy is no address.
    let mut odd = Persona {
        user: alice.user.clone(),
        browser: app.browser(),
    };
    odd.browser.headers = headers("198.51.100.9, <script>");
    odd.signs_in().await.says("192.0.2.1");
}

#[tokio::test]
async fn an_invitation_is_taken_up_once() {
    let app = TestApp::new().await;
    let mut root = app.admin("root").await;
    root.signs_in().await;
    let page = root
        .browser
        .submit("/users/invitations", &[("role", "user"), ("name", "")])
        .await;
    let (_, rest) = page.body.split_once("/invitation/").unwrap();
    let token: String = rest
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c))
        .collect();
    let path = format!("/invitation/{token}");
    let tries = ["eve", "eva"].map(|name| {
        let (mut browser, path) = (app.browser(), path.clone());
        async move {
            let form = [("name", name), ("password", PASSWORD), ("again", PASSWORD)];
            browser.submit(&path, &form).await.path
        }
    });
    let paths = futures::future::join_all(tries).await;
    let entered = paths.iter().filter(|path| path.starts_with("/account"));
    assert_eq!(entered.count(), 1, "{paths:?}");
    let mut late = app.browser();
    let page = late.open(&format!("{path}x")).await;
    assert!(!page.body.contains("name=\"again\""));
    let page = late.open(&path).await;
    assert!(!page.body.contains("name=\"again\""));
}
