//! The requirements on codes and those who guess at them, by their numbers.

use domain::challenge::{Code, CodeDigits, LIFETIME, MOST_GUESSES};
use domain::failures::{FREE, LONGEST, MOST_CODES, SHORTEST};
use domain::limit::{CODES_TO_USER, GUESSES_AT_USER, PASSWORDS_AT_USER};
use domain::linked_account::LinkedAccount;
use testkit::app::{PASSWORD, default_domain};
use testkit::{Client, Page, Persona, TestApp};

const ALICE: &str = "alice@example.org";
const WRONG_PASSWORD: &str = "No user has this name and password.";

/// A code that this one is not.
fn another(code: &str) -> &'static str {
    if code == "000000" { "000001" } else { "000000" }
}

/// Alice, whose code is asked for and read.
async fn alice_with_code(app: &TestApp) -> (Persona, String) {
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = app.xmpp.letter(ALICE, 1).await.code();
    (alice, code)
}

/// The code that was sent last.
async fn newest_code(app: &TestApp) -> String {
    app.settle().await;
    let letters = app.xmpp.arrived_at(ALICE).into_iter().rev();
    let mut codes = letters.filter(|letter| letter.text.contains("code to sign in"));
    codes.next().unwrap().code()
}

/// A browser guesses at Alice's password.
async fn guesses_password(browser: &mut Client) -> Page {
    let wrong = [("name", "alice"), ("password", "a guess")];
    browser.submit("/sign-in", &wrong).await
}

/// Somebody who has Alice's password types it in this browser.
async fn types_password(browser: &mut Client) -> Page {
    let right = [("name", "alice"), ("password", PASSWORD)];
    browser.submit("/sign-in", &right).await
}

async fn asks_for_code(browser: &mut Client, account: &LinkedAccount) -> Page {
    let account = [("account", &*account.id.to_string())];
    browser.submit("/sign-in/code/send", &account).await
}

async fn types_code(browser: &mut Client, code: &str) -> Page {
    browser.submit("/sign-in/code", &[("code", code)]).await
}

#[tokio::test]
async fn security_2_a_code_has_six_digits_and_no_shorter_one_is_read() {
    let app = TestApp::new().await;
    for _ in 0..1_000 {
        let code = Code::draw(&app.context.world, CodeDigits::Six);
        assert!(
            code.reveal().len() == 6 && code.reveal().bytes().all(|b| b.is_ascii_digit()),
            "{}",
            code.reveal()
        );
    }
    assert!(Code::read("12345").is_none() && Code::read("123456").is_some());
}

#[tokio::test]
async fn security_2_a_domain_may_have_codes_of_eight_digits() {
    let mut domain = default_domain();
    domain.code_digits = CodeDigits::Eight;
    let app = TestApp::with(domain).await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let page = alice.browser.open("/account/link").await;
    page.says("We send a code of 8 digits to it.");

    let account = app.link(&alice, "xmpp", ALICE).await;
    alice.types_password().await;
    let page = alice.asks_for_code(&account).await;
    assert!(page.body.contains("maxlength=\"15\""), "{}", page.body);
    assert!(
        page.body
            .contains(r#"pattern="[\s\-]*([0-9][\s\-]*){8}" title="8 digits""#),
        "{}",
        page.body
    );
    let code = app.xmpp.letter(ALICE, 1).await.code();
    assert_eq!(code.len(), 8);
    alice
        .types_code(&code[..6])
        .await
        .says("That is not the code");
    let spaced = format!("{} {}", &code[..4], &code[4..]);
    assert_eq!(alice.types_code(&spaced).await.path, "/account");
}

#[tokio::test]
async fn security_8_a_new_sign_in_brings_no_new_guesses() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    for wrong in [FREE, 1] {
        alice.types_password().await;
        alice.asks_for_code(&account).await;
        app.settle().await;
        for _ in 0..wrong {
            let page = alice.types_code("no code").await;
            page.says("That is not the code");
        }
    }
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = newest_code(&app).await;
    alice
        .types_code(&code)
        .await
        .says("There were too many wrong codes. Please wait 30 seconds");
    app.advance(SHORTEST);
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_8_all_places_together_guess_twenty_times_an_hour_at_most() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    // She was in many places, and in each she, or whoever is there now, may guess at once.
    let mut places: Vec<Client> = (0..5)
        .map(|n| alice.browser.elsewhere([198, 51, n, 1]))
        .collect();
    for place in &mut places {
        types_password(place).await;
    }
    let account = app.link(&alice, "xmpp", ALICE).await;
    for place in &mut places {
        types_password(place).await;
        asks_for_code(place, &account).await;
        app.settle().await;
        for _ in 0..GUESSES_AT_USER.most / 5 {
            types_code(place, "no code")
                .await
                .says("That is not the code");
        }
    }
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = newest_code(&app).await;
    alice
        .types_code(&code)
        .await
        .says("There were too many wrong codes. Please wait 60 minutes");
}

