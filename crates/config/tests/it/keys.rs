//! Which keys are known, in which form, and what becomes of the others.

use config::NoteKind;

use crate::{faults, load, notes};

#[test]
fn keys_may_have_any_letter_case() {
    let loaded = load(
        r#"{"SETTINGS": {"REDIRPORT": 8080, "tlsoffload": "127.0.0.1"}, "Domains": {"": {"PASSWORDrequirements": {"MSG2Factor": false}}}}"#,
    );
    assert_eq!(loaded.config.settings.redir_port, 8080);
    assert!(loaded.config.settings.plain_http());
    assert!(!loaded.config.domains[""].messaging_factor);
    assert_eq!(loaded.warnings, []);
}

#[test]
fn comments_commas_zeros_a_byte_order_mark_and_null_do_no_harm() {
    let loaded = load(
        "\u{feff}// one\n{ /* two */ \"settings\": { \"port\": 008443, \"aliasPort\": null, \"tlsOffload\": [\"127.0.0.1\",], }, }\r\n// three",
    );
    assert_eq!(loaded.config.settings.port, 8443);
    assert_eq!(loaded.config.settings.alias_port, None);
    assert_eq!(loaded.warnings, []);
}

#[test]
fn a_byte_order_mark_shifts_no_column() {
    assert!(notes("\u{feff}{\"a\": 1}").starts_with("config.json:1:2: a is not"));
}

#[test]
fn keys_that_begin_with_an_underscore_are_ignored_in_silence() {
    let loaded = load(
        r#"{"__comment": "x", "$schema": "x", "_settings": {"port": 1}, "settings": {"_port": "x"}, "domains": {"_customer": 5}, "messaging": {"_xmpp": {}}}"#,
    );
    assert_eq!(loaded.config.settings.port, 443);
    assert_eq!(loaded.config.domains.len(), 1);
    assert_eq!(loaded.warnings, []);
}

#[test]
fn of_a_key_given_twice_the_last_one_counts() {
    let text = "{\"settings\": {\"port\": 1, \"redirPort\": 80,\n\"Port\": 2}, \"domains\": {\"A\": {}, \"a\": {\"title\": \"Last\"}}}";
    insta::assert_snapshot!(notes(text), @r#"
    config.json:2:1: settings.port is given more than once; the last one counts
    config.json:2:34: domains.a is given more than once; the last one counts
    "#);
    let loaded = load(text);
    assert_eq!(loaded.config.settings.port, 2);
    assert_eq!(loaded.config.domains["a"].title, "Last");
    assert!(
        loaded
            .warnings
            .iter()
            .all(|note| note.kind == NoteKind::Duplicate)
    );
}

#[test]
fn an_existing_file_of_meshcentral_starts_and_is_summed_up() {
    insta::assert_snapshot!(notes(r#"{
  "$schema": "https://example.org/schema.json",
  "settings": {
    "Cert": "mesh.example.org,US,Example",
    "MongoDb": "mongodb://127.0.0.1:27017/meshcentral",
    "WANonly": true,
    "_LANonly": true,
    "Port": 4430,
    "AliasPort": 443,
    "RedirPort": 800,
    "AgentPong": 300,
    "TLSOffload": "127.0.0.1",
    "TrustedProxy": "CloudFlare",
    "mpsPort": 0,
    "agentPort": 4434,
    "MaxInvalidLogin": { "time": 5 },
    "_SessionKey": "x",
  },
  "domains": {
    "": {
      "Title": "MyServer",
      "Title2": "Servername",
      "NewAccounts": true,
      "CertUrl": "https://192.168.2.106:443/",
      "AgentCustomization": { "displayName": "x" },
      "PasswordRequirements": { "min": 6, "force2factor": true },
    },
    "customer1": { "dns": "customer1.example.org", "userConsentFlags": { "desktopNotify": true } },
  },
  "letsencrypt": { "email": "x@example.org", "names": "example.org" },
  "smtp": { "host": "smtp.example.org", "port": 25, "from": "mesh@example.org", "tls": false, "tlsstrict": false, "auth": {} },
  "messaging": { "signal": {}, "ntfy": true },
}"#), @r#"
    config.json:5:5: settings.MongoDb is a key of MeshCentral that Postern does not have; it is ignored
    config.json:6:5: 6 keys belong to MeshCentral's device management and are ignored: settings.WANonly, settings.AgentPong, settings.mpsPort, settings.agentPort, domains."".AgentCustomization, domains.customer1.userConsentFlags
    config.json:13:21: settings.trustedProxy names CloudFlare, which is ignored: Postern takes addresses and networks alone
    config.json:16:5: settings.MaxInvalidLogin is a key of MeshCentral that Postern does not have; it is ignored
    config.json:22:7: domains."".Title2 is a key of MeshCentral that Postern does not have; it is ignored
    config.json:23:7: domains."".NewAccounts is a key of MeshCentral that Postern does not have; it is ignored
    config.json:24:7: domains."".CertUrl is a key of MeshCentral that Postern does not have; it is ignored
    config.json:26:40: domains."".passwordRequirements.min is taken as 8; shorter passwords are not safe
    config.json:26:43: domains."".passwordRequirements.force2factor is a key of MeshCentral that Postern does not have; it is ignored
    config.json:30:3: letsencrypt is a key of MeshCentral that Postern does not have; it is ignored
    config.json:31:115: smtp.auth is a key of MeshCentral that Postern does not have; it is ignored
    config.json:32:28: messaging.signal.url is missing: where signal-cli's daemon listens
    config.json:32:28: messaging.signal.number is missing: the phone number of the account
    "#);
}

#[test]
fn a_single_device_key_is_summed_up_in_the_singular() {
    assert_eq!(
        notes("{\"settings\": {\n \"mpsPort\": 0}}"),
        "config.json:2:2: 1 key belongs to MeshCentral's device management and is ignored: settings.mpsPort"
    );
}

#[test]
fn the_smtp_section_of_meshcentral_is_e_mail() {
    let text = r#"{
  "smtp": {
    "name": "mesh.example.org",
    "host": "smtp.example.org",
    "port": 465,
    "from": "Mesh <mesh@example.org>",
    "user": "mesh@example.org",
    "pass": "correct horse",
    "tls": true,
    "tlscertcheck": false,
    "tlsstrict": true,
    "verifyemail": true,
  },
}"#;
    let loaded = load(text);
    assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
    let section: &messengers::email::Section = loaded.config.messaging.get("email").unwrap();
    assert_eq!(section.host.as_deref(), Some("smtp.example.org"));
    assert_eq!((section.port, section.tls), (Some(465), true));
    assert!(!section.checks_certificate);
    let both = text.replacen(
        '{',
        r#"{ "messaging": { "email": { "host": "a.example", "from": "a@a.example" } },"#,
        1,
    );
    assert_eq!(
        faults(&both),
        "config.json:2:11: smtp and messaging.email must not both be given"
    );
    assert_eq!(
        faults(&text.replace("Mesh <mesh@example.org>", "mesh")),
        "config.json:6:13: smtp.from must be an address, or a name and an address: Acme <postern@example.org>"
    );
}
