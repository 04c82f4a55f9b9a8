use base64::engine::general_purpose::STANDARD;

use super::*;

/// A key with bytes that need all of the alphabet.
fn key() -> [u8; KEY] {
    std::array::from_fn(|n| u8::try_from(n).unwrap() ^ 0xa5)
}

/// What `GramJS` writes, by its documented layout.
fn gramjs(dc: u8, address: &str, port: u16) -> String {
    let mut bytes = vec![dc];
    bytes.extend(u16::try_from(address.len()).unwrap().to_be_bytes());
    bytes.extend(address.as_bytes());
    bytes.extend(port.to_be_bytes());
    bytes.extend(key());
    format!("1{}", STANDARD.encode(bytes))
}

fn session(dc: i32, address: Address, port: u16) -> SessionString {
    SessionString {
        dc,
        address,
        port,
        key: key(),
    }
}

fn ip(text: &str) -> Address {
    Address::Ip(text.parse().unwrap())
}

#[test]
fn gramjs_strings_are_read_whatever_the_length_of_their_address() {
    for address in [
        "1.2.3.4",
        "149.154.167.50",
        "149.154.167.91",
        "91.108.56.104",
        "2001:b28:f23d:f001::a",
    ] {
        let read = SessionString::parse(&gramjs(4, address, 443));
        assert_eq!(read, Ok(session(4, ip(address), 443)), "{address}");
    }
}

#[test]
fn a_gramjs_string_as_long_as_one_of_telethon_is_not_taken_for_it() {
    // 14 letters of address make 275 bytes, as many as Telethon's form with an IPv6 address has.
    let text = gramjs(2, "149.154.167.91", 80);
    let telethon = session(2, ip("2001:67c:4e8:f002::a"), 80)
        .to_telethon()
        .unwrap();
    assert_eq!(text.len(), telethon.len());
    assert_eq!(
        SessionString::parse(&text),
        Ok(session(2, ip("149.154.167.91"), 80))
    );
    assert_eq!(
        SessionString::parse(&telethon),
        Ok(session(2, ip("2001:67c:4e8:f002::a"), 80))
    );
}

#[test]
fn gramjs_names_of_web_sockets_are_read() {
    let read = SessionString::parse(&gramjs(4, "vesta.web.telegram.org", 443)).unwrap();
    assert_eq!(read.address, Address::Name("vesta.web.telegram.org".into()));
    assert_eq!(read.to_telethon(), None);
}

#[test]
fn what_is_written_is_read_again() {
    for address in ["149.154.175.53", "2001:b28:f23d:f001::a"] {
        let written = session(1, ip(address), 443).to_telethon().unwrap();
        assert_eq!(
            SessionString::parse(&written),
            Ok(session(1, ip(address), 443))
        );
    }
    assert_eq!(
        session(1, ip("149.154.175.53"), 443)
            .to_telethon()
            .unwrap()
            .len(),
        353
    );
}

#[test]
fn white_space_around_padding_and_alphabet_do_not_matter() {
    let written = session(1, ip("149.154.175.53"), 443).to_telethon().unwrap();
    let bare = written
        .trim_end_matches('=')
        .replace('-', "+")
        .replace('_', "/");
    assert_ne!(bare, written);
    assert_eq!(
        SessionString::parse(&format!("  {bare}\n")),
        SessionString::parse(&written)
    );
}

#[test]
fn each_wrong_part_is_named() {
    let good = session(2, ip("149.154.167.41"), 443).to_telethon().unwrap();
    let parse = |text: &str| SessionString::parse(text).unwrap_err();
    assert_eq!(parse(" "), SessionStringError::Empty);
    assert_eq!(
        parse(&good.replacen('1', "2", 1)),
        SessionStringError::Version('2')
    );
    let mut strange = good.clone();
    strange.replace_range(9..10, "!");
    assert_eq!(
        parse(&strange),
        SessionStringError::NotBase64 { at: 10, found: '!' }
    );
    assert_eq!(
        parse(&good[..good.len() - 8]),
        SessionStringError::TooShort(7)
    );
    assert_eq!(parse("1"), SessionStringError::TooShort(351));
    assert_eq!(
        parse(&format!("{}AAAA", good.trim_end_matches('='))),
        SessionStringError::TooLong(4)
    );
    let wrong = |session: SessionString| parse(&session.to_telethon().unwrap());
    assert_eq!(
        wrong(session(0, ip("1.2.3.4"), 1)),
        SessionStringError::DataCentre(0)
    );
    assert_eq!(
        wrong(session(6, ip("1.2.3.4"), 1)),
        SessionStringError::DataCentre(6)
    );
    assert_eq!(
        wrong(session(2, ip("224.0.0.1"), 1)),
        SessionStringError::Address
    );
    assert_eq!(
        wrong(session(2, ip("1.2.3.4"), 0)),
        SessionStringError::Port
    );
    let zero = SessionString {
        key: [0; KEY],
        ..session(2, ip("1.2.3.4"), 1)
    };
    assert_eq!(wrong(zero), SessionStringError::ZeroKey);
}

#[test]
fn each_wrong_part_of_a_gramjs_string_is_named() {
    let parse = |text: &str| SessionString::parse(text).unwrap_err();
    let good = gramjs(2, "149.154.167.91", 443);
    assert_eq!(
        parse(&good[..good.len() - 11]),
        SessionStringError::TooShort(10)
    );
    assert_eq!(
        parse(&gramjs(2, "no such host", 443)),
        SessionStringError::Address
    );
    assert_eq!(
        parse(&gramjs(2, "0.0.0.0", 443)),
        SessionStringError::Address
    );
    assert_eq!(
        parse(&gramjs(2, "149.154.167.91", 0)),
        SessionStringError::Port
    );
    assert_eq!(
        parse(&gramjs(9, "149.154.167.91", 1)),
        SessionStringError::DataCentre(9)
    );
}

#[test]
fn debug_output_shows_no_key() {
    let shown = format!("{:?}", session(2, ip("1.2.3.4"), 1));
    assert_eq!(shown, "SessionString { dc: 2, .. }");
}
