//! What a hostile person tries on the page, and what must not leak.

use axum::http::{Method, StatusCode};
use domain::limit::QUESTIONS_ON_LOGIN_PAGE;

use super::stage::{PASSWORD, PHONE, Stage, presses, types, types_at};

#[tokio::test]
async fn an_answer_to_another_question_is_not_taken() {
    let stage = Stage::set().await;
    stage.bob(Some(PASSWORD));
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    types(&mut browser, "password", PASSWORD)
        .await
        .says("Telegram has sent a code");
    types(&mut browser, "phone", "+4917099999999")
        .await
        .says("Telegram has sent a code by SMS to +491701234567");
    types(&mut browser, "", "12345")
        .await
        .says("Telegram has sent a code by SMS");
    types(&mut browser, "code", &stage.code())
        .await
        .says("Please type its password");
    types(&mut browser, "code", "12345")
        .await
        .does_not_say("This password is wrong");
}

#[tokio::test]
async fn what_is_typed_is_shown_as_text_and_nothing_too_long_is_read() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    let markup = "\"><script>alert(1)</script>";
    let page = types_at(&mut browser, &link.path, "phone", markup).await;
    assert!(!page.body.contains("<script>alert"));
    page.says("This is neither a phone number nor a bot token.");
    let long = "1".repeat(100_000);
    let page = types(&mut browser, "phone", &long).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.len() < 20_000);
    for wish in ["", "nonsense", "answer\0", "again", "cancel"] {
        let page = presses(&mut browser, wish).await;
        assert_eq!(page.status, StatusCode::OK, "{wish}");
    }
    for to in ["code", "nonsense", "\u{202e}"] {
        let page = types(&mut browser, to, "\u{0}\u{7f}").await;
        assert_eq!(page.status, StatusCode::OK, "{to}");
    }
}

#[tokio::test]
async fn security_17_forms_of_other_sites_are_not_taken() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    browser.submit(&link.path, &[("wish", "bot")]).await;
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = Some("wish=cancel".to_owned());
    let page = browser
        .request(Method::POST, "/telegram-login", body, &headers)
        .await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    browser.open("/telegram-login").await.says("Bot token");
}

#[tokio::test]
async fn the_cookie_is_for_this_host_alone_and_no_script_reads_it() {
    let stage = Stage::set().await;
    let (link, mut browser) = (stage.link().await, stage.browser());
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let page = browser
        .once(Method::POST, &link.path, Some("wish=bot".into()), &form)
        .await;
    let cookie = page.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-postern-telegram="), "{cookie}");
    for flag in ["; Path=/", "; Secure", "; HttpOnly", "; SameSite=Lax"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    let policy = page.headers["content-security-policy"].to_str().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'self'; script-src 'self'"));
    assert_eq!(page.headers["cache-control"], "no-store");
}

#[tokio::test]
async fn telegram_is_asked_only_so_often_on_one_page() {
    let stage = Stage::set().await;
    stage.bob(None);
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    for _ in 1..QUESTIONS_ON_LOGIN_PAGE.most {
        types(&mut browser, "code", "1")
            .await
            .says("The code has 5 digits");
    }
    let page = types(&mut browser, "code", &stage.code()).await;
    page.says("There were too many tries. Please wait 15 minutes")
        .says("Telegram has sent a code");
    assert_eq!(stage.row(&link).await.done_at, None);
    presses(&mut browser, "cancel")
        .await
        .says("The login is cancelled.");
}

#[tokio::test]
async fn security_15_nothing_that_is_typed_lies_in_the_database() {
    let stage = Stage::set().await;
    let Some(folder) = stage.app.database.folder() else {
        return; // The file of SQLite can be searched.
    };
    stage.bob(Some(PASSWORD));
    let (link, mut browser) = (stage.link().await, stage.browser());
    types_at(&mut browser, &link.path, "phone", PHONE).await;
    types(&mut browser, "code", &stage.code()).await;
    types(&mut browser, "password", PASSWORD)
        .await
        .says("You are logged in");
    let token = link.path.rsplit('/').next().unwrap();
    let cookie = browser.cookies().values().next().unwrap().clone();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let holds = |text: &str| {
            bytes
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        assert!(!holds(PHONE) && !holds(PHONE.trim_start_matches('+')));
        assert!(!holds(PASSWORD));
        assert!(!holds(token) && !holds(&cookie));
    }
}
