use std::time::Duration;

use domain::delivery::State;
use domain::id::DeliveryId;
use messengers::News;
use testkit::FakeProvider;

use super::house::{House, until};
use super::outcomes::{later, never};

#[tokio::test]
async fn a_receipt_turns_sent_into_delivered() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    house.reaches(delivery, State::Sent).await;
    let unknown: DeliveryId = house.world.id();
    for id in [unknown, delivery] {
        courier.news.send(News::Delivered(id)).await.unwrap();
    }
    house.reaches(delivery, State::Delivered).await;
    courier.end().await;
}

#[tokio::test]
async fn a_receipt_that_comes_before_the_answer_is_kept() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.hold(|_| true);
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    until(async || xmpp.got().len() == 1).await;
    courier.news.send(News::Delivered(delivery)).await.unwrap();
    house.reaches(delivery, State::Delivered).await;
    xmpp.release();
    until(async || house.tries(delivery).await == "1 sent").await;
    courier.end().await;
    assert_eq!(house.find(delivery).await.state, State::Delivered);
    assert!(house.find_account(&account).await.last_sent_at.is_some());
}

#[tokio::test]
async fn a_message_that_comes_back_for_good_falls_back() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    let courier = house.courier(&[&xmpp, &ntfy]);
    let delivery = house.text(&first, "hello").await;
    house.reaches(delivery, State::Sent).await;
    let outcome = never("no such account");
    let bounced = News::Bounced { delivery, outcome };
    courier.news.send(bounced.clone()).await.unwrap();
    courier.news.send(bounced).await.unwrap();
    house.reaches(delivery, State::Failed).await;
    assert_eq!(house.tries(delivery).await, "1 sent, 1 never");
    assert!(house.find_account(&first).await.broken.is_some());
    until(async || ntfy.got().len() == 1).await;
    courier.end().await;
    assert_eq!(ntfy.got().len(), 1);
}

#[tokio::test]
async fn a_message_that_comes_back_for_now_is_sent_again() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    house.reaches(delivery, State::Sent).await;
    let outcome = later("their server is away");
    let bounced = News::Bounced { delivery, outcome };
    courier.news.send(bounced).await.unwrap();
    house.reaches(delivery, State::Pending).await;
    house.advance(Duration::from_secs(60));
    house.reaches(delivery, State::Sent).await;
    assert_eq!(house.tries(delivery).await, "1 sent, 1 later, 2 sent");
    courier.end().await;
}

#[tokio::test]
async fn a_message_that_comes_back_before_the_answer_is_sent_again() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.hold(|_| true);
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    until(async || xmpp.got().len() == 1).await;
    let outcome = later("their server is away");
    let bounced = News::Bounced { delivery, outcome };
    courier.news.send(bounced).await.unwrap();
    until(async || house.tries(delivery).await == "1 later").await;
    xmpp.release();
    house.advance(Duration::from_secs(60));
    house.reaches(delivery, State::Sent).await;
    assert_eq!(xmpp.got().len(), 2);
    courier.end().await;
}
