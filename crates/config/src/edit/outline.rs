//! Where in a text everything stands.

use std::ops::Range;
use std::sync::Arc;

use jsonc_parser::ast;
use jsonc_parser::common::Ranged;

use crate::note::Fault;
use crate::syntax;

/// An object of the text.
pub(super) struct Object {
    /// From its `{` to behind its `}`.
    pub(super) range: Range<usize>,
    /// What is in it.
    pub(super) entries: Vec<Entry>,
}

/// A key with its value.
pub(super) struct Entry {
    /// The key as it is written.
    pub(super) key: String,
    /// Where the key stands, with its quotes.
    pub(super) name: Range<usize>,
    /// Where the value stands.
    pub(super) value: Range<usize>,
    /// The value.
    pub(super) kind: Kind,
}

/// A value.
pub(super) enum Kind {
    Null,
    /// A number, `true` or `false`, as it is written, but without leading zeros.
    Plain(String),
    Text(String),
    List,
    Object(Object),
}

impl Object {
    /// The entry that counts for `key`: as when the file is read, letter case is nothing, `null` is as good as none,
    /// and of several the last one counts.
    pub(super) fn find(&self, key: &str) -> Option<&Entry> {
        let (unset, set): (Vec<_>, Vec<_>) = self
            .entries
            .iter()
            .filter(|entry| entry.is(key))
            .partition(|entry| matches!(entry.kind, Kind::Null));
        set.last().or(unset.last()).copied()
    }

    /// The object that counts for `key`, if it is one.
    pub(super) fn below(&self, key: &str) -> Option<&Self> {
        match &self.find(key)?.kind {
            Kind::Object(below) => Some(below),
            Kind::Null | Kind::Plain(_) | Kind::Text(_) | Kind::List => None,
        }
    }

    /// All entries for `key` that are not `null`.
    pub(super) fn all<'a>(&'a self, key: &'a str) -> impl DoubleEndedIterator<Item = &'a Entry> {
        let entries = self.entries.iter();
        entries.filter(move |entry| entry.is(key) && !matches!(entry.kind, Kind::Null))
    }

    /// The objects in it, itself included.
    pub(super) fn objects(&self) -> Vec<&Self> {
        let below = self.entries.iter().filter_map(|entry| match &entry.kind {
            Kind::Object(object) => Some(object.objects()),
            Kind::Null | Kind::Plain(_) | Kind::Text(_) | Kind::List => None,
        });
        std::iter::once(self).chain(below.flatten()).collect()
    }
}

impl Entry {
    fn is(&self, key: &str) -> bool {
        self.key.eq_ignore_ascii_case(key)
    }
}

/// Reads a text without byte order mark.
pub(super) fn read(text: &str, file: &Arc<str>) -> Result<Kind, Fault> {
    syntax::with_ast(text, file, |value| kind(value, text))
}

fn kind(value: &ast::Value<'_>, text: &str) -> Kind {
    match value {
        ast::Value::NullKeyword(_) => Kind::Null,
        ast::Value::BooleanLit(literal) => Kind::Plain(literal.value.to_string()),
        ast::Value::NumberLit(literal) => Kind::Plain(literal.value.to_owned()),
        ast::Value::StringLit(literal) => Kind::Text(literal.value.clone().into_owned()),
        ast::Value::Array(_) => Kind::List,
        ast::Value::Object(object) => Kind::Object(Object {
            range: object.range.start..object.range.end,
            entries: object.properties.iter().map(|it| entry(it, text)).collect(),
        }),
    }
}

fn entry(property: &ast::ObjectProp<'_>, text: &str) -> Entry {
    let (name, value) = (property.name.range(), property.value.range());
    let mut start = value.start;
    if matches!(property.value, ast::Value::NumberLit(_)) {
        // The parser does not see leading zeros, nor a sign before them.
        let before = &text.as_bytes()[..start];
        let zeros = before
            .iter()
            .rev()
            .take_while(|byte| matches!(byte, b'0' | b'-'));
        start -= zeros.count();
    }
    Entry {
        key: property.name.as_str().to_owned(),
        name: name.start..name.end,
        value: start..value.end,
        kind: kind(&property.value, text),
    }
}
