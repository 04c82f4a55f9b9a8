//! Handles that are secrets, such as the key of a Pushover user: where they may not stand.

use std::sync::Arc;

use domain::delivery::Outcome;
use domain::linked_account::Uses;
use domain::provider::{Handle, HandleFault, ProviderEntry};
use domain::session::FRESH;
use domain::user::Role;
use messengers::Messenger;
use serde_json::json;
use store::linked_accounts;
use testkit::app::PASSWORD;
use testkit::{Does, FakeProvider, Page, Persona, TestApp, logs};

const SECRET: &str = "uQiRzpo4DXghDmr9QzzfQu27cmQr3x";
/// What is shown of it.
const SHOWN: &str = "u…Qr3x";

/// The program with the provider `pushover`, whose handles are secrets.
struct Stage {
    app: TestApp,
    pushover: Arc<FakeProvider>,
}

impl Stage {
    async fn up() -> Self {
        let pushover = FakeProvider::with_entry(ProviderEntry {
            handle_is_secret: true,
            parse_handle: read_secret,
            ..FakeProvider::new("pushover", "Pushover").entry().clone()
        });
        let messenger: Arc<dyn Messenger> = pushover.clone();
        let app = TestApp::with_messenger(|_| messenger).await;
        app.wait_for_connection("pushover", true).await;
        Self { app, pushover }
    }

    /// The id of the account with the secret handle.
    async fn account(&self, persona: &Persona) -> String {
        let mut conn = self.app.context.db.read().await.unwrap();
        let accounts = linked_accounts::list_of_user(&mut conn, persona.user.id).await;
        let mut accounts = accounts.unwrap().into_iter();
        let found = accounts.find(|account| account.provider == *self.pushover.provider());
        found.unwrap().id.to_string()
    }

    /// The code that came as the `n`-th letter.
    async fn code(&self, n: usize) -> String {
        self.pushover.letter(SECRET, n).await.code()
    }
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "some handles of other providers are none"
)]
fn read_secret(typed: &str) -> Result<Handle, HandleFault> {
    Ok(Handle::of_secret(typed.trim()))
}

/// Begins to link the account with the secret handle.
async fn types_secret(persona: &mut Persona) -> Page {
    let typed = [("provider", "pushover"), ("handle", SECRET)];
    persona.browser.submit("/account/link", &typed).await
}

/// Types the password where it is asked for, and goes on from there.
async fn proves(persona: &mut Persona, asked: &Page) -> Page {
    let next = asked.field("next").replace("&#38;", "&");
    let typed = [("password", PASSWORD), ("next", next.as_str())];
    persona.browser.submit("/account/prove", &typed).await
}

#[tokio::test]
async fn security_16_a_secret_handle_stands_in_no_address() {
    let stage = Stage::up().await;
    let mut alice = stage.app.user("alice").await;
    alice.signs_in().await;
    stage.app.advance(FRESH);

    let asked = types_secret(&mut alice).await;
    assert!(asked.path.contains("/account/prove?"), "{}", asked.path);
    assert!(!asked.path.contains(SECRET), "{}", asked.path);
    let page = proves(&mut alice, &asked).await;
    assert!(!page.path.contains(SECRET), "{}", page.path);
    page.says("Please type your account once more: it is a secret");
    assert_eq!(page.field("handle"), "");
    let chosen = "value=\"pushover\" required checked";
    assert!(page.body.contains(chosen), "{}", page.body);
    let page = types_secret(&mut alice).await;
    assert!(page.path.starts_with("/account/link/"), "{}", page.path);
}

#[tokio::test]
async fn a_handle_that_is_no_secret_need_not_be_typed_again() {
    let stage = Stage::up().await;
    let mut alice = stage.app.user("alice").await;
    alice.signs_in().await;
    stage.app.advance(FRESH);
    let typed = [("provider", "xmpp"), ("handle", "alice@example.org")];
    let asked = alice.browser.submit("/account/link", &typed).await;
    let page = proves(&mut alice, &asked).await;
    assert_eq!(page.field("handle"), "alice@example.org");
    page.does_not_say("once more");
}

#[tokio::test]
async fn security_16_what_an_admin_typed_is_verified_without_an_address_that_holds_it() {
    let stage = Stage::up().await;
    let mut alice = stage.app.user("alice").await;
    let mut root = stage.app.admin("root").await;
    root.signs_in().await;
    let path = format!("/users/{}/accounts", alice.user.id);
    let typed = [("provider", "pushover"), ("handle", SECRET)];
    let page = root.browser.submit(&path, &typed).await;
    page.says("The handle is set").says(SHOWN);
    assert!(!page.body.contains(SECRET) && !page.path.contains(SECRET));

    alice.signs_in().await;
    let button = alice.browser.open("/account").await.link("/account/0");
    assert!(button.ends_with("/verify"), "{button}");
    stage.app.advance(FRESH);
    let asked = alice.browser.submit(&button, &[]).await;
    let page = proves(&mut alice, &asked).await;
    assert_eq!(page.path, "/account?note=verify-now");
    page.says("please press it again");
    let page = alice.browser.submit(&button, &[]).await;
    let typed = [("code", &*stage.code(1).await), ("notifications", "1")];
    alice
        .browser
        .submit(&page.path, &typed)
        .await
        .says("The account is linked.");
}

