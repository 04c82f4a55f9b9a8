//! The configuration to begin with.

use config::{Config, Note, NoteKind, Settings};
use messengers::xmpp;

use crate::{load, section};

#[test]
fn the_starter_loads_without_warnings_and_says_nothing_yet() {
    let loaded = load(&config::starter());
    assert_eq!(loaded.warnings, []);
    let Config {
        settings,
        domains,
        messaging,
        bridge,
    } = loaded.config;
    assert_eq!(bridge, None);
    assert_eq!(settings, Settings::default());
    assert_eq!(domains, load("{}").config.domains);
    assert_eq!(messaging, messengers::kind::Messaging::default());
    assert_eq!(bridge, None);
}

/// The starter with every example in force.
fn all_examples() -> String {
    let starter = config::starter();
    let is_example = |line: &str| {
        let rest = line
            .trim_start()
            .strip_prefix("// ")
            .unwrap_or("")
            .trim_start();
        rest.starts_with(['"', '{', '}']) && rest.ends_with([',', '{', '}'])
    };
    let lines = starter.lines().map(|line| {
        if is_example(line) {
            line.replacen("// ", "", 1)
        } else {
            line.to_owned()
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn every_example_of_the_starter_is_right() {
    let loaded = load(&all_examples());
    // Examples of secrets are no secrets.
    let is_placeholder = |note: &Note| note.kind == NoteKind::Placeholder;
    assert!(
        loaded.warnings.iter().all(is_placeholder),
        "{:?}",
        loaded.warnings
    );
    assert_eq!(
        loaded.config.settings.host_name(),
        Some("postern.example.org")
    );
    assert_eq!(loaded.config.domains["support"].password.min, 12);
    let xmpp: xmpp::Section = section(&loaded, "xmpp");
    assert_eq!(xmpp.credentials.username, "postern");
}

#[test]
fn the_starter_explains_every_key_of_this_version() {
    let starter = config::starter();
    let schema: serde_json::Value = serde_json::from_str(&config::schema()).expect("JSON");
    let keys = |pointer: &str| -> Vec<String> {
        let object = schema
            .pointer(pointer)
            .and_then(|keys| keys.as_object())
            .expect(pointer);
        // A file in place of a secret is explained for all of them together.
        let own = object
            .iter()
            .filter(|(_, shape)| shape["x-fileOf"].is_null());
        own.map(|(key, _)| key.clone()).collect()
    };
    let domain = "/properties/domains/additionalProperties/properties";
    let mut all = keys("/properties/settings/properties");
    all.extend(keys(domain));
    all.extend(keys(&format!("{domain}/passwordRequirements/properties")));
    all.extend(keys("/properties/messaging/properties/xmpp/properties"));
    for key in all {
        assert!(
            starter.contains(&format!("\"{key}\"")),
            "{key} is not explained"
        );
    }
}
