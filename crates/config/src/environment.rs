//! Keys that come from the environment, which wins over the file.

use crate::place::Place;
use crate::shape::Shape;
use crate::tree::{Entry, Node, Value};

/// The sections whose keys may come from the environment. Domains may not: their names could not be told from keys.
const SECTIONS: [&str; 3] = ["settings", "messaging", "smtp"];

/// Puts what the environment says into `root`: `POSTERN_SETTINGS_PORT` is `settings.port`. An empty variable counts
/// as none.
pub(crate) fn overlay(root: &mut Node, env: &dyn Fn(&str) -> Option<String>) {
    for section in SECTIONS {
        let (key, shape) = Shape::root()
            .property(section)
            .expect("the schema has the section");
        object(root, &key, shape, "POSTERN", env);
    }
}

/// Overlays the object under `key` in `parent`, which is made if the environment has anything for it.
fn object(
    parent: &mut Node,
    key: &str,
    shape: Shape<'_>,
    prefix: &str,
    env: &dyn Fn(&str) -> Option<String>,
) {
    let prefix = format!("{prefix}_{}", key.to_ascii_uppercase().replace('-', "_"));
    let Some(siblings) = parent.entries_mut() else {
        return;
    };
    if let Some(entry) = siblings.iter_mut().find(|entry| entry.key == key) {
        keys(&mut entry.node, shape, &prefix, env);
        return;
    }
    let mut node = Node {
        place: Place::Variable(format!("{prefix}_…")),
        value: Value::Object(Vec::new()),
    };
    keys(&mut node, shape, &prefix, env);
    if node
        .entries_mut()
        .is_some_and(|entries| !entries.is_empty())
    {
        siblings.push(Entry {
            key: key.to_owned(),
            place: node.place.clone(),
            node,
        });
    }
}

/// The sections of `node` that the schema knows without listing them: `telegram-work`. They are in the file, or not at
/// all, since the environment could not say where their names end.
fn further(node: &mut Node, shape: Shape<'_>) -> Vec<String> {
    let entries = node.entries_mut().into_iter().flatten();
    let keys = entries.map(|entry| entry.key.clone());
    let is_listed = |key: &String| shape.properties().any(|(known, _)| known == key);
    keys.filter(|key| !is_listed(key)).collect()
}

fn keys(node: &mut Node, shape: Shape<'_>, prefix: &str, env: &dyn Fn(&str) -> Option<String>) {
    for key in further(node, shape) {
        if let Some((_, below)) = shape.property(&key) {
            object(node, &key, below, prefix, env);
        }
    }
    for (key, below) in shape.properties() {
        if below.is_object() {
            object(node, key, below, prefix, env);
            continue;
        }
        let name = format!("{prefix}_{}", key.to_ascii_uppercase());
        let Some(text) = env(&name).filter(|text| !text.is_empty()) else {
            continue;
        };
        let Some(entries) = node.entries_mut() else {
            return;
        };
        // A secret and its twin are one thing in two forms: the file's form gives way to either.
        let twin = below
            .twin_of()
            .map_or_else(|| format!("{key}File"), str::to_owned);
        entries.retain(|entry| {
            let same = entry.key == key || entry.key == twin;
            !same || (matches!(entry.place, Place::Variable(_)) && entry.key != key)
        });
        let place = Place::Variable(name);
        entries.push(Entry {
            key: key.to_owned(),
            place: place.clone(),
            node: Node {
                place,
                value: Value::Text(text),
            },
        });
    }
}