/// The pages on which a user meets an account of their own, from linking it to signing in with it.
async fn seen_by_owner(stage: &Stage, alice: &mut Persona) -> Vec<Page> {
    let mut pages = vec![types_secret(alice).await];
    let code_page = pages[0].path.clone();
    let codes = [("notifications", "1"), ("codes", "1")];
    let wrong = [("code", "0"), codes[0], codes[1]];
    pages.push(alice.browser.submit(&code_page, &wrong).await);
    let code = stage.code(1).await;
    let right = [("code", &*code), codes[0], codes[1]];
    pages.push(alice.browser.submit(&code_page, &right).await);
    pages[2].says("Keep these backup codes").says(SHOWN);
    pages.push(alice.browser.open("/account").await);
    let account = stage.account(alice).await;
    for page in ["change", "unlink"] {
        let page = alice
            .browser
            .open(&format!("/account/{account}/{page}"))
            .await;
        pages.push(page);
    }
    let up = format!("/account/{account}/up");
    pages.push(alice.browser.submit(&up, &[]).await);
    alice.browser.submit("/sign-out", &[]).await;
    pages.push(alice.types_password().await);
    let ask = [("account", account.as_str())];
    pages.push(alice.browser.submit("/sign-in/code/send", &ask).await);
    let code = stage.code(2).await;
    pages.push(alice.types_code(&code).await);
    assert_eq!(pages.last().unwrap().path, "/account");
    pages
}

/// What a program is told of a message that reached nobody, and all that admins can look at or take away.
async fn seen_by_others(stage: &Stage, alice: &Persona) -> Vec<Page> {
    let app = &stage.app;
    let token = format!("Bearer {}", app.token("ci").await.reveal());
    let bearer = [("authorization", token.as_str())];
    let mut program = app.browser();
    stage.pushover.then([Does::Says(Outcome::Never {
        why: "this user has gone".into(),
        account: true,
    })]);
    let body = json!({ "to": "alice", "text": "the door is open" });
    let accepted = program.send_json("/api/v1/messages", &body, &bearer).await;
    app.settle().await;
    let id = accepted.json()["messages"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    program.headers = vec![("authorization".into(), token.clone())];
    let told = program.open(&format!("/api/v1/messages/{id}")).await;
    told.says("this user has gone");
    let mut pages = vec![accepted, told];

    let mut root = app.persona("root", Role::Admin).await;
    root.signs_in().await;
    let list = root.browser.open("/deliveries").await;
    list.says(SHOWN);
    let user = format!("/users/{}", alice.user.id);
    let delivery = list.link("/deliveries/0");
    let message = format!("{user}/message");
    for path in [
        "/users",
        user.as_str(),
        message.as_str(),
        delivery.as_str(),
        "/reports",
        "/reports/sign-ins.csv",
        "/reports/sign-ins.json",
        "/server",
        "/server/audit.jsonl",
    ] {
        let page = root.browser.open(path).await;
        assert!(page.status.is_success(), "{path}: {}", page.status);
        pages.push(page);
    }
    pages.push(list);
    pages
}

#[tokio::test]
async fn security_15_no_secret_handle_is_on_a_page_in_an_export_in_a_notice_or_in_a_log() {
    logs::capture();
    let stage = Stage::up().await;
    let mut alice = stage.app.user("alice").await;
    alice.signs_in().await;
    let first = stage.app.link(&alice, "xmpp", "alice@example.org").await;
    let mut tx = stage.app.context.db.begin().await.unwrap();
    // Without codes there, the session is as strong as it has to be.
    let uses = Uses {
        notifications: true,
        codes: false,
    };
    let set = linked_accounts::set_uses(&mut tx, first.id, uses).await;
    set.unwrap();
    store::commit(tx).await.unwrap();

    let mut pages = seen_by_owner(&stage, &mut alice).await;
    pages.extend(seen_by_others(&stage, &alice).await);
    for page in &pages {
        assert!(!page.body.contains(SECRET), "{}:\n{}", page.path, page.body);
        assert!(!page.path.contains(SECRET), "{}", page.path);
    }
    let notice = stage.app.xmpp.letter("alice@example.org", 1).await;
    assert!(notice.text.contains(SHOWN), "{}", notice.text);
    stage.app.settle().await;
    for letter in stage.app.xmpp.got() {
        assert!(!letter.text.contains(SECRET), "{}", letter.text);
    }
    let audit = "SELECT detail FROM audit_entries";
    let mut conn = stage.app.context.db.read().await.unwrap();
    let details: Vec<String> = sqlx::query_scalar(audit)
        .fetch_all(&mut *conn)
        .await
        .unwrap();
    assert!(details.iter().any(|detail| detail.contains("pushover")));
    assert!(!details.iter().any(|detail| detail.contains(SECRET)));
    assert!(logs::hold("pushover"), "the log was captured");
    assert!(!logs::hold(SECRET), "the log holds a secret handle");
}
