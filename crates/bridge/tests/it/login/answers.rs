//! What Telegram may answer to each step, and what the person reads: always words, and always a way on.

use std::time::Duration;

use telegram_testdc::RpcFault;

use super::stage::{Chat, NAME, PHONE, Stage};

impl Stage {
    /// Has the next calls of a method be refused.
    fn refuses(&self, method: &str, code: i32, name: &str, times: u32) {
        self.dc.refuse(RpcFault {
            method: method.into(),
            code,
            name: name.into(),
            user: None,
            times,
        });
    }

    /// A code that is not the one that was sent.
    fn wrong_code(&self) -> String {
        let other = |digit| if digit == '9' { '0' } else { '9' };
        self.code().chars().map(other).collect()
    }
}

#[tokio::test]
async fn a_number_without_an_account_is_told_to_sign_up_and_the_next_number_works() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    // Telegram sends a code to any number, and says only at the code that nobody has it.
    let nobody = "+4915212345678";
    chat.asks(nobody, "has sent a code").await;
    let code = stage.dc.code(nobody).unwrap().code;
    let typed = chat.say(&code).await;
    chat.hears("Please sign up in the Telegram app on a phone first")
        .await;
    chat.is_gone(&typed).await;
    chat.asks(PHONE, "has sent a code").await;
    chat.asks(&stage.code(), NAME).await;
    house.close().await;
}

#[tokio::test]
async fn a_restart_that_telegram_asks_for_is_made_without_a_word_but_not_for_ever() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    stage.refuses("auth.sendCode", 500, "AUTH_RESTART", 2);
    chat.asks(PHONE, "has sent a code").await;
    chat.asks("cancel", "The login is cancelled").await;
    chat.asks("login", "phone number").await;
    stage.refuses("auth.sendCode", 500, "AUTH_RESTART", 20);
    chat.asks(PHONE, "Telegram wants the login to be begun again")
        .await;
    stage.dc.clear_faults();
    chat.asks("resend", "has sent a code").await;
    stage.refuses("auth.signIn", 500, "AUTH_RESTART", 1);
    chat.asks(&stage.code(), NAME).await;
    house.close().await;
}

#[tokio::test]
async fn an_app_id_that_telegram_does_not_know_ends_the_login_with_words_for_the_operator() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "phone number").await;
    stage.refuses("auth.sendCode", 400, "API_ID_INVALID", 1);
    chat.asks(PHONE, "Whoever runs it has to look at api_id")
        .await;
    chat.asks("cancel", "No login is under way").await;
    house.close().await;
}

#[tokio::test]
async fn a_short_flood_wait_is_told_at_once_and_over_when_its_time_is_over() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks("login", "phone number").await;
    stage.dc.flood("auth.sendCode", 45, 1);
    chat.asks(PHONE, "Please try again in 45 seconds").await;
    // Telegram is not asked before.
    chat.asks(PHONE, "Please try again in 45 seconds").await;
    stage.clock.advance(Duration::from_secs(45));
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
}

#[tokio::test]
async fn a_flood_wait_at_the_code_has_words_and_the_same_code_works_afterwards() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks_for_code().await;
    stage.dc.flood("auth.signIn", 90, 1);
    chat.asks(&stage.code(), "Please try again in 1 minute 30 seconds")
        .await;
    chat.asks(&stage.code(), "Please try again in 1 minute 30 seconds")
        .await;
    stage.clock.advance(Duration::from_secs(90));
    chat.asks(&stage.code(), NAME).await;
    house.close().await;
}

#[tokio::test]
async fn a_code_may_be_wrong_several_times_and_after_it_ran_out_there_is_a_way_on() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.asks_for_code().await;
    for _ in 0..4 {
        chat.asks(&stage.wrong_code(), "This code is wrong").await;
    }
    let old = stage.code();
    stage.dc.expire_codes(PHONE);
    chat.asks(&old, "This code has expired").await;
    // Whatever is typed then, there are words for it.
    chat.asks(&old, "You can ask for a new code").await;
    chat.asks(PHONE, "has sent a code").await;
    chat.asks(&stage.code(), NAME).await;
    house.close().await;
}

#[tokio::test]
async fn whatever_telegram_says_to_a_password_the_right_one_still_works() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(Some("two words"));
    let chat = Chat::open(&stage, "bob").await;
    chat.asks_for_code().await;
    chat.asks(&stage.code(), "two-step verification").await;
    for wrong in ["one word", "two words ", "Two words"] {
        let said = chat.say(wrong).await;
        chat.hears("This password is wrong").await;
        chat.is_gone(&said).await;
    }
    // The numbers of the proof are out of date: it is made anew, and nobody need know.
    stage.refuses("auth.checkPassword", 400, "SRP_ID_INVALID", 1);
    chat.asks("still wrong", "This password is wrong").await;
    stage.dc.flood("auth.checkPassword", 3600, 1);
    chat.asks("two words", "Please try again in 1 hour").await;
    stage.clock.advance(Duration::from_secs(1200));
    chat.asks("two words", "Please try again in 40 minutes")
        .await;
    stage.dc.clear_faults();
    chat.asks("!tg cancel", "The login is cancelled").await;
    chat.asks_for_code().await;
    chat.asks(&stage.code(), "two-step verification").await;
    stage.refuses("auth.checkPassword", 500, "SOMETHING_NEW", 1);
    chat.asks("two words", "SOMETHING_NEW").await;
    chat.asks("two words", NAME).await;
    house.close().await;
}

#[tokio::test]
async fn a_flood_wait_at_the_qr_code_has_words_and_another_can_be_had_later() {
    let (stage, house, chat) = Stage::with_bob().await;
    stage.dc.flood("auth.exportLoginToken", 30, 1);
    chat.asks("login qr", "Please try again in 30 seconds")
        .await;
    stage.clock.advance(Duration::from_secs(30));
    chat.asks("resend", "scan this QR code").await;
    chat.hears("QR code to log in").await;
    house.close().await;
}
