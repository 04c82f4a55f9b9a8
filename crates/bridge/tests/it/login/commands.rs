//! Commands around logins.

use telegram_testdc::{NewUser, RpcFault};
use testkit::matrix_person::RoomEvent;

use super::stage::{Chat, NAME, Stage};
use super::web::log_in_in_session;

#[tokio::test]
async fn help_lists_what_can_be_done_here() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.say("HELP").await;
    let help = chat.hears("`login`").await;
    for command in [
        "logout",
        "ping",
        "list-logins",
        "session list",
        "cancel",
        "version",
        "language",
    ] {
        assert!(help.body().contains(command), "{command} is missing");
    }
    chat.asks("what", "I do not know this command").await;
    chat.asks("cancel", "No login is under way").await;
    chat.asks("ping", "You are not logged in").await;
    chat.asks("!tg ping", "You are not logged in").await;
    house.close().await;
}

#[tokio::test]
async fn logout_ends_the_login_at_telegram_and_login_works_again() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    chat.asks("logout", "is logged out, here and at Telegram")
        .await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 0);
    chat.asks("list-logins", "You are not logged in").await;
    chat.log_in(&stage).await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    house.close().await;
}

#[tokio::test]
async fn several_accounts_of_one_person_are_told_apart() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let (relay, token) = (7001, stage.bot_at_telegram(7001, "Relay"));
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    chat.asks("login bot", "You are already logged in as").await;
    chat.hears("token of the bot").await;
    chat.asks(&token, "as the bot @relay_bot").await;
    chat.say("list-logins").await;
    let list = chat.hears(NAME).await;
    assert!(list.body().contains(&bob.to_string()), "{}", list.body());
    assert!(
        list.body().contains(&i64::to_string(&relay)),
        "{}",
        list.body()
    );
    chat.asks("logout", "You have several").await;
    chat.asks("logout relay_bot", "@relay_bot is logged out")
        .await;
    chat.asks(&format!("logout {bob}"), "is logged out").await;
    house.close().await;
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    chat.asks("session list", "This bridge").await;
    chat.asks("session terminate", "Type `session list`").await;
    chat.asks("session terminate 12345", "There is no such login")
        .await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    house.close().await;
}

#[tokio::test]
async fn a_login_on_another_device_is_ended_as_soon_as_telegram_lets_us() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    log_in_in_session(&stage, "a phone").await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 2);
    chat.say("session list").await;
    let list = chat.hears("This bridge").await;
    let other = list.body().lines().find(|line| line.starts_with('`'));
    let id = other.expect("the other device").split('`').nth(1).unwrap();
    stage.dc.refuse(RpcFault {
        method: "account.resetAuthorization".into(),
        code: 406,
        name: "FRESH_RESET_AUTHORISATION_FORBIDDEN".into(),
        user: None,
        times: 1,
    });
    let terminate = format!("session terminate {id}");
    chat.asks(&terminate, "only after a day").await;
    chat.asks(&terminate, "This login has ended").await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn a_second_login_of_the_same_account_replaces_the_first() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let bob = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.log_in(&stage).await;
    chat.asks("login phone", "You are already logged in as")
        .await;
    chat.hears("phone number").await;
    chat.asks(super::stage::PHONE, "has sent a code").await;
    chat.asks(&stage.code(), "You are logged in").await;
    chat.is_connected().await;
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    house.close().await;
}

#[tokio::test]
async fn whoever_logs_an_account_in_again_takes_it_over_and_the_former_owner_is_told() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let account = stage.bob_at_telegram(None);
    let bob = Chat::open(&stage, "bob").await;
    bob.log_in(&stage).await;
    let carol = Chat::open(&stage, "carol").await;
    carol.log_in(&stage).await;
    bob.hears("Somebody else on Matrix has logged in as").await;
    bob.asks("ping", "You are not logged in").await;
    carol.is_connected().await;
    assert_eq!(stage.dc.profile(account).unwrap().logins, 1);
    house.close().await;
}

#[tokio::test]
async fn people_and_chats_are_found_and_opened_by_command() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    stage.dc.add_user(NewUser {
        first_name: "Alice".into(),
        username: Some("alice_tg".into()),
        ..NewUser::default()
    });
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("pm @alice_tg", "You are not logged in").await;
    chat.log_in(&stage).await;
    chat.asks("search", "Type what to look for").await;
    chat.asks("search alice", "@alice_tg").await;
    // Words may be short.
    chat.asks("search ali", "@alice_tg").await;
    chat.asks("pm @nobody_at_all", "Nobody at Telegram is called so")
        .await;
    chat.say("pm @alice_tg").await;
    let answer = chat.hears("https://matrix.to/#/").await.body().to_owned();
    let room = room_behind(&answer);
    chat.person.join(&room).await;
    chat.person.say(&room, "!tg id").await;
    let fits = |event: &RoomEvent| event.body().contains("is tied to the chat");
    chat.person.next_where(&room, "the chat's id", fits).await;
    chat.asks("id", "is not tied to a chat").await;
    chat.asks("join nowhere", "Type a link").await;
    house.close().await;
}

/// The room that a link in an answer leads to.
fn room_behind(answer: &str) -> String {
    let (_, link) = answer.split_once("https://matrix.to/#/").unwrap();
    let end = |c: char| c == '?' || c.is_whitespace();
    let room = link.split(end).next().unwrap();
    room.replace("%21", "!").replace("%3A", ":")
}
