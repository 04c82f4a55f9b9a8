//! `cargo xtask gen`: files that are made from code and kept in the repository.

use anyhow::{Context, Result, ensure};

use crate::say::say;
use crate::workspace;

/// A file in the repository whose text comes from code.
struct Generated {
    /// Relative to the workspace's root.
    path: &'static str,
    text: fn() -> String,
}

const GENERATED: &[Generated] = &[Generated {
    path: "docs/config.schema.json",
    text: config::schema,
}];

/// Writes every generated file that is not up to date.
pub(crate) fn write() -> Result<()> {
    for file in GENERATED {
        if is_up_to_date(file) {
            say(format_args!("{} is up to date", file.path));
        } else {
            let path = workspace::root().join(file.path);
            std::fs::write(&path, with_final_newline((file.text)()))
                .with_context(|| format!("cannot write {}", file.path))?;
            say(format_args!("{} is written", file.path));
        }
    }
    Ok(())
}

/// Fails if the text of a generated file is not what the code says today.
pub(crate) fn check() -> Result<()> {
    let stale: Vec<_> = GENERATED
        .iter()
        .filter(|file| !is_up_to_date(file))
        .map(|file| file.path)
        .collect();
    ensure!(
        stale.is_empty(),
        "{} is not what the code says; write it anew with `cargo xtask gen` and commit it",
        stale.join(", ")
    );
    Ok(())
}

fn is_up_to_date(file: &Generated) -> bool {
    let path = workspace::root().join(file.path);
    std::fs::read_to_string(path).is_ok_and(|text| text == with_final_newline((file.text)()))
}

fn with_final_newline(mut text: String) -> String {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text
}
