//! `cargo xtask test`: sets up what the tests need, then runs every check and every test.

mod cluster;
mod rounds;
mod setup;
mod step;
mod tally;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::say::say;
use step::Step;
use tally::Tally;

/// Runs the steps in order and stops at the first that fails; the last line is `N passed, N failed`.
pub(crate) fn run(arguments: &[&str]) -> Result<()> {
    let steps = chosen(arguments)?;
    let mut sum = Tally::default();
    let failed = steps.iter().copied().find(|step| !take(*step, &mut sum));
    say(sum);
    match failed {
        None => Ok(()),
        // The step has said all there is to say, and the closing line comes last.
        Some(_) => std::process::exit(1),
    }
}

/// Takes one step, adds its tests to the sum, and tells whether it passed.
fn take(step: Step, sum: &mut Tally) -> bool {
    say(format_args!("\n== {}: {}", step.name(), step.meaning()));
    let start = Instant::now();
    let mut tally = Tally::default();
    let ended = step.take(&mut tally);
    sum.add(tally);
    let seconds = start.elapsed().as_secs_f64();
    match ended {
        Ok(()) => {
            say(format_args!("== {} passed in {seconds:.1} s", step.name()));
            true
        }
        Err(error) => {
            say(format_args!("\n{error:#}"));
            say(format_args!(
                "== {name} failed after {seconds:.1} s; to take only this step again: cargo xtask test --only {name}",
                name = step.name()
            ));
            false
        }
    }
}

/// The steps named after `--only`, in their usual order and after the setup that they need; all without it.
fn chosen(arguments: &[&str]) -> Result<Vec<Step>> {
    let names: Vec<&str> = match arguments {
        [] => return Ok(Step::ALL.to_vec()),
        ["--only", names] => names.split(',').map(str::trim).collect(),
        _ => bail!("cargo xtask test takes nothing but `--only STEP,STEP`"),
    };
    if let Some(unknown) = names.iter().find(|name| Step::named(name).is_none()) {
        let all: Vec<_> = Step::ALL.iter().map(|step| step.name()).collect();
        bail!(
            "there is no step `{unknown}`; the steps are {}",
            all.join(", ")
        );
    }
    let asked: Vec<_> = names.iter().filter_map(|name| Step::named(name)).collect();
    let needs_setup = asked.iter().any(|step| step.needs_setup());
    let mut steps = Step::ALL.to_vec();
    steps.retain(|step| asked.contains(step) || (needs_setup && *step == Step::Setup));
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_only_every_step_is_taken() {
        assert_eq!(chosen(&[]).unwrap(), Step::ALL);
    }

    #[test]
    fn chosen_steps_keep_their_usual_order_and_bring_the_setup_they_need() {
        let steps = chosen(&["--only", "sqlite, fmt"]).unwrap();
        assert_eq!(steps, [Step::Setup, Step::Fmt, Step::Sqlite]);
    }

    #[test]
    fn checks_alone_need_no_setup() {
        let steps = chosen(&["--only", "clippy,fmt"]).unwrap();
        assert_eq!(steps, [Step::Fmt, Step::Clippy]);
    }

    #[test]
    fn an_unknown_step_is_named_beside_the_known_ones() {
        let refusal = chosen(&["--only", "fmt,lint"]).unwrap_err().to_string();
        assert!(
            refusal.contains("`lint`") && refusal.contains("clippy"),
            "{refusal}"
        );
    }
}
