//! What people write to the bot, and what that does.

use std::time::Duration;

use domain::limit::COMMANDS_FROM_ACCOUNT;
use domain::notification::Source;
use domain::user::UserName;
use flows::By;
use flows::accept_notification::{self, Answer, Fate};
use messengers::Reply;
use testkit::{Persona, TestApp};

const AT_XMPP: &str = "alice@example.org";
const AT_OTHER: &str = "4711@other";

#[track_caller]
fn says(reply: Option<Reply>, words: &str) {
    let text = reply.expect("there is an answer").text.plain();
    assert!(text.contains(words), "{text:?} does not say {words:?}");
}

/// Sends a text to Alice, and waits until it is sent or refused.
async fn send(app: &TestApp, text: &str) -> Fate {
    let names = [UserName::parse("alice").unwrap()];
    let (context, domain) = (&app.context, &app.domain);
    let answer = accept_notification::from_person(
        context,
        domain,
        By::OPERATOR,
        Source::Operator,
        &names,
        text,
    )
    .await
    .unwrap();
    app.settle().await;
    let Answer::Accepted(mut accepted) = answer else {
        panic!("{answer:?}")
    };
    accepted.remove(0).fate
}

/// Somebody types the right password and a wrong code: that is warned of.
async fn types_a_wrong_code(
    app: &TestApp,
    alice: &Persona,
    account: &domain::linked_account::LinkedAccount,
) {
    let mut thief = Persona {
        user: alice.user.clone(),
        browser: alice.browser.elsewhere([203, 0, 113, 7]),
    };
    thief.types_password().await;
    thief.asks_for_code(account).await;
    app.settle().await;
    thief.types_code("000000").await;
    app.settle().await;
}

#[tokio::test]
async fn after_stop_texts_go_to_the_next_account_and_codes_still_arrive() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let first = app.link(&alice, "xmpp", AT_XMPP).await;
    app.link(&alice, "other", AT_OTHER).await;
    let reply = app.xmpp.hears(AT_XMPP, "/stop").await;
    says(
        reply,
        "From now on My Server sends no notifications here. Codes still arrive",
    );

    assert!(matches!(
        send(&app, "The backup failed.").await,
        Fate::Accepted { .. }
    ));
    assert_eq!(app.xmpp.arrived_at(AT_XMPP).len(), 0);
    assert_eq!(app.other.arrived_at(AT_OTHER).len(), 1);

    alice.types_password().await;
    alice.asks_for_code(&first).await;
    let code = app.xmpp.letter(AT_XMPP, 1).await.code();
    assert_eq!(alice.types_code(&code).await.path, "/account");
    let page = alice.browser.open("/account").await;
    page.says("Muted in the chat: no notifications go there. Codes do.");

    says(
        app.xmpp.hears(AT_XMPP, "Start").await,
        "My Server sends notifications here.",
    );
    send(&app, "The backup works.").await;
    assert_eq!(app.xmpp.arrived_at(AT_XMPP).len(), 2);
    let page = alice.browser.open("/account").await;
    page.does_not_say("Muted in the chat");
}

#[tokio::test]
async fn a_muted_account_is_unmuted_on_the_account_page() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", AT_XMPP).await;
    app.xmpp.hears(AT_XMPP, "/stop").await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(AT_XMPP, 1).await.code();
    alice.types_code(&code).await;
    let path = format!("/account/{}/unmute", account.id);
    let page = alice.browser.submit(&path, &[]).await;
    page.says("Notifications go there again.")
        .does_not_say("Muted in the chat");
    assert!(matches!(send(&app, "hello").await, Fate::Accepted { .. }));
}

#[tokio::test]
async fn warnings_avoid_a_muted_account_unless_there_is_no_other() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    let first = app.link(&alice, "xmpp", AT_XMPP).await;
    app.xmpp.hears(AT_XMPP, "/stop").await;

    assert_eq!(send(&app, "nobody gets this").await, Fate::NoAccount);
    types_a_wrong_code(&app, &alice, &first).await;
    // The code, then the warning.
    let warning = app.xmpp.letter(AT_XMPP, 2).await.text;
    assert!(warning.contains("but a wrong code"), "{warning}");

    app.link(&alice, "other", AT_OTHER).await;
    types_a_wrong_code(&app, &alice, &first).await;
    let warning = app.other.letter(AT_OTHER, 1).await.text;
    assert!(warning.contains("but a wrong code"), "{warning}");
    assert_eq!(
        app.xmpp.arrived_at(AT_XMPP).len(),
        3,
        "and only the code here"
    );
}

