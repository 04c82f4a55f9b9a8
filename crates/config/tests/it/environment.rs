//! Keys from the environment.

use std::path::Path;

use config::{Faults, Loaded};
use messengers::xmpp;

use crate::section;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Faults> {
    let env = |name: &str| {
        let found = variables.iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| (*value).to_owned())
    };
    config::parse(text, "config.json", env, Path::new(""))
}

#[test]
fn the_environment_wins_over_the_file() {
    let loaded = read(
        r#"{"settings": {"port": 1, "exactPorts": false}, "messaging": {"xmpp": {"service": "example.org", "credentials": {"username": "postern", "passwordFile": "/nowhere"}}}}"#,
        &[
            ("POSTERN_SETTINGS_PORT", "8443"),
            ("POSTERN_SETTINGS_EXACTPORTS", "True"),
            ("POSTERN_SETTINGS_TRUSTEDPROXY", "10.0.0.0/8,::1"),
            ("POSTERN_MESSAGING_XMPP_CREDENTIALS_PASSWORD", "from outside"),
        ],
    )
    .unwrap();
    assert_eq!(loaded.config.settings.port, 8443);
    assert!(loaded.config.settings.exact_ports);
    assert_eq!(loaded.config.settings.trusted_proxies().len(), 2);
    let xmpp: xmpp::Section = section(&loaded, "xmpp");
    assert_eq!(xmpp.credentials.password.reveal(), "from outside");
    assert_eq!(loaded.warnings, []);
}

#[test]
fn a_whole_section_may_come_from_the_environment() {
    let loaded = read(
        "{}",
        &[
            ("POSTERN_MESSAGING_XMPP_SERVICE", "chat.example.org:5222"),
            ("POSTERN_MESSAGING_XMPP_CREDENTIALS_USERNAME", "postern"),
            ("POSTERN_MESSAGING_XMPP_CREDENTIALS_PASSWORD", "s3cret"),
            ("POSTERN_MESSAGING_XMPP_DOMAIN", ""),
        ],
    )
    .unwrap();
    let xmpp: xmpp::Section = section(&loaded, "xmpp");
    assert_eq!(
        (xmpp.host(), xmpp.connect_port()),
        ("chat.example.org", Some(5222))
    );
    assert_eq!(loaded.config.messaging.iter().count(), 1);
}

#[test]
fn faults_and_placeholders_of_the_environment_name_the_variable() {
    let faults = read(
        "{}",
        &[
            ("POSTERN_SETTINGS_PORT", "https"),
            ("POSTERN_MESSAGING_XMPP_SERVICE", "xmppserver.com"),
        ],
    )
    .unwrap_err();
    insta::assert_snapshot!(format!("{faults}\n{}", faults.warnings[0]), @r#"
    POSTERN_MESSAGING_XMPP_…: messaging.xmpp.credentials is missing
    POSTERN_SETTINGS_PORT: settings.port must be a whole number from 0 to 65535, not text
    POSTERN_MESSAGING_XMPP_SERVICE: messaging.xmpp.service still holds the value from the documentation
    "#);
}

#[test]
fn a_variable_may_name_a_secret_file_but_not_beside_the_secret_itself() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("database");
    std::fs::write(&path, "postgres://localhost/postern\n").unwrap();
    let path = path.to_str().unwrap();
    let file = ("POSTERN_SETTINGS_DATABASEFILE", path);

    let loaded = read(r#"{"settings": {"database": "sqlite://a"}}"#, &[file]).unwrap();
    let database = loaded.config.settings.database.unwrap();
    assert_eq!(database.reveal(), "postgres://localhost/postern");

    let both = [file, ("POSTERN_SETTINGS_DATABASE", "sqlite://b")];
    assert_eq!(
        read("{}", &both).unwrap_err().to_string(),
        "POSTERN_SETTINGS_DATABASEFILE: settings.databaseFile and settings.database must not both be given"
    );
}
