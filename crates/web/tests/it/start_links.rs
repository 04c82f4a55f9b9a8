//! Linking without typing: the link is on the page, Start is pressed in the chat.

use std::time::Duration;

use domain::linked_account::MOST_ACCOUNTS;
use domain::session::FRESH;
use domain::start_link::LIFETIME;
use flows::disown;
use messengers::Reply;
use store::linked_accounts;
use testkit::app::default_domain;
use testkit::{Does, Page, Persona, TestApp};

/// The start link on a page.
fn url(page: &Page) -> String {
    page.link("https://fake.example/postern@fake?start=")
}

/// Opens the page that shows the link, and gives the link.
async fn shown_link(persona: &mut Persona) -> String {
    url(&persona.browser.open("/account/link").await)
}

fn said(reply: Option<Reply>) -> String {
    reply.expect("there is an answer").text.plain()
}

#[track_caller]
fn says(reply: Option<Reply>, words: &str) {
    let text = said(reply);
    assert!(text.contains(words), "{text:?} does not say {words:?}");
}

async fn handles(app: &TestApp, persona: &Persona) -> Vec<String> {
    let mut conn = app.context.db.read().await.unwrap();
    let accounts = linked_accounts::list_of_user(&mut conn, persona.user.id)
        .await
        .unwrap();
    accounts.into_iter().map(|account| account.handle).collect()
}

#[tokio::test]
async fn pressing_start_links_the_account_and_the_page_goes_on() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice.browser.open("/account/link").await;
    page.says("Other, without typing")
        .does_not_say("XMPP, without");
    assert!(page.body.contains("<svg class=\"qr\""), "{}", page.body);
    let go_on = page.link("/account/link/start/").replace("/live", "");

    let page_waits = alice.browser.open(&go_on).await;
    page_waits.says("Nobody has pressed Start yet.");
    assert_eq!(url(&page_waits), url(&page), "the same link is shown again");

    let live = format!("{go_on}/live");
    let pressed = url(&page);
    let (stream, reply) = tokio::join!(
        alice.browser.open(&live),
        app.other.starts("4711@other", &pressed)
    );
    let text = said(reply);
    assert!(
        text.starts_with("Linked: this account now belongs to the user alice at My Server"),
        "{text}"
    );
    assert!(stream.body.contains("event: go"), "{}", stream.body);
    assert!(stream.body.contains(&format!("data: {go_on}")));

    let page = alice.browser.open(&go_on).await;
    page.says("The account is linked.")
        .says("Make ten backup codes?");
    let page = alice.browser.submit("/account/backup-codes", &[]).await;
    assert_eq!(page.body.matches("<li>").count(), 10);
    let page = alice.browser.open("/account").await;
    page.says("@4711")
        .says("Codes and notifications")
        .says("10 of 10 left");
}

#[tokio::test]
async fn security_29_a_start_link_works_once() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    let pressed = [
        app.other.starts("4711@other", &link),
        app.other.starts("4712@other", &link),
    ];
    let answers = futures::future::join_all(pressed).await;
    let linked = answers.into_iter().filter(|answer| {
        let text = answer.as_ref().unwrap().text.plain();
        text.starts_with("Linked: ")
    });
    assert_eq!(linked.count(), 1);
    assert_eq!(handles(&app, &alice).await.len(), 1);
    let late = app.other.starts("4713@other", &link).await;
    says(late, "This link does not work any more");
}

#[tokio::test]
async fn pressing_start_twice_does_no_harm() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    says(app.other.starts("4711@other", &link).await, "Linked: ");
    for link in [link, shown_link(&mut alice).await] {
        let again = app.other.starts("4711@other", &link).await;
        says(again, "linked to you at My Server already");
    }
    assert_eq!(handles(&app, &alice).await, ["@4711"]);
}

#[tokio::test]
async fn security_29_a_start_link_works_for_ten_minutes() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice.browser.open("/account/link").await;
    let live = page.link("/account/link/start/");
    app.advance(LIFETIME);
    let late = app.other.starts("4711@other", &url(&page)).await;
    says(late, "This link does not work any more");
    assert_eq!(handles(&app, &alice).await.len(), 0);
    let stream = alice.browser.open(&live).await;
    assert!(
        stream.body.contains("This link has run out."),
        "{}",
        stream.body
    );
}

#[tokio::test]
async fn security_29_a_start_link_works_only_while_its_session_lives() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    alice.browser.submit("/sign-out", &[]).await;
    let late = app.other.starts("4711@other", &link).await;
    says(late, "You are no longer signed in at My Server");
    assert_eq!(handles(&app, &alice).await.len(), 0);
}

#[tokio::test]
async fn security_29_a_start_link_is_of_its_provider_and_made_by_us() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    for reply in [
        app.xmpp.starts("4711@xmpp", &link).await,
        app.other
            .starts("4711@other", "x?start=AbcdefghijklmnopqrstU_")
            .await,
        app.other
            .starts("4711@other", &link[..link.len() - 1])
            .await,
    ] {
        says(reply, "This link does not work any more");
    }
    assert_eq!(handles(&app, &alice).await.len(), 0);
}

#[tokio::test]
async fn security_28_a_start_link_is_shown_only_after_the_password_was_typed_lately() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let typed = [("provider", "other"), ("handle", "alice@other.example")];
    let code_page = alice.browser.submit("/account/link", &typed).await;
    url(&code_page);
    app.advance(FRESH);
    let page = alice.browser.open("/account/link").await;
    assert_eq!(page.path, "/account/prove?next=/account/link");
    let page = alice.browser.open(&code_page.path).await;
    assert!(!page.body.contains("fake.example"), "{}", page.body);
}

