//! The rounds of tests: all on SQLite, those with a database on PostgreSQL, the examples.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use super::cluster::Cluster;
use super::tally::Tally;
use crate::say::say;
use crate::workspace::{self, cargo, run_to_end, shown};

/// The crates whose tests use a database, and so run once more on PostgreSQL.
const ON_A_DATABASE: &[&str] = &[
    "store", "flows", "courier", "bridge", "web", "postern", "testkit",
];

/// Tests to which the database makes no difference: those that look at pages, those of many rooms at once, which take long,
/// and those of what is said and answered.
const ELSEWHERE: [&str; 6] = [
    "browser::",
    "rooms::many::",
    "rooms::texts::",
    "login::answers::",
    "login::privacy::",
    "login::provisioning::",
];

/// Runs all tests with SQLite, the default.
pub(super) fn on_sqlite(tally: &mut Tally) -> Result<()> {
    let everything = ["--workspace".to_owned()];
    if has_nextest() {
        with_nextest(&mut nextest(&everything, "sqlite"), tally)
    } else {
        with_libtest(&mut libtest(&everything, "sqlite"), tally)
    }
}

/// Runs the tests that use a database again, on PostgreSQL, but for those [`ELSEWHERE`].
pub(super) fn on_postgres(cluster: &Cluster, tally: &mut Tally) -> Result<()> {
    let crates = workspace::root().join("crates");
    let packages: Vec<String> = ON_A_DATABASE
        .iter()
        .filter(|name| crates.join(name).join("Cargo.toml").is_file())
        .flat_map(|name| ["-p".to_owned(), (*name).to_owned()])
        .collect();
    if has_nextest() {
        let mut command = nextest(&packages, "postgres");
        command
            .args(["--no-tests=pass", "-E"])
            .arg(format!("not test(/{}/)", ELSEWHERE.join("|")))
            .env("POSTERN_TEST_POSTGRES", cluster.url());
        with_nextest(&mut command, tally)
    } else {
        let mut command = libtest(&packages, "postgres");
        command
            .arg("--")
            .args(ELSEWHERE.iter().flat_map(|part| ["--skip", part]))
            .env("POSTERN_TEST_POSTGRES", cluster.url());
        with_libtest(&mut command, tally)
    }
}

/// Runs the examples in the documentation.
pub(super) fn of_examples(tally: &mut Tally) -> Result<()> {
    with_libtest(
        cargo().args(["test", "--doc", "--workspace", "--locked"]),
        tally,
    )
}

fn nextest(packages: &[String], database: &str) -> Command {
    let mut command = cargo();
    command
        .args(["nextest", "run", "--locked", "--no-fail-fast"])
        .args(["--profile", "default"])
        .args(packages)
        .env("POSTERN_TEST_DATABASE", database);
    command
}

fn libtest(packages: &[String], database: &str) -> Command {
    let mut command = cargo();
    command
        .args(["test", "--locked", "--no-fail-fast"])
        .args(["--lib", "--bins", "--tests"])
        .args(packages)
        .env("POSTERN_TEST_DATABASE", database);
    command
}

fn has_nextest() -> bool {
    let version = cargo()
        .args(["nextest", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    let found = version.is_ok_and(|status| status.success());
    if !found {
        say(
            "cargo-nextest is not installed, so cargo test runs the tests: the same tests, more slowly",
        );
    }
    found
}

/// Runs nextest and counts by its `JUnit` report, which `.config/nextest.toml` asks for.
fn with_nextest(command: &mut Command, tally: &mut Tally) -> Result<()> {
    // Nextest keeps its reports here wherever Cargo's target folder is.
    let report = workspace::root().join("target/nextest/default/junit.xml");
    if report.exists() {
        std::fs::remove_file(&report).context("cannot remove the report of an earlier round")?;
    }
    let ended = run_to_end(command);
    if let Ok(report) = std::fs::read_to_string(&report) {
        tally.add(Tally::from_junit(&report).unwrap_or_default());
    }
    ended
}

/// Runs `cargo test`, repeats what it says, and counts by the closing line of each test binary.
fn with_libtest(command: &mut Command, tally: &mut Tally) -> Result<()> {
    let words = shown(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {words}"))?;
    let said = child.stdout.take().context("the output was asked for")?;
    for line in BufReader::new(said).lines() {
        let line = line.with_context(|| format!("cannot read what {words} says"))?;
        tally.add(Tally::from_libtest(&line).unwrap_or_default());
        say(line);
    }
    let status = child.wait()?;
    ensure!(status.success(), "{words} ended with {status}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = workspace::command("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn the_binaries_of_one_round_are_summed() {
        let mut tally = Tally::default();
        let said = "echo 'test result: ok. 2 passed; 0 failed; 1 ignored'; \
                    echo 'test result: ok. 3 passed; 0 failed; 0 ignored'";
        with_libtest(&mut shell(said), &mut tally).unwrap();
        assert_eq!(
            tally,
            Tally {
                passed: 5,
                failed: 0
            }
        );
    }

    #[test]
    fn a_round_that_fails_is_counted_all_the_same() {
        let mut tally = Tally::default();
        let said = "echo 'test result: FAILED. 2 passed; 1 failed; 0 ignored'; exit 101";
        let ended = with_libtest(&mut shell(said), &mut tally);
        assert!(ended.unwrap_err().to_string().starts_with("sh -c"));
        assert_eq!(
            tally,
            Tally {
                passed: 2,
                failed: 1
            }
        );
    }
}
