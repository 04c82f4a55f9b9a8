//! How fast and how large groups are. Run with `--run-ignored all --no-capture`; figures are printed.
#![expect(clippy::print_stderr, reason = "it is run for its figures")]

use std::time::Instant;

use telegram_testdc::{Filling, NewGroup, NewPost, NewUser, Settings, TestDc};

use crate::grammers::{Client, alice_and_bob};
use crate::speed::{a_second, resident};

const GROUPS: usize = 200;
const MESSAGES: usize = 10_000;
const POSTS: usize = 20_000;
const MEMBERS: usize = 5_000;

#[tokio::test]
#[ignore = "it measures"]
async fn memory_of_two_hundred_supergroups_with_ten_thousand_messages() {
    let dc = TestDc::start(Settings::default()).await.unwrap();
    let creator = dc.add_user(NewUser::default());
    let before = resident();
    for number in 0..GROUPS {
        let group = NewGroup {
            title: format!("Group {number}"),
            creator,
            ..NewGroup::default()
        };
        let chat = dc.add_group(group).unwrap();
        let filling = Filling {
            from: vec![creator],
            count: MESSAGES,
            date: 0,
        };
        dc.fill(chat, &filling).unwrap();
    }
    let grown = resident() - before;
    eprintln!(
        "{GROUPS} supergroups with {MESSAGES} messages each: {} MiB, {} bytes a message",
        grown >> 20,
        grown / (GROUPS * MESSAGES)
    );
    dc.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "it measures"]
async fn updates_a_second_of_a_supergroup_with_five_thousand_members() {
    let (dc, alice, bob) = alice_and_bob().await;
    let mut client = Client::connect(&dc).await;
    client.log_in(&dc, "15550001").await;
    let others = (0..MEMBERS).map(|_| dc.add_user(NewUser::default()));
    let group = NewGroup {
        title: "Many".to_owned(),
        creator: bob,
        members: others.chain([alice]).collect(),
        ..NewGroup::default()
    };
    let to = dc.add_group(group).unwrap();
    let remote = dc.remote();
    let begun = Instant::now();
    let sending = tokio::task::spawn_blocking(move || {
        for number in 0..POSTS {
            let post = NewPost {
                from: bob,
                to,
                text: format!("post {number}"),
                ..NewPost::default()
            };
            remote.post(post).unwrap();
        }
    });
    let mut got = 0;
    while got < POSTS {
        got += client.next_texts().await.len();
    }
    let took = begun.elapsed().as_secs_f64();
    sending.await.unwrap();
    eprintln!(
        "{POSTS} posts among {MEMBERS} members to one client in {took:.2} s: {:.0} a second",
        a_second(POSTS, took)
    );
    dc.stop().await;
}
