use std::time::Duration;

use domain::delivery::{NOTIFICATION_LIFETIME, State};
use domain::notification::{Kind, Source};
use store::linked_accounts;
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::{later, never};

fn text() -> Kind {
    Kind::Text {
        text: "The backup failed.".into(),
    }
}

#[tokio::test]
async fn never_falls_back_to_the_next_account_and_marks_this_one_broken() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    let second = house.account(&alice, ntfy.provider()).await;
    xmpp.then([Does::Says(never("blocked"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (notification, delivery) = house.notify(&first, text(), Source::Postern).await;

    let failed = house.reaches(delivery, State::Failed).await;
    assert_eq!(failed.why.as_deref(), Some("blocked"));
    assert_eq!(house.tries(delivery).await, "1 never");
    let broken = house.find_account(&first).await.broken.unwrap();
    assert_eq!(broken.why, "blocked");

    let next = house.deliveries(notification).await.pop().unwrap();
    assert_eq!(next.account_id, Some(second.id));
    house.reaches(next.id, State::Sent).await;
    assert_eq!(ntfy.got()[0].text, "Acme\nThe backup failed.");
    assert_eq!(ntfy.got()[0].to, "alice-at-ntfy");
    courier.end().await;
}

#[tokio::test]
async fn when_every_account_refuses_the_notification_ends_as_failed() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    xmpp.then([Does::Says(never("blocked"))]);
    ntfy.then([Does::Says(never("gone"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (notification, _) = house.notify(&first, text(), Source::Postern).await;
    until(async || house.count(State::Failed).await == 2).await;
    courier.end().await;
    let states: Vec<State> = (house.deliveries(notification).await.iter())
        .map(|delivery| delivery.state)
        .collect();
    assert_eq!(states, [State::Failed, State::Failed]);
}

#[tokio::test]
async fn what_expires_while_its_provider_is_down_goes_to_the_next_account() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    xmpp.goes_down();
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (notification, delivery) = house.notify(&first, text(), Source::Postern).await;
    house.advance(NOTIFICATION_LIFETIME);
    house.reaches(delivery, State::Expired).await;
    let next = house.deliveries(notification).await.pop().unwrap();
    house.reaches(next.id, State::Sent).await;
    assert!(xmpp.got().is_empty());
    courier.end().await;
}

#[tokio::test]
async fn retries_that_lead_nowhere_fall_back_too() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    xmpp.then([Does::Says(later("busy")), Does::Says(later("busy"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (notification, delivery) = house.notify(&first, text(), Source::Postern).await;
    until(async || house.tries(delivery).await == "1 later").await;
    house.advance(NOTIFICATION_LIFETIME.saturating_sub(Duration::from_secs(1)));
    house.reaches(delivery, State::Expired).await;
    let next = house.deliveries(notification).await.pop().unwrap();
    house.reaches(next.id, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn a_code_never_falls_back() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    xmpp.then([Does::Says(never("blocked"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (_, code) = house.sign_in_code(&first).await;
    house.reaches(code, State::Failed).await;
    courier.end().await;
    assert!(ntfy.got().is_empty());
    assert_eq!(house.count(State::Pending).await, 0);
}

#[tokio::test]
async fn one_that_arrived_by_another_account_does_not_fall_back() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    let matrix = FakeProvider::new("matrix", "MATRIX");
    let courier = house.courier(&[&xmpp, &ntfy, &matrix]);
    let (notification, delivery) = house.notify(&first, text(), Source::Postern).await;
    house.reaches(delivery, State::Sent).await;
    // The same notification to a second account; then a third account is linked.
    let second = house.account(&alice, ntfy.provider()).await;
    house.account(&alice, matrix.provider()).await;
    ntfy.then([Does::Says(never("blocked"))]);
    let mut tx = house.db.begin().await.unwrap();
    let mut again = house.find(delivery).await;
    again.id = house.world.id();
    again.account_id = Some(second.id);
    again.provider = second.provider.clone();
    again.due_at = house.world.now();
    store::outbox::insert(&mut tx, &again).await.unwrap();
    tx.commit().await.unwrap();
    house.reaches(again.id, State::Failed).await;
    courier.end().await;
    assert_eq!(house.deliveries(notification).await.len(), 2);
}

#[tokio::test]
async fn a_notice_of_a_linked_account_never_falls_back_to_that_account() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let old = house.account(&alice, xmpp.provider()).await;
    let new = house.account(&alice, ntfy.provider()).await;
    xmpp.then([Does::Says(never("blocked"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let notice = Kind::AccountLinked {
        account: new.id,
        provider: "ntfy".into(),
        handle: new.handle.clone(),
    };
    let (notification, delivery) = house.notify(&old, notice, Source::Postern).await;
    house.reaches(delivery, State::Failed).await;
    courier.end().await;
    assert_eq!(house.deliveries(notification).await.len(), 1);
}

#[tokio::test]
async fn a_text_never_falls_back_to_a_muted_account_but_a_warning_does() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    let muted = house.account(&alice, ntfy.provider()).await;
    let mut tx = house.db.begin().await.unwrap();
    let since = Some(house.world.now());
    linked_accounts::set_muted(&mut tx, muted.id, since)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    xmpp.then([Does::Says(never("refused")), Does::Says(never("refused"))]);
    let courier = house.courier(&[&xmpp, &ntfy]);

    let (texted, delivery) = house.notify(&first, text(), Source::Postern).await;
    house.reaches(delivery, State::Failed).await;
    assert_eq!(house.deliveries(texted).await.len(), 1);

    let kind = Kind::PasswordChanged;
    let (warned, delivery) = house.notify(&first, kind, Source::Postern).await;
    house.reaches(delivery, State::Failed).await;
    let all = house.deliveries(warned).await;
    let next = all.iter().find(|one| one.account_id == Some(muted.id));
    house.reaches(next.unwrap().id, State::Sent).await;
    courier.end().await;
}
