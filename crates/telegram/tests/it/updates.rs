use domain::message::Text;
use telegram::chat::remove_buttons;
use telegram::connection::{Connection, Login, Update};
use telegram::send::{SendOutcome, edit};
use telegram_testdc::{NewMessage, NewUser};
use tokio::sync::mpsc;

use super::stage::{PATIENCE, Stage, hear, say, up};

fn write(stage: &Stage, from: i64, to: i64, text: &str) {
    let text = text.to_owned();
    stage.dc.send(NewMessage { from, to, text }).unwrap();
}

/// A connection on which the first message was heard.
async fn hears_first(
    stage: &Stage,
    login: &Login,
    bot: i64,
    reader: i64,
) -> (Connection, mpsc::Receiver<Update>) {
    let connection = stage.connect(login).await;
    let mut updates = connection.updates().unwrap();
    write(stage, reader, bot, "first");
    assert_eq!(hear(&mut updates).await, "first");
    (connection, updates)
}

/// Sends a message with a button; gives its number.
async fn send_button(connection: &Connection, reader: i64) -> i32 {
    let button = domain::message::Button {
        label: "Press".into(),
        data: "the data".into(),
    };
    let message = telegram::send::Message {
        to: reader,
        text: &Text::of("press this"),
        buttons: &[button],
        idempotency_key: "1",
    };
    let outcome = telegram::send::send(connection, &message, PATIENCE).await;
    let SendOutcome::Sent { message: Some(id) } = outcome else {
        panic!("{outcome:?}");
    };
    id
}

#[tokio::test]
async fn what_people_write_arrives_and_our_own_messages_do_not() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    for n in 0..20 {
        say(
            &connection,
            reader,
            &format!("ours {n}"),
            &format!("key {n}"),
        )
        .await;
    }
    write(&stage, reader, bot, "first");
    say(&connection, reader, "ours again", "again").await;
    write(&stage, reader, bot, "second");
    assert_eq!(hear(&mut updates).await, "first");
    assert_eq!(hear(&mut updates).await, "second");
    assert!(connection.updates().is_none(), "there is one consumer");
}

#[tokio::test]
async fn our_own_edits_do_not_arrive_and_those_of_others_do() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    let outcome = say(&connection, reader, "ours", "ours").await;
    let SendOutcome::Sent { message: Some(id) } = outcome else {
        panic!("{outcome:?}");
    };
    let change = Text::of("ours, changed");
    let outcome = edit(&connection, reader, id, &change, &[], PATIENCE).await;
    assert_eq!(outcome, SendOutcome::Sent { message: Some(id) });
    // The same account, by another program: that is no echo of ours.
    let outcome = say(&connection, reader, "also ours", "also ours").await;
    let SendOutcome::Sent {
        message: Some(also),
    } = outcome
    else {
        panic!("{outcome:?}");
    };
    stage.dc.edit(bot, also, "changed elsewhere").unwrap();
    let text = "theirs".to_owned();
    let (from, to) = (reader, bot);
    let theirs = stage.dc.send(NewMessage { from, to, text }).unwrap();
    stage.dc.edit(reader, theirs, "theirs, changed").unwrap();
    let mut heard = Vec::new();
    while heard.last().is_none_or(|last| last != "theirs, changed") {
        heard.push(hear(&mut updates).await);
    }
    heard.retain(|text| text != "/start");
    assert_eq!(heard, ["changed elsewhere", "theirs", "theirs, changed"]);
}

#[tokio::test]
async fn buttons_that_we_take_away_do_not_come_back_as_an_edit() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    let id = send_button(&connection, reader).await;
    remove_buttons(&connection, reader, id, PATIENCE)
        .await
        .unwrap();
    let left = stage.dc.messages(reader, bot).pop().unwrap();
    assert_eq!((left.text.as_str(), left.buttons.len()), ("press this", 0));
    // They are gone already.
    remove_buttons(&connection, reader, id, PATIENCE)
        .await
        .unwrap();
    // The same account, by another program.
    stage.dc.edit(bot, id, "changed elsewhere").unwrap();
    let mut heard = Vec::new();
    while heard.last().is_none_or(|last| last != "changed elsewhere") {
        heard.push(hear(&mut updates).await);
    }
    heard.retain(|text| text != "/start");
    assert_eq!(heard, ["changed elsewhere"]);
}

