//! From a path or a text to a configuration.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::check::check;
use crate::config::Loaded;
use crate::file::ConfigInFile;
use crate::note::{Fault, Faults, Findings};
use crate::place::{KeyPath, Place};
use crate::reader;
use crate::shape::Shape;
use crate::syntax::{self, Lines};
use crate::{environment, secrets, settle};

/// No config.json is longer, in bytes.
const LONGEST: u64 = 4 * 1024 * 1024;

/// Reads the file at `path`, the secret files it names, and the environment through `env`.
///
/// Errors: every fault there is, each with its place. Nothing is written and nothing else is read.
pub fn load(path: &Path, env: impl Fn(&str) -> Option<String>) -> Result<Loaded, Faults> {
    let name = path.display().to_string();
    let bytes = read(path).map_err(|error| {
        let place = Place::File(name.as_str().into());
        alone(place, format!("cannot be read: {error}"))
    })?;
    let text = text(&bytes, &name)?;
    let base = path.parent().unwrap_or_else(|| Path::new(""));
    parse(text, &name, env, base)
}

/// Reads a configuration from `text`; `file_name` is what faults and notes call it, and relative paths in it count
/// from `base_dir`.
pub fn parse(
    text: &str,
    file_name: &str,
    env: impl Fn(&str) -> Option<String>,
    base_dir: &Path,
) -> Result<Loaded, Faults> {
    let file = Arc::from(file_name);
    let tree = syntax::parse(text, &file).map_err(|fault| alone(fault.place, fault.text))?;
    let mut findings = Findings::default();
    let mut tree = settle::settle(tree, &mut findings);
    environment::overlay(&mut tree, &env);
    let (root, top) = (Shape::root(), KeyPath::default());
    secrets::read_files(&mut tree, root, &top, base_dir, &mut findings);
    settle::find_missing(&tree, root, &top, &mut findings);
    let Some(read) = reader::read::<ConfigInFile>(&tree, &mut findings) else {
        return Err(findings.into());
    };
    let config = check(read, &tree, base_dir, &mut findings);
    if !findings.faults.is_empty() {
        return Err(findings.into());
    }
    findings.sort();
    Ok(Loaded {
        config,
        warnings: findings.notes,
    })
}

fn alone(place: Place, text: String) -> Faults {
    Faults {
        faults: vec![Fault {
            place,
            key: String::new(),
            text,
        }],
        warnings: Vec::new(),
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LONGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LONGEST {
        return Err(io::Error::other("it is far too long for a configuration"));
    }
    Ok(bytes)
}

/// The bytes as UTF-8; some editors write UTF-16 instead, which is named.
fn text<'a>(bytes: &'a [u8], name: &str) -> Result<&'a str, Faults> {
    std::str::from_utf8(bytes).map_err(|error| {
        let file = Arc::from(name);
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            let text = "the file is UTF-16; save it as UTF-8";
            return alone(Place::File(file), text.to_owned());
        }
        let good = &bytes[..error.valid_up_to()];
        let good = std::str::from_utf8(good).unwrap_or("");
        let place = Lines::new(good, &file).place(good.len());
        let text = "this is not UTF-8; save the file as UTF-8";
        alone(place, text.to_owned())
    })
}
