//! Outages of providers: when the admins are told that one is down, and that it is back.
//!
//! Short moments count for nothing, neither down nor up: an outage lasts until the provider has been up for
//! [`STEADY`]. What was told is stored, so that a restart neither repeats nor forgets it.

use std::time::Duration;

use crate::linked_account::{LinkedAccount, leave_out_muted};
use crate::provider::{Connection, Provider, ProviderState};
use crate::time::Timestamp;

/// How long a provider is down before it is told. What needs an operator is told at once: waiting would not help.
pub const PATIENCE: Duration = Duration::from_secs(2 * 60);
/// How long a provider is up before its outage is over.
pub const STEADY: Duration = Duration::from_secs(15);
/// How long after an outage of a provider was told the next one may be.
pub const APART: Duration = Duration::from_secs(10 * 60);

/// What is stored of a provider's outages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Record {
    /// The outage that there is, if any.
    pub outage: Option<Outage>,
    /// When the admins were last told of an outage.
    pub last_told_at: Option<Timestamp>,
}

/// An outage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outage {
    /// Since when the provider is down.
    pub since: Timestamp,
    /// When the admins were told of it.
    pub told_at: Option<Timestamp>,
}

/// What the admins are to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// The provider is down.
    Down {
        /// Since when.
        since: Timestamp,
        /// Why, as the messenger says.
        why: String,
        /// Whether it stays so until an operator does something.
        needs_operator: bool,
    },
    /// The provider is back.
    Back {
        /// As whom it is connected.
        account: String,
        /// Since when it had been down.
        since: Timestamp,
        /// Since when it is up.
        at: Timestamp,
    },
}

/// Looks at a provider at the time `now`: what is to be stored of it from now on, and what the admins are to be told.
pub fn look(record: Record, state: &ProviderState, now: Timestamp) -> (Record, Option<News>) {
    match &state.connection {
        Connection::Up { account } => look_up(record, account, state.since, now),
        Connection::Down {
            why,
            needs_operator,
        } => look_down(record, why, *needs_operator, state.since, now),
    }
}

fn look_up(record: Record, account: &str, at: Timestamp, now: Timestamp) -> (Record, Option<News>) {
    let Some(outage) = record.outage.filter(|_| now.since(at) >= STEADY) else {
        return (record, None);
    };
    let news = outage.told_at.map(|_| News::Back {
        account: account.to_owned(),
        since: outage.since,
        at,
    });
    let over = Record {
        outage: None,
        ..record
    };
    (over, news)
}

fn look_down(
    record: Record,
    why: &str,
    needs_operator: bool,
    since: Timestamp,
    now: Timestamp,
) -> (Record, Option<News>) {
    let outage = record.outage.unwrap_or(Outage {
        since,
        told_at: None,
    });
    let lasts = needs_operator || now.since(outage.since) >= PATIENCE;
    let is_apart = record.last_told_at.is_none_or(|at| now.since(at) >= APART);
    if outage.told_at.is_some() || !lasts || !is_apart {
        let outage = Some(outage);
        return (Record { outage, ..record }, None);
    }
    let told = Record {
        outage: Some(Outage {
            since: outage.since,
            told_at: Some(now),
        }),
        last_told_at: Some(now),
    };
    let news = News::Down {
        since: outage.since,
        why: why.to_owned(),
        needs_operator,
    };
    (told, Some(news))
}

