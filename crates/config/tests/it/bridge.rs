//! `bridge`.

use config::bridge::{Level, LoginDoor};

/// A configuration with this section `bridge`.
fn parsed(bridge: &str) -> Result<config::Loaded, String> {
    let text = format!(
        r#"{{ "messaging": {{ "telegram": {{ "apiid": 17, "apihash": "0123456789abcdef0123456789abcdef" }} }}, "bridge": {bridge} }}"#
    );
    let parsed = config::parse(&text, "config.json", |_| None, ".".as_ref());
    parsed.map_err(|faults| faults.to_string())
}

#[test]
fn four_keys_are_enough() {
    let bridge =
        r#"{ "homeserver": { "address": "http://127.0.0.1:8008", "domain": "example.org" } }"#;
    let loaded = parsed(bridge).unwrap();
    let bridge = loaded.config.bridge.as_ref().unwrap();
    assert_eq!(bridge.login, LoginDoor::Both);
    assert_eq!(bridge.address(), "http://127.0.0.1:29317");
    // The application alone is enough for the bridge: nothing is left to be done.
    assert_eq!(loaded.warnings, []);
}

#[test]
fn who_may_do_what_is_read() {
    let bridge = r#"{
        "homeserver": { "address": "https://matrix.example.org", "domain": "example.org" },
        "permissions": { "*": "relay", "Example.org": "user", "@bob:example.org": "admin" },
        "login": "page",
    }"#;
    let loaded = parsed(bridge).unwrap();
    let bridge = loaded.config.bridge.unwrap();
    let levels: Vec<_> = bridge.permissions.into_iter().collect();
    let expected = [
        ("*".to_owned(), Level::Relay),
        ("@bob:example.org".to_owned(), Level::Admin),
        ("example.org".to_owned(), Level::User),
    ];
    assert_eq!(levels, expected);
}

#[test]
fn every_fault_is_named_at_once() {
    let bridge = r#"{
        "homeserver": { "address": "127.0.0.1:8008", "domain": "@bob:example.org" },
        "permissions": { "bob:": "user" },
        "listen": "29317",
        "rooms": { "allow": [-5], "deny": [-6], "backfill": 5000 },
    }"#;
    let faults = parsed(bridge).unwrap_err();
    for part in [
        "bridge.homeserver.address must be",
        "bridge.homeserver.domain must be",
        "must be \"*\", a domain",
        "bridge.listen must be",
        "allow must not both be given",
        "must be 1000 or less",
    ] {
        assert!(faults.contains(part), "“{part}” is missing:\n{faults}");
    }
    let bridge =
        r#"{ "homeserver": { "address": "http://a", "domain": "a", "caFile": "ca.pem" } }"#;
    let faults = parsed(bridge).unwrap_err();
    let useless = "bridge.homeserver.caFile is of no use";
    assert!(faults.contains(useless), "{faults}");
    let bridge = r#"{ "homeserver": { "address": "http://a", "domain": "a" }, "login": "mail", "permissions": { "*": 1 } }"#;
    let faults = parsed(bridge).unwrap_err();
    assert!(
        faults.contains(r#"must be one of "matrix", "page", "both""#),
        "{faults}"
    );
    assert!(
        faults.contains(r#"must be one of "relay", "user", "admin""#),
        "{faults}"
    );
}
