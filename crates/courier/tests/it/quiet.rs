use domain::delivery::{Outcome, State};
use domain::linked_account::LinkedAccount;
use domain::notification::{Kind, Source};
use domain::time::Timestamp;
use store::linked_accounts;
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::later;

async fn set_muted(house: &House, account: &LinkedAccount, since: Option<Timestamp>) {
    let mut tx = house.db.begin().await.unwrap();
    linked_accounts::set_muted(&mut tx, account.id, since)
        .await
        .unwrap();
    tx.commit().await.unwrap();
}

async fn mute(house: &House, account: &LinkedAccount) {
    set_muted(house, account, Some(house.world.now())).await;
}

#[tokio::test]
async fn a_text_accepted_before_stop_goes_to_the_next_account_instead() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    house.account(&alice, ntfy.provider()).await;
    let text = Kind::Text { text: "old".into() };
    let (notification, delivery) = house.notify(&first, text, Source::Postern).await;
    mute(&house, &first).await;
    let courier = house.courier(&[&xmpp, &ntfy]);
    let ended = house.reaches(delivery, State::Expired).await;
    assert_eq!(
        ended.why.as_deref(),
        Some("notifications are stopped there")
    );
    let next = house.deliveries(notification).await.pop().unwrap();
    house.reaches(next.id, State::Sent).await;
    courier.end().await;
    assert_eq!(ntfy.got().len(), 1);
    assert!(xmpp.got().is_empty());
    assert!(house.find_account(&first).await.broken.is_none());
}

#[tokio::test]
async fn without_another_account_it_ends_and_a_code_comes_all_the_same() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    house.texts(&account, 3).await;
    let (_, code) = house.sign_in_code(&account).await;
    mute(&house, &account).await;
    let courier = house.courier(&[&xmpp]);
    until(async || house.count(State::Expired).await == 3).await;
    house.reaches(code, State::Sent).await;
    courier.end().await;
    let got = xmpp.got();
    assert_eq!(got.len(), 1);
    assert!(got[0].carries_code);
}

#[tokio::test]
async fn one_that_waited_for_another_try_ends_too() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(later("busy"))]);
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    until(async || house.tries(delivery).await == "1 later").await;
    mute(&house, &account).await;
    house.advance(std::time::Duration::from_secs(60));
    house.reaches(delivery, State::Expired).await;
    courier.end().await;
    assert_eq!(xmpp.got().len(), 1);
}

#[tokio::test]
async fn what_is_due_after_start_was_written_again_is_sent() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.goes_down();
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    mute(&house, &account).await;
    set_muted(&house, &account, None).await;
    xmpp.comes_up();
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn a_warning_goes_to_an_account_that_is_not_muted_and_to_a_muted_one_if_all_are() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    let second = house.account(&alice, ntfy.provider()).await;
    let (_, aside) = (house.notify(&first, Kind::PasswordChanged, Source::Postern)).await;
    mute(&house, &first).await;
    let courier = house.courier(&[&xmpp, &ntfy]);
    house.reaches(aside, State::Expired).await;
    until(async || ntfy.got().len() == 1).await;
    assert!(xmpp.got().is_empty());

    mute(&house, &second).await;
    let (_, straight) = (house.notify(&first, Kind::PasswordChanged, Source::Postern)).await;
    house.reaches(straight, State::Sent).await;
    courier.end().await;
    assert_eq!((xmpp.got().len(), ntfy.got().len()), (1, 1));
}

#[tokio::test]
async fn a_warning_that_the_others_refused_reaches_the_muted_account() {
    let (house, xmpp, ntfy) = (
        House::new().await,
        FakeProvider::new("xmpp", "XMPP"),
        FakeProvider::new("ntfy", "NTFY"),
    );
    let alice = house.user("alice").await;
    let first = house.account(&alice, xmpp.provider()).await;
    let muted = house.account(&alice, ntfy.provider()).await;
    mute(&house, &muted).await;
    // It is refused, yet the account is not at fault and stays in use.
    let refused = Outcome::Never {
        why: "too long".into(),
        account: false,
    };
    xmpp.then([Does::Says(refused)]);
    let courier = house.courier(&[&xmpp, &ntfy]);
    let (_, delivery) = (house.notify(&first, Kind::PasswordChanged, Source::Postern)).await;
    house.reaches(delivery, State::Failed).await;
    until(async || ntfy.got().len() == 1).await;
    courier.end().await;
}