#[tokio::test]
async fn security_28_a_session_without_the_second_factor_links_nothing_by_start() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut thief = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    thief.signs_in().await;
    let thiefs = shown_link(&mut thief).await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    says(app.other.starts("4711@other", &link).await, "Linked: ");
    let refused = app.other.starts("666@other", &thiefs).await;
    says(
        refused,
        "You are no longer signed in at My Server as you were",
    );
    assert_eq!(handles(&app, &alice).await, ["@4711"]);
}

#[tokio::test]
async fn security_33_other_accounts_are_told_and_undo_it_by_a_button() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    for account in ["4711@other", "666@other"] {
        let link = shown_link(&mut alice).await;
        says(app.other.starts(account, &link).await, "Linked: ");
    }
    let notice = app.other.letter("4711@other", 1).await;
    assert!(
        notice.text.contains("Other (@666) was linked"),
        "{}",
        notice.text
    );
    let [button] = &notice.buttons[..] else {
        panic!("{:?}", notice.buttons)
    };
    assert_eq!(button.label, "This was not me");

    let theirs = app.other.presses("666@other", button).await;
    says(theirs, "This button does not work any more");
    assert_eq!(handles(&app, &alice).await, ["@4711", "@666"]);

    let reply = app.other.presses("4711@other", button).await.unwrap();
    assert!(reply.ends_buttons);
    says(
        Some(reply),
        "that account is unlinked, and all your sessions",
    );
    assert_eq!(handles(&app, &alice).await, ["@4711"]);
    let page = alice.browser.open("/account").await;
    assert!(page.path.starts_with("/sign-in"), "{}", page.path);
}

#[tokio::test]
async fn security_34_who_pressed_anothers_start_link_undoes_it_at_once() {
    let app = TestApp::new().await;
    let mut mallory = app.user("mallory").await;
    mallory.signs_in().await;
    let bait = shown_link(&mut mallory).await;
    let reply = app.other.starts("victim@other", &bait).await.unwrap();
    let text = reply.text.plain();
    assert!(
        text.contains("the user mallory at My Server (https://postern.example)"),
        "{text}"
    );
    let button = &reply.buttons[0];
    assert_eq!(button.label, "This was not me: unlink");

    let theirs = app.other.presses("mallory@other", button).await;
    says(theirs, "This button does not work any more");
    let reply = app.other.presses("victim@other", button).await.unwrap();
    assert!(reply.ends_buttons);
    says(Some(reply), "not linked to mallory at My Server any more");
    assert_eq!(handles(&app, &mallory).await.len(), 0);
    let again = app.other.presses("victim@other", button).await;
    says(again, "This button does not work any more");
}

#[tokio::test]
async fn the_button_that_unlinks_works_for_a_week() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    let reply = app.other.starts("4711@other", &link).await.unwrap();
    app.advance(disown::LIFETIME);
    let late = app.other.presses("4711@other", &reply.buttons[0]).await;
    says(late, "This button does not work any more");
    assert_eq!(handles(&app, &alice).await, ["@4711"]);
}

#[tokio::test]
async fn a_code_that_cannot_arrive_leaves_the_start_link() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let never = domain::delivery::Outcome::Never {
        why: "they have not started the bot".into(),
        account: true,
    };
    app.other.then([Does::Says(never)]);
    let typed = [("provider", "other"), ("handle", "alice@other.example")];
    let page = alice.browser.submit("/account/link", &typed).await;
    app.settle().await;
    let page = alice.browser.open(&page.path).await;
    page.says("they have not started the bot")
        .says("No code has come?");
    assert!(
        page.body.contains("<details data-otherwise open>"),
        "{}",
        page.body
    );
    let reply = app.other.starts("alice@other.example", &url(&page)).await;
    says(reply, "Linked: ");
}

#[tokio::test]
async fn a_provider_that_is_down_shows_no_start_link() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    app.other.goes_down();
    app.wait_for_connection("other", false).await;
    let page = alice.browser.open("/account/link").await;
    page.does_not_say("without typing");
}

#[tokio::test]
async fn nobody_links_more_accounts_than_one_may_have() {
    let mut domain = default_domain();
    domain.messaging_factor = false;
    let app = TestApp::with(domain).await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    for number in 0..MOST_ACCOUNTS {
        app.link(&alice, "xmpp", &format!("alice{number}@example.org"))
            .await;
    }
    let refused = app.other.starts("4711@other", &link).await;
    says(refused, "as many accounts as one may have at My Server");
}

#[tokio::test]
async fn an_account_that_an_admin_set_or_that_broke_is_verified_by_start() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let link = shown_link(&mut alice).await;
    says(app.other.starts("4711@other", &link).await, "Linked: ");
    let account = {
        let mut tx = app.context.db.begin().await.unwrap();
        let broken = domain::linked_account::Broken {
            at: app.now(),
            why: "blocked".into(),
        };
        let all = linked_accounts::list_of_user(&mut tx, alice.user.id)
            .await
            .unwrap();
        linked_accounts::mark_broken(&mut tx, all[0].id, &broken)
            .await
            .unwrap();
        store::commit(tx).await.unwrap();
        all[0].id
    };
    app.advance(Duration::from_secs(1));
    let link = shown_link(&mut alice).await;
    says(app.other.starts("4711@other", &link).await, "Linked: ");
    let mut conn = app.context.db.read().await.unwrap();
    let all = linked_accounts::list_of_user(&mut conn, alice.user.id)
        .await
        .unwrap();
    assert_eq!(all.len(), 1);
    assert!(all[0].id == account && all[0].broken.is_none());
}
