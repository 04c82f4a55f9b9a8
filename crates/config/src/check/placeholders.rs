//! Values that are still as the documentation prints them.

use super::Checker;
use crate::note::NoteKind;
use crate::tree::Value;

/// A key, and the test for what the documents' samples have there.
type Placeholder = (&'static [&'static str], fn(&str) -> bool);

const PLACEHOLDERS: [Placeholder; 10] = [
    (&["settings", "cert"], |text| {
        text.eq_ignore_ascii_case("devbox.mesh.meshcentral.com")
    }),
    (&["messaging", "telegram", "apiid"], |text| {
        is_only(text, "0")
    }),
    (&["messaging", "telegram", "apihash"], |text| {
        is_only(text, "0")
    }),
    (&["messaging", "telegram", "bottoken"], |text| {
        is_only(text, "0a:")
    }),
    (&["messaging", "telegram", "session"], |text| {
        is_only(text, "a")
    }),
    (&["messaging", "discord", "token"], |text| {
        is_only(text, "x.")
    }),
    (&["messaging", "discord", "serverurl"], |text| {
        text.rsplit_once('/')
            .is_some_and(|(_, invitation)| is_only(invitation, "x"))
    }),
    (&["messaging", "xmpp", "service"], |text| {
        text.eq_ignore_ascii_case("xmppserver.com")
    }),
    (&["messaging", "xmpp", "credentials", "username"], |text| {
        text == "username"
    }),
    (&["messaging", "xmpp", "credentials", "password"], |text| {
        text == "password"
    }),
];

pub(super) fn check(checker: &mut Checker<'_>) {
    for (keys, is_placeholder) in PLACEHOLDERS {
        let Some(entry) = checker.tree.find(keys.iter().copied()) else {
            continue;
        };
        let (Value::Text(text) | Value::Number(text)) = &entry.node.value else {
            continue;
        };
        if is_placeholder(text) {
            let text = "still holds the value from the documentation";
            checker.note(NoteKind::Placeholder, keys, text);
        }
    }
}

fn is_only(text: &str, characters: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| characters.contains(c))
}
