//! Logging in on a page: what the room has to do with it.

use bridge::talk::{Owner, Place};
use domain::bridge_link::PATH;
use domain::secret::Token;
use store::bridge_links;
use telegram::login::{Path, Said, Typed};
use testkit::synapse::Synapse;

use super::stage::{Chat, PHONE, Stage};

const PAGES: &str = "https://postern.example.org";

/// The token of the link in a message.
fn token(message: &str) -> Token {
    let start = format!("{PAGES}{PATH}");
    let (_, rest) = message.split_once(&start).expect("a link");
    Token::new(rest.split_whitespace().next().unwrap())
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
    let owner = Owner {
        matrix_id: link.matrix_id.parse().unwrap(),
        place: Place::Page(link.id),
    };
    let talks = house.bridge.talks();
    talks.begin(owner.clone(), Path::Phone).await.unwrap();
    let say = |text: &str| talks.hear(&owner, Said::Text(Typed::new(text)));
    assert!(say(PHONE).await);
    let mut view = talks.watch(&owner).unwrap();
    let wants =
        |view: &bridge::talk::View| matches!(view.wants, telegram::login::Wants::Code { .. });
    view.wait_for(wants).await.unwrap();
    assert!(say(&stage.code()).await);
    chat.hears("You are logged in to Telegram as").await;
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
