//! The person at the terminal: asks, and takes nothing that is of no use.

use std::fmt;
use std::io::{self, BufRead, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};

use rustix::termios::{
    LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize,
    tcsetattr,
};
use tokio::sync::oneshot;

use crate::say;

/// Longer lines are hard to read, in characters.
const WIDEST: usize = 100;

/// A terminal with somebody at it.
pub(crate) struct Terminal {
    /// How it was before anything was asked.
    before: Termios,
    /// A line that is being waited for; whoever waited may have turned to something else.
    awaited: tokio::sync::Mutex<Option<oneshot::Receiver<Option<String>>>>,
    /// What is to be said if the dialogue is stopped.
    last_words: Mutex<Option<String>>,
}

/// How large a terminal is, in characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    /// From left to right.
    pub(crate) columns: usize,
    /// From top to bottom.
    pub(crate) rows: usize,
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
        Some(Self {
            before,
            awaited: tokio::sync::Mutex::default(),
            last_words: Mutex::default(),
        })
    }

    /// How large it is; `None` if it does not say.
    #[expect(clippy::unused_self, reason = "only what is a terminal has a size")]
    pub(crate) fn size(&self) -> Option<Size> {
        let size = tcgetwinsize(io::stdout()).ok()?;
        let (columns, rows) = (size.ws_col.into(), size.ws_row.into());
        (columns > 0 && rows > 0).then_some(Size { columns, rows })
    }

    /// From now on says this if the dialogue is stopped, whatever stops it.
    pub(crate) fn set_last_words(&self, words: Option<String>) {
        *self.last_words() = words;
    }

    /// What is to be said, now that the dialogue is stopped.
    pub(crate) fn take_last_words(&self) -> Option<String> {
        self.last_words().take()
    }

    fn last_words(&self) -> std::sync::MutexGuard<'_, Option<String>> {
        self.last_words
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
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

    /// Says something of any length, with line ends between its words.
    pub(crate) fn tell(&self, text: &str) {
        let columns = self.size().map(|size| size.columns.min(WIDEST));
        say::line(columns.map_or_else(|| text.to_owned(), |columns| wrapped(text, columns)));
    }

    /// Asks once; the answer comes without white space around it. Whoever stops waiting can ask again later.
    pub(crate) async fn ask_once(&self, question: &str) -> Result<String, Stopped> {
        let line = self.line(&format!("{question}: ")).await?;
        Ok(line.trim().to_owned())
    }

    /// Throws away what was typed without its line end, after a question that nobody waits for any more.
    #[expect(clippy::unused_self, reason = "only a terminal is typed at")]
    pub(crate) fn drop_typed(&self) {
        say::line("");
        let _ = tcflush(io::stdin(), QueueSelector::IFlush);
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
        let mut awaited = self.awaited.lock().await;
        let line = awaited.get_or_insert_with(read_line).await;
        *awaited = None;
        line.ok().flatten().ok_or(Stopped)
    }
}

/// Reads a line, waiting for a person; `None` is a person who is gone.
///
/// In a thread of its own: the runtime would wait at its end for one of its threads, and somebody who presses Ctrl-C
/// types no line any more.
fn read_line() -> oneshot::Receiver<Option<String>> {
    let (sender, line) = oneshot::channel();
    std::thread::spawn(move || {
        let mut line = Vec::new();
        let read = io::stdin().lock().read_until(b'\n', &mut line).ok();
        let is_some = read.is_some_and(|count| count > 0);
        sender.send(is_some.then(|| String::from_utf8_lossy(&line).into_owned()))
    });
    line
}

/// The text with line ends, so that no line is longer than `columns`, if its words are not.
fn wrapped(text: &str, columns: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split(' ') {
            if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > columns {
                lines.push(std::mem::take(&mut line));
            } else if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_alone() {
        assert_eq!(wrapped("one two three\nfour", 7), "one two\nthree\nfour");
        assert_eq!(wrapped("one incomprehensible", 7), "one\nincomprehensible");
        assert_eq!(wrapped("", 7), "");
    }
}
