use std::time::Duration;

use domain::button::Press;
use domain::delivery::State;
use domain::notification::{Kind, Source, disown_token};
use domain::provider::RemoteId;
use testkit::{Does, FakeProvider};

use super::house::{House, until};
use super::outcomes::{later, never};

#[tokio::test]
async fn an_accepted_notification_is_sent_and_recorded_with_its_attempt() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);

    let bob = house.user("bob").await;
    let text = Kind::Text {
        text: "The backup failed.".into(),
    };
    let (notification, delivery) = house.notify(&account, text, Source::User(bob.id)).await;
    courier.bell.ring(xmpp.provider());

    let sent = house.reaches(delivery, State::Sent).await;
    assert_eq!(sent.attempt, 1);
    assert_eq!(house.tries(delivery).await, "1 sent");
    let got = &xmpp.got()[0];
    assert_eq!(got.text, "Acme · bob\nThe backup failed.");
    assert_eq!(got.to, "alice-at-xmpp");
    assert_eq!(got.key, delivery.to_string());
    assert_eq!(got.attempt, 1);
    let now = house.world.now();
    assert_eq!(house.find_account(&account).await.last_sent_at, Some(now));
    assert_eq!(house.deliveries(notification).await.len(), 1);
    courier.end().await;
}

#[tokio::test]
async fn what_nobody_rang_for_is_found_by_looking() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "from the command line").await;
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn a_notice_carries_the_link_that_undoes_it() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let (notification, delivery) = house
        .notify(&account, Kind::PasswordChanged, Source::Postern)
        .await;
    house.reaches(delivery, State::Sent).await;
    let token = disown_token(&house.key, notification);
    let link = format!("This was not me: https://postern.example/not-me/{notification}/{token}");
    let got = xmpp.got().remove(0);
    assert_eq!(got.text.lines().last(), Some(link.as_str()));
    let pressed = Press::read(&house.key, &got.buttons[0].data);
    assert_eq!(pressed, Some(Press::Disown(notification)));
    assert!(!got.carries_code);
    courier.end().await;
}

#[tokio::test]
async fn a_text_longer_than_the_provider_takes_is_cut() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, &"long ".repeat(700)).await;
    house.reaches(delivery, State::Sent).await;
    let got = &xmpp.got()[0].text;
    assert!(got.chars().count() <= 2_000 && got.contains("shortened"));
    courier.end().await;
}

#[tokio::test]
async fn security_31_who_is_behind_a_handle_is_asked_once_and_known_by_the_id() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account_of(&alice, xmpp.provider(), None).await;
    xmpp.knows("@alice", "4711");
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    let sent = house.reaches(delivery, State::Sent).await;
    let asked = Some(RemoteId("4711".into()));
    assert_eq!(sent.remote_id, asked);
    assert_eq!(house.find_account(&account).await.remote_id, asked);
    assert_eq!(xmpp.got()[0].to, "4711");

    let (challenge, code) = house.sign_in_code(&account).await;
    house.reaches(code, State::Sent).await;
    assert_eq!(house.find_challenge(challenge).await.remote_id, asked);

    // The handle is somebody else's by now; the account stays the one that it was.
    xmpp.knows("@alice", "666");
    let account = house.find_account(&account).await;
    let (_, code) = house.sign_in_code(&account).await;
    house.reaches(code, State::Sent).await;
    assert_eq!(xmpp.got()[2].to, "4711");
    courier.end().await;
}

#[tokio::test]
async fn an_account_that_turns_out_to_be_linked_already_is_still_written_to() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let known = Some(RemoteId("4711".into()));
    house.account_of(&alice, xmpp.provider(), known).await;
    let twin = house.account_of(&alice, xmpp.provider(), None).await;
    xmpp.knows("@alice", "4711");
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&twin, "hello").await;
    house.reaches(delivery, State::Sent).await;
    assert_eq!(house.find_account(&twin).await.remote_id, None);
    courier.end().await;
}

#[tokio::test]
async fn a_handle_that_nobody_has_ends_the_delivery() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account_of(&alice, xmpp.provider(), None).await;
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    let failed = house.reaches(delivery, State::Failed).await;
    assert_eq!(failed.why.as_deref(), Some("nobody has this handle"));
    assert!(xmpp.got().is_empty());
    assert!(house.find_account(&account).await.broken.is_some());
    courier.end().await;
}

#[tokio::test]
async fn codes_overtake_a_thousand_waiting_notifications() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    house.texts(&account, 1_000).await;
    house.advance(Duration::from_secs(1));
    let (_, code) = house.sign_in_code(&account).await;
    let courier = house.courier(&[&xmpp]);
    house.reaches(code, State::Sent).await;
    let place = xmpp.got().iter().position(|got| got.delivery == code);
    assert!(place.unwrap() < 256, "{place:?}");
    until(async || house.count(State::Sent).await == 1_001).await;
    courier.end().await;
}

#[tokio::test]
async fn a_thousand_notifications_on_their_way_hold_no_code_back() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.hold(|letter| letter.text.plain().contains("note"));
    house.texts(&account, 1_000).await;
    let courier = house.courier(&[&xmpp]);
    until(async || xmpp.got().len() == 768).await;
    for _ in 0..20 {
        let (_, code) = house.sign_in_code(&account).await;
        courier.bell.ring(xmpp.provider());
        house.reaches(code, State::Sent).await;
    }
    assert_eq!(house.count(State::Sent).await, 20);
    xmpp.release();
    until(async || house.count(State::Sent).await == 1_020).await;
    courier.end().await;
}

#[tokio::test]
async fn a_panic_in_one_send_is_a_failed_try_and_ends_nothing_else() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Panics, Does::Says(later("busy")), Does::Panics]);
    let courier = house.courier(&[&xmpp]);
    let delivery = house.text(&account, "hello").await;
    for tries in ["1 later", "1 later, 2 later", "1 later, 2 later, 3 later"] {
        until(async || house.tries(delivery).await == tries).await;
        house.advance(Duration::from_secs(60));
    }
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn a_user_removed_on_the_way_holds_up_nobody() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let (alice, bob) = (house.user("alice").await, house.user("bob").await);
    let gone = house.account(&alice, xmpp.provider()).await;
    let stays = house.account(&bob, xmpp.provider()).await;
    xmpp.hold(|_| true);
    xmpp.then([Does::Says(never("gone"))]);
    let courier = house.courier(&[&xmpp]);
    house.texts(&gone, 3).await;
    let delivery = house.text(&stays, "hello").await;
    until(async || xmpp.got().len() == 4).await;
    let mut tx = house.db.begin().await.unwrap();
    store::users::delete(&mut tx, alice.id).await.unwrap();
    tx.commit().await.unwrap();
    xmpp.release();
    until(async || house.find(delivery).await.state.is_final()).await;
    courier.end().await;
}
