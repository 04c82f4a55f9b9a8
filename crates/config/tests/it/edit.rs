//! Changes to the text of a config.json.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;

use config::edit::{Document, Edited, NewValue, create, replace};
use config::{Config, NoteKind};
use messengers::kind::OneProvider;

use crate::load;
use crate::samples::SAMPLES;

const SERVICE: &[&str] = &["messaging", "xmpp", "service"];
const USERNAME: &[&str] = &["messaging", "xmpp", "credentials", "username"];
const PASSWORD: &[&str] = &["messaging", "xmpp", "credentials", "password"];
const PASSWORD_FILE: &[&str] = &["messaging", "xmpp", "credentials", "passwordFile"];
const DIRECT_TLS: &[&str] = &["messaging", "xmpp", "directTls"];

fn document(text: &str) -> Document {
    Document::read(text, "config.json").unwrap_or_else(|fault| panic!("{fault}"))
}

/// The text with an XMPP section that says what `wanted` says.
fn with_xmpp(text: &str) -> String {
    let mut document = document(text);
    for (path, value) in [
        (SERVICE, NewValue::Text("chat.example.org:5222")),
        (USERNAME, NewValue::Text("postern@example.org")),
        (PASSWORD, NewValue::Text("quote\" back\\slash é\n")),
        (DIRECT_TLS, NewValue::Bool(true)),
    ] {
        document
            .set(path, value)
            .unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    }
    document.text()
}

/// The configuration that `text` has with that section.
fn wanted(text: &str) -> Config {
    let section = r#"{"messaging": {"xmpp": {
        "service": "chat.example.org:5222",
        "credentials": { "username": "postern@example.org", "password": "quote\" back\\slash é\n" },
        "directTls": true
    }}}"#;
    let mut config = load(text).config;
    let others = |one: &&OneProvider| one.provider.as_str() != "xmpp";
    let others = config.messaging.iter().filter(others).cloned();
    let section = load(section).config.messaging;
    config.messaging = section.iter().cloned().chain(others).collect();
    config
}

/// Whether all of `part` is in `whole`, in that order.
fn is_woven_into(part: &str, whole: &str) -> bool {
    let mut whole = whole.chars();
    part.chars().all(|c| whole.any(|other| other == c))
}

/// Every sample and the starter, in several disguises.
fn texts() -> Vec<String> {
    let plain = SAMPLES.iter().map(|text| (*text).to_owned());
    let mut texts: Vec<String> = plain.chain([config::starter()]).collect();
    texts.extend([
        "{}".to_owned(),
        "{ }\n".to_owned(),
        "{\n}\n".to_owned(),
        "{ // nothing\n}".to_owned(),
        r#"{"messaging":{}}"#.to_owned(),
        r#"{"messaging":null,"settings":{"port":00443}}"#.to_owned(),
        "{ \"settings\": { \"port\": 1 } // the end\n}".to_owned(),
        "{\n\t\"settings\": {\n\t\t\"port\": 1\n\t}\n}\n".to_owned(),
        "{\n  \"_messaging\": { \"xmpp\": {} },\n  \"Messaging\": {\n    \"_xmpp\": 1, /* , */\n  }\n}".to_owned(),
        "{ \"settings\": {},\n  \"messaging\": { \"xmpp\": null, } }".to_owned(),
    ]);
    let with_mark = texts.iter().map(|text| format!("\u{feff}{text}"));
    let with_long_ends = texts.iter().map(|text| text.replace('\n', "\r\n"));
    let shouted = texts
        .iter()
        .map(|text| text.replace("\"messaging\"", "\"MESSAGING\""));
    let disguised: Vec<String> = with_mark.chain(with_long_ends).chain(shouted).collect();
    texts.extend(disguised);
    texts
}

#[test]
fn every_text_reads_back_with_the_change_and_nothing_else() {
    for text in texts() {
        let edited = with_xmpp(&text);
        let loaded = load(&edited);
        assert_eq!(loaded.config, wanted(&text), "{text}\n{edited}");
        let doubles = |note: &&config::Note| note.kind == NoteKind::Duplicate;
        assert_eq!(loaded.warnings.iter().find(doubles), None, "{edited}");
    }
}

