//! The ways to log in, and what goes wrong on them.

use std::time::Duration;

use telegram_testdc::{NewBot, RpcFault};

use web::telegram_login::LoginPagePace;

use super::stage::{PASSWORD, PHONE, Stage, patient, presses, types, types_at};

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_phone_number_a_code_and_a_password_log_somebody_in() {
    let stage = Stage::set().await;
    let bob = stage.bob(Some(PASSWORD));
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = browser.open(&link.path).await;
    page.says("for @bob:example.org on Matrix")
        .says("Request code");
    let page = types_at(&mut browser, &link.path, "phone", "0049 170 1234567").await;
    assert_eq!(page.path, "/telegram-login");
    page.says("Telegram has sent a code by SMS to +491701234567.")
        .says("it has 5 digits");
    let page = types(&mut browser, "code", &stage.code()).await;
    page.says("Please type its password")
        .says("Your hint: the dog");
    let page = types(&mut browser, "password", PASSWORD.trim()).await;
    page.says("This password is wrong")
        .says("Your hint: the dog");
    let page = types(&mut browser, "password", PASSWORD).await;
    page.says("You are logged in to Telegram as @bob.")
        .says("Go back to Matrix");
    stage.must_be_done(&link, bob).await;
    stage.must_be_rung(1);
}

#[tokio::test]
async fn a_bot_token_logs_a_bot_in_and_a_wrong_one_keeps_the_form() {
    let stage = Stage::set().await;
    let bot = NewBot {
        first_name: "Helper".into(),
        username: Some("helper_bot".into()),
        token: Some(format!("4711:{}", "AbCdE".repeat(7))),
        ..NewBot::default()
    };
    let (id, token) = stage.dc.add_bot(bot);
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = browser
        .submit(&link.path, &[("wish", "bot"), ("answer", "")])
        .await;
    page.says("Bot token").says("You get it from @BotFather");
    let page = types(&mut browser, "token", "nonsense").await;
    page.says("This is neither a bot token nor a phone number.");
    assert!(page.body.contains("name=\"answer\""));
    let page = types(&mut browser, "token", &format!("4711:{}", "x".repeat(35))).await;
    page.says("Telegram does not know this bot token.");
    assert!(page.body.contains("name=\"answer\""));
    let page = types(&mut browser, "token", &token).await;
    page.says("Postern is logged in to Telegram as the bot @helper_bot.");
    stage.must_be_done(&link, id).await;
}

#[tokio::test]
async fn a_scanned_qr_code_logs_somebody_in() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = browser.submit(&link.path, &[("wish", "qr")]).await;
    page.says("scan this QR code");
    assert!(page.body.contains("<svg class=\"qr\" role=\"img\""));
    stage.scan(&link, bob).await;
    logged_in(&mut browser).await;
    stage.must_be_done(&link, bob).await;
}

