//! Values that are still as the documentation prints them.

use super::{Checker, messaging};
use crate::note::NoteKind;
use crate::tree::Value;

pub(super) fn check(checker: &mut Checker<'_>) {
    check_one(checker, &["settings", "cert"], |text| {
        text.eq_ignore_ascii_case("devbox.mesh.meshcentral.com")
    });
    messaging::check_placeholders(checker);
}

/// Notes the value under `keys` if the test says that it is a sample's.
pub(super) fn check_one(
    checker: &mut Checker<'_>,
    keys: &[&str],
    is_placeholder: fn(&str) -> bool,
) {
    let Some(entry) = checker.tree.find(keys.iter().copied()) else {
        return;
    };
    let (Value::Text(text) | Value::Number(text)) = &entry.node.value else {
        return;
    };
    if is_placeholder(text) {
        let text = "still holds the value from the documentation";
        checker.note(NoteKind::Placeholder, keys, text);
    }
}
