//! Keys as they are written to keys as they are known: letter case, `_` keys, doubles, strangers.

use crate::meshcentral::{self, Owner};
use crate::note::{Findings, NoteKind};
use crate::place::{KeyPath, Place};
use crate::shape::Shape;
use crate::tree::{Entry, Node, Value};

/// Puts every key of `root` into the form that the schema knows, and notes and drops all others.
///
/// Keys that begin with `_` are dropped in silence, as are values of `null`, which mean "not set".
pub(crate) fn settle(root: Node, findings: &mut Findings) -> Node {
    let mut settler = Settler {
        findings,
        devices: Vec::new(),
    };
    let root = settler.node(root, Shape::root(), &KeyPath::default());
    settler.sum_up_devices();
    root
}

/// Reports every key that the schema asks for and `node` lacks.
pub(crate) fn find_missing(node: &Node, shape: Shape<'_>, path: &KeyPath, findings: &mut Findings) {
    let Value::Object(entries) = &node.value else {
        return;
    };
    for key in shape.required().filter(|key| node.entry(key).is_none()) {
        let twin = path.child(&format!("{key}File")).to_string();
        // A secret whose file could not be read is a fault already.
        if findings.faults.iter().all(|fault| fault.key != twin) {
            findings.fault(&node.place, &path.child(key), "is missing");
        }
    }
    for entry in entries {
        if let Some((key, shape)) = shape.property(&entry.key) {
            find_missing(&entry.node, shape, &path.child(&key), findings);
        }
    }
}

struct Settler<'f> {
    findings: &'f mut Findings,
    /// The keys of MeshCentral's device management.
    devices: Vec<(Place, KeyPath)>,
}

impl Settler<'_> {
    fn node(&mut self, mut node: Node, shape: Shape<'_>, path: &KeyPath) -> Node {
        if (shape.is_object() || shape.values().is_some())
            && let Some(entries) = node.entries_mut()
        {
            *entries = self.entries(std::mem::take(entries), shape, path);
        }
        node
    }

    fn entries(&mut self, entries: Vec<Entry>, shape: Shape<'_>, path: &KeyPath) -> Vec<Entry> {
        let mut settled: Vec<Entry> = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.key.starts_with('_') || matches!(entry.node.value, Value::Null) {
                continue;
            }
            let Some((key, below)) = known(&entry.key, shape) else {
                self.stranger(&entry, shape, path);
                continue;
            };
            let here = path.child(&key);
            if let Some(at) = settled.iter().position(|earlier| earlier.key == key) {
                let text = "is given more than once; the last one counts";
                self.findings
                    .note(NoteKind::Duplicate, &entry.place, &here, text);
                settled.remove(at);
            }
            settled.push(Entry {
                node: self.node(entry.node, below, &here),
                place: entry.place,
                key,
            });
        }
        settled
    }

    /// Notes a key that the schema does not have.
    fn stranger(&mut self, entry: &Entry, shape: Shape<'_>, path: &KeyPath) {
        let here = path.child(&entry.key);
        let (kind, text) = match meshcentral::owner(path, &entry.key) {
            Some(Owner::Ignored) => return,
            Some(Owner::DeviceManagement) => {
                self.devices.push((entry.place.clone(), here));
                return;
            }
            Some(Owner::Provider) => (
                NoteKind::Unsupported,
                "is not supported by this version of Postern yet".to_owned(),
            ),
            Some(Owner::Other) => (
                NoteKind::Unsupported,
                "is a key of MeshCentral that Postern does not have; it is ignored".to_owned(),
            ),
            None => {
                let text = "is not a key that Postern knows; it is ignored";
                let text = nearest(&entry.key, shape, path).map_or_else(
                    || text.to_owned(),
                    |near| format!("{text}. Did you mean {near}?"),
                );
                (NoteKind::UnknownKey, text)
            }
        };
        self.findings.note(kind, &entry.place, &here, text);
    }

    fn sum_up_devices(&mut self) {
        let Some((place, _)) = self.devices.first() else {
            return;
        };
        let keys: Vec<String> = self
            .devices
            .iter()
            .map(|(_, key)| key.to_string())
            .collect();
        let belong = match keys.len() {
            1 => "1 key belongs to MeshCentral's device management and is".to_owned(),
            count => format!("{count} keys belong to MeshCentral's device management and are"),
        };
        let text = format!("{belong} ignored: {}", keys.join(", "));
        let place = place.clone();
        self.findings.note(
            NoteKind::DeviceManagement,
            &place,
            &KeyPath::default(),
            text,
        );
    }
}

/// The form in which a key is known, and the shape of its value. Names are put into lower case, as MeshCentral does.
fn known<'s>(key: &str, shape: Shape<'s>) -> Option<(String, Shape<'s>)> {
    match shape.values() {
        Some(values) => Some((key.to_lowercase(), values)),
        None => shape
            .property(key)
            .map(|(known, below)| (known.into_owned(), below)),
    }
}

/// The known key most like `key`: a sibling that is nearly the same, or the same key where it belongs.
fn nearest(key: &str, shape: Shape<'_>, path: &KeyPath) -> Option<KeyPath> {
    let key = key.to_ascii_lowercase();
    let most = (key.chars().count() / 3).max(1);
    let sibling = shape
        .properties()
        .map(|(known, _)| (distance(&key, &known.to_ascii_lowercase()), known))
        .min()
        .filter(|(distance, _)| *distance <= most)
        .map(|(_, known)| path.child(known));
    sibling.or_else(|| {
        // What `domainDefaults` may have, `domains` may have, too.
        let paths = Shape::root().paths().into_iter();
        paths
            .filter(|path| path.first() != Some(&"domainDefaults"))
            .filter(|path| {
                path.last()
                    .is_some_and(|last| last.eq_ignore_ascii_case(&key))
            })
            .min_by_key(Vec::len)
            .map(|path| KeyPath::of(&path))
    })
}

/// How far two keys are apart; `user` and `pass` are near to `username` and `password`.
fn distance(key: &str, known: &str) -> usize {
    if key.len() > 2 && known.starts_with(key) {
        return 1;
    }
    strsim::damerau_levenshtein(key, known)
}
