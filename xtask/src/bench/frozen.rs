//! Whether frozen providers hold up one that is well: how long its notifications take while all others are well, and while
//! the servers of all others take connections and never answer.

mod sink;

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};

use self::sink::Sink;
use super::percentile::percentile;
use super::site::{Client, Site};
use crate::say::say;

/// The providers besides the one that is measured.
const OTHERS: usize = 9;
/// How often both are measured, each time with a Postern of its own: a single time is at the machine's mercy.
const ROUNDS: usize = 3;
/// Notifications that are measured in a round, each time.
const MEASURED: usize = 1_500;
/// Between two that are measured.
const EVERY: Duration = Duration::from_millis(6);
/// Between two to each of the others.
const EVERY_OTHER: Duration = Duration::from_millis(50);
/// What is sent before anything is measured.
const WARM_UP: usize = 200;
/// How long a notification may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// Measures a release build with SQLite and ten providers of the kind ntfy.
pub(super) fn run(postern: &Path) -> Result<()> {
    let (mut well, mut frozen) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let round = round(postern)?;
        well.extend(round.well);
        frozen.extend(round.frozen);
    }
    let figure =
        |times: &[Duration], percent| percentile(times, percent).context("nothing was measured");
    let (well_p99, frozen_p99) = (figure(&well, 99)?, figure(&frozen, 99)?);
    say(format_args!(
        "frozen neighbours: {} notifications by one provider of ten, from the request to its server: all well {:.2?} (p50), \
         {well_p99:.2?} (p99); the nine others frozen {:.2?} (p50), {frozen_p99:.2?} (p99), {:+.0} %",
        well.len(),
        figure(&well, 50)?,
        figure(&frozen, 50)?,
        (frozen_p99.as_secs_f64() / well_p99.as_secs_f64() - 1.0) * 100.0,
    ));
    Ok(())
}

/// How long each notification took in one round.
struct Round {
    well: Vec<Duration>,
    frozen: Vec<Duration>,
}

fn round(postern: &Path) -> Result<Round> {
    let sinks = (0..=OTHERS)
        .map(|_| Sink::start())
        .collect::<Result<Vec<_>>>()?;
    let site = site(postern, &sinks)?;
    let [measured, others @ ..] = sinks.as_slice() else {
        unreachable!("there is one at least")
    };
    measure(&site, measured, "warm-up", WARM_UP)?;
    let well = measure(&site, measured, "well", MEASURED)?;
    for sink in others {
        sink.freeze();
    }
    let frozen = measure(&site, measured, "frozen", MEASURED)?;
    Ok(Round { well, frozen })
}

/// A Postern with a provider for each sink, and a user for each provider.
fn site(postern: &Path, sinks: &[Sink]) -> Result<Site> {
    let keys: Vec<String> = (0..sinks.len()).map(key).collect();
    let names: Vec<String> = (0..sinks.len())
        .map(|number| format!("user{number}"))
        .collect();
    let sections = keys.iter().zip(sinks).map(|(key, sink)| {
        let port = sink.port();
        format!(r#""{key}": {{ "host": "http://127.0.0.1:{port}", "exempt": true }}"#)
    });
    let messaging = format!("{{ {} }}", sections.collect::<Vec<_>>().join(", "));
    let users: Vec<[&str; 3]> = names
        .iter()
        .zip(&keys)
        .map(|(name, key)| [name.as_str(), key.as_str(), "topic"])
        .collect();
    Site::with_users(postern, &messaging, &users)
}

fn key(number: usize) -> String {
    match number {
        0 => "ntfy".to_owned(),
        number => format!("ntfy-{number}"),
    }
}

/// Sends at a steady pace to all; gives how long each of the first provider's took to come to its server.
fn measure(site: &Site, sink: &Sink, name: &str, count: usize) -> Result<Vec<Duration>> {
    let (done, failed) = (AtomicBool::new(false), AtomicBool::new(false));
    let clients = (0..OTHERS)
        .map(|_| site.connect())
        .collect::<Result<Vec<_>>>()?;
    let starts = thread::scope(|scope| {
        for (other, client) in (1..).zip(clients) {
            let (done, failed) = (&done, &failed);
            scope.spawn(move || {
                let sent = keep_sending(client, other, name, done);
                failed.fetch_or(sent.is_err(), Ordering::Relaxed);
            });
        }
        let starts = send(site, name, count);
        done.store(true, Ordering::Relaxed);
        starts
    })?;
    ensure!(
        !failed.load(Ordering::Relaxed),
        "a notification to one of the others was not accepted"
    );
    let arrived = sink.wait_for(name, count, PATIENCE)?;
    starts
        .iter()
        .enumerate()
        .map(|(number, start)| {
            let arrived = arrived.get(&number);
            let arrived = arrived.ok_or_else(|| anyhow!("{name} {number} did not arrive"))?;
            Ok(arrived.saturating_duration_since(*start))
        })
        .collect()
}

/// Sends to the one that is measured; gives when each was begun.
fn send(site: &Site, name: &str, count: usize) -> Result<Vec<Instant>> {
    let mut client = site.connect()?;
    let begun = Instant::now();
    (0..count)
        .map(|number| {
            wait_until(begun, EVERY, number);
            let start = Instant::now();
            notify(&mut client, 0, name, number)?;
            Ok(start)
        })
        .collect()
}

fn keep_sending(mut client: Client, user: usize, name: &str, done: &AtomicBool) -> Result<()> {
    let begun = Instant::now();
    for number in 0.. {
        if done.load(Ordering::Relaxed) {
            break;
        }
        wait_until(begun, EVERY_OTHER, number);
        notify(&mut client, user, name, number)?;
    }
    Ok(())
}

fn notify(client: &mut Client, user: usize, name: &str, number: usize) -> Result<Duration> {
    let key = format!("{name}-{user}-{number}");
    client.notify_user(&format!("user{user}"), &key, &format!("{name}#{number}#"))
}

/// Waits for the turn of the one with this number.
fn wait_until(begun: Instant, every: Duration, number: usize) {
    let turn = begun + every * u32::try_from(number).unwrap_or(u32::MAX);
    thread::sleep(turn.saturating_duration_since(Instant::now()));
}
