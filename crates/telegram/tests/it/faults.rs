use std::time::Duration;

use telegram::connection::{BotToken, CallError, LoggedOut, Login, Status};
use telegram::send::SendOutcome;
use telegram_testdc::NewMessage;

use super::stage::{PATIENCE, Stage, hear, received, say, say_until_sent, until, up};

#[tokio::test]
async fn a_bot_is_connected_as_itself() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let connection = stage.connect(&login).await;
    let account = up(&connection).await;
    assert_eq!((account.id, account.is_bot), (bot, true));
    assert_eq!(account.shown(), "@postern_bot");
}

#[tokio::test]
async fn after_a_dropped_connection_messages_go_both_ways_again() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    for round in 0..3 {
        assert!(stage.dc.drop_connections(None) > 0);
        let text = format!("after drop {round}");
        say_until_sent(&connection, reader, &text).await;
        stage
            .dc
            .send(NewMessage {
                from: reader,
                to: bot,
                text: text.clone(),
            })
            .unwrap();
        assert_eq!(hear(&mut updates).await, text);
    }
    let received = received(&stage, reader, bot);
    assert_eq!(received, ["after drop 0", "after drop 1", "after drop 2"]);
}

#[tokio::test]
async fn a_frozen_server_is_noticed_and_left_and_found_again() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    stage.dc.freeze();
    // Nobody calls: the watch alone notices.
    let down = until(&connection, |status| matches!(status, Status::Down { .. })).await;
    assert!(matches!(down, Status::Down { why } if why == "Telegram does not answer"));
    let refused = say(&connection, reader, "now", "now").await;
    assert!(matches!(refused, SendOutcome::Later { .. }), "{refused:?}");
    stage.dc.thaw();
    up(&connection).await;
    say_until_sent(&connection, reader, "thawed").await;
    stage
        .dc
        .send(NewMessage {
            from: reader,
            to: bot,
            text: "answer".into(),
        })
        .unwrap();
    assert_eq!(hear(&mut updates).await, "answer");
}

#[tokio::test]
async fn a_call_to_a_frozen_server_ends_with_its_deadline() {
    let stage = Stage::set().await;
    let (_, login) = stage.bot();
    let connection = stage.connect(&login).await;
    stage.dc.freeze();
    let request = grammers_tl_types::functions::updates::GetState {};
    let answer = connection
        .invoke(&request, Duration::from_millis(100))
        .await;
    assert!(
        matches!(answer, Err(CallError::TooLate | CallError::NotConnected)),
        "{answer:?}"
    );
}

#[tokio::test]
async fn new_salts_are_taken() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    for text in ["one", "two"] {
        stage.dc.change_salts();
        let outcome = say(&connection, reader, text, text).await;
        assert!(matches!(outcome, SendOutcome::Sent { .. }), "{outcome:?}");
    }
    assert_eq!(received(&stage, reader, bot), ["one", "two"]);
}

#[tokio::test]
async fn a_bot_whose_key_was_forgotten_logs_in_again_by_its_token() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    stage.dc.forget_keys();
    stage.dc.drop_connections(None);
    until(&connection, |status| matches!(status, Status::Down { .. })).await;
    say_until_sent(&connection, reader, "with a new key").await;
    assert_eq!(received(&stage, reader, bot), ["with a new key"]);
}

#[tokio::test]
async fn a_bot_whose_session_was_ended_logs_in_again_by_its_token() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    stage.dc.revoke_sessions(bot, "SESSION_REVOKED");
    until(&connection, |status| matches!(status, Status::Down { .. })).await;
    say_until_sent(&connection, reader, "again").await;
}

#[tokio::test]
async fn a_wrong_token_is_said_and_nothing_is_tried_again() {
    let stage = Stage::set().await;
    let session = stage.session("wrong").await;
    let connection = stage.start(session, Login::Bot(BotToken("1:wrong".into())));
    let status = until(&connection, |status| *status != Status::Connecting).await;
    let why = LoggedOut::Token;
    assert_eq!(status, Status::LoggedOut { why });
    let calls = stage.dc.calls().len();
    connection.stop().await;
    assert_eq!(stage.dc.calls().len(), calls);
}

#[tokio::test]
async fn a_bot_that_lives_elsewhere_is_followed_there() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    stage.dc.migrate(bot, 1);
    let connection = stage.connect(&login).await;
    say_until_sent(&connection, reader, "from data centre 1").await;
    connection.stop().await;
    let connection = stage.connect(&login).await;
    say_until_sent(&connection, reader, "and after a restart").await;
    assert_eq!(received(&stage, reader, bot).len(), 2);
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_until_it_is_there() {
    let mut stage = Stage::set().await;
    let (_, login) = stage.bot();
    let port = testkit::free_port();
    let address = ([127, 0, 0, 1], port).into();
    stage.settings.server = Some(super::stage::server(&stage.dc, address));
    let session = stage.session("away").await;
    let connection = stage.start(session, login);
    until(&connection, |status| matches!(status, Status::Down { .. })).await;
    let forward = super::proxy::forward(port, stage.dc.address(2).unwrap());
    tokio::select! {
        never = forward => never,
        account = up(&connection) => assert!(account.is_bot),
    }
    let request = grammers_tl_types::functions::updates::GetState {};
    connection.stop().await;
    let answer = connection.invoke(&request, PATIENCE).await;
    assert!(matches!(answer, Err(CallError::NotConnected)), "{answer:?}");
}
