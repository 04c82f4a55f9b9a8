//! How fast notifications are accepted: 64 programs, each with one connection, one request after another.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};

use super::percentile::{a_second, percentile};
use super::site::Site;
use crate::say::say;

/// Programs that ask at the same time.
const CLIENTS: usize = 64;
/// Requests of each.
const REQUESTS: usize = 400;
/// A provider that cannot be reached, so that accepting is measured and nothing else.
const NOWHERE: &str = r#"{ "service": "127.0.0.1:1", "domain": "nowhere.test",
                           "credentials": { "username": "bench", "password": "bench bench" } }"#;

/// Measures a release build.
pub(super) fn run(postern: &Path) -> Result<()> {
    let site = Site::start(postern, NOWHERE, "alice@nowhere.test")?;
    let start = Instant::now();
    let times = site.load(CLIENTS, REQUESTS)?;
    let whole = start.elapsed();
    let [median, p99] = [50, 99].map(|percent| percentile(&times, percent));
    say(format_args!(
        "accept: {CLIENTS} clients, {} notifications on disk, {} a second, {:.1?} (p50), {:.1?} (p99)",
        times.len(),
        a_second(times.len(), whole),
        median.context("nothing was measured")?,
        p99.context("nothing was measured")?,
    ));
    Ok(())
}
