use std::time::Duration;

use domain::delivery::State;
use domain::provider::{Connection, ProviderState};
use store::provider_states;
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::{later, wait};

async fn states(house: &House) -> Vec<ProviderState> {
    let mut conn = house.db.read().await.unwrap();
    provider_states::list(&mut conn).await.unwrap()
}

#[tokio::test]
async fn security_53_a_frozen_provider_delays_nobody_on_another() {
    let (house, frozen, well) = (
        House::new().await,
        FakeProvider::new("frozen", "FROZEN"),
        FakeProvider::new("well", "WELL"),
    );
    let alice = house.user("alice").await;
    let cold = house.account(&alice, frozen.provider()).await;
    let warm = house.account(&alice, well.provider()).await;
    frozen.hold(|_| true);
    house.texts(&cold, 1_000).await;
    let courier = house.courier(&[&frozen, &well]);
    until(async || frozen.got().len() == 768).await;
    house.texts(&warm, 1_000).await;
    courier.bell.ring(well.provider());
    until(async || house.count(State::Sent).await == 1_000).await;
    assert_eq!(well.got().len(), 1_000);
    frozen.release();
    courier.end().await;
}

#[tokio::test]
async fn while_a_provider_is_down_nothing_is_claimed_and_when_it_comes_up_all_goes_at_once() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(later("the connection broke"))]);
    let courier = house.courier(&[&xmpp]);
    let tried = house.text(&account, "tried before").await;
    until(async || house.tries(tried).await == "1 later").await;

    xmpp.goes_down();
    until(async || {
        matches!(&states(&house).await[0].connection, Connection::Down { why, .. } if why == "the cable is cut")
    })
    .await;
    house.texts(&account, 10).await;
    courier.bell.ring(xmpp.provider());
    // Another provider's worker would have sent by now; this is not one that could be waited for.
    let other = FakeProvider::new("other", "OTHER");
    let elsewhere = house.account(&alice, other.provider()).await;
    let beside = house.courier(&[&other]);
    let sent = house.text(&elsewhere, "elsewhere").await;
    house.reaches(sent, State::Sent).await;
    assert_eq!(xmpp.got().len(), 1);
    assert_eq!(house.find(tried).await.attempt, 1);

    // The clock stands still: it is the connection that makes the retry due.
    xmpp.comes_up();
    until(async || house.count(State::Sent).await == 12).await;
    until(async || {
        states(&house)
            .await
            .iter()
            .any(|state| state.provider == *xmpp.provider() && state.connection.is_up())
    })
    .await;
    courier.end().await;
    beside.end().await;
}

#[tokio::test]
async fn a_wait_that_the_provider_asked_for_outlasts_a_reconnection() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(wait(600))]);
    let courier = house.courier(&[&xmpp]);
    let flooded = house.text(&account, "too much").await;
    until(async || house.tries(flooded).await == "1 later").await;
    let due = house.find(flooded).await.due_at;
    xmpp.goes_down();
    until(async || !states(&house).await[0].connection.is_up()).await;
    xmpp.comes_up();
    until(async || states(&house).await[0].connection.is_up()).await;
    assert_eq!(house.find(flooded).await.due_at, due);
    house.advance(Duration::from_secs(600));
    house.reaches(flooded, State::Sent).await;
    courier.end().await;
}
