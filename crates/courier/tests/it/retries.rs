use std::time::Duration;

use domain::delivery::{NOTIFICATION_LIFETIME, State};
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::{later, wait};

#[tokio::test]
async fn later_is_retried_at_the_time_the_provider_named() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(wait(37))]);
    let courier = house.courier(&[&xmpp]);
    let start = house.world.now();
    let delivery = house.text(&account, "hello").await;
    until(async || house.tries(delivery).await == "1 later").await;
    let waiting = house.find(delivery).await;
    assert_eq!(waiting.due_at, start + Duration::from_secs(37));
    assert_eq!(waiting.why.as_deref(), Some("flood wait"));
    assert_eq!(waiting.state, State::Pending);

    house.advance(Duration::from_secs(37));
    let sent = house.reaches(delivery, State::Sent).await;
    assert_eq!(sent.why, None);
    assert_eq!(house.tries(delivery).await, "1 later, 2 sent");
    let keys: Vec<String> = xmpp.got().into_iter().map(|got| got.key).collect();
    assert_eq!(keys, [delivery.to_string(), delivery.to_string()]);
    courier.end().await;
}

#[tokio::test]
async fn a_flood_wait_is_not_a_failed_attempt() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then((0..20).map(|_| Does::Says(wait(5))));
    xmpp.then([Does::Says(later("busy"))]);
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    for tries in 1..=20 {
        until(async || house.attempts(delivery).await.len() == tries).await;
        let waits = house.find(delivery).await.due_at.since(house.world.now());
        assert_eq!(waits, Duration::from_secs(5), "after {tries}");
        house.advance(waits);
    }
    // The first failure: two seconds and a little, not the hour that follows after many.
    until(async || house.attempts(delivery).await.len() == 21).await;
    let waits = house.find(delivery).await.due_at.since(house.world.now());
    assert!(waits <= Duration::from_millis(2_400), "{waits:?}");
    house.advance(waits);
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn failed_tries_wait_longer_each_time() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then((0..4).map(|_| Does::Says(later("busy"))));
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    for (tries, least) in [(1, 2), (2, 10), (3, 30), (4, 120)] {
        until(async || house.attempts(delivery).await.len() == tries).await;
        let waits = house.find(delivery).await.due_at.since(house.world.now());
        let least = Duration::from_secs(least);
        assert!(
            least <= waits && waits <= least.mul_f64(1.2),
            "{least:?}: {waits:?}"
        );
        house.advance(waits);
    }
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn what_is_tried_in_vain_expires_visibly() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then((0..100).map(|_| Does::Says(later("busy"))));
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    until(async || house.tries(delivery).await == "1 later").await;
    house.advance(NOTIFICATION_LIFETIME.saturating_sub(Duration::from_secs(1)));
    let expired = house.reaches(delivery, State::Expired).await;
    assert_eq!(expired.why.as_deref(), Some("busy"));
    assert_eq!(house.tries(delivery).await, "1 later, 2 later");
    courier.end().await;
}
