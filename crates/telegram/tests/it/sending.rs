use std::time::Duration;

use domain::message::{Button, Part, Text};
use telegram::connection::LoggedOut;
use telegram::send::{Message, SendOutcome, edit, send};
use telegram_testdc::{NewUser, RpcFault};

use super::stage::{PATIENCE, Stage, received, say};

#[tokio::test]
async fn a_bot_sends_a_code_that_can_be_copied_and_a_button() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let text = Text::of("🔑 Your code: ").with(Part::Code("012345".into()));
    let button = Button {
        label: "This was not me".into(),
        data: "disown".into(),
    };
    let message = Message {
        to: reader,
        text: &text,
        buttons: &[button],
        idempotency_key: "delivery 1",
    };
    let outcome = send(&connection, &message, PATIENCE).await;
    let SendOutcome::Sent { message: Some(id) } = outcome else {
        panic!("{outcome:?}");
    };
    let seen = stage.dc.messages(reader, bot).pop().unwrap();
    assert_eq!(seen.text, "🔑 Your code: 012345");
    assert_eq!(seen.entities, [("code".to_owned(), "012345".to_owned())]);
    assert_eq!(
        seen.buttons,
        [("This was not me".to_owned(), "disown".to_owned())]
    );

    let changed = edit(
        &connection,
        reader,
        id,
        &Text::of("Never mind."),
        &[],
        PATIENCE,
    )
    .await;
    assert_eq!(changed, SendOutcome::Sent { message: Some(id) });
    let seen = stage.dc.messages(reader, bot).pop().unwrap();
    assert_eq!((seen.text.as_str(), seen.edited), ("Never mind.", true));
    let again = edit(
        &connection,
        reader,
        id,
        &Text::of("Never mind."),
        &[],
        PATIENCE,
    )
    .await;
    assert_eq!(again, SendOutcome::Sent { message: Some(id) });
}

#[tokio::test]
async fn the_same_key_makes_one_message() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    for _ in 0..3 {
        let outcome = say(&connection, reader, "once", "key").await;
        assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
    }
    say(&connection, reader, "another", "another key").await;
    assert_eq!(received(&stage, reader, bot), ["once", "another"]);
}

#[tokio::test]
async fn each_refusal_is_a_value() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let expected = [
        (400, "USER_IS_BLOCKED", SendOutcome::Blocked),
        (400, "INPUT_USER_DEACTIVATED", SendOutcome::Deactivated),
        (403, "USER_DEACTIVATED", SendOutcome::Deactivated),
        (400, "PEER_ID_INVALID", SendOutcome::UnknownPeer),
        (400, "PEER_FLOOD", SendOutcome::Restricted),
        (
            420,
            "FLOOD_WAIT_37",
            SendOutcome::Flood(Duration::from_secs(37)),
        ),
        (
            420,
            "SLOWMODE_WAIT_9",
            SendOutcome::Flood(Duration::from_secs(9)),
        ),
        (
            500,
            "RANDOM_ID_DUPLICATE",
            SendOutcome::Sent { message: None },
        ),
        (
            403,
            "CHAT_WRITE_FORBIDDEN",
            SendOutcome::Forbidden {
                name: "CHAT_WRITE_FORBIDDEN".into(),
            },
        ),
    ];
    for (code, name, outcome) in expected {
        stage.dc.refuse(RpcFault {
            method: "messages.sendMessage".into(),
            code,
            name: name.into(),
            user: None,
            times: 1,
        });
        assert_eq!(
            say(&connection, reader, "text", name).await,
            outcome,
            "{name}"
        );
    }
    let later = |outcome| matches!(outcome, SendOutcome::Later { .. });
    stage.dc.refuse(RpcFault {
        method: "messages.sendMessage".into(),
        code: 500,
        name: "RPC_CALL_FAIL".into(),
        user: None,
        times: 1,
    });
    assert!(later(say(&connection, reader, "text", "fail").await));
    let outcome = say(&connection, reader, "after all that", "after").await;
    assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
}

#[tokio::test]
async fn a_blocked_bot_and_one_that_was_never_started_are_told_apart() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let stranger = stage.dc.add_user(NewUser::default());
    let connection = stage.connect(&login).await;
    assert_eq!(
        say(&connection, stranger, "hello", "1").await,
        SendOutcome::UnknownPeer
    );
    stage.dc.set_blocked(reader, bot, true);
    assert_eq!(
        say(&connection, reader, "hello", "2").await,
        SendOutcome::Blocked
    );
}

#[tokio::test]
async fn without_a_login_nothing_is_sent_and_that_is_said() {
    let stage = Stage::set().await;
    let session = stage.session("nobody").await;
    let connection = stage.start(session, telegram::connection::Login::User);
    let outcome = say(&connection, 5, "hello", "1").await;
    assert!(
        matches!(
            outcome,
            SendOutcome::LoggedOut(LoggedOut::Never) | SendOutcome::UnknownPeer
        ),
        "{outcome:?}"
    );
}
