use domain::delivery::State;
use testkit::FakeProvider;

use super::house::{House, until};
use testkit::logs;

async fn run(house: &House, statement: &'static str) {
    let mut tx = house.db.begin().await.unwrap();
    sqlx::query(statement).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn while_the_database_refuses_no_outcome_is_lost() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.hold(|_| true);
    let courier = house.courier(&[&xmpp]);
    house.texts(&account, 20).await;
    until(async || xmpp.got().len() == 20).await;
    // Outcomes cannot be recorded.
    run(&house, "ALTER TABLE attempts RENAME TO hidden").await;
    xmpp.release();
    // One that is accepted now is still sent: claiming goes on.
    house.text(&account, "meanwhile").await;
    until(async || xmpp.got().len() == 21).await;
    assert_eq!(house.count(State::Sent).await, 0);
    run(&house, "ALTER TABLE hidden RENAME TO attempts").await;
    until(async || house.count(State::Sent).await == 21).await;
    courier.end().await;
    assert_eq!(xmpp.got().len(), 21);
}

#[tokio::test]
async fn a_worker_that_was_refused_goes_on() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    logs::capture();
    run(&house, "ALTER TABLE provider_states RENAME TO hidden").await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    // Nothing is claimed before the connection is recorded.
    until(async || logs::hold("task=\"worker\"")).await;
    assert!(xmpp.got().is_empty());
    run(&house, "ALTER TABLE hidden RENAME TO provider_states").await;
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}
