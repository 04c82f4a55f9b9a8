//! Holds docs/limits.md to the constants.

use super::dial::{CONNECT_DEADLINE, LOOKUP_DEADLINE, MOST_TRIED};
use super::session::{FAREWELL, WINDOW};
use super::wire::LONGEST_TOKEN;
use super::{Pace, QUEUE};

const PAGE: &str = include_str!("../../../../docs/limits.md");

#[test]
fn security_52_the_limits_of_xmpp_are_documented() {
    let (_, section) = PAGE.split_once("## XMPP").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let pace = Pace::DEFAULT;
    let seconds = |time: std::time::Duration| format!("{} s", time.as_secs());
    let again = format!(
        "{}, doubled each time up to {}, less by chance, by up to half",
        seconds(pace.first_wait),
        seconds(pace.longest_wait)
    );
    let rows = [
        ("an answer of DNS", seconds(LOOKUP_DEADLINE)),
        (
            "one address accepting the connection",
            seconds(CONNECT_DEADLINE),
        ),
        (
            "hosts that are tried, and addresses of each",
            MOST_TRIED.to_string(),
        ),
        (
            "connecting and logging in, all in all",
            seconds(pace.connect),
        ),
        ("the wait before connecting again", again),
        ("messages waiting for the connection", QUEUE.to_string()),
        (
            "messages that the server has not acknowledged",
            WINDOW.to_string(),
        ),
        ("the server's acknowledgement of one", seconds(pace.send)),
        (
            "silence before the server is asked for a sign of life",
            seconds(pace.idle),
        ),
        ("its answer to that", seconds(pace.silence)),
        ("ending the connection", seconds(FAREWELL)),
        (
            "the largest piece that is read",
            format!("{LONGEST_TOKEN} bytes"),
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
