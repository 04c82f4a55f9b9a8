//! The requirements on linked accounts and backup codes, by their numbers.

use axum::http::StatusCode;
use domain::failures::FREE;
use serde_json::json;
use store::backup_codes;
use testkit::{Page, Persona, TestApp};

use super::account::links;

const ALICE: &str = "alice@example.org";

async fn root(app: &TestApp) -> Persona {
    let mut root = app.admin("root").await;
    root.signs_in().await;
    root
}

/// The backup codes on a page.
fn codes_on(page: &Page) -> Vec<String> {
    let pieces = page.body.split("<li><code>").skip(1);
    pieces
        .map(|piece| piece.split('<').next().unwrap().to_owned())
        .collect()
}

/// Alice with an account for codes, and the backup codes that came with it.
async fn alice_with_backup_codes(app: &TestApp) -> (Persona, Vec<String>) {
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let codes = codes_on(&links(app, &mut alice, "xmpp", ALICE).await);
    (alice, codes)
}

/// The audit entries of one action.
async fn entries(root: &mut Persona, action: &str) -> Vec<serde_json::Value> {
    let page = root.browser.open("/server/audit.jsonl").await;
    let lines = page
        .body
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines
        .filter(|entry: &serde_json::Value| entry["action"] == action)
        .collect()
}

#[tokio::test]
async fn security_32_an_address_gets_its_code_alone_until_it_is_confirmed() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let form = [("provider", "xmpp"), ("handle", ALICE)];
    let page = alice.browser.submit("/account/link", &form).await;
    app.xmpp.letter(ALICE, 1).await;

    let bearer = format!("Bearer {}", app.token("ci").await.reveal());
    let body = json!({ "to": "alice", "text": "hello" });
    let headers = [("authorization", bearer.as_str())];
    let mut program = app.browser();
    let refused = program.send_json("/api/v1/messages", &body, &headers).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let mut elsewhere = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    assert_eq!(elsewhere.types_password().await.path, "/account");
    app.settle().await;
    assert_eq!(app.xmpp.arrived_at(ALICE).len(), 1);

    let code = app.xmpp.letter(ALICE, 1).await.code();
    let typed = [("code", &*code), ("notifications", "1"), ("codes", "1")];
    alice.browser.submit(&page.path, &typed).await;
    assert_eq!(elsewhere.types_password().await.path, "/sign-in/code");
}

#[tokio::test]
async fn security_33_the_other_accounts_are_told_of_each_change() {
    let app = TestApp::new().await;
    let (mut alice, _) = alice_with_backup_codes(&app).await;
    links(&app, &mut alice, "other", "alice@other.example").await;
    let told = app.xmpp.letter(ALICE, 2).await.text;
    assert!(told.contains("(alice@other.example) was linked"), "{told}");

    let accounts = alice.browser.open("/account").await;
    let own = |verb: &str| {
        let mut paths = accounts.body.split('"');
        paths.rfind(|part| part.ends_with(verb)).unwrap().to_owned()
    };
    alice
        .browser
        .submit(&own("/change"), &[("notifications", "1")])
        .await
        .says("The change is saved.");
    let told = app.xmpp.letter(ALICE, 3).await.text;
    assert!(told.contains("(alice@other.example) is used for"), "{told}");
    alice.browser.submit(&own("/unlink"), &[]).await;
    let told = app.xmpp.letter(ALICE, 4).await.text;
    assert!(
        told.contains("(alice@other.example) was unlinked"),
        "{told}"
    );
}

#[tokio::test]
async fn security_35_a_factor_is_on_record_after_it_and_its_user_are_gone() {
    let app = TestApp::new().await;
    let (mut alice, _) = alice_with_backup_codes(&app).await;
    let account = alice.browser.open("/account").await.link("/account/01");
    let id = account.split('/').nth(2).unwrap().to_owned();
    alice
        .browser
        .submit(&format!("/account/{id}/unlink"), &[])
        .await;
    let mut root = root(&app).await;
    let user = alice.user.id.to_string();
    root.browser
        .submit(&format!("/users/{user}/remove"), &[])
        .await;
    let page = root.browser.open(&format!("/users/{user}")).await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);

    for action in ["account.linked", "account.unlinked"] {
        let found = entries(&mut root, action).await;
        assert_eq!(found.len(), 1, "{action}");
        assert_eq!(found[0]["user_id"], user.as_str());
        assert_eq!(found[0]["ip"], "192.0.2.1");
        assert_eq!(found[0]["time"], app.now().rfc3339());
        assert_eq!(found[0]["detail"], format!("xmpp {id}"));
    }
}

