//! Writing to users from the pages.

use domain::user::Role;
use testkit::{Persona, TestApp};

use super::reports::next_page;

async fn manager(app: &TestApp) -> Persona {
    let mut mia = app.persona("mia", Role::UserManager).await;
    mia.types_password().await;
    mia
}

#[tokio::test]
async fn a_message_goes_to_those_selected_and_its_page_says_what_became_of_it() {
    let app = TestApp::new().await;
    let (alice, bob, chen) = (
        app.user("alice").await,
        app.user("bob").await,
        app.user("chen").await,
    );
    app.link(&alice, "xmpp", "alice@example.org").await;
    app.link(&bob, "other", "bob@example.org").await;
    let mut mia = manager(&app).await;
    let ids = [alice.user.id, bob.user.id, chen.user.id].map(|id| id.to_string());

    let query = ids
        .iter()
        .fold(String::new(), |query, id| format!("{query}&user={id}"));
    let page = mia.browser.open(&format!("/users/message?{query}")).await;
    page.says("Write to 2 users")
        .says("1 user has no messaging account");
    let mut fields: Vec<(&str, &str)> = ids.iter().map(|id| ("user", id.as_str())).collect();
    fields.push(("text", "The lift is out of order."));
    let page = mia.browser.submit("/users/message", &fields).await;
    page.says("Message to 2 users")
        .says("nothing was sent to them");
    app.settle().await;
    let page = mia.browser.open(&page.path).await;
    page.says("2 Sent").does_not_say("The lift");
    let text = app.xmpp.letter("alice@example.org", 1).await.text;
    assert!(text.contains("The lift is out of order."), "{text}");
    app.other.letter("bob@example.org", 1).await;
    mia.browser
        .open("/deliveries")
        .await
        .says("Message")
        .does_not_say("The lift");
}

#[tokio::test]
async fn a_message_goes_to_all_that_a_search_shows() {
    let app = TestApp::new().await;
    for n in 0..60 {
        let user = app.user(&format!("user{n:02}")).await;
        app.link(&user, "xmpp", &format!("user{n:02}@example.org"))
            .await;
    }
    let mut mia = manager(&app).await;
    let page = mia.browser.open("/users?search=USER").await;
    page.says("user00").says("user49").does_not_say("user50");
    let next = next_page(&page);
    let page = mia.browser.open(&next).await;
    page.says("user50").says("user59").does_not_say("user49");
    let page = mia
        .browser
        .open("/users/message?all=1&search=user&show=")
        .await;
    page.says("Write to 60 users");
    assert_eq!(page.body.matches("name=\"user\"").count(), 60);
}

#[tokio::test]
async fn what_was_typed_is_kept_when_a_text_is_too_long() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "xmpp", "alice@example.org").await;
    let mut mia = manager(&app).await;
    let path = format!("/users/{}/message", alice.user.id);
    let text = "ä".repeat(4_001);
    let page = mia.browser.submit(&path, &[("text", &text)]).await;
    page.says("The text has 4001 characters").says(&text);
    mia.browser
        .submit(&path, &[("text", " ")])
        .await
        .says("Please write something.");
}
