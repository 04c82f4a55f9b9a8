//! More than one provider of a kind.

use std::path::Path;

use messengers::{discord, telegram};

use crate::{faults, load, notes, section};

const TWO: &str = r#"{"messaging": {
  "Telegram-Work": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "botTokenFile": "token"},
  "telegram": {"apiid": 0, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a"},
  "discord-2": {"token": "abc.def", "caFile": "ca.pem"}
}}"#;

#[test]
fn a_second_provider_of_a_kind_has_a_name_after_a_dash() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("token"), "2:b\n").unwrap();
    let loaded = config::parse(TWO, "config.json", |_| None, folder.path()).unwrap();
    let keys = loaded.config.messaging.iter();
    let keys: Vec<_> = keys.map(|one| one.provider.as_str()).collect();
    assert_eq!(keys, ["telegram", "telegram-work", "discord-2"]);
    let titles = loaded.config.messaging.entries();
    let titles: Vec<_> = titles.iter().map(|entry| entry.title.as_str()).collect();
    assert_eq!(titles, ["Telegram", "Telegram (work)", "Discord (2)"]);
    let work: telegram::Section = section(&loaded, "telegram-work");
    assert_eq!(work.bot_token.unwrap().reveal(), "2:b");
    let second: discord::Section = section(&loaded, "discord-2");
    assert_eq!(second.ca_file, Some(folder.path().join("ca.pem")));
    assert_eq!(loaded.placeholders_of("telegram").count(), 1);
    assert_eq!(loaded.placeholders_of("telegram-work").count(), 0);
}

#[test]
fn what_is_wrong_with_the_second_is_said_of_the_second() {
    let text = TWO
        .replace("abc.def", "x.x")
        .replace("botTokenFile", "bottoken");
    insta::assert_snapshot!(faults(&text), @"config.json:2:92: messaging.telegram-work.bottoken must be digits, a colon and more characters, as BotFather shows it");
    insta::assert_snapshot!(notes(&text), @r#"
    config.json:3:25: messaging.telegram.apiid still holds the value from the documentation
    config.json:4:26: messaging.discord-2.token still holds the value from the documentation
    "#);
}

#[test]
fn keys_of_the_second_come_from_the_environment_too() {
    let env = |name: &str| {
        (name == "POSTERN_MESSAGING_DISCORD_2_TOKEN").then(|| "from outside".to_owned())
    };
    let text = r#"{"messaging": {"discord-2": {}}}"#;
    let loaded = config::parse(text, "config.json", env, Path::new("")).unwrap();
    let second: discord::Section = section(&loaded, "discord-2");
    assert_eq!(second.token.reveal(), "from outside");
}

#[test]
fn a_name_has_letters_digits_and_dashes() {
    for key in [
        "discord-",
        "discord-a b",
        "discord-ä",
        "discord_2",
        "skype-2",
    ] {
        let text = format!(r#"{{"messaging": {{"{key}": {{"token": "a.b"}}}}}}"#);
        assert!(
            notes(&text).contains("not a key that Postern knows"),
            "{key}"
        );
    }
}

#[test]
fn a_provider_can_be_switched_on_and_off_in_a_word() {
    let on = load(r#"{"messaging": {"ntfy": true, "xmpp": false}}"#);
    let keys: Vec<_> = on
        .config
        .messaging
        .iter()
        .map(|one| one.provider.to_string())
        .collect();
    assert_eq!(keys, ["ntfy"]);
    insta::assert_snapshot!(faults(r#"{"messaging": {"discord": true}}"#), @"config.json:1:27: messaging.discord must be an object { … }, not true");
}
