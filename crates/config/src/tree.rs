//! The file as a tree in which every value knows where it stands.

use crate::place::Place;

/// A value. It has no `Debug`, since it may hold secrets.
#[derive(Clone)]
pub(crate) struct Node {
    pub(crate) place: Place,
    pub(crate) value: Value,
}

#[derive(Clone)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// A number as it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Entry>),
}

/// One key of an object with its value.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// Where the key stands; `node.place` is where the value does.
    pub(crate) place: Place,
    pub(crate) node: Node,
}

/// One step down the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

impl Node {
    /// The entry of this object under `key`.
    pub(crate) fn entry(&self, key: &str) -> Option<&Entry> {
        match &self.value {
            Value::Object(entries) => entries.iter().find(|entry| entry.key == key),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                None
            }
        }
    }

    /// The entry that `keys` lead to.
    pub(crate) fn find<'a>(
        &self,
        keys: impl DoubleEndedIterator<Item = &'a str>,
    ) -> Option<&Entry> {
        let mut found = None;
        for key in keys {
            found = Some(found.map_or(self, |entry: &Entry| &entry.node).entry(key)?);
        }
        found
    }

    /// The entries, if this is an object.
    pub(crate) fn entries_mut(&mut self) -> Option<&mut Vec<Entry>> {
        match &mut self.value {
            Value::Object(entries) => Some(entries),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                None
            }
        }
    }

    /// The value that `steps` lead to.
    pub(crate) fn at(&self, steps: &[Step]) -> Option<&Node> {
        let Some((first, rest)) = steps.split_first() else {
            return Some(self);
        };
        match (first, &self.value) {
            (Step::Key(key), _) => self.entry(key)?.node.at(rest),
            (Step::Index(index), Value::List(list)) => list.get(*index)?.at(rest),
            (Step::Index(_), _) => None,
        }
    }

    /// Takes out what `steps` lead to; whether there was such a thing.
    pub(crate) fn remove(&mut self, steps: &[Step]) -> bool {
        match (steps, &mut self.value) {
            ([Step::Key(key)], Value::Object(entries)) => {
                let before = entries.len();
                entries.retain(|entry| entry.key != *key);
                entries.len() < before
            }
            ([Step::Index(index)], Value::List(list)) if *index < list.len() => {
                list.remove(*index);
                true
            }
            ([Step::Key(key), rest @ ..], Value::Object(entries)) => entries
                .iter_mut()
                .find(|entry| entry.key == *key)
                .is_some_and(|entry| entry.node.remove(rest)),
            ([Step::Index(index), rest @ ..], Value::List(list)) => {
                list.get_mut(*index).is_some_and(|node| node.remove(rest))
            }
            _ => false,
        }
    }
}
