//! Who may import whom: inner crates know nothing of outer ones.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// A crate, and all crates of ours that it may name. Postern puts everything together, so it is not here.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("config", &["domain", "messengers"]),
    ("store", &["domain"]),
    ("wording", &["domain"]),
    ("flows", &["domain", "store"]),
    ("telegram", &["domain", "store"]),
    ("messengers", &["domain", "store", "telegram"]),
    ("courier", &["domain", "messengers", "store", "wording"]),
    ("web", &["domain", "flows", "store", "telegram", "wording"]),
    ("reception", &["domain", "flows", "messengers", "wording"]),
    (
        "bridge",
        &[
            "domain",
            "flows",
            "messengers",
            "store",
            "telegram",
            "wording",
        ],
    ),
];

/// The crates that stand outside the rule: the program, what tests it, and what builds it.
const OUTSIDE: [&str; 4] = ["postern", "telegram-testdc", "testkit", "xtask"];

#[test]
fn every_crate_imports_only_what_it_may() {
    let packages = packages();
    for (name, may) in MAY_IMPORT {
        let imports = imports(&packages, name);
        let may: BTreeSet<String> = may.iter().map(|&name| name.to_owned()).collect();
        let more: Vec<_> = imports.difference(&may).collect();
        assert!(more.is_empty(), "{name} must not import {more:?}");
    }
}

#[test]
fn every_crate_has_its_place() {
    let placed = MAY_IMPORT.iter().map(|(name, _)| *name).chain(OUTSIDE);
    let placed: BTreeSet<String> = placed.map(str::to_owned).collect();
    assert_eq!(packages().into_keys().collect::<BTreeSet<_>>(), placed);
}

#[test]
fn nothing_that_is_shipped_imports_what_is_for_tests() {
    for (name, package) in packages() {
        for dev in ["testkit", "telegram-testdc"] {
            let is_for_tests = OUTSIDE.contains(&name.as_str()) && name != "postern";
            let imported = !is_for_tests && imports_of(&package).contains(dev);
            assert!(!imported, "{dev} stands under [dev-dependencies] of {name}");
        }
    }
}

/// The packages of this workspace by name.
fn packages() -> BTreeMap<String, Package> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    let mut command = MetadataCommand::new();
    let metadata = command.manifest_path(manifest).no_deps().exec().unwrap();
    let packages = metadata.packages.into_iter();
    packages
        .map(|package| (package.name.to_string(), package))
        .collect()
}

/// What this package imports of ours, tests aside.
fn imports(packages: &BTreeMap<String, Package>, name: &str) -> BTreeSet<String> {
    let mut imports = imports_of(&packages[name]);
    imports.retain(|import| packages.contains_key(import));
    imports
}

fn imports_of(package: &Package) -> BTreeSet<String> {
    let shipped = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development);
    shipped.map(|dependency| dependency.name.clone()).collect()
}
