use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::{LEASE, State};
use store::Db;
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::never;

#[tokio::test]
async fn a_dead_couriers_claim_is_due_after_the_lease_and_its_late_outcome_is_fenced_out() {
    let house = House::new().await;
    let (dying, heir) = (
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("xmpp", "XMPP"),
    );
    let alice = house.user("alice").await;
    let account = house.account(&alice, dying.provider()).await;
    dying.hold(|_| true);
    dying.then([Does::Says(never("too late to matter"))]);
    let first = house.courier(&[&dying]);
    let delivery = house.text(&account, "hello").await;
    until(async || dying.got().len() == 1).await;
    // As good as dead: it takes nothing any more, and what it has stays without an answer.
    dying.goes_down();

    let second = house.courier(&[&heir]);
    house.advance(LEASE.saturating_sub(Duration::from_secs(1)));
    let (_, other) = house.sign_in_code(&account).await;
    house.reaches(other, State::Sent).await;
    assert_eq!(heir.got().len(), 1, "the lease holds until its end");

    house.advance(Duration::from_secs(1));
    let sent = house.reaches(delivery, State::Sent).await;
    assert_eq!(sent.attempt, 2);
    dying.release();
    first.end().await;
    assert_eq!(house.find(delivery).await.state, State::Sent);
    assert_eq!(house.tries(delivery).await, "2 sent");
    assert!(house.find_account(&account).await.broken.is_none());
    second.end().await;
}

#[tokio::test]
async fn two_couriers_on_one_database_send_nothing_twice() {
    let house = House::new().await;
    let (one, two) = (
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("xmpp", "XMPP"),
    );
    let alice = house.user("alice").await;
    let account = house.account(&alice, one.provider()).await;
    house.texts(&account, 1_000).await;
    let far = Db::open(&house.database.url).await.unwrap();
    let here = house.courier(&[&one]);
    let there = house.courier_on(far, vec![Arc::clone(&two) as _]);
    for _ in 0..10 {
        house.texts(&account, 100).await;
        here.bell.ring(one.provider());
        there.bell.ring(two.provider());
    }
    until(async || house.count(State::Sent).await == 2_000).await;
    here.end().await;
    there.end().await;
    let mut got = one.got();
    got.extend(two.got());
    assert_eq!(got.len(), 2_000);
    let ids: BTreeSet<_> = got.iter().map(|got| got.delivery).collect();
    assert_eq!(ids.len(), 2_000);
    assert!(got.iter().all(|got| got.attempt == 1));
}
