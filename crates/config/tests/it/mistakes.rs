//! Typical mistakes, and the whole text that the admin gets to read.

use std::fmt::Write;

use crate::{faults, notes, read};

/// The faults of each text under its own heading.
fn table(texts: &[&str]) -> String {
    texts.iter().fold(String::new(), |mut table, text| {
        writeln!(table, "{text}\n  {}", faults(text).replace('\n', "\n  ")).expect("to a string");
        table
    })
}

#[test]
fn text_that_is_not_json_is_shown_to_the_column() {
    insta::assert_snapshot!(table(&[
        "",
        "// only this",
        "[]",
        "{",
        "{\"settings\": {\"port\": 443}",
        "{\"settings\": {\"port\": 443 \"redirPort\": 80}}",
        "{\"settings\" {}}",
        "{\"settings\": }",
        "{settings: {}}",
        "{'settings': {}}",
        "{\"settings\": {\"cert\": postern.example.org}}",
        "{\"settings\": {\"cert\": \"postern.example.org}}",
        "{\"settings\": {\"tlsCert\": \"C:\\data\\cert.pem\"}}",
        "{\"settings\": {\"port\": 0x1bb}}",
        "{\"settings\": {},, \"domains\": {}}",
        "{} {}",
        "{ /* never closed }",
        "{\n  // ü\n  \"ü\": \"ü\" \"a\"\n}",
    ]), @r#"

      config.json:1:1: the file is empty; it must hold an object { … }
    // only this
      config.json:1:1: the file is empty; it must hold an object { … }
    []
      config.json:1:1: the file must be an object { … }, not a list [ … ]
    {
      config.json:1:1: this { is never closed
    {"settings": {"port": 443}
      config.json:1:1: this { is never closed
    {"settings": {"port": 443 "redirPort": 80}}
      config.json:1:26: a comma is missing after this value
    {"settings" {}}
      config.json:1:13: a colon is missing after this key
    {"settings": }
      config.json:1:14: a value was expected here, not }
    {settings: {}}
      config.json:1:2: a key must stand in double quotes
    {'settings': {}}
      config.json:1:2: text must stand in double quotes, not single ones
    {"settings": {"cert": postern.example.org}}
      config.json:1:23: this cannot stand here; text must stand in double quotes
    {"settings": {"cert": "postern.example.org}}
      config.json:1:23: this text is never closed with "
    {"settings": {"tlsCert": "C:\data\cert.pem"}}
      config.json:1:29: the character after this backslash means nothing; write \\ for a backslash
    {"settings": {"port": 0x1bb}}
      config.json:1:23: this is not a number; write it in decimal digits
    {"settings": {},, "domains": {}}
      config.json:1:17: a key in double quotes or } was expected here
    {} {}
      config.json:1:4: the file must end after the closing brace
    { /* never closed }
      config.json:1:3: this comment is never closed with */
    {
      // ü
      "ü": "ü" "a"
    }
      config.json:3:11: a comma is missing after this value
    "#);
}

#[test]
fn values_of_the_wrong_kind_are_named_with_what_was_expected() {
    insta::assert_snapshot!(table(&[
        r#"{"settings": []}"#,
        r#"{"settings": {"port": "https"}}"#,
        r#"{"settings": {"port": 70000}}"#,
        r#"{"settings": {"port": -1}}"#,
        r#"{"settings": {"port": 44.3}}"#,
        r#"{"settings": {"aliasPort": 0}}"#,
        r#"{"settings": {"exactPorts": "yes"}}"#,
        r#"{"settings": {"cert": ["a"]}}"#,
        r#"{"settings": {"cert": "https://postern.example.org"}}"#,
        r#"{"settings": {"bind": "localhost"}}"#,
        r#"{"settings": {"trustedProxy": "10.0.0.0/33"}}"#,
        r#"{"settings": {"trustedProxy": ["10.0.0.1", 7]}}"#,
        r#"{"settings": {"tlsOffload": 1}}"#,
        r#"{"settings": {"tlsCert": "a.pem"}}"#,
        r#"{"settings": {"database": "mysql://root:hunter2@host/x"}}"#,
        r#"{"settings": {"database": 12345678}}"#,
        r#"{"domains": {"": {"passwordRequirements": {"min": "many"}}}}"#,
        r#"{"messaging": {"xmpp": true}}"#,
        r#"{"messaging": {"xmpp": {"service": "wss://example.org"}}}"#,
        r#"{"messaging": {"discord": {"token": 12345678, "serverurl": "join us"}}}"#,
        r#"{"messaging": {"telegram": {"apiid": "x", "apihash": "abc", "bottoken": "abc"}}}"#,
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "useWSS": true, "server": "localhost", "proxy": {"ip": "proxy.example", "port": 1080, "MTProxy": true, "secret": "s"}}}}"#,
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "serverKeyFile": "k.pem", "proxy": {"ip": "a b", "port": 1080, "socksType": 4, "username": "me", "password": "p@ss"}}}}"#,
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "proxy": "socks4://me:hunter2@proxy.example:1080"}}}"#,
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "proxy": 1080}}}"#,
        r#"{"messaging": {"email": {"host": "smtp.example.org", "from": "postern@example.org", "tls": true, "tlscertcheck": false, "proxy": "proxy.example:1080"}}}"#,
        r#"{"messaging": {"slack": {"botToken": "xoxb-1", "proxy": "socks4://me:hunter2@proxy.example:1080"}}}"#,
        r#"{"messaging": {"xmpp": {"service": "example.org", "credentials": {"username": "me", "password": "p"}, "proxy": "me:hunter2@proxy.example:1080"}}}"#,
        r#"{"messaging": {"webhook": {"secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "proxy": "http://me:hunter2@proxy.example"}}}"#,
    ]), @r#"
    {"settings": []}
      config.json:1:14: settings must be an object { … }, not a list [ … ]
    {"settings": {"port": "https"}}
      config.json:1:23: settings.port must be a whole number from 0 to 65535, not text
    {"settings": {"port": 70000}}
      config.json:1:23: settings.port must be a whole number from 0 to 65535, not 70000
    {"settings": {"port": -1}}
      config.json:1:23: settings.port must be a whole number from 0 to 65535, not -1
    {"settings": {"port": 44.3}}
      config.json:1:23: settings.port must be a whole number from 0 to 65535, not 44.3
    {"settings": {"aliasPort": 0}}
      config.json:1:28: settings.aliasPort must be a whole number from 1 to 65535, not 0
    {"settings": {"exactPorts": "yes"}}
      config.json:1:29: settings.exactPorts must be true or false, not text
    {"settings": {"cert": ["a"]}}
      config.json:1:23: settings.cert must be text in quotes, not a list [ … ]
    {"settings": {"cert": "https://postern.example.org"}}
      config.json:1:23: settings.cert must be a host name such as postern.example.org
    {"settings": {"bind": "localhost"}}
      config.json:1:23: settings.bind must be an IP address such as 127.0.0.1 or ::1
    {"settings": {"trustedProxy": "10.0.0.0/33"}}
      config.json:1:31: settings.trustedProxy must hold addresses or networks such as 192.0.2.7 or 10.0.0.0/8, not "10.0.0.0/33"
    {"settings": {"trustedProxy": ["10.0.0.1", 7]}}
      config.json:1:44: settings.trustedProxy must be text in quotes, not a number
    {"settings": {"tlsOffload": 1}}
      config.json:1:29: settings.tlsOffload must be true, false, or addresses in quotes, not a number
    {"settings": {"tlsCert": "a.pem"}}
      config.json:1:26: settings.tlsCert needs settings.tlsKey beside it
    {"settings": {"database": "mysql://root:hunter2@host/x"}}
      config.json:1:27: settings.database must begin with sqlite:// or postgres://
    {"settings": {"database": 12345678}}
      config.json:1:27: settings.database must be text in quotes, not a number
    {"domains": {"": {"passwordRequirements": {"min": "many"}}}}
      config.json:1:51: domains."".passwordRequirements.min must be a whole number from 0 to 4294967295, not text
    {"messaging": {"xmpp": true}}
      config.json:1:24: messaging.xmpp must be an object { … }, not true
    {"messaging": {"xmpp": {"service": "wss://example.org"}}}
      config.json:1:24: messaging.xmpp.credentials is missing
      config.json:1:36: messaging.xmpp.service must be a domain, host:port or xmpp://host:port
    {"messaging": {"discord": {"token": 12345678, "serverurl": "join us"}}}
      config.json:1:37: messaging.discord.token must be text in quotes, not a number
    {"messaging": {"telegram": {"apiid": "x", "apihash": "abc", "bottoken": "abc"}}}
      config.json:1:38: messaging.telegram.apiid must be a whole number from 0 to 4294967295, not text
    {"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "useWSS": true, "server": "localhost", "proxy": {"ip": "proxy.example", "port": 1080, "MTProxy": true, "secret": "s"}}}}
      config.json:1:117: messaging.telegram.useWSS is not supported; leave it out, or use a SOCKS5 or HTTP proxy
      config.json:1:133: messaging.telegram.server must be host:port, such as 127.0.0.1:8443
      config.json:1:204: messaging.telegram.proxy.MTProxy is not supported; use SOCKS5 or an HTTP proxy
    {"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "serverKeyFile": "k.pem", "proxy": {"ip": "a b", "port": 1080, "socksType": 4, "username": "me", "password": "p@ss"}}}}
      config.json:1:124: messaging.telegram.serverKeyFile needs server beside it
      config.json:1:149: messaging.telegram.proxy.ip must be an address or a host name
      config.json:1:183: messaging.telegram.proxy.socksType says 4, which is not supported; use SOCKS5 or an HTTP proxy
    {"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "proxy": "socks4://me:hunter2@proxy.example:1080"}}}
      config.json:1:116: messaging.telegram.proxy must be socks5://host:port or http://host:port, with user:password@ before the host if needed
    {"messaging": {"telegram": {"apiid": 1, "apihash": "0123456789abcdef0123456789abcdef", "bottoken": "1:a", "proxy": 1080}}}
      config.json:1:116: messaging.telegram.proxy must be socks5://host:port or http://host:port, in quotes, or an object { … }, not 1080
    {"messaging": {"email": {"host": "smtp.example.org", "from": "postern@example.org", "tls": true, "tlscertcheck": false, "proxy": "proxy.example:1080"}}}
      config.json:1:114: messaging.email.tlscertcheck cannot be false with tls and a proxy; give caFile instead
      config.json:1:130: messaging.email.proxy must be socks5://host:port or http://host:port, with user:password@ before the host if needed
    {"messaging": {"slack": {"botToken": "xoxb-1", "proxy": "socks4://me:hunter2@proxy.example:1080"}}}
      config.json:1:57: messaging.slack.proxy must be socks5://host:port or http://host:port, with user:password@ before the host if needed
    {"messaging": {"xmpp": {"service": "example.org", "credentials": {"username": "me", "password": "p"}, "proxy": "me:hunter2@proxy.example:1080"}}}
      config.json:1:112: messaging.xmpp.proxy must be socks5://host:port or http://host:port, with user:password@ before the host if needed
    {"messaging": {"webhook": {"secret": "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3", "proxy": "http://me:hunter2@proxy.example"}}}
      config.json:1:89: messaging.webhook.proxy must be socks5://: an http:// proxy looks names up itself, so private addresses could not be told from others
    "#);
}

#[test]
fn all_faults_are_reported_at_once_in_the_order_of_the_file() {
    insta::assert_snapshot!(faults(r#"{
  "settings": {
    "cert": 7,
    "port": "https",
    "tlsKey": "key.pem",
  },
  "domains": {
    "": { "dns": "a.example.org", "passwordRequirements": { "upper": "one", "msg2factor": "maybe" } },
    "api": {},
  },
  "messaging": {
    "xmpp": { "port": true, "credentials": { "username": 1 } },
    "telegram": {},
  },
}"#), @r#"
    config.json:3:13: settings.cert must be text in quotes, not a number
    config.json:4:13: settings.port must be a whole number from 0 to 65535, not text
    config.json:5:15: settings.tlsKey needs settings.tlsCert beside it
    config.json:8:18: domains."".dns must not be given: the default domain has no host name of its own
    config.json:8:70: domains."".passwordRequirements.upper must be a whole number from 0 to 4294967295, not text
    config.json:8:91: domains."".passwordRequirements.msg2factor must be true or false, not text
    config.json:9:12: domains.api must have another name: Postern uses this path itself
    config.json:12:13: messaging.xmpp.service is missing
    config.json:12:23: messaging.xmpp.port must be a whole number from 1 to 65535, not true
    config.json:12:44: messaging.xmpp.credentials.password is missing
    config.json:12:58: messaging.xmpp.credentials.username must be text in quotes, not a number
    config.json:13:17: messaging.telegram.apiid is missing
    config.json:13:17: messaging.telegram.apihash is missing
    "#);
}

#[test]
fn unknown_keys_are_noted_with_the_nearest_known_key() {
    insta::assert_snapshot!(notes(r#"{
  "setings": {},
  "telegram": {},
  "settings": {
    "prot": 443,
    "title": "Mine",
    "flux": { "port": 1 },
  },
  "domains": { "": { "tittle": "Mine", "passwordRequirements": { "mim": 8 } } },
  "messaging": { "xmmp": {}, "xmpp": { "service": "example.org", "credentials": { "user": "a", "password": "b" } } },
}"#), @r#"
    config.json:2:3: setings is not a key that Postern knows; it is ignored. Did you mean settings?
    config.json:3:3: telegram is not a key that Postern knows; it is ignored. Did you mean messaging.telegram?
    config.json:5:5: settings.prot is not a key that Postern knows; it is ignored. Did you mean settings.port?
    config.json:6:5: settings.title is not a key that Postern knows; it is ignored. Did you mean domains."".title?
    config.json:7:5: settings.flux is not a key that Postern knows; it is ignored
    config.json:9:22: domains."".tittle is not a key that Postern knows; it is ignored. Did you mean domains."".title?
    config.json:9:66: domains."".passwordRequirements.mim is not a key that Postern knows; it is ignored. Did you mean domains."".passwordRequirements.min?
    config.json:10:18: messaging.xmmp is not a key that Postern knows; it is ignored. Did you mean messaging.xmpp?
    config.json:10:83: messaging.xmpp.credentials.user is not a key that Postern knows; it is ignored. Did you mean messaging.xmpp.credentials.username?
    "#);
}

#[test]
fn a_fault_can_be_explained_by_a_note_beside_it() {
    let faults = read(r#"{"messaging": {"discord": {"tokn": "abc"}}}"#).unwrap_err();
    assert_eq!(
        faults.to_string(),
        "config.json:1:27: messaging.discord.token is missing"
    );
    assert_eq!(
        faults.warnings[0].to_string(),
        "config.json:1:28: messaging.discord.tokn is not a key that Postern knows; it is ignored. Did you mean messaging.discord.token?"
    );
}

#[test]
fn no_fault_quotes_a_secret() {
    for text in [
        r#"{"settings": {"database": "hunter2"}}"#,
        r#"{"settings": {"port": "hunter2", "bind": "hunter2"}}"#,
        r#"{"messaging": {"telegram": {"apiid": 1, "apihash": "hunter2", "bottoken": "hunter2"}}}"#,
        r#"{"messaging": {"discord": {"token": "hunter2" "serverurl": "x"}}}"#,
        r#"{"messaging": {"discord": {"token": "hunter2\q"}}}"#,
        r#"{"messaging": {"discord": {"token": hunter2}}}"#,
    ] {
        let faults = read(text).unwrap_err();
        assert!(
            !format!("{faults} {faults:?}").contains("hunter2"),
            "{faults}"
        );
    }
}