#[tokio::test]
async fn security_36_every_factor_can_be_removed_by_its_user_and_by_an_admin() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let own = app.link(&alice, "xmpp", ALICE).await;
    let theirs = app.link(&alice, "other", "alice@other.example").await;
    alice.types_password().await;
    alice.asks_for_code(&own).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    alice.types_code(&code).await;

    let mut root = root(&app).await;
    let path = format!("/users/{}/accounts/{}/remove", alice.user.id, theirs.id);
    root.browser.submit(&path, &[]).await;
    let page = alice.browser.open("/account").await;
    page.says(ALICE).does_not_say("alice@other.example");
    alice
        .browser
        .submit(&format!("/account/{}/unlink", own.id), &[])
        .await
        .says("No messaging account is linked yet.");
    assert_eq!(alice.types_password().await.path, "/account");
}

#[tokio::test]
async fn security_38_a_backup_code_has_80_bits_and_guesses_at_it_run_out() {
    let app = TestApp::new().await;
    let (mut alice, codes) = alice_with_backup_codes(&app).await;
    // 16 signs of an alphabet of 32 are 80 bits.
    let alphabet = "0123456789abcdefghjkmnpqrstvwxyz-";
    assert_eq!(codes.len(), 10);
    for code in &codes {
        assert!(code.len() == 19 && code.chars().all(|c| alphabet.contains(c)));
    }
    let mut distinct = codes.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 10);

    alice.types_password().await;
    let typed = |code: &str| [("code", code.to_owned())];
    for _ in 0..=FREE {
        let [(name, wrong)] = typed("no such code");
        let page = alice
            .browser
            .submit("/sign-in/backup", &[(name, &wrong)])
            .await;
        page.says("That is not one of your backup codes");
    }
    let [(name, right)] = typed(&codes[0]);
    let page = alice
        .browser
        .submit("/sign-in/backup", &[(name, &right)])
        .await;
    page.says("There were too many wrong codes.");
}

#[tokio::test]
async fn security_39_backup_codes_are_hashed_with_a_salt_and_work_once() {
    let app = TestApp::new().await;
    let (mut alice, codes) = alice_with_backup_codes(&app).await;
    let mut conn = app.context.db.read().await.unwrap();
    let stored = backup_codes::list_unused(&mut conn, alice.user.id).await;
    drop(conn);
    for (_, hash) in stored.unwrap() {
        let parts: Vec<&str> = hash.reveal().split('$').collect();
        assert_eq!(&parts[1..4], ["argon2id", "v=19", "m=19456,t=2,p=1"]);
        // 32 bits are six signs of base 64.
        assert!(parts[4].len() >= 6, "{}", parts[4]);
        assert!(codes.iter().all(|code| !hash.reveal().contains(code)));
    }

    alice.types_password().await;
    let form = [("code", codes[0].as_str())];
    let page = alice.browser.submit("/sign-in/backup", &form).await;
    assert_eq!(page.path, "/account");
    page.says("9 of 10 left");
    alice.types_password().await;
    let page = alice.browser.submit("/sign-in/backup", &form).await;
    page.says("That is not one of your backup codes, or it was used before.");
}

#[tokio::test]
async fn security_40_a_sign_in_with_a_backup_code_is_told() {
    let app = TestApp::new().await;
    let (mut alice, codes) = alice_with_backup_codes(&app).await;
    let before = app.xmpp.arrived_at(ALICE).len();
    alice.types_password().await;
    let form = [("code", codes[0].as_str())];
    alice.browser.submit("/sign-in/backup", &form).await;
    let told = app.xmpp.letter(ALICE, before + 1).await.text;
    assert!(told.contains("with a backup code. 9 are left."), "{told}");
}