/// Which of an admin's accounts is told news of the provider `about`: none there, none that is muted; rather one whose
/// provider `is_up` than the first. `None` if there is no such account.
pub fn choose<'a>(
    accounts: &'a [LinkedAccount],
    about: &Provider,
    is_up: impl Fn(&Provider) -> bool,
) -> Option<&'a LinkedAccount> {
    let could = accounts
        .iter()
        .filter(|account| account.takes_warnings() && account.provider != *about);
    let taking = leave_out_muted(could.collect(), false);
    let up = taking.iter().find(|account| is_up(&account.provider));
    up.or(taking.first()).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: Timestamp = Timestamp::from_micros(1_000_000_000);

    fn at(seconds: u64) -> Timestamp {
        START + Duration::from_secs(seconds)
    }

    fn down(since: u64) -> ProviderState {
        state(Connection::down("nothing answers"), since)
    }

    fn locked(since: u64) -> ProviderState {
        state(Connection::locked("logged out"), since)
    }

    fn up(since: u64) -> ProviderState {
        let account = "@house_bot".to_owned();
        state(Connection::Up { account }, since)
    }

    fn state(connection: Connection, since: u64) -> ProviderState {
        ProviderState {
            provider: Provider::new("telegram"),
            connection,
            since: at(since),
        }
    }

    /// What is told of a provider that is looked at each second, its state changing at these seconds; `D` or `B` and
    /// the second. With a restart each second, too: a record is all that is kept.
    fn told(changes: &[(u64, ProviderState)], until: u64) -> Vec<String> {
        let mut record = Record::default();
        let mut all = Vec::new();
        for second in 0..until {
            let known = changes.iter().rev().find(|(from, _)| *from <= second);
            let Some((_, state)) = known else { continue };
            let (next, news) = look(record, state, at(second));
            record = next;
            match news {
                Some(News::Down { .. }) => all.push(format!("D{second}")),
                Some(News::Back { .. }) => all.push(format!("B{second}")),
                None => {}
            }
        }
        all
    }

    #[test]
    fn the_page_says_what_the_rules_do() {
        const PAGE: &str = include_str!("../../../docs/outages.md");
        for said in [
            format!("after {} minutes |", PATIENCE.as_secs() / 60),
            format!("after {} seconds of being connected |", STEADY.as_secs()),
            format!("| {} minutes after the last time", APART.as_secs() / 60),
        ] {
            assert!(PAGE.contains(&said), "the page does not say: {said}");
        }
    }

    #[test]
    fn an_outage_of_less_than_two_minutes_is_never_told() {
        assert_eq!(told(&[(10, down(10)), (129, up(129))], 3_000), [""; 0]);
    }

    #[test]
    fn one_of_two_minutes_is_told_and_so_is_its_end() {
        let changes = [(0, up(0)), (10, down(10)), (600, up(600))];
        assert_eq!(told(&changes, 3_000), ["D130", "B615"]);
    }

    #[test]
    fn what_needs_an_operator_is_told_at_once() {
        let changes = [(0, up(0)), (10, locked(10)), (20, up(20))];
        assert_eq!(told(&changes, 3_000), ["D10", "B35"]);
    }

    #[test]
    fn another_reason_does_not_begin_another_outage() {
        let changes = [(10, down(10)), (100, down(100)), (200, down(200))];
        assert_eq!(told(&changes, 3_000), ["D130"]);
        let (record, news) = look(
            Record {
                outage: Some(Outage {
                    since: at(10),
                    told_at: None,
                }),
                last_told_at: None,
            },
            &down(100),
            at(130),
        );
        assert_eq!(record.outage.unwrap().since, at(10));
        assert!(matches!(news, Some(News::Down { since, .. }) if since == at(10)));
    }

    #[test]
    fn one_that_flaps_is_told_as_one_outage() {
        let mut changes = vec![(0, up(0))];
        for flap in 0..60 {
            changes.push((100 + flap * 20, down(100 + flap * 20)));
            changes.push((110 + flap * 20, up(110 + flap * 20)));
        }
        let end = 110 + 59 * 20 + STEADY.as_secs();
        assert_eq!(
            told(&changes, 3_000),
            ["D220".to_owned(), format!("B{end}")]
        );
    }

    #[test]
    fn one_pair_is_told_in_ten_minutes_at_most() {
        let mut changes = vec![(0, up(0))];
        // A minute of each, for an hour.
        for flap in 0..30 {
            changes.push((60 + flap * 120, locked(60 + flap * 120)));
            changes.push((120 + flap * 120, up(120 + flap * 120)));
        }
        let all = told(&changes, 3_660);
        let downs: Vec<u64> = all
            .iter()
            .filter_map(|one| one.strip_prefix('D')?.parse().ok())
            .collect();
        assert!(downs.len() >= 5, "{all:?}");
        assert!(
            downs
                .windows(2)
                .all(|two| two[1] - two[0] >= APART.as_secs()),
            "{all:?}"
        );
        let backs = all.iter().filter(|one| one.starts_with('B')).count();
        assert_eq!(backs, downs.len(), "{all:?}");
    }

    #[test]
    fn back_says_since_when_it_had_been_down() {
        let record = Record {
            outage: Some(Outage {
                since: at(10),
                told_at: Some(at(130)),
            }),
            last_told_at: Some(at(130)),
        };
        let (over, news) = look(record, &up(730), at(760));
        assert_eq!(over.outage, None);
        assert_eq!(over.last_told_at, Some(at(130)));
        let back = News::Back {
            account: "@house_bot".into(),
            since: at(10),
            at: at(730),
        };
        assert_eq!(news, Some(back));
    }
}
