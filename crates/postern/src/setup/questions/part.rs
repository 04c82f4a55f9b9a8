//! One question of `postern setup`.

use messengers::kind::Question;

use crate::setup::draft::{Draft, Fill};
use crate::setup::key::{Key, variable};
use crate::setup::terminal::{Read, Stopped, Terminal};

/// One question, with its keys in this provider's section.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) question: &'static Question,
    pub(super) key: Key,
    /// The key that names a file with the answer.
    pub(super) file: Key,
}

impl Part {
    /// Whether anybody has answered, here or elsewhere.
    pub(super) fn is_known(self, draft: &Draft) -> bool {
        draft.value(self.key).is_some()
            || draft.value(self.file).is_some()
            || variable(self.key).is_some()
    }

    pub(super) fn is_missing(&self, draft: &Draft, fill: &[Fill]) -> bool {
        let is_example = draft.is_placeholder(self.key, fill);
        !self.question.is_optional && (is_example || !self.is_known(draft))
    }

    pub(super) fn option(&self) -> String {
        let key = self.key.last().copied().unwrap_or_default();
        if self.question.is_secret {
            format!("--set-file {key}=FILE")
        } else {
            format!("--set {key}=VALUE")
        }
    }

    /// Asks until the answer is of use, and puts it into the draft.
    pub(super) async fn ask(
        &self,
        draft: &mut Draft,
        fill: &[Fill],
        terminal: &Terminal,
    ) -> Result<(), Stopped> {
        let Question {
            ask,
            help,
            is_secret,
            is_optional,
            ..
        } = *self.question;
        if !help.is_empty() {
            terminal.explain(help);
        }
        let own = draft.value(self.key);
        let own = own.filter(|_| !draft.is_placeholder(self.key, fill));
        let question = match (is_optional, &own) {
            (true, None) => format!("{ask} (Enter for none)"),
            _ => ask.to_owned(),
        };
        let read = |typed: &str| match typed {
            "" if is_optional => Ok(String::new()),
            typed => usable(draft, self.key, typed, fill),
        };
        let answer = if is_secret {
            terminal.ask_secret(&question, read).await?
        } else {
            terminal.ask(&question, own.as_deref(), read).await?
        };
        if !answer.is_empty() {
            // `read` has found that it can be set.
            let _ = draft.set_aside(&[self.file]);
            let _ = draft.set(self.key, answer.as_str());
        }
        Ok(())
    }
}

/// The value, if the key can have it.
pub(super) fn usable(draft: &Draft, key: Key, typed: &str, fill: &[Fill]) -> Read<String> {
    if typed.is_empty() {
        return Err("This is needed; Ctrl-C ends the dialogue.".to_owned());
    }
    match draft.objection(key, typed, fill) {
        Some(why) => Err(why),
        None => Ok(typed.to_owned()),
    }
}
