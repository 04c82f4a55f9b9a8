//! config.json as it is to become.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use config::edit::{self, Document, Edited, NewValue};
use config::{Fault, Faults, Loaded, Note, NoteKind};
use domain::provider::Provider;

use super::files::{self, quoted};
use super::key::{Key, Keys, name, variable};
use crate::say;

/// A configuration that is being changed; the file is as it was until [`Draft::write`].
#[derive(Clone)]
pub(crate) struct Draft {
    path: PathBuf,
    /// What the file holds, if there is one.
    original: Option<String>,
    /// What the changes are made to.
    base: Document,
    /// What has become of it.
    document: Document,
    /// The keys that may be set.
    keys: Keys,
    /// What was set.
    answers: Vec<(Key, Value)>,
    /// What shall count no more.
    aside: Vec<Key>,
    /// The keys that are not as they were.
    changed: Vec<Key>,
}

/// The value of a key.
#[derive(Clone)]
pub(crate) enum Value {
    /// A text; secrets, too.
    Text(String),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(u64),
}

/// What stands in for a key while others are checked.
pub(crate) type Fill = (Key, NewValue<'static>);

impl Value {
    fn borrowed(&self) -> NewValue<'_> {
        match self {
            Self::Text(text) => NewValue::Text(text),
            Self::Bool(value) => NewValue::Bool(*value),
            Self::Number(value) => NewValue::Number(*value),
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl Draft {
    /// Reads the file; if there is none, it will be the one to begin with, in which every key is explained.
    pub(crate) fn open(path: &Path, keys: Keys) -> Result<Self> {
        let name = path.display().to_string();
        let original = match File::open(path) {
            Ok(file) => Some(files::read(file).with_context(|| format!("{name} cannot be read"))?),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(error) => {
                return Err(error).with_context(|| format!("{name} cannot be read"));
            }
        };
        let text = original.clone().unwrap_or_else(config::starter);
        let base = Document::read(&text, &name)?;
        Ok(Self {
            path: path.to_owned(),
            original,
            document: base.clone(),
            base,
            keys,
            answers: Vec::new(),
            aside: Vec::new(),
            changed: Vec::new(),
        })
    }

    /// The provider that is to be set up.
    pub(crate) const fn provider(&self) -> &Provider {
        self.keys.provider()
    }

    /// What a key is in the section of the provider: all that is done here with one of its kind's is done with that.
    pub(crate) fn own(&self, key: Key) -> Key {
        self.keys.find(key)
    }

    /// A key of the provider's section as people write it: `messaging.xmpp-work.service`.
    pub(crate) fn full_name(&self, key: Key) -> String {
        name(self.own(key))
    }

    /// The environment variable that a key, or the twin that names its file, comes from, if it is set.
    pub(crate) fn variable(&self, key: Key) -> Option<String> {
        variable(self.own(key))
    }

    /// What stands in the file under a key.
    pub(crate) fn value(&self, key: Key) -> Option<String> {
        self.document.get(self.own(key))
    }

    /// Whether there is anything under a key.
    pub(crate) fn has(&self, key: Key) -> bool {
        self.document.has(self.own(key))
    }

    /// Gives a key a value. It must not come from the environment, which would win.
    pub(crate) fn set(&mut self, key: Key, value: impl Into<Value>) -> Result<()> {
        let key = self.own(key);
        if let Some(variable) = variable(key) {
            bail!(
                "{} comes from {variable}, which wins over the file; change it there",
                name(key)
            );
        }
        let mut answers = self.answers.clone();
        answers.retain(|(other, _)| *other != key);
        answers.push((key, value.into()));
        // New keys stand in the usual order, whatever was asked first.
        answers.sort_by_key(|(key, _)| self.keys.place(key));
        self.rewrite(self.aside.clone(), answers)
    }

    /// Has these keys count no more, but for what is set from here on.
    pub(crate) fn set_aside(&mut self, keys: &[Key]) -> Result<()> {
        let (mut aside, mut answers) = (self.aside.clone(), self.answers.clone());
        let keys: Vec<Key> = keys.iter().map(|key| self.own(key)).collect();
        aside.retain(|key| !keys.contains(key));
        aside.extend(&keys);
        answers.retain(|(key, _)| !keys.contains(key));
        self.rewrite(aside, answers)
    }

    /// Makes the document anew, of what the file holds and these changes.
    fn rewrite(&mut self, aside: Vec<Key>, answers: Vec<(Key, Value)>) -> Result<()> {
        let (mut document, mut changed) = (self.base.clone(), Vec::new());
        for key in &aside {
            document.set_aside(key)?;
        }
        for (key, value) in &answers {
            match document.set(key, value.borrowed())? {
                Edited::Added | Edited::Changed => changed.push(*key),
                Edited::Unchanged | Edited::IsInFile => {}
            }
        }
        (self.document, self.answers, self.changed) = (document, answers, changed);
        self.aside = aside;
        Ok(())
    }

    /// The keys of the file that count no more.
    pub(crate) fn aside(&self) -> impl Iterator<Item = Key> {
        let was_there = |key: &Key| self.base.get(key).is_some();
        self.aside.iter().copied().filter(was_there)
    }

    /// Whether anything is to be written.
    pub(crate) fn has_changed(&self) -> bool {
        !self.changed.is_empty() || self.aside().next().is_some()
    }

    /// The configuration as it would be read, with the environment over it.
    pub(crate) fn load(&self) -> Result<Loaded, Faults> {
        let folder = self.path.parent().unwrap_or_else(|| Path::new(""));
        let name = self.path.display().to_string();
        let env = |name: &str| std::env::var(name).ok();
        config::parse(&self.document.text(), &name, env, folder)
    }

    /// As [`Draft::load`]; what is wrong is said to have to be mended first.
    pub(crate) fn usable(&self) -> Result<Loaded> {
        self.load().map_err(|faults| {
            let faults = faults.faults.iter().map(|fault| format!("\n{fault}"));
            let faults: String = faults.collect();
            anyhow!("this has to be mended first; nothing was written{faults}")
        })
    }

    /// What is wrong with it, were the keys of `fill` set that are not set yet.
    pub(crate) fn faults(&self, fill: &[Fill]) -> Vec<Fault> {
        let faults = self.filled(fill).load().err();
        faults.map(|faults| faults.faults).unwrap_or_default()
    }

    /// Whether a key holds what the documentation prints, once those of `fill` are set.
    pub(crate) fn is_placeholder(&self, key: Key, fill: &[Fill]) -> bool {
        let notes = match self.filled(fill).load() {
            Ok(loaded) => loaded.warnings,
            Err(faults) => faults.warnings,
        };
        let own = self.full_name(key);
        let is_it = |note: &Note| note.kind == NoteKind::Placeholder && note.key == own;
        notes.iter().any(is_it)
    }

    /// Why a key cannot have a value, as a sentence; what was wrong before does not count.
    pub(crate) fn objection(
        &self,
        key: Key,
        value: impl Into<Value>,
        fill: &[Fill],
    ) -> Option<String> {
        let (mut after, key) = (self.clone(), self.own(key));
        if let Err(error) = after.set(key, value) {
            return Some(error.to_string());
        }
        let before = self.faults(fill);
        let is_old = |fault: &Fault| {
            let same = |old: &Fault| (&old.key, &old.text) == (&fault.key, &fault.text);
            fault.key != name(key) && before.iter().any(same)
        };
        let faults = after.faults(fill);
        let Some(fault) = faults.iter().find(|fault| !is_old(fault)) else {
            let is_example = after.is_placeholder(key, fill);
            return is_example.then(|| "That is the example from the documentation.".to_owned());
        };
        let subject = if fault.key == name(key) {
            "It"
        } else {
            &fault.key
        };
        Some(format!("{subject} {}.", fault.text))
    }

    /// It, with those keys of `fill` set that are not set yet.
    pub(crate) fn filled(&self, fill: &[Fill]) -> Self {
        let mut filled = self.clone();
        for (key, value) in fill {
            if filled.value(key).is_none() {
                // What cannot be set is a fault of the file, which is found by reading it.
                let _ = filled.document.set(self.own(key), *value);
            }
        }
        filled
    }

    /// The keys that are not as they were, in the order in which they are written.
    pub(crate) fn changed(&self) -> &[Key] {
        &self.changed
    }

    /// The file's name, as it was given.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }

    /// A path for the file to name: relative to its folder if it is below that, from the top otherwise.
    pub(crate) fn path_in_file(&self, path: &Path) -> Result<String> {
        let unusable = || format!("{} cannot be named in a configuration", path.display());
        let path = std::path::absolute(path).with_context(unusable)?;
        let own = std::path::absolute(&self.path).with_context(unusable)?;
        let folder = own.parent().unwrap_or(Path::new("/"));
        let shown = path.strip_prefix(folder).unwrap_or(&path);
        Ok(shown.to_str().with_context(unusable)?.to_owned())
    }

    /// Writes the file, with a backup beside it, and says so.
    pub(crate) fn write(&self) -> Result<()> {
        let (text, name) = (self.document.text(), self.name());
        let unwritten = || format!("{name} cannot be written, so it is as it was");
        let Some(original) = &self.original else {
            edit::create(&self.path, &text).with_context(unwritten)?;
            say::line(format!("\nWrote {name}, which was not there before."));
            self.say_changed();
            return Ok(());
        };
        let done = edit::replace(&self.path, original, &text).with_context(unwritten)?;
        let (path, backup) = (done.path.display(), done.backup.display());
        say::line(format!("\nWrote {path}."));
        self.say_changed();
        say::line(format!("  As it was before: {backup}"));
        if done.is_public {
            let (path, backup) = (quoted(&path.to_string()), quoted(&backup.to_string()));
            say::line("Anybody on this machine may read both. If secrets stand there:");
            say::line(format!("  chmod o= {path} {backup}"));
        }
        Ok(())
    }

    fn say_changed(&self) {
        let keys: Vec<String> = self.changed.iter().map(|key| name(key)).collect();
        if !keys.is_empty() {
            say::line(format!("  Set: {}", keys.join(", ")));
        }
        for key in self.aside() {
            let own = key.last().copied().unwrap_or_default();
            let key = name(key);
            say::line(format!(
                "  Set aside: {key}, which is _{own} now and counts no more; delete it if you like"
            ));
        }
    }
}
