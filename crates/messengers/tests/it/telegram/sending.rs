use std::time::Duration;

use domain::delivery::Outcome;
use domain::message::Text;
use messengers::Messenger;
use messengers::telegram::{Limits, Settings};
use telegram_testdc::RpcFault;

use super::stage::{Stage, code, letter};

fn refuse(stage: &Stage, code: i32, name: &str, times: u32) {
    stage.dc.refuse(RpcFault {
        method: "messages.sendMessage".into(),
        code,
        name: name.into(),
        user: None,
        times,
    });
}

#[tokio::test]
async fn a_code_can_be_copied_its_title_stands_out_and_its_button_is_there() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    assert_eq!(rig.send(&code(1, alice)).await, Outcome::Sent);
    let message = stage.received(alice, stage.bot).remove(0);
    assert_eq!(
        message.text,
        "The 🏰 house: your code is 042137. Not you? https://house.example/not-me/x"
    );
    let entity = |kind: &str, text: &str| (kind.to_owned(), text.to_owned());
    assert_eq!(
        message.entities,
        [
            entity("bold", "The 🏰 house"),
            entity("code", "042137"),
            entity("url", "https://house.example/not-me/x"),
        ]
    );
    assert_eq!(message.buttons, [entity("This was not me", "not-me")]);
}

#[tokio::test]
async fn the_same_letter_tried_again_comes_once() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    let first = letter(1, alice, Text::of("once"));
    for _ in 0..3 {
        assert_eq!(rig.send(&first).await, Outcome::Sent);
    }
    let second = letter(2, alice, Text::of("once"));
    assert_eq!(rig.send(&second).await, Outcome::Sent);
    assert_eq!(stage.texts(alice, stage.bot), ["once", "once"]);
}

#[tokio::test]
async fn a_letter_survives_dropped_connections_and_comes_once() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    for number in 0..3 {
        stage.dc.drop_connections(None);
        rig.send_at_last(&letter(number, alice, Text::of(number.to_string())))
            .await;
    }
    stage.dc.change_salts();
    rig.send_at_last(&letter(3, alice, Text::of("3"))).await;
    assert_eq!(stage.texts(alice, stage.bot), ["0", "1", "2", "3"]);
}

#[tokio::test]
async fn a_text_beyond_the_limit_is_cut_rather_than_refused() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    let long = letter(1, alice, Text::of("🔑".repeat(4_096)));
    assert_eq!(rig.send(&long).await, Outcome::Sent);
    let text = stage.texts(alice, stage.bot).remove(0);
    assert!(text.ends_with('…') && text.encode_utf16().count() > 4_090);
}

#[tokio::test]
async fn whoever_has_not_started_the_bot_gets_nothing_and_the_reason_says_what_to_do() {
    let stage = Stage::set().await;
    let bob = stage.person("bob");
    let rig = stage.connected().await;
    let Outcome::Never { why, account: true } = rig.send(&letter(1, bob, Text::of("hi"))).await
    else {
        panic!("a bot may not write first");
    };
    assert!(why.contains("has not started @postern_bot"), "{why}");
    assert!(why.contains("https://t.me/postern_bot"), "{why}");
}

#[tokio::test]
async fn who_blocked_the_bot_or_is_gone_is_at_fault() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    stage.dc.set_blocked(alice, stage.bot, true);
    let blocked = rig.send(&letter(1, alice, Text::of("hi"))).await;
    let why = "the person has blocked @postern_bot".to_owned();
    assert_eq!(blocked, Outcome::Never { why, account: true });
    stage.dc.set_blocked(alice, stage.bot, false);
    refuse(&stage, 400, "INPUT_USER_DEACTIVATED", 1);
    let gone = rig.send(&letter(2, alice, Text::of("hi"))).await;
    assert!(
        matches!(gone, Outcome::Never { account: true, .. }),
        "{gone:?}"
    );
    assert_eq!(
        rig.send(&letter(3, alice, Text::of("hi"))).await,
        Outcome::Sent
    );
}

#[tokio::test]
async fn a_flood_wait_is_passed_on_exactly_and_holds_that_chat_alone() {
    let stage = Stage::set().await;
    let (alice, bob) = (stage.reader("alice"), stage.reader("bob"));
    let rig = stage.connected().await;
    stage.dc.flood("messages.sendMessage", 77, 1);
    let Outcome::Later { after, .. } = rig.send(&letter(1, alice, Text::of("hi"))).await else {
        panic!("Telegram asked for patience");
    };
    assert_eq!(after, Some(Duration::from_secs(77)));
    let calls = stage.dc.calls().len();
    let Outcome::Later {
        after: Some(after), ..
    } = rig.send(&code(2, alice)).await
    else {
        panic!("the chat rests");
    };
    assert!(after <= Duration::from_secs(77) && after > Duration::from_secs(60));
    assert_eq!(
        stage.dc.calls().len(),
        calls,
        "Telegram was not asked again"
    );
    assert_eq!(
        rig.send(&letter(3, bob, Text::of("hi"))).await,
        Outcome::Sent
    );
    // With a second chat it is about the whole account.
    stage.dc.flood("messages.sendMessage", 50, 1);
    rig.send(&letter(4, bob, Text::of("hi"))).await;
    let carol = stage.reader("carol");
    let held = rig.send(&letter(5, carol, Text::of("hi"))).await;
    assert!(
        matches!(held, Outcome::Later { after: Some(_), .. }),
        "{held:?}"
    );
    assert!(stage.texts(carol, stage.bot).is_empty());
}

