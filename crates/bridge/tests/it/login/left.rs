//! Logins that somebody was killed over, or that came to nothing halfway: none is lost, and none goes on unseen.

use std::time::Duration;

use domain::id::BridgeLinkId;
use serde_json::json;
use store::bridge_links::{self, BridgeLink};
use store::bridge_logins::{self, BridgeLogin};
use store::telegram_logins::{self, TelegramLogin};
use store::{bridge_users, telegram_sessions};
use telegram::seal::Sealer;
use telegram::session;

use super::stage::{Chat, NAME, PATIENCE, PHONE, Stage};
use super::web::log_in_in_session;

/// The session that is logged in by hand.
const SESSION: &str = "bridge 0123";

/// A login of an account that need not be there.
fn login(stage: &Stage, account: i64, matrix_id: &str, session: &str) -> BridgeLogin {
    BridgeLogin {
        account,
        matrix_id: matrix_id.to_owned(),
        shown: format!("@account_{account}"),
        is_bot: false,
        session: session.to_owned(),
        created_at: stage.world.now(),
        ended: None,
        told_at: None,
    }
}

/// Keeps a login that is taken over already.
async fn keep_login(stage: &Stage, login: &BridgeLogin) {
    let mut tx = stage.db.begin().await.unwrap();
    bridge_users::ensure(&mut tx, &login.matrix_id, login.created_at)
        .await
        .unwrap();
    bridge_logins::put(&mut tx, login).await.unwrap();
    store::commit(tx).await.unwrap();
}

/// Keeps a login that Telegram has ended, and of which nobody was told.
async fn keep_ended(stage: &Stage, account: i64, matrix_id: &str) {
    let login = login(stage, account, matrix_id, &format!("bridge {account}"));
    keep_login(stage, &login).await;
    let mut tx = stage.db.begin().await.unwrap();
    bridge_logins::set_ended(&mut tx, &login.session, "revoked")
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
}

/// Notes that somebody has logged in by a link that was given in this room.
async fn finish_page(stage: &Stage, id: BridgeLinkId, matrix_id: &str, room: &str, account: i64) {
    let now = stage.world.now();
    let link = BridgeLink {
        id,
        matrix_id: matrix_id.to_owned(),
        room: room.to_owned(),
        expires_at: now + Duration::from_secs(600),
        started_at: None,
        done_at: None,
        account: None,
    };
    let mut tx = stage.db.begin().await.unwrap();
    bridge_users::ensure(&mut tx, matrix_id, now).await.unwrap();
    let token = domain::secret::Token::draw(&stage.world).digest();
    bridge_links::insert(&mut tx, &link, &token).await.unwrap();
    bridge_links::set_done(&mut tx, link.id, account, now)
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
}

/// Logs Bob in on the page of a link that was given in this room.
async fn log_in_on_a_page(stage: &Stage, chat: &Chat, room: &str) {
    let link = stage.world.id();
    keep_conversation(stage, &bridge_links::conversation_of(link)).await;
    finish_page(stage, link, chat.person.id(), room, bob(stage)).await;
}

/// Bob's account.
fn bob(stage: &Stage) -> i64 {
    stage.dc.who_is(NAME.trim_start_matches('@')).unwrap()
}

/// Logs Bob in, in a conversation that nobody has ended.
async fn keep_conversation(stage: &Stage, owner: &str) {
    let conversation = log_in_in_session(stage, SESSION).await;
    let seals = Sealer::new(&stage.key, &stage.world);
    let now = stage.world.now();
    let row = TelegramLogin {
        session: SESSION.into(),
        sealed_state: conversation.seal(&seals, owner),
        revision: 1,
        begun_at: now,
        ends_at: conversation.ends_at(),
        owner: owner.to_owned(),
    };
    let mut tx = stage.db.begin().await.unwrap();
    assert!(telegram_logins::begin(&mut tx, &row, now).await.unwrap());
    store::commit(tx).await.unwrap();
}

/// Whether the session that was logged in by hand is kept.
async fn is_kept(stage: &Stage) -> bool {
    let name = format!("{SESSION}{}", session::at(&stage.settings.telegram));
    let mut conn = stage.db.read().await.unwrap();
    let kept = telegram_sessions::find(&mut conn, &name).await.unwrap();
    kept.is_some()
}

#[tokio::test]
async fn a_session_to_which_nothing_refers_is_ended_by_the_next_program_and_others_go_on() {
    let (stage, house, chat) = Stage::with_bob().await;
    chat.log_in(&stage).await;
    // One that is in the middle of a login, too.
    let carol = Chat::open(&stage, "carol").await;
    carol.asks("login", "phone number").await;
    house.close().await;
    log_in_in_session(&stage, SESSION).await;
    let bob = bob(&stage);
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 2);
    let house = stage.open().await;
    let ended = async {
        while is_kept(&stage).await {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, ended).await.unwrap();
    assert_eq!(stage.dc.profile(bob).unwrap().logins, 1);
    chat.is_connected().await;
    carol.asks(PHONE, "has sent a code").await;
    house.close().await;
}

