use std::time::Duration;

use domain::challenge::{LIFETIME, Refusal};
use domain::delivery::State;
use domain::id::ChallengeId;
use domain::provider::ProviderEntry;
use messengers::Messenger;
use store::challenges;
use testkit::{Does, FakeProvider, Got};

use super::house::{House, until};
use super::outcomes::later;
use testkit::logs;

/// Types a code, as the flows do: the guess is counted first.
async fn judge(house: &House, id: ChallengeId, typed: &str) -> Result<(), Refusal> {
    let mut tx = house.db.begin().await.unwrap();
    let challenge = challenges::count_guess(&mut tx, id).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    challenge.judge(typed, house.world.now(), &house.key)
}

/// All that the database holds: the bytes of its files, or on PostgreSQL what `pg_dump` would show.
async fn dump(house: &House) -> Vec<u8> {
    if let Some(folder) = house.database.folder() {
        let files = std::fs::read_dir(folder).unwrap();
        return files
            .flat_map(|file| std::fs::read(file.unwrap().path()).unwrap())
            .collect();
    }
    let mut rows = Vec::new();
    let mut conn = house.db.read().await.unwrap();
    let tables: Vec<String> = sqlx::query_scalar(
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public'",
    )
    .fetch_all(&mut *conn)
    .await
    .unwrap();
    for table in tables {
        let select = format!("SELECT CAST(t AS TEXT) FROM {table} t");
        let found: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(select))
            .fetch_all(&mut *conn)
            .await
            .unwrap();
        rows.extend(found.join("\n").into_bytes());
    }
    rows
}

#[tokio::test]
async fn security_14_the_codes_digest_is_stored_before_it_is_sent() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.hold(|_| true);
    let (challenge, delivery) = house.sign_in_code(&account).await;
    assert!(house.find_challenge(challenge).await.digest.is_none());
    let courier = house.courier(&[&xmpp]);
    until(async || xmpp.got().len() == 1).await;
    // The provider has not answered yet, but whoever reads fast may type it already.
    assert_eq!(house.find(delivery).await.state, State::Pending);
    let code = xmpp.got()[0].code();
    assert_eq!(judge(&house, challenge, &code).await, Ok(()));
    xmpp.release();
    house.reaches(delivery, State::Sent).await;
    courier.end().await;
}

#[tokio::test]
async fn security_15_no_code_is_in_the_database_or_in_a_log() {
    logs::capture();
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(later("busy")), Does::Panics]);
    let courier = house.courier(&[&xmpp]);
    let (_, delivery) = house.sign_in_code(&account).await;
    for tries in 1..=2 {
        until(async || house.attempts(delivery).await.len() == tries).await;
        house.advance(Duration::from_secs(10));
    }
    house.reaches(delivery, State::Sent).await;
    let text = house.text(&account, "hunter2 is the word").await;
    house.reaches(text, State::Sent).await;
    courier.end().await;

    let got = xmpp.got();
    let codes: Vec<String> = got[..3].iter().map(Got::code).collect();
    assert!(codes.iter().all(|code| code.len() == 6), "{codes:?}");
    assert!(logs::hold(&delivery.to_string()), "the log was captured");
    let dump = dump(&house).await;
    assert!(logs::stands_in(&dump, "hunter2"), "the dump is whole");
    for code in &codes {
        assert!(!logs::hold(code), "the log holds a code");
        assert!(!logs::stands_in(&dump, code), "the database holds a code");
    }
    assert!(!logs::hold("hunter2"), "the log holds a text");
    assert!(!logs::hold("alice-at-xmpp"), "the log holds an account");
}

#[tokio::test]
async fn security_6_a_resend_makes_a_new_code_and_kills_the_old_one() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let (challenge, first) = house.sign_in_code(&account).await;
    house.reaches(first, State::Sent).await;
    let old = xmpp.got()[0].code();
    house.advance(Duration::from_secs(30));
    let second = house.resend(&account, challenge).await;
    assert_eq!(
        judge(&house, challenge, &old).await,
        Err(Refusal::NotThisCode)
    );
    house.reaches(second, State::Sent).await;
    let new = xmpp.got()[1].code();
    assert_ne!(old, new);
    assert_eq!(
        judge(&house, challenge, &old).await,
        Err(Refusal::NotThisCode)
    );
    assert_eq!(judge(&house, challenge, &new).await, Ok(()));
    courier.end().await;
}

