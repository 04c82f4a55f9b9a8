//! A password from whoever runs the command.

use std::io::BufRead;

use anyhow::{Context, Result, ensure};
use domain::secret::Password;
use tokio::signal::unix::{SignalKind, signal};

use crate::setup::terminal::{Stopped, Terminal};

/// Reads the first line of standard input, or asks twice at the terminal. Whatever ends the asking, the terminal shows
/// again what is typed.
pub(super) async fn read(from_stdin: bool) -> Result<Password> {
    if from_stdin {
        let mut line = String::new();
        std::io::stdin()
            .lock()
            .read_line(&mut line)
            .context("the password cannot be read from standard input")?;
        return Ok(Password::new(line.trim_end_matches(['\r', '\n'])));
    }
    let terminal = Terminal::open()
        .context("there is no terminal to ask for the password; use --password-stdin")?;
    let words = "signals cannot be listened for";
    let mut interrupt = signal(SignalKind::interrupt()).context(words)?;
    let mut terminate = signal(SignalKind::terminate()).context(words)?;
    let asked = tokio::select! {
        asked = ask_twice(&terminal) => asked,
        _ = interrupt.recv() => Err(Stopped),
        _ = terminate.recv() => Err(Stopped),
    };
    terminal.restore();
    let (first, again) = asked?;
    ensure!(first == again, "the two were not the same");
    Ok(Password::new(first))
}

async fn ask_twice(terminal: &Terminal) -> Result<(String, String), Stopped> {
    let ask = |question| terminal.ask_secret(question, |typed| Ok(typed.to_owned()));
    Ok((ask("Password").await?, ask("Again").await?))
}
