//! The person at the terminal: asks, and takes nothing that is of no use.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
use tokio::sync::oneshot;

use crate::say;

/// A terminal with somebody at it.
pub(crate) struct Terminal {
    /// How it was before anything was asked.
    before: Termios,
}

/// The person ended the dialogue, by Ctrl-C, Ctrl-D, or by going away.
#[derive(Debug)]
pub(crate) struct Stopped;

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("stopped")
    }
}

impl std::error::Error for Stopped {}

/// What somebody typed, read: a value, or why it is of no use, as a sentence.
pub(crate) type Read<T> = Result<T, String>;

impl Terminal {
    /// The terminal at standard input and output; `None` if one of them is something else.
    pub(crate) fn open() -> Option<Self> {
        let (input, output) = (io::stdin(), io::stdout());
        if !input.is_terminal() || !output.is_terminal() {
            return None;
        }
        let before = tcgetattr(&input).ok()?;
        Some(Self { before })
    }

    /// Shows again what is typed, should the dialogue have ended while a secret was asked for.
    pub(crate) fn restore(&self) {
        self.show_typed(true);
    }

    fn show_typed(&self, is_shown: bool) {
        let mut modes = self.before.clone();
        if !is_shown {
            modes.local_modes.remove(LocalModes::ECHO);
            modes.local_modes.insert(LocalModes::ECHONL);
        }
        // A terminal that is gone needs no care.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
    }

    /// Says something at length, with an empty line before it.
    #[expect(
        clippy::unused_self,
        reason = "without a terminal nobody is there to read it"
    )]
    pub(crate) fn explain(&self, text: &str) {
        say::line(format!("\n{text}"));
    }

    /// Asks until `read` takes the answer, which comes without white space around it. An empty one is `default`.
    pub(crate) async fn ask<T>(
        &self,
        question: &str,
        default: Option<&str>,
        read: impl Fn(&str) -> Read<T>,
    ) -> Result<T, Stopped> {
        let prompt = match default {
            Some(default) => format!("{question} [{default}]: "),
            None => format!("{question}: "),
        };
        loop {
            let line = self.line(&prompt).await?;
            let typed = Some(line.trim()).filter(|line| !line.is_empty());
            match read(typed.or(default).unwrap_or_default()) {
                Ok(value) => return Ok(value),
                Err(why) => say::line(why),
            }
        }
    }

    /// Asks for a secret, which is not shown, until `read` takes it. It comes as it was typed.
    pub(crate) async fn ask_secret<T>(
        &self,
        question: &str,
        read: impl Fn(&str) -> Read<T>,
    ) -> Result<T, Stopped> {
        loop {
            // Before the question is seen: what somebody quick types would be shown otherwise.
            self.show_typed(false);
            let line = self.line(&format!("{question} (not shown): ")).await?;
            self.show_typed(true);
            match read(line.trim_end_matches(['\r', '\n'])) {
                Ok(value) => return Ok(value),
                Err(why) => say::line(why),
            }
        }
    }

    /// Lets one of a few be chosen by its number; Enter takes the one at `default`.
    pub(crate) async fn choose<T: Copy>(
        &self,
        question: &str,
        choices: &[(T, String)],
        default: usize,
    ) -> Result<T, Stopped> {
        say::line(question);
        for (index, (_, words)) in choices.iter().enumerate() {
            say::line(format!("  {}  {words}", index + 1));
        }
        let read = |typed: &str| {
            let number: Option<usize> = typed.parse().ok();
            let chosen = number.and_then(|number| choices.get(number.checked_sub(1)?));
            let why = || format!("Please type a number from 1 to {}.", choices.len());
            chosen.map(|(choice, _)| *choice).ok_or_else(why)
        };
        self.ask("Number", Some(&(default + 1).to_string()), read)
            .await
    }

    /// Asks for yes or no; Enter is `default`.
    pub(crate) async fn confirm(&self, question: &str, default: bool) -> Result<bool, Stopped> {
        let hint = if default { "Y/n" } else { "y/N" };
        let read = |typed: &str| match typed.to_ascii_lowercase().as_str() {
            "y" | "yes" => Ok(true),
            "n" | "no" => Ok(false),
            typed if typed == hint.to_ascii_lowercase() => Ok(default),
            _ => Err("Please type y or n.".to_owned()),
        };
        self.ask(question, Some(hint), read).await
    }

    async fn line(&self, prompt: &str) -> Result<String, Stopped> {
        let mut out = io::stdout().lock();
        // Somebody who does not see the question can still end the dialogue.
        let _ = out.write_all(prompt.as_bytes()).and_then(|()| out.flush());
        drop(out);
        typed(|| {
            let mut line = Vec::new();
            io::stdin().lock().read_until(b'\n', &mut line).ok()?;
            let is_end = line.is_empty();
            (!is_end).then(|| String::from_utf8_lossy(&line).into_owned())
        })
        .await
    }
}

/// Waits for `read`, which waits for a person; `None` is a person who is gone.
///
/// In a thread of its own: the runtime would wait at its end for one of its threads, and somebody who presses Ctrl-C
/// types no line any more.
async fn typed(read: impl FnOnce() -> Option<String> + Send + 'static) -> Result<String, Stopped> {
    let (sender, answer) = oneshot::channel();
    std::thread::spawn(move || sender.send(read()));
    answer.await.ok().flatten().ok_or(Stopped)
}