#[tokio::test]
async fn an_edit_made_elsewhere_right_after_our_own_arrives() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    let outcome = say(&connection, reader, "ours", "ours").await;
    let SendOutcome::Sent { message: Some(id) } = outcome else {
        panic!("{outcome:?}");
    };
    // Most of these pairs fall into one second.
    for round in 0..5 {
        let ours = Text::of(format!("ours {round}"));
        edit(&connection, reader, id, &ours, &[], PATIENCE).await;
        stage.dc.edit(bot, id, &format!("theirs {round}")).unwrap();
    }
    let mut heard = Vec::new();
    while heard.last().is_none_or(|last| last != "theirs 4") {
        heard.push(hear(&mut updates).await);
    }
    heard.retain(|text| text != "/start");
    let theirs: Vec<_> = (0..5).map(|round| format!("theirs {round}")).collect();
    assert_eq!(heard, theirs);
}

#[tokio::test]
async fn a_pressed_button_arrives() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    let id = send_button(&connection, reader).await;
    stage.dc.press(reader, bot, id, "the data").unwrap();
    let pressed = async {
        loop {
            let update = updates.recv().await.unwrap();
            let pressed = update
                .pressed()
                .map(|pressed| (pressed.user_id, pressed.data.clone()));
            update.done();
            if let Some(pressed) = pressed {
                return pressed;
            }
        }
    };
    let pressed = tokio::time::timeout(PATIENCE, pressed).await.unwrap();
    assert_eq!(pressed, (reader, Some(b"the data".to_vec())));
}

#[tokio::test]
async fn a_lost_update_is_fetched() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let (_connection, mut updates) = hears_first(&stage, &login, bot, reader).await;
    stage.dc.withhold_updates(None, true);
    write(&stage, reader, bot, "lost");
    stage.dc.withhold_updates(None, false);
    write(&stage, reader, bot, "after it");
    assert_eq!(hear(&mut updates).await, "lost");
    assert_eq!(hear(&mut updates).await, "after it");
}

#[tokio::test]
async fn what_was_written_while_we_were_away_arrives_after_a_restart_and_nothing_twice() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    write(&stage, reader, bot, "before");
    assert_eq!(hear(&mut updates).await, "before");
    connection.stop().await;
    drop(updates);
    write(&stage, reader, bot, "meanwhile");

    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    assert_eq!(hear(&mut updates).await, "meanwhile");
    write(&stage, reader, bot, "now");
    assert_eq!(hear(&mut updates).await, "now");
}

#[tokio::test]
async fn what_was_not_dealt_with_comes_again_after_a_restart() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let (connection, mut updates) = hears_first(&stage, &login, bot, reader).await;
    write(&stage, reader, bot, "second");
    let update = updates.recv().await.unwrap();
    connection.stop().await;
    // As if killed: the update was taken, and nothing was done about it.
    drop(update);
    drop(updates);

    let connection = stage.connect(&login).await;
    let mut updates = connection.updates().unwrap();
    assert_eq!(hear(&mut updates).await, "second");
}

#[tokio::test]
async fn an_update_that_is_dropped_comes_again_while_running() {
    let stage = Stage::set().await;
    let (bot, login) = stage.bot();
    let reader = stage.reader(bot);
    let (connection, mut updates) = hears_first(&stage, &login, bot, reader).await;
    write(&stage, reader, bot, "second");
    drop(updates.recv().await.unwrap());
    assert_eq!(hear(&mut updates).await, "second");
    up(&connection).await;
}

#[tokio::test]
async fn another_bot_under_the_same_name_begins_anew() {
    let stage = Stage::set().await;
    let (_, login) = stage.bot();
    stage.connect(&login).await.stop().await;
    let (other, token) = stage.dc.add_bot(telegram_testdc::NewBot::default());
    let login = Login::Bot(telegram::connection::BotToken(token));
    let connection = stage.connect(&login).await;
    assert_eq!(up(&connection).await.id, other);
    let mut updates = connection.updates().unwrap();
    let writer = stage.dc.add_user(NewUser::default());
    write(&stage, writer, other, "hello");
    assert_eq!(hear(&mut updates).await, "hello");
}