#[tokio::test]
async fn stop_holds_for_all_users_of_the_account_and_for_no_other_account() {
    let app = TestApp::new().await;
    let (alice, bob) = (app.user("alice").await, app.user("bob").await);
    app.link(&bob, "other", AT_OTHER).await;
    app.link(&alice, "other", AT_OTHER).await;
    app.other.hears("4712@other", "/stop").await;
    assert!(matches!(
        send(&app, "still here").await,
        Fate::Accepted { .. }
    ));
    app.other.hears(AT_OTHER, "/stop@postern_bot").await;
    assert_eq!(send(&app, "not here").await, Fate::NoAccount);
    app.other.hears(AT_OTHER, "/start").await;
    assert!(matches!(
        send(&app, "here again").await,
        Fate::Accepted { .. }
    ));
    assert_eq!(app.other.arrived_at(AT_OTHER).len(), 2);
}

#[tokio::test]
async fn strangers_learn_what_this_is_and_nothing_of_anybody() {
    let app = TestApp::new().await;
    let alice = app.user("alice").await;
    app.link(&alice, "other", AT_OTHER).await;
    for command in ["/help", "/start"] {
        let text = app
            .other
            .hears("stranger@other", command)
            .await
            .unwrap()
            .text
            .plain();
        assert!(text.contains("not linked to anybody yet"), "{text}");
        assert!(text.contains("https://postern.example") && !text.contains("alice"));
    }
    let reply = app.other.hears("stranger@other", "/stop").await;
    says(reply, "This account is not linked to anybody at My Server");
    says(
        app.other.hears(AT_OTHER, "/help").await,
        "/stop: no more notifications here",
    );
}

#[tokio::test]
async fn what_is_no_command_is_answered_once_an_hour() {
    let app = TestApp::new().await;
    says(
        app.other.hears("a@other", "hello?").await,
        "nobody reads what is written here",
    );
    assert_eq!(app.other.hears("a@other", "hello!").await, None);
    assert!(app.xmpp.hears("a@other", "hello!").await.is_some());
    says(
        app.other.hears("a@other", "help").await,
        "not linked to anybody yet",
    );
    app.advance(Duration::from_secs(3_600));
    assert!(app.other.hears("a@other", "hello!").await.is_some());
}

#[tokio::test]
async fn security_50_commands_and_buttons_of_one_account_are_limited() {
    let app = TestApp::new().await;
    let button = domain::message::Button {
        label: "x".into(),
        data: "made-up".into(),
    };
    for _ in 1..COMMANDS_FROM_ACCOUNT.most {
        assert!(app.other.hears("a@other", "/help").await.is_some());
    }
    says(
        app.other.presses("a@other", &button).await,
        "This button does not work any more",
    );
    assert_eq!(app.other.hears("a@other", "/help").await, None);
    assert_eq!(app.other.presses("a@other", &button).await, None);
    assert!(app.other.hears("b@other", "/help").await.is_some());
    app.advance(COMMANDS_FROM_ACCOUNT.window);
    assert!(app.other.hears("a@other", "/help").await.is_some());
}

#[tokio::test]
async fn security_34_a_warning_is_disowned_by_its_button() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", AT_XMPP).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(AT_XMPP, 1).await;
    assert_eq!(code.buttons, []);
    alice.types_code(&code.code()).await;
    types_a_wrong_code(&app, &alice, &account).await;
    let warning = app.xmpp.letter(AT_XMPP, 3).await;
    assert!(warning.text.contains("/not-me/"), "{}", warning.text);

    let button = &warning.buttons[0];
    let reply = app.xmpp.presses("stranger@example.org", button).await;
    says(reply, "This button does not work any more");
    assert_eq!(alice.browser.open("/account").await.path, "/account");
    let reply = app.xmpp.presses(AT_XMPP, button).await;
    says(reply, "Done: all your sessions at My Server are ended.");
    let page = alice.browser.open("/account").await;
    assert!(page.path.starts_with("/sign-in"), "{}", page.path);
}
