//! `settings`.

use std::path::PathBuf;

use config::Settings;

use crate::{load, notes};

fn settings(inner: &str) -> Settings {
    load(&format!("{{\"settings\": {{{inner}}}}}"))
        .config
        .settings
}

#[test]
fn what_is_not_set_has_its_default() {
    let settings = settings("");
    assert_eq!(settings, Settings::default());
    assert_eq!(settings.address().to_string(), "[::]:443");
    assert_eq!(
        settings
            .redirect_address()
            .map(|address| address.to_string())
            .as_deref(),
        Some("[::]:80")
    );
    assert!(settings.trusted_proxies().is_empty());
}

#[test]
fn addresses_and_ports_can_be_chosen_one_by_one() {
    let chosen =
        settings(r#""port": "8443", "bind": "127.0.0.1", "portBind": "::1", "redirPort": 8080"#);
    assert_eq!(chosen.address().to_string(), "[::1]:8443");
    assert_eq!(
        chosen
            .redirect_address()
            .map(|address| address.to_string())
            .as_deref(),
        Some("127.0.0.1:8080")
    );
    assert_eq!(settings(r#""redirPort": 0"#).redirect_address(), None);
}

#[test]
fn the_host_name_is_the_first_field_of_cert() {
    assert_eq!(
        settings(r#""cert": "mesh.example.org,US,Example""#).host_name(),
        Some("mesh.example.org")
    );
}

#[test]
fn forwarding_headers_are_believed_of_those_named_and_nobody_else() {
    let believed = |inner| -> Vec<String> {
        settings(inner)
            .trusted_proxies()
            .iter()
            .map(ToString::to_string)
            .collect()
    };
    assert_eq!(
        believed(r#""tlsOffload": "127.0.0.1, 10.1.0.0/16""#),
        ["10.1.0.0/16", "127.0.0.1/32"]
    );
    assert_eq!(believed(r#""trustedProxy": ["::1"]"#), ["::1/128"]);
    assert!(believed(r#""tlsOffload": true"#).is_empty());
    assert!(believed(r#""trustedProxy": false"#).is_empty());
    assert!(believed(r#""trustedProxy": """#).is_empty());
    let private = believed(r#""trustedProxy": true"#);
    assert!(
        private.contains(&"127.0.0.0/8".to_owned()) && private.contains(&"fc00::/7".to_owned())
    );
}

#[test]
fn tls_offload_speaks_plain_http_whatever_its_form() {
    for (inner, plain) in [
        (r#""tlsOffload": true"#, true),
        (r#""tlsOffload": "true""#, true),
        (r#""tlsOffload": "192.0.2.1""#, true),
        (r#""tlsOffload": ["192.0.2.1"]"#, true),
        (r#""tlsOffload": false"#, false),
        (r#""tlsOffload": "false""#, false),
        ("", false),
    ] {
        assert_eq!(settings(inner).plain_http(), plain, "{inner}");
    }
}

#[test]
fn a_name_among_the_proxies_is_believed_of_nobody_and_noted() {
    let text = r#"{"settings": {"trustedProxy": "CloudFlare,10.0.0.1,proxy.example.org"}}"#;
    assert_eq!(
        notes(text),
        "config.json:1:31: settings.trustedProxy names CloudFlare, proxy.example.org, which is ignored: Postern takes addresses and networks alone"
    );
    assert_eq!(load(text).config.settings.trusted_proxies().len(), 1);
    let named = settings(r#""trustedProxy": "CloudFlare""#);
    assert!(named.trusted_proxies().is_empty());
}

#[test]
fn paths_count_from_the_folder_of_the_configuration() {
    let settings = settings(r#""tlsCert": "cert.pem", "tlsKey": "/keys/key.pem""#);
    assert_eq!(
        settings.tls_cert,
        Some(PathBuf::from("/etc/postern/cert.pem"))
    );
    assert_eq!(settings.tls_key, Some(PathBuf::from("/keys/key.pem")));
}
