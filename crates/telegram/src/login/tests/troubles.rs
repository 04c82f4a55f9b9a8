//! Each answer that is no success: its words, and where the conversation goes on.

use super::*;
use crate::login::private::Phone;
use crate::login::refusals::REFUSALS;

/// Where the conversation is after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Phone,
    Token,
    Code,
    NewCode,
    Password,
    NewQr,
    Waiting,
    Over,
}

fn place(step: &Step) -> Place {
    match step.wants() {
        Wants::Phone => Place::Phone,
        Wants::Token => Place::Token,
        Wants::Code { .. } => Place::Code,
        Wants::NewCode => Place::NewCode,
        Wants::Password => Place::Password,
        Wants::NewQr => Place::NewQr,
        Wants::Patience => Place::Waiting,
        Wants::Nothing => Place::Over,
        Wants::Scan { .. } => panic!("no answer of these shows a QR code"),
    }
}

#[track_caller]
fn expect(step: Step, code: i32, message: &str, note: Note, there: Place) {
    let step = step.refuse(code, message);
    assert_eq!(step.say, Say::Note(note), "{message}");
    assert_eq!(place(&step), there, "{message}");
    assert_eq!(step.call, None, "{message}");
}

#[test]
fn what_is_wrong_with_a_number_is_said_and_another_can_be_typed() {
    for (code, message, note) in [
        (400, "PHONE_NUMBER_INVALID", Note::PhoneInvalid),
        (400, "PHONE_NUMBER_BANNED", Note::PhoneBanned),
        (400, "PHONE_NUMBER_FLOOD", Note::PhoneFlood),
        (400, "PHONE_NUMBER_UNOCCUPIED", Note::SignUpFirst),
        (406, "PHONE_PASSWORD_FLOOD", Note::TooManyTries),
        (400, "PHONE_NUMBER_APP_SIGNUP_FORBIDDEN", Note::AppForbidden),
        (406, "UPDATE_APP_TO_LOGIN", Note::AppTooOld),
    ] {
        expect(asking_for_code(), code, message, note, Place::Phone);
    }
}

#[test]
fn a_server_whose_app_id_is_refused_says_who_can_mend_it_and_ends() {
    for step in [asking_for_code(), checking_token(), asking_for_qr()] {
        expect(
            step.clone(),
            400,
            "API_ID_INVALID",
            Note::ApiIdInvalid,
            Place::Over,
        );
        expect(
            step,
            400,
            "API_ID_PUBLISHED_FLOOD",
            Note::ApiIdFlood,
            Place::Over,
        );
    }
}

#[test]
fn a_wrong_code_asks_again_and_an_expired_one_offers_a_new_one() {
    expect(
        checking_code(),
        400,
        "PHONE_CODE_INVALID",
        Note::CodeWrong,
        Place::Code,
    );
    expect(
        checking_code(),
        400,
        "PHONE_CODE_EMPTY",
        Note::CodeEmpty,
        Place::Code,
    );
    for (message, note) in [
        ("PHONE_CODE_EXPIRED", Note::CodeExpired),
        ("PHONE_CODE_HASH_EMPTY", Note::CodeForgotten),
    ] {
        expect(checking_code(), 400, message, note, Place::NewCode);
        let step = checking_code().refuse(400, message).hear(Said::Resend, 20);
        let phone = Phone::new(PHONE);
        assert_eq!(step.call, Some(Call::RequestCode { phone }));
        assert_eq!(place(&step.learn(code_sent(), 21)), Place::Code);
    }
}

#[test]
fn too_many_tries_and_numbers_without_an_account_are_told_after_the_code_too() {
    expect(
        checking_code(),
        406,
        "PHONE_PASSWORD_FLOOD",
        Note::TooManyTries,
        Place::Phone,
    );
    expect(
        checking_code(),
        400,
        "PHONE_NUMBER_UNOCCUPIED",
        Note::SignUpFirst,
        Place::Phone,
    );
    let sign_up = grammers_tl_types::types::auth::AuthorizationSignUpRequired {
        terms_of_service: None,
    };
    let answer = Answer::from_authorization(sign_up.into(), checking_code().call.unwrap());
    let step = checking_code().learn(answer, 6);
    step.says(Note::SignUpFirst);
    assert_eq!(place(&step), Place::Phone);
}

#[test]
fn no_other_way_for_a_code_leaves_the_one_that_was_sent() {
    let resending = with_code_sent().hear(Said::Resend, 70);
    expect(
        resending,
        406,
        "SEND_CODE_UNAVAILABLE",
        Note::ResendUnavailable,
        Place::Code,
    );
}

