//! Bob asks the bot for the page, and logs in there with a real browser.

use testkit::{Browser, Synapse, free_port};

use super::{PHONE, place, registration};

#[tokio::test]
async fn synapse_the_bots_link_opens_the_page_and_the_room_is_told_of_the_login() {
    let (port, listen) = (free_port(), free_port());
    let (dc, place) = place(port, listen).await;
    let file = registration(&place).await;
    let synapse = Synapse::setup().port(port).service(&file).start().await;
    let mut server = place.start(&["serve"]);
    let address = server.address().await;
    let bob = synapse.person("bob").await;
    let bot = synapse.user_id("telegrambot");
    let room = bob.create_direct(&bot).await;
    bob.next_from(&room, &bot).await;
    bob.say(&room, "login page").await;
    let is_offer =
        |event: &testkit::matrix_person::RoomEvent| event.body().contains("/telegram-login/");
    let offer = bob.next_where(&room, "the link", is_offer).await;
    let link = offer
        .body()
        .split_whitespace()
        .find(|word| word.contains("/telegram-login/"));
    let link = link.unwrap().to_owned();
    assert!(link.starts_with(&address), "{link}");

    let browser = Browser::desk().start().await;
    browser.open(&link).await;
    browser.sees(&format!("for {} on Matrix", bob.id())).await;
    browser.fill("Phone number", PHONE).await;
    browser.click("Request code").await;
    browser.sees("Telegram has sent a code by SMS").await;
    browser.fill("Code", &dc.code(PHONE).unwrap().code).await;
    browser.click("Sign in").await;
    browser.sees("You are logged in to Telegram as Bob.").await;
    bob.next_where(&room, "the news of the login", |event| {
        event.sender() == bot
            && event
                .body()
                .contains("You are logged in to Telegram as Bob")
    })
    .await;
    super::is_connected(&bob, &room).await;
    // The bridge has it now, and the page still says so; the link leads nobody else there.
    browser.reload().await;
    browser.sees("You are logged in to Telegram as Bob.").await;
    let other = Browser::desk().start().await;
    other.open(&link).await;
    other.sees("The link was opened already").await;
    assert!(server.stop().await.success());
}
