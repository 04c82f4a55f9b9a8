//! The sign-in report and its exports.

use std::time::Duration;

use domain::user::Role;
use testkit::{Page, Persona, TestApp};

async fn manager(app: &TestApp) -> Persona {
    let mut mia = app.persona("mia", Role::UserManager).await;
    mia.types_password().await;
    mia
}

/// Where "Next page" leads.
pub(crate) fn next_page(page: &Page) -> String {
    let (_, rest) = page.body.split_once("rel=\"next\" href=\"").unwrap();
    let link = rest.split('"').next().unwrap();
    link.replace("&amp;", "&").replace("&#38;", "&")
}

#[tokio::test]
async fn security_45_the_report_names_the_second_factor_and_what_failed() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", "alice@example.org").await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter("alice@example.org", 1).await.code();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    alice.types_code(wrong).await;
    app.advance(Duration::from_secs(1));
    alice.types_code(&code).await;
    let stranger = [("name", "=nobody()"), ("password", "x")];
    app.browser().submit("/sign-in", &stranger).await;

    let mut mia = manager(&app).await;
    let page = mia.browser.open("/reports").await;
    page.says("Messaging (XMPP) Signed in")
        .says("Wrong code (XMPP) Refused")
        .says("No such user Refused")
        .says("Firefox Linux");
    let page = mia.browser.open("/reports?group=user").await;
    page.says("=nobody() (no such user)");

    let page = mia.browser.open("/reports/sign-ins.json?group=user").await;
    let rows = page.json();
    let row = |key: &str, value: &str| {
        let rows = rows.as_array().unwrap().iter();
        rows.clone().find(|row| row[key] == value).unwrap()
    };
    assert_eq!(row("reason", "unknown_user")["user"], "=nobody()");
    assert_eq!(row("factor", "messaging")["user"], "alice");
    assert_eq!(row("reason", "wrong_code")["provider"], "xmpp");
    let page = mia.browser.open("/reports/sign-ins.csv").await;
    assert!(
        page.headers["content-disposition"]
            .to_str()
            .unwrap()
            .starts_with("attachment")
    );
    assert!(page.body.contains(",'=nobody(),"), "{}", page.body);
}

#[tokio::test]
async fn every_sign_in_is_on_exactly_one_page() {
    let app = TestApp::new().await;
    for name in ["zoe", "Adam", "mia2"] {
        let mut user = app.user(name).await;
        for _ in 0..40 {
            app.advance(Duration::from_secs(60));
            user.types_password().await;
        }
    }
    let mut mia = manager(&app).await;
    for group in ["day", "user"] {
        let (mut seen, mut path) = (0, format!("/reports?group={group}"));
        loop {
            let page = mia.browser.open(&path).await;
            seen += page.body.matches("class=\"pill good\"").count();
            if !page.body.contains("rel=\"next\"") {
                break;
            }
            path = next_page(&page);
        }
        assert_eq!(seen, 121, "{group}");
    }
}

#[tokio::test]
async fn a_report_is_of_the_days_asked_for() {
    let app = TestApp::new().await;
    let mut mia = manager(&app).await;
    let today = app.now().date();
    let page = mia
        .browser
        .open(&format!("/reports?from={today}&until={today}"))
        .await;
    page.says("mia");
    let page = mia
        .browser
        .open("/reports?from=2001-01-01&until=2001-12-31")
        .await;
    page.says("There is no sign-in in this time.");
}
