//! Holds docs/limits.md to the constants.

use domain::challenge;
use domain::delivery::{CODE_WAITS, LEASE, NOTIFICATION_LIFETIME, NOTIFICATION_WAITS, SPREAD};

use crate::carry::{ASK_DEADLINE, SEND_DEADLINE};
use crate::lane::{CODE_SLOTS, NOTIFICATION_SLOTS};

const PAGE: &str = include_str!("../../../docs/limits.md");

fn waits(seconds: &[u64]) -> String {
    let each: Vec<String> = seconds.iter().map(|wait| format!("{wait} s")).collect();
    format!("{}; the last one repeats", each.join(", "))
}

#[test]
fn security_52_the_limits_of_every_provider_are_documented() {
    let (_, section) = PAGE.split_once("## Every provider").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let seconds = |time: std::time::Duration| format!("{} s", time.as_secs());
    let rows = [
        ("codes on their way at once", CODE_SLOTS.to_string()),
        (
            "notifications on their way at once",
            NOTIFICATION_SLOTS.to_string(),
        ),
        ("finding out who is behind a handle", seconds(ASK_DEADLINE)),
        ("one attempt to send", seconds(SEND_DEADLINE)),
        (
            "an attempt that nobody finished is due again after",
            seconds(LEASE),
        ),
        (
            "waits between attempts at a notification",
            waits(&NOTIFICATION_WAITS),
        ),
        (
            "a notification is tried for",
            format!("{} days", NOTIFICATION_LIFETIME.as_secs() / (24 * 3600)),
        ),
        ("waits between attempts at a code", waits(&CODE_WAITS)),
        (
            "a code is tried for",
            format!("{} minutes", challenge::LIFETIME.as_secs() / 60),
        ),
        (
            "a wait is longer by chance, by up to",
            format!("{} %", SPREAD * 100.0),
        ),
    ];
    for (what, limit) in &rows {
        let row = format!("| {what} | {limit} |");
        assert!(section.contains(&row), "the page does not say {row}");
    }
    // The head and its rule, and nothing that no constant stands for.
    let all = section.lines().filter(|line| line.starts_with('|')).count();
    assert_eq!(all, rows.len() + 2);
}
