//! Logging in on a page: what the room has to do with it.

use domain::bridge_link::PATH;
use domain::id::BridgeLinkId;
use domain::secret::Token;
use store::bridge_links;
use store::telegram_logins::{self, TelegramLogin};
use telegram::connection::Line;
use telegram::login::perform::Caller;
use telegram::login::{Conversation, Path, Said, Typed};
use telegram::seal::Sealer;
use telegram::session::StoredSession;
use testkit::synapse::Synapse;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::stage::{Chat, PHONE, Stage};

const PAGES: &str = "https://postern.example.org";

/// The token of the link in a message.
fn token(message: &str) -> Token {
    let start = format!("{PAGES}{PATH}");
    let (_, rest) = message.split_once(&start).expect("a link");
    Token::new(rest.split_whitespace().next().unwrap())
}

/// Has a conversation that logs Bob in, in a session of this name.
pub(super) async fn log_in_in_session(stage: &Stage, name: &str) -> Conversation {
    let (telegram, moment) = (&stage.settings.telegram, stage.world.now());
    let seals = Sealer::new(&stage.key, &stage.world);
    let opened_session = StoredSession::open(name, &stage.db, &seals, telegram, &stage.world).await;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let (line, _updates) = Line::open(telegram, &opened_session.unwrap(), &tasks, &stop);
    let caller = Caller::new(&line, telegram, &stage.world);
    let mut step = Conversation::begin(Path::Phone, moment);
    for asks_code in [false, true] {
        let text = if asks_code {
            stage.code()
        } else {
            PHONE.to_owned()
        };
        step = step.conversation.hear(Said::Text(Typed::new(text)), moment);
        while let Some(call) = step.call.take() {
            step = step.conversation.learn(caller.perform(call).await, moment);
        }
    }
    line.close();
    line.ended().await;
    step.conversation
}

/// Does what the page does: has the conversation, keeps it, and notes at the link that it is done.
async fn log_in_on_the_page(stage: &Stage, opened: BridgeLinkId) {
    let owner = bridge_links::conversation_of(opened);
    let (name, moment) = ("bridge 0123", stage.world.now());
    let seals = Sealer::new(&stage.key, &stage.world);
    let conversation = log_in_in_session(stage, name).await;
    let row = TelegramLogin {
        session: name.into(),
        sealed_state: conversation.seal(&seals, &owner),
        revision: 1,
        begun_at: moment,
        ends_at: conversation.ends_at(),
        owner,
    };
    let account = conversation.account().expect("he is logged in").id;
    let mut tx = stage.db.begin().await.unwrap();
    telegram_logins::begin(&mut tx, &row, moment).await.unwrap();
    bridge_links::set_done(&mut tx, opened, account, moment)
        .await
        .unwrap();
    store::commit(tx).await.unwrap();
}

#[tokio::test]
async fn both_ways_are_offered_and_the_room_is_told_when_the_page_is_done() {
    let stage = Stage::set_with(Synapse::setup(), |settings| {
        settings.doors.pages = Some(PAGES.into());
    });
    let stage = stage.await;
    let house = stage.open().await;
    stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    chat.say("login").await;
    let offer = chat.hears("Log in on a page").await;
    chat.hears("Please type your phone number").await;
    // Links live longer than the program.
    house.close().await;
    let house = stage.open().await;
    let (token, browser) = (token(offer.body()), Token::draw(&stage.world).digest());
    let now = stage.world.now();
    let mut tx = stage.db.begin().await.unwrap();
    let link = bridge_links::find_by_token(&mut tx, &token.digest())
        .await
        .unwrap()
        .unwrap();
    assert!(
        bridge_links::start(&mut tx, link.id, &browser, now)
            .await
            .unwrap()
    );
    assert!(
        !bridge_links::start(&mut tx, link.id, &browser, now)
            .await
            .unwrap()
    );
    store::commit(tx).await.unwrap();
    log_in_on_the_page(&stage, link.id).await;
    house.bridge.logins().ring();
    // The conversation that waited in the room for a number ends.
    chat.hears("You have logged in on the page").await;
    chat.hears("You are logged in to Telegram as").await;
    let phone = chat.say(PHONE).await;
    chat.hears("type `login` first").await;
    chat.is_gone(&phone).await;
    chat.is_connected().await;
    house.close().await;
}

/// A conversation on the page that waits for a code.
async fn wait_on_the_page(stage: &Stage, opened: BridgeLinkId) -> TelegramLogin {
    let (owner, moment) = (bridge_links::conversation_of(opened), stage.world.now());
    let step = Conversation::begin(Path::Phone, moment);
    let seals = Sealer::new(&stage.key, &stage.world);
    let row = TelegramLogin {
        session: "bridge 4567".into(),
        sealed_state: step.conversation.seal(&seals, &owner),
        revision: 1,
        begun_at: moment,
        ends_at: step.conversation.ends_at(),
        owner,
    };
    let mut tx = stage.db.begin().await.unwrap();
    telegram_logins::begin(&mut tx, &row, moment).await.unwrap();
    store::commit(tx).await.unwrap();
    row
}

#[tokio::test]
async fn a_login_in_the_room_closes_the_links_and_ends_what_goes_on_on_their_pages() {
    let stage = Stage::set_with(Synapse::setup(), |settings| {
        settings.doors.pages = Some(PAGES.into());
    });
    let stage = stage.await;
    let house = stage.open().await;
    let account = stage.bob_at_telegram(None);
    let chat = Chat::open(&stage, "bob").await;
    let mut links = Vec::new();
    for _ in 0..2 {
        chat.say("login page").await;
        let offer = chat.hears("Log in on a page").await;
        let mut conn = stage.db.read().await.unwrap();
        let digest = token(offer.body()).digest();
        let link = bridge_links::find_by_token(&mut conn, &digest).await;
        links.push(link.unwrap().unwrap().id);
    }
    let page = wait_on_the_page(&stage, links[0]).await;
    chat.asks("login phone", "phone number").await;
    chat.asks(PHONE, "has sent a code").await;
    chat.asks(&stage.code(), "You are logged in to Telegram as")
        .await;
    chat.is_connected().await;
    let mut conn = stage.db.read().await.unwrap();
    for id in links {
        let link = bridge_links::find(&mut conn, id).await.unwrap().unwrap();
        assert_eq!(link.account, Some(account));
        assert!(link.done_at.is_some());
    }
    let left = telegram_logins::find(&mut conn, &page.owner).await.unwrap();
    assert_eq!(left, None);
    // Nobody is told once more what the room knows.
    assert!(
        bridge_links::list_untold(&mut conn)
            .await
            .unwrap()
            .is_empty()
    );
    drop(conn);
    house.close().await;
}

#[tokio::test]
async fn where_only_pages_are_allowed_no_secret_is_taken_in_the_room() {
    let stage = Stage::set_with(Synapse::setup(), |settings| {
        settings.doors.pages = Some(PAGES.into());
        settings.doors.in_matrix = false;
    });
    let stage = stage.await;
    let house = stage.open().await;
    let chat = Chat::open(&stage, "bob").await;
    chat.asks("login", "Log in on a page").await;
    chat.asks("login phone", "only on a page").await;
    chat.hears("Log in on a page").await;
    let phone = chat.say(PHONE).await;
    chat.hears("type `login` first").await;
    chat.is_gone(&phone).await;
    house.close().await;
}
