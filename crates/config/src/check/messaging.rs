//! `messaging`: what the sections find in themselves, in its place.

use std::path::Path;
use std::sync::Arc;

use domain::provider::Provider;
use messengers::email;
use messengers::kind::{Kind, Messaging, OneProvider, Remarks, Section};

use super::Checker;
use crate::note::NoteKind;
use crate::tree::Value;

pub(super) fn check(checker: &mut Checker<'_>, messaging: &Messaging) {
    for one in messaging {
        let provider = one.provider.as_str();
        check_one(checker, &*one.section, &["messaging", provider]);
    }
}

/// Adds the provider that MeshCentral's section at the top of the file stands for.
pub(super) fn with_smtp(
    checker: &mut Checker<'_>,
    mut messaging: Messaging,
    smtp: email::Section,
) -> Messaging {
    check_one(checker, &smtp, &["smtp"]);
    if checker.has(&["messaging", email::KIND.key]) {
        checker.fault(&["smtp"], "and messaging.email must not both be given");
    }
    let one = OneProvider {
        provider: Provider::new(email::KIND.key),
        section: Arc::new(smtp),
    };
    messaging.extend([one]);
    messaging
}

fn check_one(checker: &mut Checker<'_>, section: &dyn Section, at: &[&str]) {
    let mut remarks = Remarks::default();
    section.check(&mut remarks);
    for remark in remarks.into_list() {
        let keys = [at, remark.key.as_slice()].concat();
        // With a bridge, the section may be there for its application alone.
        let is_for_bridge =
            keys == ["messaging", "telegram", "bottoken"] && checker.has(&["bridge"]);
        if remark.is_fault {
            checker.fault(&keys, remark.text);
        } else if !is_for_bridge {
            checker.note(NoteKind::Placeholder, &keys, remark.text);
        }
    }
}

/// Has the paths in it count from `base`.
pub(super) fn settle(messaging: &mut Messaging, base: &Path) {
    for one in messaging {
        // Nobody else has it yet.
        let Some(section) = Arc::get_mut(&mut one.section) else {
            continue;
        };
        for path in section.paths().into_iter().flatten() {
            *path = base.join(&*path);
        }
    }
}

/// Notes what is still as the documentation prints it.
pub(super) fn check_placeholders(checker: &mut Checker<'_>) {
    let Some(Value::Object(sections)) = checker
        .tree
        .entry("messaging")
        .map(|entry| &entry.node.value)
    else {
        return;
    };
    let keys: Vec<String> = sections.iter().map(|entry| entry.key.clone()).collect();
    for key in keys {
        let Some(kind) = Kind::of(&key.as_str().into()) else {
            continue;
        };
        for (below, is_placeholder) in kind.placeholders {
            let keys = [&["messaging", key.as_str()], *below].concat();
            super::placeholders::check_one(checker, &keys, *is_placeholder);
        }
    }
}
