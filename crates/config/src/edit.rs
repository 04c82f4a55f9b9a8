//! Changes to the text of a config.json, which leave all else in it as it is: comments, order, layout, letter case.
//!
//! [`Document`] changes a text, [`replace`] puts it in the place of the file, with a backup beside it.
//!
//! jsonc-parser has an editable tree of its own, but it does not read what this format allows besides, such as leading
//! zeros. So places come from the same parser as everywhere in this crate, and new text is put between.

mod file;
mod insert;
mod outline;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

pub use file::{Replaced, create, replace};

use crate::note::Fault;
use crate::place::{KeyPath, Place};
use crate::shape::Shape;
use outline::{Entry, Kind, Object};

/// The text of a config.json that is being changed. It has no `Debug`, since it holds secrets.
#[derive(Clone)]
pub struct Document {
    /// The byte order mark, if there is one, and nothing otherwise.
    mark: &'static str,
    text: String,
    file: Arc<str>,
}

/// A value to write.
#[derive(Clone, Copy)]
pub enum NewValue<'a> {
    /// A text; secrets, too.
    Text(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Number(u64),
}

/// What [`Document::set`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    /// The key was not there, and is now.
    Added,
    /// The key has a new value; or its twin (`password` for `passwordFile`) gave way to it.
    Changed,
    /// The key had that value already.
    Unchanged,
    /// Nothing was done: the secret comes from a file (`passwordFile`), and both must not be given.
    IsInFile,
}

impl Document {
    /// Takes a text in; `file_name` is what a fault calls it. Errors: the text cannot be read.
    pub fn read(text: &str, file_name: &str) -> Result<Self, Fault> {
        let (mark, text) = match text.strip_prefix('\u{feff}') {
            Some(rest) => ("\u{feff}", rest),
            None => ("", text),
        };
        let document = Self {
            mark,
            text: text.to_owned(),
            file: Arc::from(file_name),
        };
        document.root().map(|_| document)
    }

    /// The text as it is now.
    pub fn text(&self) -> String {
        format!("{}{}", self.mark, self.text)
    }

    /// The value of a key, as it stands there without quotes; `None` if it is not set, `null`, a list or an object.
    pub fn get(&self, path: &[&str]) -> Option<String> {
        let root = self.root().ok()?;
        let (last, parents) = path.split_last()?;
        let object = parents
            .iter()
            .try_fold(&root, |object, key| object.below(key))?;
        match &object.find(last)?.kind {
            Kind::Text(text) | Kind::Plain(text) => Some(text.clone()),
            Kind::Null | Kind::List | Kind::Object(_) => None,
        }
    }

    /// Whether the key at `path` is set to anything but `null`.
    pub fn has(&self, path: &[&str]) -> bool {
        let Ok(root) = self.root() else { return false };
        let Some((last, parents)) = path.split_last() else {
            return true;
        };
        let object = parents
            .iter()
            .try_fold(&root, |object, key| object.below(key));
        let entry = object.and_then(|object| object.find(last));
        entry.is_some_and(|entry| !matches!(entry.kind, Kind::Null))
    }

    /// Gives the key at `path` a value, and makes it and the sections around it if they are missing.
    ///
    /// A key that is there keeps its letter case, and of several the one that counts is changed. What is commented out
    /// or begins with `_` stays as it is. Errors: something on the way is no object.
    pub fn set(&mut self, path: &[&str], value: NewValue<'_>) -> Result<Edited, Fault> {
        let root = self.root()?;
        let (edited, text) = self.edit(&root, path, value)?;
        if let Some(text) = text {
            let changed = Self {
                text,
                ..self.clone()
            };
            // What was not understood is not written.
            if changed.get(path).as_deref() != Some(value.plain().as_str()) {
                return Err(self.fault(path, "cannot be changed here; change it by hand"));
            }
            *self = changed;
        }
        Ok(edited)
    }

    /// Puts the key at `path` out of use, and whichever of its kind stands beside it: they get a `_` before their name,
    /// so that the value can still be looked up. Gives whether there was one. What is `null` is out of use already.
    pub fn set_aside(&mut self, path: &[&str]) -> Result<bool, Fault> {
        let root = self.root()?;
        let Some((last, parents)) = path.split_last() else {
            return Ok(false);
        };
        let object = parents
            .iter()
            .try_fold(&root, |object, key| object.below(key));
        let mut text = self.text.clone();
        for entry in object.into_iter().flat_map(|object| object.all(last)).rev() {
            let name = format!("_{}", entry.key);
            text.replace_range(entry.name.clone(), &NewValue::Text(&name).written());
        }
        if text == self.text {
            return Ok(false);
        }
        let changed = Self {
            text,
            ..self.clone()
        };
        if changed.get(path).is_some() {
            return Err(self.fault(path, "cannot be changed here; change it by hand"));
        }
        *self = changed;
        Ok(true)
    }