#[tokio::test]
async fn an_account_that_telegram_restricts_waits_long_and_says_why() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    refuse(&stage, 400, "PEER_FLOOD", 1);
    let Outcome::Later { after, why } = rig.send(&letter(1, alice, Text::of("hi"))).await else {
        panic!("it may go better later");
    };
    assert_eq!(after, Some(Duration::from_secs(6 * 3_600)));
    assert!(why.contains("@SpamBot"), "{why}");
}

#[tokio::test]
async fn what_telegram_takes_from_nobody_is_given_up_and_a_fault_of_theirs_is_not() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let rig = stage.connected().await;
    refuse(&stage, 400, "MESSAGE_EMPTY", 1);
    let never = rig.send(&letter(1, alice, Text::of("hi"))).await;
    assert!(
        matches!(never, Outcome::Never { account: false, .. }),
        "{never:?}"
    );
    refuse(&stage, 500, "RPC_CALL_FAIL", 1);
    let later = rig.send(&letter(2, alice, Text::of("hi"))).await;
    assert!(
        matches!(later, Outcome::Later { after: None, .. }),
        "{later:?}"
    );
    refuse(&stage, 403, "CHAT_WRITE_FORBIDDEN", 1);
    let never = rig.send(&letter(3, alice, Text::of("hi"))).await;
    assert!(
        matches!(never, Outcome::Never { account: true, .. }),
        "{never:?}"
    );
}

#[tokio::test]
async fn a_code_never_goes_to_a_group_or_channel() {
    let stage = Stage::set().await;
    let rig = stage.connected().await;
    for chat in [-42, -1_001_234_567_890] {
        let calls = stage.dc.calls().len();
        let Outcome::Never { why, account } = rig.send(&code(1, chat)).await else {
            panic!("others read there");
        };
        assert!(
            why.contains("never sent to groups or channels") && !account,
            "{why}"
        );
        assert_eq!(stage.dc.calls().len(), calls, "Telegram was not asked");
        let unknown = rig.send(&letter(2, chat, Text::of("hi"))).await;
        assert!(
            matches!(unknown, Outcome::Never { account: true, .. }),
            "{unknown:?}"
        );
    }
}

#[tokio::test]
async fn one_person_gets_a_few_at_once_and_then_one_a_second_but_codes_at_once() {
    let stage = Stage::set().await;
    let alice = stage.reader("alice");
    let settings = Settings {
        limits: Some(Limits::BOT),
        ..stage.settings.clone()
    };
    let rig = stage.start_with(settings);
    rig.up().await;
    let letters: Vec<_> = (0..20)
        .map(|number| letter(number, alice, Text::of("hi")))
        .collect();
    let code = code(100, alice);
    let notifications = futures::future::join_all(letters.iter().map(|letter| rig.send(letter)));
    let (outcomes, outcome) = tokio::join!(notifications, rig.send(&code));
    assert_eq!(outcome, Outcome::Sent);
    let at = |wanted: &str| {
        let texts = stage.texts(alice, stage.bot);
        texts.iter().position(|text| text.contains(wanted)).unwrap()
    };
    assert!(at("042137") <= 3, "the code overtakes");
    let sent = outcomes
        .iter()
        .filter(|outcome| **outcome == Outcome::Sent)
        .count();
    let later = |outcome: &&Outcome| matches!(outcome, Outcome::Later { after: Some(_), .. });
    assert_eq!(sent + outcomes.iter().filter(later).count(), 20);
    assert!((3..20).contains(&sent), "{sent}");
}

#[tokio::test]
async fn a_user_writes_first_without_buttons() {
    let stage = Stage::set().await;
    let phone = "+4917012345";
    let sender = stage.dc.add_user(telegram_testdc::NewUser {
        first_name: "Sender".into(),
        username: Some("the_house".into()),
        phone: Some(phone.into()),
        ..telegram_testdc::NewUser::default()
    });
    let bob = stage.person("bobby");
    let rig = stage.start_with(stage.settings_of_user(phone).await);
    assert_eq!(rig.up().await, "@the_house");
    assert_eq!(
        rig.telegram.start_line("@the_house"),
        "Postern Telegram client is user connected as @the_house."
    );
    // A user needs to have met whom it writes to; looking somebody up is that.
    let stranger = rig.send(&letter(1, bob, Text::of("hi"))).await;
    assert!(
        matches!(stranger, Outcome::Never { account: true, .. }),
        "{stranger:?}"
    );
    let found = rig.telegram.resolve("@bobby").await.unwrap();
    assert_eq!(found.0, bob.to_string());
    assert_eq!(rig.send(&code(2, bob)).await, Outcome::Sent);
    let message = stage.received(bob, sender).remove(0);
    assert!(message.text.contains("042137") && message.buttons.is_empty());
}
