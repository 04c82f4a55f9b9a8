//! What every dialogue ends with: a test message, and the file.

use anyhow::{Result, bail};

use super::draft::Draft;
use super::files::quoted;
use super::key::{Key, name};
use super::terminal::{Stopped, Terminal};
use super::trial::Trial;
use crate::say;

/// What is said to whoever may name somebody.
pub(crate) struct Whom {
    /// What has to be done before; nothing otherwise.
    pub(crate) before: String,
    /// What may be typed.
    pub(crate) example: &'static str,
}

/// Sends a test message, if one is wanted: to `to`, or to whom somebody at the terminal names.
///
/// Errors: the one to `to` was not sent.
pub(crate) async fn greet(
    trial: &Trial,
    to: Option<&str>,
    whom: &Whom,
    terminal: Option<&Terminal>,
) -> Result<()> {
    if let Some(to) = to {
        return match trial.greet(to).await {
            Ok(shown) => {
                say::line(format!("A test message was sent to {shown}."));
                Ok(())
            }
            Err(why) => bail!("the test message to {to} was not sent: {why}. Nothing was written."),
        };
    }
    let Some(terminal) = terminal else {
        return Ok(());
    };
    let before = &whom.before;
    terminal.explain(&format!(
        "A test message to yourself shows that all of it works.{before}"
    ));
    let example = whom.example;
    loop {
        let question = format!("Send one to ({example}; Enter for nobody)");
        let to = terminal
            .ask(&question, None, |to| Ok(to.to_owned()))
            .await?;
        if to.is_empty() {
            return Ok(());
        }
        match trial.greet(&to).await {
            Ok(shown) => {
                say::line(format!("Sent to {shown}."));
                return Ok(());
            }
            Err(why) => say::line(format!("Not sent: {why}.")),
        }
    }
}

/// Writes what has changed, once somebody at the terminal has agreed, and says what to do next. The values of `secrets`
/// are not shown.
pub(crate) async fn write(
    draft: &Draft,
    secrets: &[Key],
    terminal: Option<&Terminal>,
) -> Result<()> {
    let file = draft.name();
    if !draft.has_changed() {
        say::line(format!(
            "\n{file} says all this already; nothing had to be written."
        ));
        return Ok(());
    }
    if let Some(terminal) = terminal {
        terminal.explain(&format!("This goes into {file}:"));
        for line in summary(draft, secrets) {
            say::line(format!("  {line}"));
        }
        if !terminal.confirm("Write it?", true).await? {
            return Err(Stopped.into());
        }
    }
    draft.write()?;
    let file = quoted(&file);
    say::line(format!("\nNext: postern check --connect --config {file}"));
    say::line("A running server takes it over on SIGHUP: kill -HUP and its process id.");
    Ok(())
}

/// The changed keys with their values.
fn summary(draft: &Draft, secrets: &[Key]) -> Vec<String> {
    let names = draft.changed().iter().map(|key| name(key));
    let width = names.map(|name| name.len()).max().unwrap_or_default();
    let line = |key: &Key| {
        let is_secret = secrets.iter().any(|secret| draft.own(secret) == *key);
        let value = if is_secret {
            "(not shown)".to_owned()
        } else {
            draft.value(key).unwrap_or_default()
        };
        format!("{:<width$}  {value}", name(key))
    };
    let aside = draft.aside().map(|key| {
        let own = key.last().copied().unwrap_or_default();
        format!("{}  (set aside, as _{own})", name(key))
    });
    draft.changed().iter().map(line).chain(aside).collect()
}