    fn edit(
        &self,
        root: &Object,
        path: &[&str],
        value: NewValue<'_>,
    ) -> Result<(Edited, Option<String>), Fault> {
        let mut object = root;
        for (depth, key) in path.iter().enumerate() {
            let rest = &path[depth..];
            match (object.find(key), rest.len()) {
                (Some(entry), 1) => return Ok(self.put(entry, value)),
                (Some(entry), _) => match &entry.kind {
                    Kind::Object(below) => object = below,
                    Kind::Null => {
                        let text = insert::nested(&self.text, root, entry.value.start, rest, value);
                        let text = self.spliced(entry.value.clone(), &text);
                        return Ok((Edited::Added, Some(text)));
                    }
                    Kind::Plain(_) | Kind::Text(_) | Kind::List => {
                        let there = &path[..=depth];
                        return Err(self.fault(there, "must be an object { … }"));
                    }
                },
                (None, _) => {
                    if let Some(done) = self.beside_twin(object, path, value) {
                        return Ok(done);
                    }
                    let text = insert::insert(&self.text, root, object, rest, value);
                    return Ok((Edited::Added, Some(text)));
                }
            }
        }
        Err(self.fault(path, "is no key"))
    }

    /// A new value for a key that is there.
    fn put(&self, entry: &Entry, value: NewValue<'_>) -> (Edited, Option<String>) {
        let is_same = match (&entry.kind, value) {
            (Kind::Text(text), NewValue::Text(new)) => text == new,
            (Kind::Plain(text), NewValue::Bool(_) | NewValue::Number(_)) => *text == value.plain(),
            _ => false,
        };
        if is_same {
            return (Edited::Unchanged, None);
        }
        let text = self.spliced(entry.value.clone(), &value.written());
        (Edited::Changed, Some(text))
    }

    /// What to do where the last key of `path` is missing, but its twin is there: the file's name takes the place of
    /// the secret, but a secret not that of the file's name.
    fn beside_twin(
        &self,
        object: &Object,
        path: &[&str],
        value: NewValue<'_>,
    ) -> Option<(Edited, Option<String>)> {
        let (key, shape) = path
            .iter()
            .try_fold((Cow::default(), Shape::root()), |(_, shape), key| {
                shape.property(key)
            })?;
        let Some(secret) = shape.twin_of() else {
            let is_live = |entry: &&Entry| !matches!(entry.kind, Kind::Null);
            let twin = object.find(&format!("{key}File")).filter(is_live);
            return twin.map(|_| (Edited::IsInFile, None));
        };
        let mut text = self.text.clone();
        let mut is_changed = false;
        for entry in object.all(secret).rev() {
            text.replace_range(entry.value.clone(), &value.written());
            text.replace_range(entry.name.clone(), &NewValue::Text(&key).written());
            is_changed = true;
        }
        is_changed.then_some((Edited::Changed, Some(text)))
    }

    fn root(&self) -> Result<Object, Fault> {
        match outline::read(&self.text, &self.file)? {
            Kind::Object(root) => Ok(root),
            Kind::Null | Kind::Plain(_) | Kind::Text(_) | Kind::List => {
                Err(self.fault(&[], "the file must hold an object { … }"))
            }
        }
    }

    fn spliced(&self, range: Range<usize>, with: &str) -> String {
        let mut text = self.text.clone();
        text.replace_range(range, with);
        text
    }

    fn fault(&self, path: &[&str], text: &str) -> Fault {
        Fault {
            place: Place::File(Arc::clone(&self.file)),
            key: KeyPath::of(path).to_string(),
            text: text.to_owned(),
        }
    }
}

impl NewValue<'_> {
    /// The value as JSON.
    fn written(self) -> String {
        match self {
            Self::Text(text) => serde_json::Value::from(text).to_string(),
            Self::Bool(_) | Self::Number(_) => self.plain(),
        }
    }

    /// The value without quotes.
    fn plain(self) -> String {
        match self {
            Self::Text(text) => text.to_owned(),
            Self::Bool(value) => value.to_string(),
            Self::Number(number) => number.to_string(),
        }
    }
}
