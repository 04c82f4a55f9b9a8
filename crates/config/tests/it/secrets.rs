//! Secrets from files of their own.

use std::fs;
use std::path::Path;

use messengers::discord;

use crate::section;

const TEXT: &str = r#"{
  "messaging": { "discord": { "TokenFile": "secrets/discord" } }
}"#;

fn load(folder: &Path) -> Result<config::Loaded, config::Faults> {
    config::load(&folder.join("config.json"), |_| None)
}

/// The faults in `folder`, with its path cut out.
fn faults(folder: &Path) -> String {
    let folder_text = format!("{}/", folder.display());
    load(folder)
        .expect_err("faults")
        .to_string()
        .replace(&folder_text, "")
}

#[test]
fn a_secret_is_read_from_a_file_beside_the_configuration_without_its_line_end() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), TEXT).unwrap();
    fs::create_dir(folder.path().join("secrets")).unwrap();
    fs::write(folder.path().join("secrets/discord"), " t0ken \r\n").unwrap();
    let loaded = load(folder.path()).unwrap();
    let discord: discord::Section = section(&loaded, "discord");
    assert_eq!(discord.token.reveal(), " t0ken ");
    assert!(!format!("{discord:?}").contains("t0ken"));
}

#[test]
fn a_secret_file_that_is_missing_empty_or_no_secret_is_a_single_fault() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.json"), TEXT).unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json:2:44: messaging.discord.tokenFile names secrets/discord, which cannot be read: No such file or directory (os error 2)");

    fs::create_dir(folder.path().join("secrets")).unwrap();
    fs::write(folder.path().join("secrets/discord"), "\n").unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json:2:44: messaging.discord.tokenFile names secrets/discord, which is empty");

    fs::write(folder.path().join("secrets/discord"), vec![b'x'; 70_000]).unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json:2:44: messaging.discord.tokenFile names secrets/discord, which cannot be read: it is far too long for a secret");
}

#[test]
fn a_secret_and_its_file_must_not_both_be_given() {
    assert_eq!(
        crate::faults("{\"messaging\": {\"discord\": {\"token\": \"a\",\n\"tokenFile\": \"b\"}}}"),
        "config.json:2:1: messaging.discord.tokenFile and messaging.discord.token must not both be given"
    );
}

#[test]
fn only_secrets_have_a_file_twin() {
    assert!(
        crate::notes(r#"{"settings": {"certFile": "x"}}"#).contains("not a key that Postern knows")
    );
}

#[test]
fn a_configuration_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json: cannot be read: No such file or directory (os error 2)");

    let path = folder.path().join("config.json");
    fs::write(&path, b"{\n  \"a\xff\": 1 }").unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json:2:5: this is not UTF-8; save the file as UTF-8");

    fs::write(&path, b"\xff\xfe{\0}\0").unwrap();
    insta::assert_snapshot!(faults(folder.path()), @"config.json: the file is UTF-16; save it as UTF-8");
}
