//! The documents' own samples.

use domain::secret::Secret;
use messengers::{discord, telegram};

use crate::{load, notes, section};

/// The samples of both editions, as printed there.
pub(crate) const SAMPLES: [&str; 8] = [
    include_str!("../fixtures/first-edition-telegram-bot.json"),
    include_str!("../fixtures/first-edition-telegram-user.json"),
    include_str!("../fixtures/first-edition-msg2factor.json"),
    include_str!("../fixtures/second-edition-telegram-bot.json"),
    include_str!("../fixtures/second-edition-telegram-user.json"),
    include_str!("../fixtures/second-edition-discord.json"),
    include_str!("../fixtures/second-edition-xmpp.json"),
    include_str!("../fixtures/second-edition-msg2factor.json"),
];

#[test]
fn every_sample_is_read_as_it_is_printed() {
    for sample in SAMPLES {
        let loaded = load(sample);
        assert!(loaded.config.domains.contains_key(""));
    }
}

#[test]
fn every_placeholder_of_the_first_sample_is_named_in_its_place() {
    insta::assert_snapshot!(notes(SAMPLES[0]), @r#"
    config.json:3:13: settings.cert still holds the value from the documentation
    config.json:12:23: messaging.telegram.apiid still holds the value from the documentation
    config.json:13:18: messaging.telegram.apihash still holds the value from the documentation
    config.json:14:19: messaging.telegram.bottoken still holds the value from the documentation
    "#);
}

#[test]
fn every_placeholder_of_the_other_samples_is_named() {
    let keys = |sample: &str| -> Vec<String> {
        let loaded = load(sample);
        loaded.placeholders().map(|note| note.key.clone()).collect()
    };
    let (id, hash) = ("messaging.telegram.apiid", "messaging.telegram.apihash");
    assert_eq!(keys(SAMPLES[1]), [id, hash, "messaging.telegram.session"]);
    assert_eq!(
        keys(SAMPLES[3]),
        ["settings.cert", id, hash, "messaging.telegram.bottoken"]
    );
    assert_eq!(keys(SAMPLES[4]), keys(SAMPLES[1]));
    assert_eq!(
        keys(SAMPLES[5]),
        ["messaging.discord.serverurl", "messaging.discord.token"]
    );
    assert_eq!(
        keys(SAMPLES[6]),
        [
            "messaging.xmpp.service",
            "messaging.xmpp.credentials.username",
            "messaging.xmpp.credentials.password"
        ]
    );
    assert_eq!(keys(SAMPLES[7]), ["settings.cert"]);
}

#[test]
fn a_provider_with_a_placeholder_is_told_apart_from_one_without() {
    let loaded = load(SAMPLES[6]);
    assert_eq!(loaded.placeholders_of("xmpp").count(), 3);
    assert_eq!(loaded.placeholders_of("telegram").count(), 0);
    let used = load(
        r#"{"messaging": {"xmpp": {"service": "example.org", "credentials": {"username": "postern", "password": "s3cret"}}}}"#,
    );
    assert_eq!(used.warnings, []);
}

#[test]
fn the_samples_mean_what_the_documents_say() {
    let config = load(SAMPLES[2]).config;
    assert_eq!(
        config.settings.host_name(),
        Some("devbox.mesh.meshcentral.com")
    );
    assert_eq!(config.domains[""].title, "My Server");
    assert!(!config.domains[""].messaging_factor);
    assert!(load(SAMPLES[0]).config.domains[""].messaging_factor);

    let telegram: telegram::Section = section(&load(SAMPLES[0]), "telegram");
    assert_eq!(telegram.api_id, 0);
    let token = Secret::new("00000000:aaaaaaaaaaaaaaaaaaaaaaaa");
    assert_eq!(telegram.bot_token, Some(token));
    let discord: discord::Section = section(&load(SAMPLES[5]), "discord");
    assert_eq!(
        discord.server_url.as_deref(),
        Some("https://discord.gg/xxxxxxxxx")
    );
}

#[test]
fn telegram_without_bot_or_session_is_left_out_and_said_to_be_unfinished() {
    let loaded = load(
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef"}}}"#,
    );
    let notes: Vec<_> = loaded.placeholders_of("telegram").collect();
    assert_eq!(notes.len(), 1);
    assert_eq!(
        notes[0].to_string(),
        "config.json:1:28: messaging.telegram.bottoken is missing, and so is session; `postern setup telegram` gets you one"
    );
}

#[test]
fn a_proxy_of_telegram_is_an_address_or_in_parts() {
    let proxy = |proxy: &str| {
        let text = format!(
            r#"{{"messaging": {{"telegram": {{"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "proxy": {proxy}}}}}}}"#
        );
        let telegram: telegram::Section = section(&load(&text), "telegram");
        telegram.proxy.expect("a proxy").settled()
    };
    assert!(proxy(r#"{"ip": "127.0.0.1", "port": 1080}"#) == proxy(r#""socks5://127.0.0.1:1080""#));
    assert!(
        proxy(
            r#"{"ip": "::1", "port": 1080, "socksType": 5, "username": "me", "password": "p@ss"}"#
        ) == proxy(r#""socks5://me:p%40ss@[::1]:1080""#)
    );
    assert!(proxy(r#""http://127.0.0.1:1080""#) != proxy(r#""socks5://127.0.0.1:1080""#));
}