#[tokio::test]
async fn a_login_that_could_not_be_opened_when_it_was_taken_over_is_opened_at_the_next_try() {
    let (stage, house, chat) = Stage::with_bob().await;
    let me = chat.person.id().to_owned();
    keep_login(&stage, &login(&stage, bob(&stage), &me, SESSION)).await;
    keep_conversation(&stage, &format!("matrix {me}")).await;
    // It is tried again when the next login begins.
    chat.asks("login", "phone number").await;
    chat.is_connected().await;
    house.close().await;
}

#[tokio::test]
async fn who_begins_a_login_while_the_last_one_is_not_taken_over_has_that_one_too() {
    let (stage, house, chat) = Stage::with_bob().await;
    keep_conversation(&stage, &format!("matrix {}", chat.person.id())).await;
    chat.asks("login", "phone number").await;
    chat.is_connected().await;
    chat.asks("cancel", "The login is cancelled").await;
    house.close().await;
}

#[tokio::test]
async fn who_was_not_told_yet_of_a_login_that_another_person_has_by_now_does_not_get_it_back() {
    let (stage, house, chat) = Stage::with_bob().await;
    let me = chat.person.id().to_owned();
    house.close().await;
    keep_conversation(&stage, &format!("matrix {me}")).await;
    keep_login(&stage, &login(&stage, bob(&stage), &me, SESSION)).await;
    let hers = login(&stage, bob(&stage), "@carol:example.org", "bridge 4567");
    keep_login(&stage, &hers).await;
    let house = stage.open().await;
    chat.asks("login", "phone number").await;
    let mut conn = stage.db.read().await.unwrap();
    let kept = bridge_logins::find(&mut conn, bob(&stage)).await.unwrap();
    assert_eq!(kept.unwrap().matrix_id, hers.matrix_id);
    drop(conn);
    house.close().await;
}

#[tokio::test]
async fn who_cannot_be_told_holds_nobody_up_who_can() {
    let (stage, house, chat) = Stage::with_bob().await;
    // They come first.
    finish_page(&stage, stage.world.id(), "nobody", &chat.room, 1).await;
    keep_ended(&stage, 1, "nobody").await;
    log_in_on_a_page(&stage, &chat, &chat.room).await;
    house.bridge.logins().ring();
    chat.hears("You are logged in to Telegram as").await;
    chat.is_connected().await;
    keep_ended(&stage, 2, chat.person.id()).await;
    house.bridge.logins().ring();
    chat.hears_at_last("was ended from another device").await;
    house.close().await;
}

#[tokio::test]
async fn who_has_not_come_into_the_room_yet_in_which_they_are_told_is_told_more_in_the_same() {
    let stage = Stage::set().await;
    let house = stage.open().await;
    let carol = stage.synapse.person("carol").await;
    keep_ended(&stage, 1, carol.id()).await;
    house.bridge.logins().ring();
    let room = carol.invitation().await;
    keep_ended(&stage, 2, carol.id()).await;
    house.bridge.logins().ring();
    let told = async {
        let mut conn = stage.db.read().await.unwrap();
        while !bridge_logins::list_untold(&mut conn)
            .await
            .unwrap()
            .is_empty()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap();
    carol.join(&room).await;
    for name in ["@account_1", "@account_2"] {
        let told = carol.next_from(&room, &stage.bot()).await;
        assert!(told.body().contains(name), "{}", told.body());
    }
    house.close().await;
}

#[tokio::test]
async fn a_page_of_which_nobody_can_be_told_ends_no_login_that_begins_later() {
    let (stage, house, chat) = Stage::with_bob().await;
    let carol = Chat::open(&stage, "carol").await;
    // A room in which the bot may not say a word.
    let order = json!({
        "preset": "private_chat",
        "invite": [stage.bot()],
        "power_level_content_override": { "events_default": 50 },
    });
    let silent = chat.person.create_room_as(&order).await;
    let joined = async {
        while chat.person.members(&silent).await.len() < 2 {
            chat.person.sync().await;
        }
    };
    tokio::time::timeout(PATIENCE, joined).await.unwrap();
    log_in_on_a_page(&stage, &chat, &silent).await;
    house.bridge.logins().ring();
    let logged_in = async {
        while house.bridge.logins().get(bob(&stage)).is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(PATIENCE, logged_in).await.unwrap();
    chat.is_connected().await;
    chat.say("login").await;
    chat.hears_at_last("phone number").await;
    // By the second of these, everybody was told that can be.
    for account in [1, 2] {
        keep_ended(&stage, account, carol.person.id()).await;
        house.bridge.logins().ring();
        carol.hears("was ended from another device").await;
    }
    chat.asks(PHONE, "has sent a code").await;
    house.close().await;
}
