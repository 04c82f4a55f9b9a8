use std::time::Duration;

use domain::delivery::{LEASE, State};
use testkit::FakeProvider;

use super::house::{House, until};

#[tokio::test]
async fn a_stop_in_the_middle_loses_nothing() {
    let house = House::new().await;
    let (before, after) = (
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("xmpp", "XMPP"),
    );
    let alice = house.user("alice").await;
    let account = house.account(&alice, before.provider()).await;
    house.texts(&account, 2_000).await;
    let courier = house.courier(&[&before]);
    until(async || before.got().len() > 300).await;
    courier.end().await;
    // Whatever was on its way has ended and is recorded.
    let sent = house.count(State::Sent).await;
    assert_eq!(i64::try_from(before.got().len()).unwrap(), sent);
    assert!(sent < 2_000, "the stop came in the middle");

    let courier = house.courier(&[&after]);
    until(async || house.count(State::Sent).await == 2_000).await;
    courier.end().await;
    assert_eq!(before.got().len() + after.got().len(), 2_000);
}

#[tokio::test]
async fn what_is_not_answered_in_time_is_due_again_when_its_lease_ends() {
    let house = House::new().await;
    let (before, after) = (
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("xmpp", "XMPP"),
    );
    let alice = house.user("alice").await;
    let account = house.account(&alice, before.provider()).await;
    before.hold(|_| true);
    // What is held is not answered, however long it is waited for.
    let courier = house.courier_with_grace(Duration::from_millis(500), &[&before]);
    let delivery = house.text(&account, "hello").await;
    until(async || before.got().len() == 1).await;
    courier.end().await;
    assert_eq!(house.find(delivery).await.state, State::Pending);
    assert_eq!(house.tries(delivery).await, "");

    let courier = house.courier(&[&after]);
    house.advance(LEASE);
    house.reaches(delivery, State::Sent).await;
    assert_eq!(after.got()[0].key, before.got()[0].key);
    courier.end().await;
}
