//! A thousand notifications at once, through the program and Prosody to slixmpp.

use std::collections::BTreeSet;

use sqlx::{Any, AnyPool, Row};
use testkit::Browser;
use testkit::prosody::{DOMAIN, Prosody};
use testkit::slixmpp::Slixmpp;

use super::place::Place;
use super::program::{Program, number_in};
use super::walk::{chooses_way, code_in, types_password, until_some};
use super::xmpp::{PASSWORD, SECRET, house, serve};

/// More than are on their way at once.
const MANY: usize = 1_000;

/// A house with Alice's account linked.
async fn linked_house() -> (Prosody, Place) {
    let (prosody, place) = house().await;
    let account = format!("alice@{DOMAIN}");
    let link = ["user", "link", "alice", "xmpp", &account, "--vouched"];
    place.run(&link).await.well();
    (prosody, place)
}

/// The database of a place, beside the program that uses it.
async fn database(place: &Place) -> AnyPool {
    sqlx::any::install_default_drivers();
    let path = place.path("data/postern.db");
    let url = format!("sqlite:{}?mode=ro", path.display());
    sqlx::pool::PoolOptions::<Any>::new()
        .max_connections(1)
        .connect(&url)
        .await
        .unwrap()
}

/// Runs a query that gives one number.
async fn count(database: &AnyPool, query: &'static str) -> i64 {
    let row = sqlx::query(query).fetch_one(database).await.unwrap();
    row.get(0)
}

#[tokio::test]
async fn a_thousand_notifications_arrive_each_once() {
    let (prosody, place) = linked_house().await;
    let (server, address) = serve(&place).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let (mut accepted, sent) = Program::new(&place, &address).await.burst(MANY);
    let mut arrived = Vec::new();
    while arrived.len() < MANY {
        let message = phone.next_message().await;
        arrived.push(number_in(&message.body).expect("nothing else is sent"));
    }
    sent.await.unwrap();
    assert_eq!(accepted.recv_many(&mut Vec::new(), MANY + 1).await, MANY);
    let distinct: BTreeSet<usize> = arrived.into_iter().collect();
    assert!(distinct.into_iter().eq(1..=MANY), "each came once");

    // Whatever came twice would have come before this.
    place
        .run(&["message", "alice", "That was all.", "--wait"])
        .await
        .well();
    let last = phone.next_message().await.body;
    assert!(last.contains("That was all."), "{last}");
    assert!(server.stop().await.success());
}

#[tokio::test]
async fn a_code_arrives_before_the_notifications_that_still_wait() {
    let (prosody, place) = linked_house().await;
    let (server, address) = serve(&place).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    let browser = Browser::desk().start().await;
    types_password(&browser, &address, "alice", PASSWORD).await;
    browser.sees("One more step, alice").await;

    // While Prosody stands still nothing is acknowledged: as many as may are on their way, the others wait.
    prosody.freeze();
    let (_accepted, sent) = Program::new(&place, &address).await.burst(MANY);
    sent.await.unwrap();
    chooses_way(&browser, "XMPP").await;
    browser.sees("The code from XMPP").await;
    let database = database(&place).await;
    until_some(async || {
        let on_its_way = "SELECT count(*) FROM deliveries WHERE lane = 0 AND attempt = 1";
        (count(&database, on_its_way).await == 1).then_some(())
    })
    .await;
    let waiting = waiting(&database).await;
    assert!(!waiting.is_empty(), "some wait for those on their way");
    prosody.thaw();

    let (mut arrived, mut code) = (BTreeSet::new(), None);
    while arrived.len() < MANY || code.is_none() {
        let message = phone.next_message().await;
        if let Some(number) = number_in(&message.body) {
            let overtaken = code.is_some() || !waiting.contains(&number);
            assert!(overtaken, "{number} still waited, and came before the code");
            arrived.insert(number);
        } else {
            assert!(message.body.contains("your code to sign in"));
            code = Some(code_in(&message.body));
        }
    }
    browser.fill("The code from XMPP", &code.unwrap()).await;
    browser.click("Sign in").await;
    browser.sees("Codes and notifications").await;
    assert!(server.stop().await.success());
}

/// The numbers of the texts that nobody tried to send yet.
async fn waiting(database: &AnyPool) -> BTreeSet<usize> {
    let waiting = "SELECT n.body FROM deliveries d JOIN notifications n ON n.id = d.notification_id
                   WHERE d.state = 'pending' AND d.attempt = 0";
    let rows = sqlx::query(waiting).fetch_all(database).await.unwrap();
    let number = |row: &sqlx::any::AnyRow| number_in(row.get(0)).unwrap();
    rows.iter().map(number).collect()
}

/// Takes as long as a lease, since nobody can move the clock of the program.
#[tokio::test]
async fn nothing_accepted_is_lost_when_the_program_is_killed() {
    let (prosody, place) = linked_house().await;
    let (server, address) = serve(&place).await;
    let mut phone = Slixmpp::start(&prosody, "alice", SECRET).await;
    // Prosody stands still, so that the program dies with letters that it has claimed and not seen acknowledged.
    prosody.freeze();
    let (mut accepted, sent) = Program::new(&place, &address).await.burst(MANY);
    let mut promised = BTreeSet::new();
    while promised.len() < MANY - 100 {
        promised.insert(accepted.recv().await.expect("the burst goes on"));
    }
    server.kill().await;
    sent.await.unwrap();
    while let Some(number) = accepted.recv().await {
        promised.insert(number);
    }
    let claimed = "SELECT count(*) FROM deliveries WHERE state = 'pending' AND attempt = 1";
    assert!(count(&database(&place).await, claimed).await > 0);
    prosody.thaw();

    let (server, _) = serve(&place).await;
    while !promised.is_empty() {
        let message = phone.next_message().await;
        promised.remove(&number_in(&message.body).expect("nothing else is sent"));
    }
    assert!(server.stop().await.success());
}
