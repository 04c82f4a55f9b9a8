//! `messaging.xmpp`.

use messengers::xmpp::Section;

use crate::{faults, load, section};

const CREDENTIALS: &str = r#""credentials": {"username": "postern", "password": "s3cret"}"#;

fn text(inner: &str) -> String {
    format!(r#"{{"messaging": {{"xmpp": {{{inner}}}}}}}"#)
}

fn xmpp(inner: &str) -> Section {
    section(&load(&text(&format!("{inner}, {CREDENTIALS}"))), "xmpp")
}

#[test]
fn a_service_says_where_to_connect_and_how() {
    let plain = xmpp(r#""service": "example.org""#);
    assert_eq!(
        (plain.host(), plain.connect_port(), plain.is_direct_tls()),
        ("example.org", None, false)
    );
    assert_eq!(plain.jid(), "postern@example.org");

    let direct = xmpp(r#""service": "xmpps://chat.example.org:5223", "domain": "example.org""#);
    assert_eq!(
        (direct.host(), direct.connect_port(), direct.is_direct_tls()),
        ("chat.example.org", Some(5223), true)
    );
    assert_eq!(direct.jid(), "postern@example.org");

    let apart =
        xmpp(r#""service": "127.0.0.1", "port": 5223, "directTls": true, "domain": "localhost""#);
    assert_eq!(
        (apart.connect_port(), apart.is_direct_tls()),
        (Some(5223), true)
    );
}

#[test]
fn the_username_may_be_the_whole_address() {
    let whole = r#""service": "chat.example.org", "credentials": {"username": "postern@example.org", "password": "x"}"#;
    let xmpp: Section = section(&load(&text(whole)), "xmpp");
    assert_eq!(xmpp.jid(), "postern@example.org");
}

#[test]
fn what_contradicts_itself_or_cannot_be_is_a_fault() {
    let all = [
        faults(&text(&format!(
            r#""service": "a.example.org:5222", "port": 5223, {CREDENTIALS}"#
        ))),
        faults(&text(&format!(
            r#""service": "a.example.org", "domain": "a b", {CREDENTIALS}"#
        ))),
        faults(&text(
            r#""service": "a.example.org", "domain": "b.example.org", "credentials": {"username": "x@a.example.org", "password": "x"}"#,
        )),
        faults(&text(
            r#""service": "a.example.org", "credentials": {"username": "a b", "password": ""}"#,
        )),
        faults(&text(r#""service": "a.example.org""#)),
        faults(&text(CREDENTIALS)),
    ];
    insta::assert_snapshot!(all.join("\n"), @r#"
    config.json:1:66: messaging.xmpp.port says 5223, but service beside it says 5222
    config.json:1:63: messaging.xmpp.domain must be a domain such as example.org
    config.json:1:108: messaging.xmpp.credentials.username names another domain than domain beside it, b.example.org
    config.json:1:81: messaging.xmpp.credentials.username must be the part of the address before the @
    config.json:1:100: messaging.xmpp.credentials.password must not be empty
    config.json:1:24: messaging.xmpp.credentials is missing
    config.json:1:24: messaging.xmpp.service is missing
    "#);
}