#[tokio::test]
async fn security_8_after_a_hundred_wrong_codes_in_a_row_strangers_guess_no_more() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    let mut stranger = alice.browser.elsewhere([203, 0, 113, 7]);
    for guess in 0..MOST_CODES {
        types_password(&mut stranger).await;
        asks_for_code(&mut stranger, &account).await;
        let page = types_code(&mut stranger, "no code").await;
        assert!(page.text().contains("That is not the code"), "{guess}");
        app.advance(LONGEST);
    }
    types_password(&mut stranger).await;
    asks_for_code(&mut stranger, &account).await;
    let code = newest_code(&app).await;
    types_code(&mut stranger, &code)
        .await
        .says("There were 100 wrong codes in a row");

    app.advance(CODES_TO_USER.window);
    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = newest_code(&app).await;
    assert_eq!(alice.types_code(&code).await.path, "/account");

    let mut root = app.admin("root").await;
    root.signs_in().await;
    let path = format!("/users/{}/password", alice.user.id);
    root.browser
        .submit(&path, &[("password", PASSWORD), ("again", PASSWORD)])
        .await;
    types_password(&mut stranger).await;
    asks_for_code(&mut stranger, &account).await;
    let code = newest_code(&app).await;
    assert_eq!(types_code(&mut stranger, &code).await.path, "/account");
}

#[tokio::test]
async fn security_10_guesses_made_at_once_are_all_counted() {
    let app = TestApp::new().await;
    let (alice, code) = alice_with_code(&app).await;
    let guesses = (0..MOST_GUESSES).map(|_| {
        let mut alice = Persona {
            user: alice.user.clone(),
            browser: alice.browser.clone(),
        };
        let wrong = another(&code);
        async move { alice.types_code(wrong).await.path }
    });
    futures::future::join_all(guesses).await;
    let mut alice = alice;
    alice
        .types_code(&code)
        .await
        .says("There were too many wrong codes.");
}

#[tokio::test]
async fn security_11_the_wait_after_wrong_passwords_grows_and_the_page_says_it() {
    let app = TestApp::new().await;
    app.user("alice").await;
    let mut stranger = app.browser().elsewhere([203, 0, 113, 7]);
    for _ in 0..FREE {
        guesses_password(&mut stranger).await.says(WRONG_PASSWORD);
    }
    let waits = [
        (SHORTEST, "30 seconds"),
        (2 * SHORTEST, "60 seconds"),
        (4 * SHORTEST, "2 minutes"),
        (8 * SHORTEST, "4 minutes"),
        (16 * SHORTEST, "8 minutes"),
        (32 * SHORTEST, "16 minutes"),
        (64 * SHORTEST, "32 minutes"),
        (LONGEST, "60 minutes"),
        (LONGEST, "60 minutes"),
    ];
    for (wait, words) in waits {
        guesses_password(&mut stranger).await.says(WRONG_PASSWORD);
        let says = format!("There were too many tries. Please wait {words}");
        // A try that has to wait is not counted, and the right password waits as well.
        types_password(&mut stranger).await.says(&says);
        guesses_password(&mut stranger).await.says(&says);
        app.advance(wait);
    }
    assert_eq!(types_password(&mut stranger).await.path, "/account");
}

#[tokio::test]
async fn security_11_a_stranger_elsewhere_locks_nobody_out() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    let mut stranger = app.browser().elsewhere([203, 0, 113, 7]);
    for _ in 0..=FREE {
        guesses_password(&mut stranger).await.says(WRONG_PASSWORD);
    }
    types_password(&mut stranger)
        .await
        .says("There were too many tries. Please wait");
    assert_eq!(alice.types_password().await.path, "/account");
}

