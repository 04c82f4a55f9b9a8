//! "My account": linking, changing and unlinking accounts, and what has to be proven first.

use std::time::Duration;

use domain::session::FRESH;
use testkit::app::PASSWORD;
use testkit::{Page, Persona, TestApp};

/// Links an account by its code, for codes and notifications.
pub(crate) async fn links(
    app: &TestApp,
    persona: &mut Persona,
    provider: &str,
    handle: &str,
) -> Page {
    let page = persona
        .browser
        .submit(
            "/account/link",
            &[("provider", provider), ("handle", handle)],
        )
        .await;
    assert!(page.path.starts_with("/account/link/"), "{}", page.text());
    let fake = if provider == "xmpp" {
        &app.xmpp
    } else {
        &app.other
    };
    let code = fake.letter(handle, 1).await.code();
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    persona.browser.submit(&page.path, &typed).await
}

#[tokio::test]
async fn the_first_account_for_codes_brings_ten_backup_codes() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice
        .signs_in()
        .await
        .says("No messaging account is linked yet.");

    let page = links(&app, &mut alice, "xmpp", "alice@example.org").await;
    page.says("Keep these backup codes")
        .says("XMPP (alice@example.org) is linked.");
    assert_eq!(page.body.matches("<li>").count(), 10);
    let page = alice.browser.open("/account").await;
    page.says("Codes and notifications").says("10 of 10 left");
}

#[tokio::test]
async fn what_was_typed_is_kept_beside_its_fault() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice
        .browser
        .submit(
            "/account/link",
            &[("provider", "xmpp"), ("handle", "alice")],
        )
        .await;
    page.says("An @ is missing: “alice”");
    assert_eq!(page.field("handle"), "alice");
    let page = alice
        .browser
        .submit("/account/link", &[("provider", "none"), ("handle", "a@b")])
        .await;
    page.says("Please choose one of the messengers.");
    assert_eq!(page.field("handle"), "a@b");
}

#[tokio::test]
async fn security_25_codes_are_labelled_as_not_phishing_resistant() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", "alice@example.org").await;
    let page = alice.browser.open("/account").await;
    page.says("It is not phishing-resistant: type codes only at https://postern.example");
}

#[tokio::test]
async fn security_28_changes_ask_for_the_password_again() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    app.advance(FRESH);

    let page = alice.browser.open("/account/link").await;
    assert_eq!(page.path, "/account/prove?next=/account/link");
    let before = alice.browser.cookies().clone();
    let wrong = [("password", "wrong"), ("next", "/account/link")];
    let page = alice.browser.submit("/account/prove", &wrong).await;
    page.says("That is not your password.");
    let right = [("password", PASSWORD), ("next", "/account/link")];
    let page = alice.browser.submit("/account/prove", &right).await;
    assert_eq!(page.path, "/account/link");
    assert_ne!(*alice.browser.cookies(), before, "the token is renewed");
}

#[tokio::test]
async fn security_28_a_session_without_the_second_factor_changes_none() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut thief = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    thief.signs_in().await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", "alice@example.org").await;

    let form = [("provider", "other"), ("handle", "thief@other.example")];
    for page in [
        thief.browser.submit("/account/link", &form).await,
        thief.browser.submit("/account/backup-codes", &[]).await,
        thief.browser.open("/account/password").await,
    ] {
        page.says("You have set up a second factor since you signed in here.");
    }
    let page = thief.browser.submit("/account/prove/sign-in", &[]).await;
    assert_eq!(page.path, "/sign-in?next=/account");
    let page = thief.browser.open("/account").await;
    assert!(page.path.starts_with("/sign-in"), "that session is over");
}

#[tokio::test]
async fn security_37_other_sessions_can_be_ended_after_a_change() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut elsewhere = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    elsewhere.signs_in().await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", "alice@example.org").await;
    app.advance(Duration::from_secs(60));
    let page = links(&app, &mut alice, "other", "alice@other.example").await;
    page.says("The account is linked.")
        .says("One more browser is signed in as you.");

    let page = alice
        .browser
        .submit("/account/sessions/end-others", &[])
        .await;
    page.says("All your other sessions are ended.");
    let page = elsewhere.browser.open("/account").await;
    assert!(page.path.starts_with("/sign-in"), "{}", page.path);
}

#[tokio::test]
async fn the_last_account_for_codes_takes_the_factor_with_it() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", "alice@example.org").await;
    let path = alice.browser.open("/account").await.link("/account/01");
    let id = path.split('/').nth(2).unwrap().to_owned();

    let page = alice.browser.open(&format!("/account/{id}/unlink")).await;
    page.says("This is your only account for codes.");
    let page = alice
        .browser
        .submit(&format!("/account/{id}/unlink"), &[])
        .await;
    page.says("The account is unlinked.")
        .does_not_say("of 10 left");
}

#[tokio::test]
async fn nobody_reaches_the_account_of_another() {
    let app = TestApp::new().await;
    let (mut alice, bob) = (app.user("alice").await, app.user("bob").await);
    let account = app.link(&bob, "xmpp", "bob@example.org").await;
    alice.signs_in().await;
    for verb in ["change", "unlink"] {
        let path = format!("/account/{}/{verb}", account.id);
        alice
            .browser
            .open(&path)
            .await
            .says("There is nothing here");
        alice
            .browser
            .submit(&path, &[("notifications", "1")])
            .await
            .says("There is nothing here");
    }
}

#[tokio::test]
async fn security_34_a_notice_is_disowned_by_a_button_and_not_by_a_preview() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    links(&app, &mut alice, "xmpp", "alice@example.org").await;
    links(&app, &mut alice, "other", "thief@other.example").await;
    let notice = app.xmpp.letter("alice@example.org", 2).await.text;
    let (_, link) = notice.split_once("https://postern.example").unwrap();
    let link = link.split_whitespace().next().unwrap();

    let mut anybody = app.browser();
    anybody.open(link).await.says("Then we unlink that account");
    assert_eq!(alice.browser.open("/account").await.path, "/account");
    let page = anybody.submit(link, &[]).await;
    page.says("The account is unlinked, and all your sessions are ended.");
    let page = alice.browser.open("/account").await;
    assert!(page.path.starts_with("/sign-in"), "{}", page.path);
}

#[tokio::test]
async fn a_form_goes_on_to_no_other_host() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    app.advance(FRESH);
    for next in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let form = [("password", PASSWORD), ("next", next)];
        let page = alice.browser.submit("/account/prove", &form).await;
        assert_eq!(page.path, "/account");
    }
}
