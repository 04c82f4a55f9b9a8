//! The paths from the beginning to the end, and the side doors.

use domain::secret::{Password, Token};

use super::*;
use crate::login::private::{LoginCode, Phone};
use crate::login::{CODE_LIFETIME, LIFETIME};

fn sign_in(code: &str, look_first: bool) -> Call {
    Call::SignIn {
        phone: Phone::new(PHONE),
        hash: CodeHash::new(HASH),
        code: LoginCode::new(code),
        by_email: false,
        look_first,
    }
}

fn is_code(step: &Step) -> bool {
    matches!(step.wants(), Wants::Code { .. })
}

fn done(step: &Step) -> bool {
    step.conversation.account() == Some(&account())
}

#[test]
fn a_number_and_its_code_log_in() {
    let step = begun();
    step.says(Note::AskPhone);
    let step = step.hear(text("0049 (170) 123-4567"), 1);
    let phone = Phone::new(PHONE);
    assert_eq!(step.call, Some(Call::RequestCode { phone }));
    let step = step.learn(code_sent(), 2);
    let Say::TypeCode { sent, resend_in } = &step.say else {
        panic!("{:?}", step.say)
    };
    assert_eq!(sent.way, Way::App { length: 5 });
    assert_eq!(*resend_in, Duration::from_secs(60));
    let step = step.hear(text("07 391"), 3);
    assert_eq!(step.call, Some(sign_in(CODE, false)));
    let step = step.learn(Answer::SignedIn(account()), 4);
    assert!(done(&step));
    assert_eq!(step.wants(), Wants::Nothing);
}

#[test]
fn a_password_is_taken_verbatim_even_if_it_looks_like_a_command() {
    let step = checking_code().learn(Answer::PasswordNeeded, 6);
    assert_eq!(step.call, Some(Call::AskHint));
    let step = step.learn(Answer::Hint(Some(Hint::new("my first dog"))), 7);
    let hint = Hint::new("my first dog");
    assert_eq!(step.say, Say::TypePassword { hint });
    let step = step.hear(text(" cancel "), 8);
    let password = Password::new(" cancel ");
    let look_first = false;
    assert_eq!(
        step.call,
        Some(Call::CheckPassword {
            password,
            look_first
        })
    );
    assert!(done(&step.learn(Answer::SignedIn(account()), 9)));
}

#[test]
fn a_bot_logs_in_with_its_token() {
    let step = checking_token();
    let token = Token::new(TOKEN);
    assert_eq!(step.call, Some(Call::SignInBot { token }));
    assert!(done(&step.learn(Answer::SignedIn(account()), 2)));
}

#[test]
fn a_token_typed_for_a_number_and_a_number_typed_for_a_token_are_taken() {
    assert!(matches!(
        begun().hear(text(TOKEN), 1).call,
        Some(Call::SignInBot { .. })
    ));
    let step = Conversation::begin(Path::Bot, at(0)).hear(text("+49 170 1234567"), 1);
    assert!(matches!(step.call, Some(Call::RequestCode { .. })));
}

#[test]
fn a_scanned_qr_code_logs_in_with_the_password_if_there_is_one() {
    let step = asking_for_qr();
    assert_eq!(step.call, Some(Call::ExportQr));
    let step = step.learn(qr(at(1)), 1);
    assert_eq!(
        step.say,
        Say::ScanQr {
            link: QrLink::new(QR)
        }
    );
    let scanned = step.learn(Answer::QrScanned, 9);
    scanned.says(Note::QrScanned);
    assert_eq!(scanned.call, Some(Call::ExportQr));
    assert!(done(
        &scanned.clone().learn(Answer::SignedIn(account()), 10)
    ));
    let step = scanned
        .learn(Answer::PasswordNeeded, 10)
        .learn(Answer::Hint(None), 11);
    step.says(Note::AskPassword);
    assert_eq!(step.wants(), Wants::Password);
}

