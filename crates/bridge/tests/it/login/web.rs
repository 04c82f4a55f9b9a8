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

/// Does what the page does: has the conversation, keeps it, and notes at the link that it is done.
async fn log_in_on_the_page(stage: &Stage, opened: BridgeLinkId) {
    let owner = bridge_links::conversation_of(opened);
    let (telegram, moment) = (&stage.settings.telegram, stage.world.now());
    let seals = Sealer::new(&stage.key, &stage.world);
    let name = "bridge 0123";
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
    let row = TelegramLogin {
        session: name.into(),
        sealed_state: step.conversation.seal(&seals, &owner),
        revision: 1,
        begun_at: moment,
        ends_at: step.conversation.ends_at(),
        owner,
    };
    let account = step.conversation.account().expect("he is logged in").id;
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
    chat.hears("You are logged in to Telegram as").await;
    chat.asks("ping", "and connected").await;
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