#[test]
fn whatever_stood_in_a_text_still_stands_there_in_its_order() {
    for text in texts() {
        // Values of the section itself are replaced, of course, and so is `null`.
        if text.contains("xmppserver.com") || text.contains("null") {
            continue;
        }
        let edited = with_xmpp(&text);
        let tight: String = text.split_whitespace().collect();
        assert!(is_woven_into(&tight, &edited), "{text}\n{edited}");
        let lonely = edited.replace("\r\n", "").contains('\n');
        assert!(!(text.contains("\r\n") && lonely), "{edited:?}");
    }
}

#[test]
fn the_same_change_once_more_changes_nothing() {
    for text in texts() {
        let edited = with_xmpp(&text);
        assert_eq!(with_xmpp(&edited), edited);
    }
}

#[test]
fn a_key_that_is_set_aside_keeps_its_place_and_its_value_but_counts_no_more() {
    const TOKEN: &[&str] = &["messaging", "telegram", "bottoken"];
    let text = r#"{ "Messaging": { "telegram": {
  "BotToken": "1:old", // mine
  "bottoken": "1:new", "session": null } } }"#;
    let mut document = document(text);
    assert!(document.set_aside(TOKEN).unwrap());
    let wanted = text
        .replace("\"BotToken\"", "\"_BotToken\"")
        .replace("\"bottoken\"", "\"_bottoken\"");
    assert_eq!(document.text(), wanted);
    assert_eq!(document.get(TOKEN), None);
    for path in [TOKEN, &["messaging", "telegram", "session"], &["a", "b"]] {
        assert!(!document.set_aside(path).unwrap(), "{path:?}");
    }
    assert_eq!(document.text(), wanted);
}

