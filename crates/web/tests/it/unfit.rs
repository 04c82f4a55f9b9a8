//! Accounts that were linked for codes on a provider that the configuration calls not private enough by now.

use std::sync::Arc;

use domain::linked_account::LinkedAccount;
use domain::provider::ProviderEntry;
use messengers::Messenger;
use store::backup_codes;
use testkit::{FakeProvider, Page, Persona, TestApp};

use super::account::links;

const ALICE: &str = "alice@example.org";
const UNFIT: &str = "No codes go there any more";

/// The program with the provider `open`, which carries no codes by now.
async fn stage() -> TestApp {
    let open: Arc<dyn Messenger> = FakeProvider::with_entry(ProviderEntry {
        carries_codes: false,
        ..FakeProvider::new("open", "Open").entry().clone()
    });
    let app = TestApp::with_messenger(|_| open).await;
    app.wait_for_connection("open", true).await;
    app
}

/// Alice, signed in, with an account on `xmpp` for codes, and one on `open` that was linked for codes in other times.
async fn alice_with_both(app: &TestApp) -> (Persona, LinkedAccount) {
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    links(app, &mut alice, "xmpp", ALICE).await;
    let open = app.link(&alice, "open", ALICE).await;
    (alice, open)
}

/// What is behind name and password.
async fn signs_in_elsewhere(alice: &Persona) -> (Persona, Page) {
    let mut elsewhere = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    let page = elsewhere.types_password().await;
    (elsewhere, page)
}

#[tokio::test]
async fn an_account_that_codes_cannot_go_to_is_no_way_to_sign_in() {
    let app = stage().await;
    let (mut alice, open) = alice_with_both(&app).await;
    let page = alice.browser.open("/account").await;
    page.says(UNFIT).does_not_say("XMPP, then Open");

    let (mut elsewhere, page) = signs_in_elsewhere(&alice).await;
    assert_eq!(page.path, "/sign-in/code");
    page.says("XMPP").does_not_say("Open");
    let id = open.id.to_string();
    let ask = [("account", id.as_str())];
    let page = elsewhere.browser.submit("/sign-in/code/send", &ask).await;
    page.does_not_say("The code from Open");
}

#[tokio::test]
async fn security_53_a_provider_that_becomes_unfit_for_codes_does_not_open_the_door() {
    let app = stage().await;
    let alice = app.user("alice").await;
    app.link(&alice, "open", ALICE).await;
    let (_, page) = signs_in_elsewhere(&alice).await;
    assert_eq!(page.path, "/sign-in/code");
    page.says("No codes can be sent to your accounts any more")
        .says("Please ask an administrator to reset your second factor.");
}

#[tokio::test]
async fn who_has_no_other_account_for_codes_signs_in_with_a_backup_code() {
    let app = stage().await;
    let (alice, _) = alice_with_both(&app).await;
    let mut tx = app.context.db.begin().await.unwrap();
    let xmpp = "DELETE FROM linked_accounts WHERE provider = 'xmpp'";
    sqlx::query(xmpp).execute(&mut *tx).await.unwrap();
    store::commit(tx).await.unwrap();
    let (_, page) = signs_in_elsewhere(&alice).await;
    page.says("No codes can be sent to your accounts any more")
        .says("You can sign in with one of your backup codes.")
        .says("One of your backup codes");
}

#[tokio::test]
async fn whoever_gives_up_the_last_account_for_codes_is_not_locked_out_by_an_unfit_one() {
    let app = stage().await;
    let (mut alice, _) = alice_with_both(&app).await;
    let path = alice.browser.open("/account").await.link("/account/01");
    let xmpp = path.split('/').nth(2).unwrap().to_owned();
    let unlink = format!("/account/{xmpp}/unlink");
    let page = alice.browser.open(&unlink).await;
    page.says("This is your only account for codes.");
    let page = alice.browser.submit(&unlink, &[]).await;
    page.says("The account is unlinked.").does_not_say(UNFIT);
    let mut conn = app.context.db.read().await.unwrap();
    let left = backup_codes::count_unused(&mut conn, alice.user.id).await;
    assert_eq!(left.unwrap(), 0);
    let (_, page) = signs_in_elsewhere(&alice).await;
    assert_eq!(page.path, "/account");
}

#[tokio::test]
async fn the_same_goes_for_whoever_says_that_it_is_for_codes_no_more() {
    let app = stage().await;
    let (mut alice, _) = alice_with_both(&app).await;
    let path = alice.browser.open("/account").await.link("/account/01");
    let xmpp = path.split('/').nth(2).unwrap().to_owned();
    let change = format!("/account/{xmpp}/change");
    let uses = [("notifications", "1")];
    let page = alice.browser.submit(&change, &uses).await;
    page.says("The change is saved.").does_not_say(UNFIT);
    let (_, page) = signs_in_elsewhere(&alice).await;
    assert_eq!(page.path, "/account");
}