#[tokio::test]
async fn security_6_a_late_try_at_a_replaced_code_sends_nothing() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(later("busy"))]);
    let courier = house.courier(&[&xmpp]);
    let (challenge, first) = house.sign_in_code(&account).await;
    until(async || house.tries(first).await == "1 later").await;
    let second = house.resend(&account, challenge).await;
    house.reaches(second, State::Sent).await;
    house.advance(Duration::from_secs(30));
    let expired = house.reaches(first, State::Expired).await;
    let why = expired.why.unwrap();
    assert!(why.starts_with("replaced by a newer code"), "{why}");
    assert_eq!(xmpp.got().len(), 2);
    let newest = xmpp.got()[1].code();
    assert_eq!(judge(&house, challenge, &newest).await, Ok(()));
    courier.end().await;
}

#[tokio::test]
async fn security_3_a_code_is_not_sent_after_its_five_minutes() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.goes_down();
    let (_, delivery) = house.sign_in_code(&account).await;
    house.advance(LIFETIME);
    let courier = house.courier(&[&xmpp]);
    xmpp.comes_up();
    house.reaches(delivery, State::Expired).await;
    courier.end().await;
    assert!(xmpp.got().is_empty());
}

#[tokio::test]
async fn each_try_at_a_code_is_a_message_of_its_own() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    xmpp.then([Does::Says(later("busy"))]);
    let courier = house.courier(&[&xmpp]);
    let (challenge, delivery) = house.sign_in_code(&account).await;
    until(async || house.tries(delivery).await == "1 later").await;
    house.advance(Duration::from_secs(2));
    house.reaches(delivery, State::Sent).await;
    let got = xmpp.got();
    assert_ne!(got[0].code(), got[1].code());
    assert_ne!(got[0].key, got[1].key);
    assert!(got.iter().all(|got| got.key.len() <= 64));
    assert_eq!(judge(&house, challenge, &got[1].code()).await, Ok(()));
    courier.end().await;
}

#[tokio::test]
async fn a_code_says_what_it_is_for_and_from_where_it_was_asked_for() {
    let (house, xmpp) = (House::new().await, FakeProvider::new("xmpp", "XMPP"));
    let alice = house.user("alice").await;
    let account = house.account(&alice, xmpp.provider()).await;
    let courier = house.courier(&[&xmpp]);
    let (_, code) = house.sign_in_code(&account).await;
    house.reaches(code, State::Sent).await;
    let (_, code) = house.link_code(&account).await;
    house.reaches(code, State::Sent).await;
    let got = xmpp.got();
    assert!(got[0].text.starts_with("Acme: your code to sign in\n"));
    assert!(got[0].text.contains("Firefox, Linux (192.0.2.7)"));
    assert!(got[1].text.starts_with("Acme: your code to link"));
    assert!(
        got.iter()
            .all(|got| got.carries_code && got.buttons.is_empty())
    );
    courier.end().await;
}

#[tokio::test]
async fn security_24_where_others_read_along_no_code_to_sign_in_goes_but_one_to_link_does() {
    let house = House::new().await;
    let entry = FakeProvider::new("slack", "Slack").entry().clone();
    let slack = FakeProvider::with_entry(ProviderEntry {
        carries_codes: false,
        ..entry
    });
    let alice = house.user("alice").await;
    let account = house.account(&alice, slack.provider()).await;
    let courier = house.courier(&[&slack]);
    let (_, code) = house.sign_in_code(&account).await;
    house.reaches(code, State::Failed).await;
    assert!(slack.got().is_empty());
    let (_, code) = house.link_code(&account).await;
    house.reaches(code, State::Sent).await;
    courier.end().await;
}