#[test]
fn the_starter_gets_a_live_section_behind_the_explained_one() {
    let (starter, edited) = (config::starter(), with_xmpp(&config::starter()));
    let added: Vec<&str> = edited
        .lines()
        .filter(|line| !starter.lines().any(|old| old == *line))
        .collect();
    insta::assert_snapshot!(added.join("\n"), @r#"
    "xmpp": {
      "service": "chat.example.org:5222",
      "credentials": {
        "username": "postern@example.org",
        "password": "quote\" back\\slash é\n",
      },
      "directTls": true,
    "#);
    let live = edited.rfind("    \"xmpp\": {").unwrap();
    let explained = edited.rfind("    // ").unwrap();
    assert!(live > explained, "{edited}");
}

#[test]
fn a_section_is_laid_out_as_its_surroundings_are() {
    insta::assert_snapshot!(with_xmpp(SAMPLES[6]), @r#"
    {
      "messaging": {
        "xmpp": {
          "service": "chat.example.org:5222",
          "credentials": {
            "username": "postern@example.org",
            "password": "quote\" back\\slash é\n"
          },
          "directTls": true
        }
      }
    }
    "#);
    insta::assert_snapshot!(with_xmpp(SAMPLES[0]), @r#"
    {
      "settings": {
        "Cert": "devbox.mesh.meshcentral.com",
      },
      "domains": {
        "": {
          "title": "My Server"
        }
      },
      "messaging": {
        "telegram": {
          "apiid": 00000000,
          "apihash": "00000000000000000000000",
          "bottoken": "00000000:aaaaaaaaaaaaaaaaaaaaaaaa"
        },
        "xmpp": {
          "service": "chat.example.org:5222",
          "credentials": {
            "username": "postern@example.org",
            "password": "quote\" back\\slash é\n"
          },
          "directTls": true
        }
      }
    }
    "#);
    assert_eq!(
        with_xmpp(r#"{"settings": {"port": 1}}"#),
        r#"{"settings": {"port": 1}, "messaging": { "xmpp": { "service": "chat.example.org:5222", "credentials": { "username": "postern@example.org", "password": "quote\" back\\slash é\n" }, "directTls": true } }}"#
    );
    let edited = with_xmpp("{\n\t\"settings\": {} // nothing yet\n}");
    let begin = "{\n\t\"settings\": {}, // nothing yet\n\t\"messaging\": {\n\t\t\"xmpp\": {\n\t\t\t\"service\"";
    assert!(edited.starts_with(begin), "{edited}");
    assert!(edited.ends_with("\n\t\t}\n\t}\n}"), "{edited}");
}

#[test]
fn a_key_keeps_its_letter_case_and_its_comment() {
    let text = r#"{ "MESSAGING": { "Xmpp": { "SERVICE": "old" /* mine */, "service": null } } }"#;
    let mut document = document(text);
    assert_eq!(document.get(SERVICE).as_deref(), Some("old"));
    let edited = document.set(SERVICE, NewValue::Text("example.org"));
    assert_eq!(edited.unwrap(), Edited::Changed);
    let expected = text.replace("old", "example.org");
    assert_eq!(document.text(), expected);
}

#[test]
fn of_several_keys_the_one_that_counts_is_changed() {
    let mut document = document(r#"{"settings": {"port": 1, "Port": 002}}"#);
    let path = ["settings", "port"];
    assert_eq!(document.get(&path).as_deref(), Some("2"));
    document.set(&path, NewValue::Number(8443)).unwrap();
    assert_eq!(
        document.text(),
        r#"{"settings": {"port": 1, "Port": 8443}}"#
    );
}

#[test]
fn a_secret_is_not_written_beside_the_name_of_its_file() {
    let text = r#"{"messaging": {"xmpp": {"credentials": {"PasswordFile": "secret"}}}}"#;
    let mut document = document(text);
    let edited = document.set(PASSWORD, NewValue::Text("s3cret"));
    assert_eq!(edited.unwrap(), Edited::IsInFile);
    assert_eq!(document.text(), text);
}

#[test]
fn the_name_of_a_file_takes_the_place_of_its_secret() {
    let text = r#"{"messaging": {"xmpp": {"credentials": {"password": "a", "Password": "b" /* mine */}}}}"#;
    let mut document = document(text);
    let edited = document.set(PASSWORD_FILE, NewValue::Text("xmpp-password"));
    assert_eq!(edited.unwrap(), Edited::Changed);
    let new = document.text();
    assert!(!new.contains("\"a\"") && !new.contains("\"b\""), "{new}");
    assert!(new.ends_with(r#""passwordFile": "xmpp-password" /* mine */}}}}"#));
}

#[test]
fn what_is_no_object_gets_no_keys() {
    let fault = Document::read("[]", "config.json").err().unwrap();
    assert_eq!(
        fault.to_string(),
        "config.json: the file must hold an object { … }"
    );
    let mut document = document(r#"{"messaging": "none"}"#);
    let fault = document.set(SERVICE, NewValue::Text("x")).unwrap_err();
    assert_eq!(
        fault.to_string(),
        "config.json: messaging must be an object { … }"
    );
}

fn mode(path: &Path) -> u32 {
    path.metadata().expect("it is there").permissions().mode() & 0o7777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("UTF-8"))
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_is_replaced_with_its_mode_and_every_backup_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    fs::write(&path, "one").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let first = replace(&path, "one", "two").unwrap();
    let second = replace(&path, "two", "three").unwrap();
    assert_eq!(
        names(folder.path()),
        ["config.json", "config.json.bak", "config.json.bak1"]
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "three");
    assert_eq!(fs::read_to_string(&first.backup).unwrap(), "one");
    assert_eq!(fs::read_to_string(&second.backup).unwrap(), "two");
    assert_eq!(mode(&path), 0o640);
    assert_eq!(mode(&first.backup), 0o640);
    assert!(!first.is_public);
}

#[test]
fn a_link_stays_a_link_and_what_it_leads_to_is_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let (real, link) = (
        folder.path().join("real"),
        folder.path().join("config.json"),
    );
    fs::write(&real, "old").unwrap();
    symlink("real", &link).unwrap();
    let replaced = replace(&link, "old", "new").unwrap();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), "new");
    assert_eq!(replaced.path, real.canonicalize().unwrap());
    assert_eq!(names(folder.path()), ["config.json", "real", "real.bak"]);
}

#[test]
fn a_file_that_somebody_else_has_changed_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    for there in ["newer", "ol", "older"] {
        fs::write(&path, there).unwrap();
        let error = replace(&path, "old", "new").unwrap_err();
        assert_eq!(error.to_string(), "somebody else has changed it meanwhile");
        assert_eq!(names(folder.path()), ["config.json"]);
        assert_eq!(fs::read_to_string(&path).unwrap(), there);
    }
}

#[test]
fn a_new_file_is_its_owners_alone_and_takes_no_others_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("config.json");
    create(&path, "first").unwrap();
    assert_eq!(mode(&path), 0o600);
    let inode = path.metadata().unwrap().ino();
    assert!(create(&path, "second").is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "first");
    assert_eq!(path.metadata().unwrap().ino(), inode);
}
