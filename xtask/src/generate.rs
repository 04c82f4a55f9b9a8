//! `cargo xtask gen`: files that are made from code and kept in the repository.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::say::say;
use crate::workspace;

/// A file in the repository whose text comes from code.
struct Generated {
    /// Relative to the workspace's root.
    path: &'static str,
    /// What `postern reference` calls it.
    part: &'static str,
}

const GENERATED: &[Generated] = &[
    Generated {
        path: "docs/config.schema.json",
        part: "schema",
    },
    Generated {
        path: "docs/providers/README.md",
        part: "providers",
    },
];

/// Writes every generated file that is not up to date.
pub(crate) fn write() -> Result<()> {
    build()?;
    for file in GENERATED {
        let text = text(file)?;
        if is_up_to_date(file, &text) {
            say(format_args!("{} is up to date", file.path));
        } else {
            let path = workspace::root().join(file.path);
            std::fs::write(&path, text).with_context(|| format!("cannot write {}", file.path))?;
            say(format_args!("{} is written", file.path));
        }
    }
    Ok(())
}

/// Fails if the text of a generated file is not what the code says today.
pub(crate) fn check() -> Result<()> {
    build()?;
    let mut stale = Vec::new();
    for file in GENERATED {
        if !is_up_to_date(file, &text(file)?) {
            stale.push(file.path);
        }
    }
    ensure!(
        stale.is_empty(),
        "{} is not what the code says; write it anew with `cargo xtask gen` and commit it",
        stale.join(", ")
    );
    Ok(())
}

/// Builds Postern as the tests have it built: by itself, most of what it stands on would be built once more, since tests
/// ask for other features.
fn build() -> Result<()> {
    let built = Command::new(env!("CARGO"))
        .current_dir(workspace::root())
        .args(["test", "--quiet", "--locked", "--workspace", "--no-run"])
        .status()
        .context("cargo cannot be run")?;
    ensure!(built.success(), "Postern cannot be built");
    Ok(())
}

/// What the code says today. Postern itself is asked, so that the tasks need not be built with all that it has in it.
fn text(file: &Generated) -> Result<String> {
    let output = Command::new(workspace::target().join("debug/postern"))
        .args(["reference", file.part])
        .stderr(Stdio::inherit())
        .output()
        .context("the built Postern cannot be run")?;
    ensure!(
        output.status.success(),
        "`postern reference {}` failed",
        file.part
    );
    String::from_utf8(output.stdout).context("`postern reference` prints no UTF-8")
}

fn is_up_to_date(file: &Generated, text: &str) -> bool {
    let path = workspace::root().join(file.path);
    std::fs::read_to_string(path).is_ok_and(|found| found == text)
}