#[test]
fn a_qr_code_of_an_account_elsewhere_is_imported_there() {
    let token = vec![1, 2, 3];
    let step = asking_for_qr().learn(
        Answer::QrElsewhere {
            dc: 4,
            token: token.clone(),
        },
        1,
    );
    let call = Box::new(Call::ImportQr { token });
    assert_eq!(step.call, Some(Call::At { dc: 4, call }));
    assert!(done(&step.learn(Answer::SignedIn(account()), 2)));
}

#[test]
fn an_expired_qr_code_is_replaced_by_itself() {
    let step = asking_for_qr().learn(qr(at(1)), 1);
    assert_eq!(step.conversation.next_tick(), Some(at(31)));
    assert_eq!(step.conversation.clone().tick(at(30)).call, None);
    assert_eq!(step.conversation.tick(at(31)).call, Some(Call::ExportQr));
}

#[test]
fn a_code_comes_again_the_next_way_when_telegram_is_ready_to_send_it() {
    let wait = Duration::from_secs(45);
    let step = with_code_sent().hear(Said::Resend, 17);
    assert_eq!(
        (&step.say, &step.call),
        (&Say::ResendTooEarly { wait }, &None)
    );
    let step = step.hear(Said::Resend, 62);
    let (phone, hash) = (Phone::new(PHONE), CodeHash::new(HASH));
    assert_eq!(step.call, Some(Call::ResendCode { phone, hash }));
    let step = step.learn(
        Answer::CodeSent(FreshCode {
            hash: CodeHash::new(HASH),
            way: Way::Sms { length: 5 },
            next: None,
            resend_after: Duration::ZERO,
        }),
        63,
    );
    let Wants::Code {
        resend_at: None, ..
    } = step.wants()
    else {
        panic!("{:?}", step.wants())
    };
    step.hear(Said::Resend, 64).says(Note::ResendUnavailable);
}

#[test]
fn what_is_no_code_is_not_sent_to_telegram() {
    for (typed, say) in [
        ("", Say::Note(Note::CodeEmpty)),
        ("what code?", Say::Note(Note::CodeNotDigits)),
        ("0739", Say::CodeLength { length: 5 }),
    ] {
        let step = with_code_sent().hear(text(typed), 3);
        assert_eq!((&step.say, &step.call), (&say, &None), "{typed}");
        assert!(is_code(&step));
    }
}

#[test]
fn what_is_no_number_is_refused_with_the_reason() {
    begun().hear(text("0170 1234567"), 1).says(Note::NoCountry);
    begun().hear(text("hello"), 1).says(Note::NotAPhone);
    let bot = Conversation::begin(Path::Bot, at(0));
    bot.hear(text("12345:short"), 1).says(Note::NotAToken);
    begun().hear(Said::Resend, 1).says(Note::NothingToResend);
}

#[test]
fn a_code_by_e_mail_goes_back_as_one() {
    let (pattern, length) = ("a***@e***.org".to_owned(), 6);
    let sent = Answer::CodeSent(FreshCode {
        hash: CodeHash::new(HASH),
        way: Way::Email { pattern, length },
        next: None,
        resend_after: Duration::ZERO,
    });
    let step = asking_for_code().learn(sent, 2).hear(text("123 456"), 3);
    assert!(matches!(
        step.call,
        Some(Call::SignIn { by_email: true, .. })
    ));
}

#[test]
fn cancelling_takes_the_code_back_and_ends() {
    let step = with_code_sent().hear(Said::Cancel, 3);
    step.says(Note::Cancelled);
    let (phone, hash) = (Phone::new(PHONE), CodeHash::new(HASH));
    assert_eq!(step.call, Some(Call::CancelCode { phone, hash }));
    assert!(step.conversation.is_over());
    let step = step.learn(Answer::Dropped, 4).hear(text(PHONE), 5);
    assert_eq!((step.conversation.is_over(), step.call), (true, None));
}

#[test]
fn a_login_that_succeeds_after_the_cancel_is_undone() {
    let step = checking_code().hear(Said::Cancel, 6);
    let step = step.learn(Answer::SignedIn(account()), 7);
    step.says(Note::LoggedOutAgain);
    assert_eq!(step.call, Some(Call::LogOut));
    assert!(step.conversation.account().is_none());
}

