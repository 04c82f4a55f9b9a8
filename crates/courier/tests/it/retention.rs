use std::time::Duration;

use domain::delivery::State;
use store::retention::RULES;
use testkit::FakeProvider;

use super::house::{House, until};

const PAGE: &str = include_str!("../../../../docs/retention.md");

#[test]
fn the_page_says_what_the_rules_do() {
    let stated: Vec<Vec<&str>> = PAGE
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| line.split('|').map(str::trim).skip(1).take(3).collect())
        .collect();
    let ruled: Vec<Vec<String>> = RULES
        .iter()
        .map(|rule| {
            let days = rule.keep.as_secs() / (24 * 3600);
            let unit = if days == 1 { "day" } else { "days" };
            vec![
                format!("`{}`", rule.table),
                format!("`{}`", rule.column),
                format!("{days} {unit}"),
            ]
        })
        .collect();
    assert_eq!(stated, ruled);
}

#[tokio::test]
async fn old_notifications_are_forgotten_with_their_deliveries() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    house.texts(&account, 1_500).await;
    let courier = house.courier(&[&xmpp]);
    until(async || house.count(State::Sent).await == 1_500).await;
    house.advance(Duration::from_secs(90 * 24 * 3600));
    let recent = house.text(&account, "today").await;
    house.advance(Duration::from_secs(1));
    until(async || house.count(State::Sent).await == 1).await;
    house.reaches(recent, State::Sent).await;
    courier.end().await;
}
