//! `cargo xtask bench`: measurements on this machine. It prints nothing that it has not measured.
//!
//! What measures shares the machine with what is measured, so it is a release build, too, with the feature `bench`.

mod accept;
#[cfg(feature = "bench")]
mod end_to_end;
mod frozen;
mod percentile;
mod program;
mod prosody;
mod site;
#[cfg(feature = "bench")]
mod telegram;

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::say::say;
use crate::workspace::{self, cargo, run_to_end};
use percentile::percentile;
use program::Program;
use prosody::Prosody;

/// How often something is started when its start is measured.
const STARTS: usize = 5;

/// What is started to measure the start: SQLite and a self-made certificate, as on a small site.
const DEMO: [&str; 3] = ["demo", "--port", "0"];

/// How long a program may take to start.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a program is given to come to rest before its memory is read.
const REST: Duration = Duration::from_secs(1);

/// Measures what the arguments name, with release builds, which are made if need be.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    if cfg!(feature = "bench") {
        return measure_all(arguments);
    }
    let of = ["postern", "telegram-testdc", "xtask"].map(|package| ["--package", package]);
    run_to_end(
        cargo()
            .args([
                "build",
                "--release",
                "--locked",
                "--features",
                "xtask/bench",
            ])
            .args(of.as_flattened()),
    )?;
    let optimized = workspace::target().join("release/xtask");
    run_to_end(workspace::command(optimized).arg("bench").args(arguments))
}

fn measure_all(arguments: &[&str]) -> Result<()> {
    match arguments {
        [] => {
            measure_prosody()?;
            measure_postern("server running", &DEMO)?;
            accept::run(&release())?;
            frozen::run(&release())?;
            measure_end_to_end()?;
            measure_telegram(&[])
        }
        ["accept"] => accept::run(&release()),
        ["frozen"] => frozen::run(&release()),
        ["end-to-end"] => measure_end_to_end(),
        ["telegram", what @ ..] => measure_telegram(what),
        ["prosody"] => measure_prosody(),
        ["postern", line, "--", arguments @ ..] => measure_postern(line, arguments),
        _ => bail!(
            "cargo xtask bench measures `accept`, `end-to-end`, `frozen`, `telegram`, `prosody`, or `postern LINE -- [ARGUMENT]...`; without a name, all"
        ),
    }
}

/// The peer alone, so that Postern's figures can be read beside it.
fn measure_prosody() -> Result<()> {
    measure("prosody", || {
        let start = Instant::now();
        let prosody = Prosody::start(PATIENCE)?;
        Ok((start.elapsed(), prosody.program, prosody.folder))
    })
}

#[cfg(feature = "bench")]
fn measure_end_to_end() -> Result<()> {
    end_to_end::run(&release())
}

#[cfg(feature = "bench")]
fn measure_telegram(what: &[&str]) -> Result<()> {
    telegram::run(what)
}

#[cfg(not(feature = "bench"))]
fn measure_end_to_end() -> Result<()> {
    bail!("this build cannot measure that; `cargo xtask bench` makes one that can")
}

#[cfg(not(feature = "bench"))]
fn measure_telegram(_what: &[&str]) -> Result<()> {
    measure_end_to_end()
}

/// Postern's release build.
fn release() -> PathBuf {
    workspace::target().join("release/postern")
}

/// Postern's release build, from its start until it prints a line with `ready` in it.
fn measure_postern(ready: &str, arguments: &[&str]) -> Result<()> {
    let postern = release();
    measure("postern", || {
        let folder = tempfile::tempdir()?;
        let start = Instant::now();
        let mut command = Command::new(&postern);
        let program = Program::start(command.args(arguments).current_dir(folder.path()))?;
        program.wait_for_line(ready, PATIENCE)?;
        Ok((start.elapsed(), program, folder))
    })
}

/// Starts a program again and again and says how long it took and how much memory it holds at rest.
fn measure(
    name: &str,
    start: impl Fn() -> Result<(Duration, Program, tempfile::TempDir)>,
) -> Result<()> {
    let mut times = Vec::with_capacity(STARTS);
    let mut kilobytes = Vec::with_capacity(STARTS);
    for _ in 0..STARTS {
        let (time, program, folder) = start()?;
        std::thread::sleep(REST);
        times.push(time);
        kilobytes.push(program.resident_kilobytes()?);
        drop(program);
        drop(folder);
    }
    let times = [percentile(&times, 50), percentile(&times, 100)];
    let [median, slowest] = times.map(|time| time.unwrap_or_default().as_millis());
    let memory = percentile(&kilobytes, 50).context("nothing was measured")?;
    say(format_args!(
        "{name}: {STARTS} starts, start to ready {median} ms (median), {slowest} ms (slowest); \
         {memory} kB resident after {REST:?} at rest (median)"
    ));
    Ok(())
}
