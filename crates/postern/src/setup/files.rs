//! Files and input that a dialogue reads.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};

/// No config.json is longer, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Reads a configuration.
pub(super) fn read(file: File) -> std::io::Result<String> {
    let mut text = String::new();
    file.take(LONGEST + 1).read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(std::io::Error::other(
            "it is far too long for a configuration",
        ));
    }
    Ok(text)
}

/// Reads a secret from standard input, up to the end of the first line.
pub(super) fn first_line_of_input() -> Result<String> {
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::stdin().lock(), &mut line)
        .context("standard input cannot be read")?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// The path, if there is something to read.
pub(super) fn must_exist(path: &Path) -> Result<()> {
    fs::metadata(path)
        .map(|_| ())
        .with_context(|| format!("{} cannot be read", path.display()))
}

/// A word for a shell, in quotes where it needs some.
pub(super) fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/._-+:,@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