#[tokio::test]
async fn security_11_many_strangers_do_not_hold_up_a_place_that_is_known() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let stranger = app.browser();
    for network in 0..PASSWORDS_AT_USER.most / FREE {
        let network = u8::try_from(network).unwrap();
        let mut stranger = stranger.elsewhere([203, 0, network, 7]);
        for _ in 0..FREE {
            guesses_password(&mut stranger).await.says(WRONG_PASSWORD);
        }
    }
    let mut new_place = alice.browser.elsewhere([198, 51, 100, 1]);
    types_password(&mut new_place)
        .await
        .says("There were too many tries. Please wait 60 minutes");
    assert_eq!(alice.types_password().await.path, "/account");
}

#[tokio::test]
async fn security_11_a_strangers_wrong_codes_hold_up_strangers_alone() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    alice.signs_in().await;
    let account = app.link(&alice, "xmpp", ALICE).await;
    let mut stranger = alice.browser.elsewhere([203, 0, 113, 7]);
    types_password(&mut stranger).await;
    asks_for_code(&mut stranger, &account).await;
    app.settle().await;
    for _ in 0..=FREE {
        types_code(&mut stranger, "no code").await;
    }
    let mut other = alice.browser.elsewhere([198, 51, 100, 1]);
    types_password(&mut other).await;
    asks_for_code(&mut other, &account).await;
    let code = newest_code(&app).await;
    types_code(&mut other, &code)
        .await
        .says("There were too many wrong codes. Please wait 30 seconds");

    alice.types_password().await;
    alice.asks_for_code(&account).await;
    let code = newest_code(&app).await;
    assert_eq!(alice.types_code(&code).await.path, "/account");
}

#[tokio::test]
async fn security_11_passwords_guessed_at_once_are_judged_one_after_another() {
    let app = TestApp::new().await;
    app.user("alice").await;
    let stranger = app.browser().elsewhere([203, 0, 113, 7]);
    let guesses = (0..20).map(|_| {
        let mut stranger = stranger.clone();
        async move { guesses_password(&mut stranger).await.text() }
    });
    let pages = futures::future::join_all(guesses).await;
    let looked_at = pages.iter().filter(|page| page.contains(WRONG_PASSWORD));
    assert_eq!(i64::try_from(looked_at.count()).unwrap(), FREE + 1);
}

#[tokio::test]
async fn security_12_a_success_takes_back_what_was_counted() {
    let app = TestApp::new().await;
    let mut alice = app.user("alice").await;
    for _ in 0..3 {
        for _ in 0..FREE {
            guesses_password(&mut alice.browser)
                .await
                .says(WRONG_PASSWORD);
        }
        assert_eq!(alice.types_password().await.path, "/account");
    }

    let account = app.link(&alice, "xmpp", ALICE).await;
    for round in 0..=(GUESSES_AT_USER.most / FREE) {
        alice.types_password().await;
        alice.asks_for_code(&account).await;
        let code = newest_code(&app).await;
        for _ in 0..FREE {
            alice.types_code(another(&code)).await;
        }
        let page = alice.types_code(&code).await;
        assert_eq!(page.path, "/account", "{round}: {}", page.text());
    }
}

#[tokio::test]
async fn security_13_wrong_late_and_unasked_codes_get_one_answer() {
    let app = TestApp::new().await;
    let fault = |page: Page| {
        let (_, rest) = page.body.split_once("id=\"fault\"").unwrap();
        let (_, text) = rest.split_once('>').unwrap();
        text.split('<').next().unwrap().to_owned()
    };
    let mut bob = app.user("bob").await;
    app.link(&bob, "xmpp", "bob@example.org").await;
    bob.types_password().await;
    let unasked = fault(bob.types_code("123456").await);
    let (mut alice, code) = alice_with_code(&app).await;
    let wrong = fault(alice.types_code(another(&code)).await);
    app.advance(LIFETIME);
    let late = fault(alice.types_code(&code).await);
    assert_eq!((&wrong, &wrong), (&late, &unasked));
}

#[tokio::test]
async fn security_16_a_code_in_an_address_counts_for_nothing() {
    let app = TestApp::new().await;
    let (mut alice, code) = alice_with_code(&app).await;
    let path = format!("/sign-in/code?code={code}");
    let page = alice.browser.open(&path).await;
    assert_eq!(page.path, path);
    assert!(!page.body.contains(&code), "nor is it written back");
    let page = alice.browser.submit(&path, &[]).await;
    assert!(page.status.is_client_error(), "{}", page.status);
    let page = alice.browser.open("/account").await;
    assert_eq!(page.path, "/sign-in?next=/account");
    assert_eq!(alice.types_code(&code).await.path, "/account");
}