/// Loads the page again, as one without scripts does, until somebody is logged in.
async fn logged_in(browser: &mut testkit::Client) {
    let look = async {
        loop {
            let page = browser.open("/telegram-login").await;
            if page
                .text()
                .contains("You are logged in to Telegram as @bob.")
            {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look)
        .await
        .expect("the login is seen");
}

#[tokio::test]
async fn a_qr_code_that_has_run_out_is_replaced_when_somebody_looks() {
    let stage = Stage::set().await;
    let bob = stage.bob(Some(PASSWORD));
    let (link, mut browser) = (stage.link().await, stage.browser());
    let first = browser.submit(&link.path, &[("wish", "qr")]).await;
    let before = stage.qr(&link).await;
    assert_eq!(browser.open("/telegram-login").await.body, first.body);
    stage.app.advance(Duration::from_secs(90));
    let second = browser.open("/telegram-login").await;
    assert_ne!(stage.qr(&link).await, before);
    assert_ne!(second.body, first.body);
    stage.scan(&link, bob).await;
    let look = async {
        loop {
            let page = browser.open("/telegram-login").await;
            if page.text().contains("Please type its password") {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look)
        .await
        .expect("the password is asked for");
    types(&mut browser, "password", PASSWORD)
        .await
        .says("You are logged in to Telegram as @bob.");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_number_that_is_none_is_shown_again_with_what_is_wrong() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = types_at(&mut browser, &link.path, "phone", "0170 1234567").await;
    page.says("The country code is missing");
    assert_eq!(page.field("answer"), "0170 1234567");
    let page = types(&mut browser, "phone", "").await;
    page.says("This is neither a phone number nor a bot token.");
    stage.dc.set_banned(PHONE, true);
    let page = types(&mut browser, "phone", PHONE).await;
    page.says("Telegram has banned this phone number.");
    assert_eq!(page.field("answer"), PHONE);
    stage.dc.set_banned(PHONE, false);
    let bob = stage.bob(None);
    types(&mut browser, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_wrong_code_is_asked_for_again_and_leading_zeros_count() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    stage.dc.fix_code(PHONE, "00712");
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    let page = types(&mut browser, "code", &stage.wrong_code()).await;
    page.says("This code is wrong.")
        .says("Telegram has sent a code by SMS");
    let page = types(&mut browser, "code", "712").await;
    page.says("The code has 5 digits, and what you typed has not.");
    let page = types(&mut browser, "code", "abcde").await;
    page.says("The code is made of digits.");
    types(&mut browser, "code", "007 12")
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn an_expired_code_leads_to_a_new_one() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    let old = stage.code();
    stage.dc.expire_codes(PHONE);
    let page = types(&mut browser, "code", &old).await;
    page.says("This code has expired.").says("Send a new code");
    // A form of the page before does no harm.
    types(&mut browser, "code", &old)
        .await
        .says("Send a new code");
    presses(&mut browser, "again")
        .await
        .says("Telegram has sent a code");
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_code_is_sent_again_when_telegram_sends_it_again() {
    let stage = Stage::set().await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = types_at(&mut browser, &link.path, "phone", PHONE).await;
    assert!(page.body.contains("data-after=\"60\""), "{}", page.body);
    let page = presses(&mut browser, "again").await;
    page.says("Telegram sends the code again in 1 minute at the earliest.");
    stage.app.advance(Duration::from_secs(61));
    let page = presses(&mut browser, "again").await;
    page.says("Telegram calls +491701234567, and a voice reads out a code.");
    page.says("Telegram offers no other way to send it.")
        .does_not_say("Send again");
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in");
}

#[tokio::test]
async fn a_flood_limit_is_told_with_its_time_and_other_numbers_still_work() {
    let stage = Stage::set().await;
    stage.bob(None);
    stage.dc.flood("auth.sendCode", 4_000, 1);
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = types_at(&mut browser, &link.path, "phone", "+4917099999999").await;
    page.says("Telegram asks us to wait. Please try again in 1 hour 7 minutes");
    presses(&mut browser, "phone").await;
    types(&mut browser, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
}

#[tokio::test]
async fn a_cancelled_login_leaves_nothing_and_another_can_begin() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    let page = presses(&mut browser, "cancel").await;
    page.says("The login is cancelled.")
        .says("Begin a new login");
    assert!(stage.kept(&link).await.is_none());
    assert_eq!(stage.row(&link).await.done_at, None);
    presses(&mut browser, "phone").await.says("Request code");
    types(&mut browser, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
    stage.must_be_rung(1);
}

#[tokio::test]
async fn another_way_can_be_taken_at_any_time() {
    let stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE)
        .await
        .says("Scan a QR code");
    presses(&mut browser, "qr").await.says("scan this QR code");
    presses(&mut browser, "bot").await.says("Bot token");
    presses(&mut browser, "phone").await.says("Request code");
    types(&mut browser, "phone", PHONE).await;
    types(&mut browser, "code", &stage.code())
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_restart_in_the_middle_loses_nothing() {
    let mut stage = Stage::set().await;
    let bob = stage.bob(Some(PASSWORD));
    let (link, mut browser) = (stage.link().await, stage.browser());
    stage.restart().await;
    browser = stage.again(&browser);
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    stage.restart().await;
    browser = stage.again(&browser);
    browser
        .open("/telegram-login")
        .await
        .says("Telegram has sent a code by SMS");
    types(&mut browser, "code", &stage.code())
        .await
        .says("Please type its password");
    stage.restart().await;
    browser = stage.again(&browser);
    browser
        .open("/telegram-login")
        .await
        .says("Your hint: the dog");
    types(&mut browser, "password", PASSWORD)
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
    stage.restart().await;
    browser = stage.again(&browser);
    browser
        .open("/telegram-login")
        .await
        .says("You are logged in to Telegram as @bob.");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_restart_while_a_qr_code_is_shown_shows_another_that_works() {
    let mut stage = Stage::set().await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    browser.submit(&link.path, &[("wish", "qr")]).await;
    stage.restart().await;
    browser = stage.again(&browser);
    browser
        .open("/telegram-login")
        .await
        .says("scan this QR code");
    stage.scan(&link, bob).await;
    stage.app.advance(Duration::from_secs(90));
    logged_in(&mut browser).await;
    stage.must_be_done(&link, bob).await;
}

/// Loads the page again until Telegram has sent a code, which may take longer than the page waits.
async fn asked_for_the_code(browser: &mut testkit::Client) {
    let look = async {
        loop {
            let page = browser.open("/telegram-login").await;
            if page.text().contains("Telegram has sent a code") {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, look)
        .await
        .expect("a code is sent");
}

#[tokio::test]
async fn a_slow_telegram_is_waited_for_and_the_page_says_so() {
    let stage = Stage::with_pace(LoginPagePace {
        patience: Duration::from_secs(2),
        ..LoginPagePace::default()
    })
    .await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    asked_for_the_code(&mut browser).await;
    let code = stage.code();
    stage.dc.freeze();
    let page = types(&mut browser, "code", &code).await;
    page.says("Asking Telegram whether the code is right");
    assert!(page.body.contains("http-equiv=\"refresh\""));
    // Impatience changes nothing.
    types(&mut browser, "code", &code)
        .await
        .says("Asking Telegram");
    stage.dc.thaw();
    logged_in(&mut browser).await;
}

#[tokio::test]
async fn a_connection_that_nobody_needs_is_given_up_and_made_anew_when_somebody_comes_back() {
    let stage = Stage::with_pace(LoginPagePace {
        looked_at: Duration::from_millis(100),
        ..patient()
    })
    .await;
    let bob = stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
    let code = stage.code();
    let given_up = async {
        while stage.dc.connections() > 0 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, given_up)
        .await
        .expect("it is given up");
    types(&mut browser, "code", &code)
        .await
        .says("You are logged in");
    stage.must_be_done(&link, bob).await;
}

#[tokio::test]
async fn a_telegram_that_refuses_for_good_ends_the_login_with_the_reason() {
    let stage = Stage::set().await;
    stage.bob(None);
    stage.dc.refuse(RpcFault {
        method: "auth.sendCode".into(),
        code: 400,
        name: "API_ID_INVALID".into(),
        user: None,
        times: 1,
    });
    let (link, mut browser) = (stage.link().await, stage.browser());
    let page = types_at(&mut browser, &link.path, "phone", PHONE).await;
    page.says("Telegram does not know the app id of this server.")
        .says("Begin a new login");
    assert!(stage.kept(&link).await.is_none());
    presses(&mut browser, "phone").await;
    types(&mut browser, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
}

#[tokio::test]
async fn a_login_that_takes_too_long_ends_and_another_can_begin() {
    let stage = Stage::set().await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    stage.app.advance(Duration::from_secs(31 * 60));
    let page = browser.open("/telegram-login").await;
    page.says("This login has taken longer than half an hour")
        .says("Begin a new login");
    presses(&mut browser, "phone").await;
    types(&mut browser, "phone", PHONE)
        .await
        .says("Telegram has sent a code");
}
