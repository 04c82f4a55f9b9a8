//! Links that mean a person on Matrix.
//!
//! <https://spec.matrix.org/v1.15/appendices/#matrixto-navigation>

use super::escape;

const PREFIXES: [&str; 2] = ["https://matrix.to/#/", "http://matrix.to/#/"];
const SCHEME: &str = "matrix:u/";
/// The longest Matrix id, in bytes.
const LONGEST_ID: usize = 255;

/// The link that means this Matrix id, as an attribute's value.
pub fn mention_link(matrix: &str) -> String {
    format!("https://matrix.to/#/{}", escape::escaped(matrix))
}

/// The Matrix id that an address means; `None` for rooms, events and all other addresses.
pub fn mentioned_user(url: &str) -> Option<String> {
    let id = if let Some(rest) = url.strip_prefix(SCHEME) {
        format!("@{}", decoded(rest.split(['?', '/']).next()?)?)
    } else {
        let rest = PREFIXES
            .iter()
            .find_map(|prefix| url.strip_prefix(prefix))?;
        decoded(rest.split(['?', '/']).next()?)?
    };
    let (name, server) = id.strip_prefix('@')?.split_once(':')?;
    let is_id = !name.is_empty() && !server.is_empty() && id.len() <= LONGEST_ID;
    (is_id && !id.contains(|one: char| one.is_whitespace() || one.is_control())).then_some(id)
}

/// Resolves `%40` and the like.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let pair = [rest.next()?, rest.next()?];
            let pair = std::str::from_utf8(&pair).ok()?;
            bytes.push(u8::from_str_radix(pair, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_a_person_is_understood_in_its_three_forms() {
        for url in [
            "https://matrix.to/#/@bob:example.org",
            "https://matrix.to/#/%40bob%3Aexample.org?via=example.org",
            "matrix:u/bob:example.org?action=chat",
        ] {
            assert_eq!(
                mentioned_user(url).as_deref(),
                Some("@bob:example.org"),
                "{url}"
            );
        }
    }

    #[test]
    fn rooms_and_other_addresses_mean_nobody() {
        for url in [
            "https://matrix.to/#/#room:example.org",
            "https://matrix.to/#/!room:example.org/$event",
            "https://example.org/@bob:example.org",
            "https://matrix.to/#/@bob",
            "https://matrix.to/#/@bob:%ZZ",
            "https://matrix.to/#/@bo%0Ab:example.org",
        ] {
            assert_eq!(mentioned_user(url), None, "{url}");
        }
    }
}