#[test]
fn another_way_can_be_taken_before_the_end() {
    let step = with_code_sent().hear(Said::Take(Path::Qr), 3);
    assert_eq!(step.call, Some(Call::ExportQr));
    let step = step.learn(qr(at(4)), 4).hear(text(PHONE), 5);
    assert!(matches!(step.call, Some(Call::RequestCode { .. })));
}

#[test]
fn while_telegram_is_asked_what_is_typed_waits() {
    let step = checking_code();
    let conversation = step.conversation.clone();
    let step = step.hear(text("1"), 6);
    step.says(Note::StillAsking);
    assert_eq!((step.conversation, step.call), (conversation, None));
}

#[test]
fn an_old_code_is_not_tried_and_a_new_one_is_offered() {
    let late = 2 + CODE_LIFETIME.as_secs();
    let step = with_code_sent().hear(text(CODE), late);
    step.says(Note::CodeExpired);
    assert_eq!((step.wants(), &step.call), (Wants::NewCode, &None));
    let step = step.hear(Said::Resend, late);
    assert!(matches!(step.call, Some(Call::RequestCode { .. })));
}

#[test]
fn a_conversation_ends_after_half_an_hour() {
    let late = LIFETIME.as_secs();
    for step in [begun(), with_code_sent(), with_password_wanted()] {
        assert_eq!(step.conversation.next_tick(), Some(at(late)));
        let heard = step.clone().hear(text(CODE), late);
        heard.says(Note::TooLate);
        let ticked = step.conversation.tick(at(late));
        ticked.says(Note::TooLate);
        assert!(heard.conversation.is_over() && ticked.conversation.is_over());
    }
}

#[test]
fn a_login_that_took_to_the_last_second_counts() {
    let late = LIFETIME.as_secs() + 1;
    assert!(done(
        &checking_code().learn(Answer::SignedIn(account()), late)
    ));
}

#[test]
fn after_a_restart_an_open_question_is_asked_again() {
    for step in [begun(), with_code_sent(), with_password_wanted()] {
        let resumed = step.conversation.clone().resume(at(9));
        assert_eq!(resumed.conversation, step.conversation);
        assert_eq!(resumed.say, step.conversation.prompt(at(9)));
        assert_eq!(resumed.call, None);
    }
}

#[test]
fn after_a_restart_in_the_middle_of_a_call_nothing_is_lost() {
    let resumed = |step: Step| step.conversation.resume(at(20));
    let phone = Phone::new(PHONE);
    assert_eq!(
        resumed(asking_for_code()).call,
        Some(Call::RequestCode { phone })
    );
    assert_eq!(resumed(asking_for_qr()).call, Some(Call::ExportQr));
    let hint = checking_code().learn(Answer::PasswordNeeded, 6);
    assert_eq!(resumed(hint).call, Some(Call::AskHint));
    let resending = with_code_sent().hear(Said::Resend, 62);
    assert!(is_code(&resumed(resending)));
    for (step, wants_code) in [
        (checking_code(), true),
        (checking_password(), false),
        (checking_token(), false),
    ] {
        let step = resumed(step);
        assert_eq!(step.call, Some(Call::LookWho));
        assert!(done(&step.clone().learn(Answer::SignedIn(account()), 21)));
        let again = step.refuse(401, "AUTH_KEY_UNREGISTERED");
        again.says(Note::TypeAgain);
        assert_eq!(is_code(&again), wants_code);
        assert_ne!(again.wants(), Wants::Patience);
    }
}

#[test]
fn after_a_lost_answer_the_next_try_looks_first_whether_it_was_taken() {
    let lost = Answer::timed_out(checking_code().call.unwrap());
    let step = checking_code().learn(lost, 70).hear(text(CODE), 71);
    assert_eq!(step.call, Some(sign_in(CODE, true)));
    let lost = Answer::timed_out(checking_password().call.unwrap());
    let step = checking_password().learn(lost, 70).hear(text(PASSWORD), 71);
    assert!(matches!(
        step.call,
        Some(Call::CheckPassword {
            look_first: true,
            ..
        })
    ));
}
