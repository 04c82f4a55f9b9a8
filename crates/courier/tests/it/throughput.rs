use std::time::Instant;

use domain::delivery::State;
use testkit::FakeProvider;

use super::house::{House, until};

/// `cargo test --release -p courier -- --ignored --nocapture throughput`
#[tokio::test(flavor = "multi_thread")]
#[ignore = "a measurement, to be run alone in release mode"]
async fn throughput_of_notifications_claimed_sent_and_recorded() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let count = 50_000;
    house.texts(&account, count).await;
    let start = Instant::now();
    let courier = house.courier(&[&xmpp]);
    until(async || house.count(State::Pending).await == 0).await;
    let rate = f64::from(u32::try_from(count).unwrap()) / start.elapsed().as_secs_f64();
    courier.end().await;
    eprintln!("{rate:.0} notifications a second");
}
