//! Secrets that come from files of their own: `"passwordFile": "/run/secrets/xmpp"` for `"password": "…"`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::note::Findings;
use crate::place::KeyPath;
use crate::shape::Shape;
use crate::tree::{Entry, Node, Value};

/// No secret is longer, and a path to a device or a log is found out early.
const LONGEST: u64 = 64 * 1024;

/// Replaces every `…File` key in `node` by the secret that its file holds; paths count from `base`.
pub(crate) fn read_files(
    node: &mut Node,
    shape: Shape<'_>,
    path: &KeyPath,
    base: &Path,
    findings: &mut Findings,
) {
    let Some(entries) = node.entries_mut() else {
        return;
    };
    let is_twin = |entry: &Entry| twin_of(entry, shape).is_some();
    let (twins, mut others): (Vec<_>, Vec<_>) = entries.drain(..).partition(is_twin);
    for entry in &mut others {
        if let Some((key, below)) = shape.property(&entry.key) {
            read_files(&mut entry.node, below, &path.child(&key), base, findings);
        }
    }
    for twin in twins {
        let key = twin_of(&twin, shape).expect("partitioned by it");
        if others.iter().any(|entry| entry.key == key) {
            let text = format!("and {} must not both be given", path.child(key));
            findings.fault(&twin.place, &path.child(&twin.key), text);
            continue;
        }
        let place = twin.node.place.clone();
        match secret(&twin.node, base) {
            Ok(text) => others.push(Entry {
                key: key.to_owned(),
                place: twin.place,
                node: Node {
                    place,
                    value: Value::Text(text),
                },
            }),
            Err(text) => findings.fault(&place, &path.child(&twin.key), text),
        }
    }
    *entries = others;
}

fn twin_of<'s>(entry: &Entry, shape: Shape<'s>) -> Option<&'s str> {
    shape.property(&entry.key)?.1.twin_of()
}

/// The secret in the file that `node` names, without the line's end; or what is wrong.
fn secret(node: &Node, base: &Path) -> Result<String, String> {
    let Value::Text(path) = &node.value else {
        return Err("must be a path in quotes".to_owned());
    };
    let path = base.join(path);
    let text = read(&path)
        .map_err(|error| format!("names {}, which cannot be read: {error}", path.display()))?;
    match text.trim_end_matches(['\r', '\n']) {
        "" => Err(format!("names {}, which is empty", path.display())),
        secret => Ok(secret.to_owned()),
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?
        .take(LONGEST + 1)
        .read_to_string(&mut text)?;
    if text.len() as u64 > LONGEST {
        return Err(io::Error::other("it is far too long for a secret"));
    }
    Ok(text)
}
