//! What the types alone cannot say: names, pairs, forms, and values left over from the documentation.

mod bridge;
mod domains;
mod messaging;
mod placeholders;
mod settings;

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::Config;
use crate::file::ConfigInFile;
use crate::note::{Findings, NoteKind};
use crate::place::{KeyPath, Place};
use crate::tree::Node;

/// Checks what was read from `tree` and settles it; paths in it count from `base`.
pub(crate) fn check(
    read: ConfigInFile,
    tree: &Node,
    base: &Path,
    findings: &mut Findings,
) -> Config {
    let mut checker = Checker { tree, findings };
    placeholders::check(&mut checker);
    settings::check(&mut checker, &read.settings);
    domains::check(&mut checker, &read.domains, &read.domain_defaults);
    let mut messaging = read.messaging;
    messaging::check(&mut checker, &messaging);
    if let Some(bridge) = &read.bridge {
        bridge::check(&mut checker, bridge);
    }
    if let Some(smtp) = read.smtp {
        messaging = messaging::with_smtp(&mut checker, messaging, smtp);
    }
    messaging::settle(&mut messaging, base);
    let mut bridge = read.bridge;
    if let Some(bridge) = &mut bridge {
        bridge::settle(bridge, base);
    }

    let mut settings = read.settings;
    let paths = [&mut settings.tls_cert, &mut settings.tls_key];
    for path in paths.into_iter().flatten() {
        *path = base.join(&*path);
    }
    let mut domains: BTreeMap<_, _> = read
        .domains
        .into_iter()
        .map(|(name, domain)| (name, domain.settle(&read.domain_defaults)))
        .collect();
    domains
        .entry(String::new())
        .or_insert_with(|| read.domain_defaults.clone().settle(&read.domain_defaults));
    Config {
        settings,
        domains,
        messaging,
        bridge,
    }
}

/// The tree that values came from, and what has been found in it.
struct Checker<'a> {
    tree: &'a Node,
    findings: &'a mut Findings,
}

impl Checker<'_> {
    fn has(&self, keys: &[&str]) -> bool {
        self.tree.find(keys.iter().copied()).is_some()
    }

    /// Where the value under `keys` stands, or else the innermost section that there is.
    fn place(&self, keys: &[&str]) -> Place {
        let mut sections = (1..=keys.len()).rev().map(|depth| &keys[..depth]);
        let entry = sections.find_map(|keys| self.tree.find(keys.iter().copied()));
        entry.map_or_else(|| self.tree.place.clone(), |entry| entry.node.place.clone())
    }

    fn fault(&mut self, keys: &[&str], text: impl Into<String>) {
        let place = self.place(keys);
        self.findings.fault(&place, &KeyPath::of(keys), text);
    }

    fn note(&mut self, kind: NoteKind, keys: &[&str], text: impl Into<String>) {
        let place = self.place(keys);
        self.findings.note(kind, &place, &KeyPath::of(keys), text);
    }
}
