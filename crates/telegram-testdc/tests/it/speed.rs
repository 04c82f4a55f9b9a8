//! How fast and how large the server is. Run with `--run-ignored all --no-capture`; figures are printed.
#![expect(clippy::unwrap_used, reason = "a test ends at the first surprise")]
#![expect(clippy::print_stderr, reason = "it is run for its figures")]

use std::time::Instant;

use telegram_testdc::{NewMessage, NewUser, Settings, TestDc};

use crate::grammers::{Client, alice_and_bob};

const UPDATES: usize = 20_000;
const CHATS: usize = 200;
const MESSAGES: usize = 10_000;

fn message(from: i64, to: i64) -> NewMessage {
    let text = "a message of some forty letters, or more".to_owned();
    NewMessage { from, to, text }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn updates_a_second_to_one_client() {
    let (dc, alice, bob) = alice_and_bob().await;
    let mut client = Client::connect(&dc).await;
    client.log_in(&dc, "15550001").await;
    let remote = dc.remote();
    let begun = Instant::now();
    let sending = tokio::task::spawn_blocking(move || {
        for _ in 0..UPDATES {
            remote.send(message(bob, alice)).unwrap();
        }
    });
    let mut got = 0;
    while got < UPDATES {
        got += client.next_texts().await.len();
    }
    let took = begun.elapsed().as_secs_f64();
    sending.await.unwrap();
    eprintln!(
        "{UPDATES} updates to one client in {took:.2} s: {:.0} a second",
        a_second(UPDATES, took)
    );
    dc.stop().await;
}

#[tokio::test]
#[ignore = "it measures"]
async fn memory_of_two_hundred_chats_with_ten_thousand_messages() {
    let dc = TestDc::start(Settings::default()).await.unwrap();
    let alice = dc.add_user(NewUser::default());
    let before = resident();
    let begun = Instant::now();
    for _ in 0..CHATS {
        let other = dc.add_user(NewUser::default());
        for _ in 0..MESSAGES {
            dc.send(message(other, alice)).unwrap();
        }
    }
    let took = begun.elapsed().as_secs_f64();
    let grown = resident() - before;
    let all = CHATS * MESSAGES;
    eprintln!(
        "{CHATS} private chats with {MESSAGES} messages each: {} MiB, {} bytes a message in two mailboxes, {:.0} a second",
        grown >> 20,
        grown / all,
        a_second(all, took)
    );
    dc.stop().await;
}

/// How many that are in a second.
pub(crate) fn a_second(count: usize, seconds: f64) -> f64 {
    f64::from(u32::try_from(count).unwrap()) / seconds
}

/// Bytes of memory in use.
pub(crate) fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap();
    let pages: usize = statm.split(' ').nth(1).unwrap().parse().unwrap();
    pages * 4096
}