#[test]
fn a_wrong_password_asks_again() {
    expect(
        checking_password(),
        400,
        "PASSWORD_HASH_INVALID",
        Note::PasswordWrong,
        Place::Password,
    );
}

#[test]
fn stale_numbers_of_the_password_exchange_are_fetched_anew_by_itself_but_not_for_ever() {
    let mut step = checking_password();
    let call = step.call.clone();
    for _ in 0..3 {
        step = step.refuse(400, "SRP_ID_INVALID");
        assert_eq!((place(&step), &step.call), (Place::Waiting, &call));
    }
    let right = step.clone().learn(Answer::SignedIn(account()), 9);
    assert!(right.conversation.account().is_some());
    expect(
        step,
        400,
        "SRP_ID_INVALID",
        Note::PasswordAgain,
        Place::Password,
    );
}

#[test]
fn a_password_changed_meanwhile_is_asked_for_anew_with_its_new_hint() {
    let step = checking_password().refuse(400, "SRP_PASSWORD_CHANGED");
    step.says(Note::PasswordChanged);
    assert_eq!(step.call, Some(Call::AskHint));
    let hint = Hint::new("my second dog");
    let step = step.learn(Answer::Hint(Some(hint.clone())), 11);
    assert_eq!(step.say, Say::TypePassword { hint });
}

#[test]
fn a_refused_bot_token_is_asked_for_again() {
    for (message, note) in [
        ("ACCESS_TOKEN_INVALID", Note::TokenWrong),
        ("ACCESS_TOKEN_EXPIRED", Note::TokenExpired),
        ("BOT_INVALID", Note::BotRefused),
    ] {
        expect(checking_token(), 400, message, note, Place::Token);
    }
    expect(
        asking_for_code(),
        400,
        "BOT_METHOD_INVALID",
        Note::BotCannot,
        Place::Over,
    );
}

#[test]
fn a_stale_qr_code_is_replaced_by_itself_but_not_for_ever() {
    for message in [
        "AUTH_TOKEN_EXPIRED",
        "AUTH_TOKEN_INVALID",
        "AUTH_TOKEN_INVALIDX",
        "AUTH_TOKEN_ALREADY_ACCEPTED",
    ] {
        let mut step = asking_for_qr();
        for _ in 0..3 {
            step = step.refuse(400, message);
            assert_eq!(step.call, Some(Call::ExportQr), "{message}");
        }
        expect(step, 400, message, Note::BeginAgain, Place::NewQr);
    }
}

#[test]
fn auth_restart_is_obeyed_by_itself_but_not_for_ever() {
    let mut step = asking_for_code();
    for _ in 0..3 {
        step = step.refuse(500, "AUTH_RESTART");
        assert!(matches!(step.call, Some(Call::RequestCode { .. })));
    }
    expect(step, 500, "AUTH_RESTART", Note::BeginAgain, Place::NewCode);
}

#[test]
fn a_call_moves_to_the_data_centre_that_is_in_charge_but_not_for_ever() {
    for (step, message) in [
        (asking_for_code(), "PHONE_MIGRATE_4"),
        (checking_token(), "USER_MIGRATE_4"),
        (checking_code(), "NETWORK_MIGRATE_4"),
        (checking_password(), "USER_MIGRATE_4"),
    ] {
        let call = Box::new(step.call.clone().unwrap());
        let mut step = step.refuse(303, message);
        assert_eq!(
            step.call,
            Some(Call::At {
                dc: 4,
                call: call.clone()
            })
        );
        for dc in [1, 5] {
            step = step.refuse(303, &message.replace('4', &dc.to_string()));
            assert_eq!(
                step.call,
                Some(Call::At {
                    dc,
                    call: call.clone()
                })
            );
        }
        let step = step.refuse(303, message);
        step.says(Note::MovedTooOften);
        assert_ne!(place(&step), Place::Waiting);
    }
}

#[test]
fn a_login_that_telegram_has_forgotten_begins_again_on_the_same_path() {
    for (step, there) in [
        (checking_code(), Place::Phone),
        (checking_password(), Place::Phone),
        (checking_token(), Place::Token),
        (asking_for_qr(), Place::NewQr),
    ] {
        expect(
            step,
            401,
            "AUTH_KEY_UNREGISTERED",
            Note::LoginForgotten,
            there,
        );
    }
}

