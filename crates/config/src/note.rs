//! What is to be said about a configuration: notes, which let it pass, and faults, which do not.

use std::fmt;

use crate::place::{KeyPath, Place};

/// What a [`Note`] is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoteKind {
    /// A value is still the one printed in the documentation; see [`crate::Loaded::placeholders`].
    Placeholder,
    /// Nobody knows the key.
    UnknownKey,
    /// Keys of MeshCentral's device management, all in one note.
    DeviceManagement,
    /// A key or value of MeshCentral that this version of Postern does not have.
    Unsupported,
    /// A key is given more than once.
    Duplicate,
    /// A value is taken as another one, because it asks for less than is safe.
    Raised,
}

/// Something that the admin should know; the configuration is usable all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it is.
    pub place: Place,
    /// The key from the top, such as `messaging.telegram.apihash`.
    pub key: String,
    /// What it is about.
    pub kind: NoteKind,
    /// The sentence's rest: it reads on from the key.
    pub text: String,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, &self.place, &self.key, &self.text)
    }
}

/// Something that makes the configuration unusable.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Fault {
    /// Where it is.
    pub place: Place,
    /// The key from the top; empty if the fault is not about one key.
    pub key: String,
    /// The sentence's rest: it reads on from the key. It never holds a secret.
    pub text: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, &self.place, &self.key, &self.text)
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, place: &Place, key: &str, text: &str) -> fmt::Result {
    if key.is_empty() {
        write!(f, "{place}: {text}")
    } else {
        write!(f, "{place}: {key} {text}")
    }
}

/// All that is wrong with a configuration: at least one [`Fault`], and what there was to note besides.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Faults {
    /// The faults, in the order of the file.
    pub faults: Vec<Fault>,
    /// The notes, in the order of the file: an unknown key may explain a missing one.
    pub warnings: Vec<Note>,
}

impl fmt::Display for Faults {
    /// One line a fault.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.faults.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            fault.fmt(f)?;
        }
        Ok(())
    }
}

/// What has been found so far.
#[derive(Default)]
pub(crate) struct Findings {
    pub(crate) faults: Vec<Fault>,
    pub(crate) notes: Vec<Note>,
}

impl Findings {
    pub(crate) fn fault(&mut self, place: &Place, key: &KeyPath, text: impl Into<String>) {
        let fault = Fault {
            place: place.clone(),
            key: key.to_string(),
            text: text.into(),
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    pub(crate) fn note(
        &mut self,
        kind: NoteKind,
        place: &Place,
        key: &KeyPath,
        text: impl Into<String>,
    ) {
        self.notes.push(Note {
            place: place.clone(),
            key: key.to_string(),
            kind,
            text: text.into(),
        });
    }

    /// Puts everything in the order of the file.
    pub(crate) fn sort(&mut self) {
        self.faults.sort_by(|a, b| a.place.cmp(&b.place));
        self.notes.sort_by(|a, b| a.place.cmp(&b.place));
    }
}

impl From<Findings> for Faults {
    fn from(mut findings: Findings) -> Self {
        findings.sort();
        Self {
            faults: findings.faults,
            warnings: findings.notes,
        }
    }
}