#[test]
fn a_session_ended_elsewhere_and_an_account_that_is_gone_end_the_conversation() {
    for (message, note) in [
        ("SESSION_REVOKED", Note::SessionRevoked),
        ("USER_DEACTIVATED", Note::AccountDeleted),
        ("USER_DEACTIVATED_BAN", Note::AccountBanned),
    ] {
        for step in [checking_code(), checking_password(), checking_token()] {
            expect(step, 401, message, note, Place::Over);
        }
    }
}

#[test]
fn a_flood_wait_is_told_and_telegram_is_not_asked_before_it_is_over() {
    let wait = Duration::from_secs(100);
    let step = asking_for_code().refuse(420, "FLOOD_WAIT_100");
    assert_eq!(
        (&step.say, place(&step)),
        (&Say::Flood { wait }, Place::NewCode)
    );
    let wait = Duration::from_secs(90);
    let early = step.clone().hear(Said::Resend, 20);
    assert_eq!((&early.say, &early.call), (&Say::Flood { wait }, &None));
    let other = step.clone().hear(text("+49 30 1234567"), 20);
    assert!(matches!(other.call, Some(Call::RequestCode { .. })));
    let later = step.hear(Said::Resend, 110);
    assert!(matches!(later.call, Some(Call::RequestCode { .. })));
}

#[test]
fn a_flood_wait_keeps_the_place() {
    let flood = "FLOOD_WAIT_7500";
    assert_eq!(place(&checking_code().refuse(420, flood)), Place::Code);
    assert_eq!(
        place(&checking_password().refuse(420, flood)),
        Place::Password
    );
    assert_eq!(place(&checking_token().refuse(420, flood)), Place::Token);
    assert_eq!(place(&asking_for_qr().refuse(420, flood)), Place::NewQr);
    let hint = checking_code().learn(Answer::PasswordNeeded, 6);
    assert_eq!(place(&hint.refuse(420, flood)), Place::Password);
}

#[test]
fn a_flood_wait_for_the_hint_does_not_leave_a_later_login_waiting() {
    let step = checking_code().learn(Answer::PasswordNeeded, 6);
    let step = step
        .refuse(420, "FLOOD_WAIT_7500")
        .hear(Said::Take(Path::Phone), 20);
    let step = step
        .hear(text(PHONE), 21)
        .learn(code_sent(), 22)
        .hear(text(CODE), 23);
    let step = step.learn(Answer::PasswordNeeded, 24);
    assert_eq!((place(&step), step.call), (Place::Password, None));
}

#[test]
fn a_lost_connection_and_a_late_answer_lose_nothing() {
    for (step, there) in [
        (asking_for_code(), Place::NewCode),
        (checking_code(), Place::Code),
        (checking_password(), Place::Password),
        (checking_token(), Place::Token),
        (asking_for_qr(), Place::NewQr),
    ] {
        let call = step.call.clone().unwrap();
        let late = step.clone().learn(Answer::timed_out(call.clone()), 70);
        late.says(Note::TimedOut);
        let trouble = Trouble::ConnectionLost(None);
        let lost = step.learn(Answer::Failed { call, trouble }, 70);
        lost.says(Note::ConnectionLost);
        assert_eq!((place(&late), place(&lost)), (there, there));
    }
}

#[test]
fn an_unknown_error_is_named_and_the_place_is_kept() {
    let step = checking_code().refuse(500, "RPC_CALL_FAIL<script>");
    let name = "RPC_CALL_FAIL".to_owned();
    assert_eq!(step.say, Say::Unknown { code: 500, name });
    assert_eq!(place(&step), Place::Code);
    let step = checking_token().refuse(400, "INTERDC_2_CALL_ERROR");
    let name = "INTERDC_CALL_ERROR_2".to_owned();
    assert_eq!(step.say, Say::Unknown { code: 400, name });
}

#[test]
fn an_answer_to_another_call_changes_nothing() {
    let old = asking_for_code().call.unwrap();
    let step = checking_code();
    let after = step.clone().learn(Answer::timed_out(old), 70);
    assert_eq!(after.conversation, step.conversation);
}

#[test]
fn every_refusal_is_found_by_its_own_name() {
    for refusal in &REFUSALS {
        let name = refusal.name.replace('*', "EMPTY");
        let error = rpc(400, &name);
        let call = checking_code().call.unwrap();
        let answer = Answer::from_rpc_error(&error, call.clone());
        let trouble = Trouble::Refused(refusal);
        assert_eq!(answer, Answer::Failed { call, trouble }, "{name}");
    }
}
