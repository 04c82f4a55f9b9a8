//! Handles that people type: bare JIDs (RFC 7622, section 3).

use domain::provider::{Handle, HandleFault, RemoteId};
use tokio_xmpp::jid::{BareJid, DomainPart, Error, NodePart};

/// Nothing was typed. No `$detail`.
pub const FAULT_EMPTY: &str = "handle-fault-empty";
/// There is no `@`, or nothing on one side of it. `$detail` is what was typed.
pub const FAULT_NO_AT: &str = "handle-fault-no-at";
/// A part has a character that it cannot have. `$detail` is that part.
pub const FAULT_BAD_PART: &str = "handle-fault-bad-part";
/// There is a resource after a slash. `$detail` is that resource.
pub const FAULT_RESOURCE: &str = "handle-fault-resource";
/// A part is longer than an address allows (RFC 7622: 1,023 bytes). No `$detail`.
pub const FAULT_TOO_LONG: &str = "handle-fault-too-long";

/// The longest part of a JID, in bytes (RFC 7622, sections 3.2 and 3.3).
const LONGEST_PART: usize = 1_023;

/// Checks and tidies a typed handle: `alice@example.org`, also as `xmpp:alice@example.org`.
///
/// The remote id is the bare JID in its normal form, so that two ways of writing one account are one account. A
/// resource is refused rather than dropped: `room@conference.example.org/nick` is a person in a room, and without
/// the resource it is everybody in that room.
pub fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let text = without_scheme(typed.trim());
    if text.is_empty() {
        return Err(fault(FAULT_EMPTY, ""));
    }
    let (bare, resource) = match text.split_once('/') {
        Some((bare, resource)) => (bare, Some(resource)),
        None => (text, None),
    };
    let (node, domain) = bare
        .split_once('@')
        .filter(|(node, domain)| !node.is_empty() && !domain.is_empty())
        .ok_or_else(|| fault(FAULT_NO_AT, text))?;
    if node.len() > LONGEST_PART || domain.len() > LONGEST_PART {
        return Err(fault(FAULT_TOO_LONG, ""));
    }
    if let Some(resource) = resource {
        return Err(fault(FAULT_RESOURCE, resource));
    }
    let jid = bare_jid(node, domain)?.to_string();
    Ok(Handle {
        shown: jid.clone(),
        remote_id: Some(RemoteId(jid)),
    })
}

/// Cuts `xmpp:` off, and with it what may follow the address in such a URI (RFC 5122).
fn without_scheme(text: &str) -> &str {
    match text.split_at_checked(5) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("xmpp:") => {
            let address = rest.trim_start_matches('/');
            address.split(['?', '#']).next().unwrap_or(address).trim()
        }
        Some(_) | None => text,
    }
}

fn bare_jid(node: &str, domain: &str) -> Result<BareJid, HandleFault> {
    let part = |text: &str, error: &Error| match error {
        Error::NodeTooLong | Error::ResourceTooLong => fault(FAULT_TOO_LONG, ""),
        Error::NodeEmpty
        | Error::ResourceEmpty
        | Error::NodePrep
        | Error::NamePrep
        | Error::ResourcePrep
        | Error::ResourceMissingInFullJid
        | Error::ResourceInBareJid
        | Error::TooManyAts
        | Error::Idna => fault(FAULT_BAD_PART, text),
    };
    let node = NodePart::new(node).map_err(|error| part(node, &error))?;
    // One domain has two spellings, `xn--…` and its letters; the address has the letters (RFC 7622, section 3.2.1).
    let (letters, _) = idna::domain_to_unicode(domain);
    let domain = DomainPart::new(&letters).map_err(|error| part(domain, &error))?;
    Ok(BareJid::from_parts(Some(&node), &domain))
}

fn fault(key: &'static str, detail: &str) -> HandleFault {
    HandleFault {
        key,
        detail: detail.chars().take(64).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(typed: &str) -> Result<String, (&'static str, String)> {
        let handle = parse_handle(typed).map_err(|fault| (fault.key, fault.detail))?;
        assert_eq!(handle.remote_id.unwrap().0, handle.shown);
        Ok(handle.shown)
    }

    #[test]
    fn an_address_is_tidied_to_its_one_normal_form() {
        for (typed, jid) in [
            ("alice@example.org", "alice@example.org"),
            ("  Alice@Example.ORG \n", "alice@example.org"),
            ("xmpp:alice@example.org", "alice@example.org"),
            ("XMPP:alice@example.org?message", "alice@example.org"),
            ("xmpp://alice@example.org", "alice@example.org"),
            ("alice@example.org.", "alice@example.org"),
            ("Straße@bücher.example", "strasse@bücher.example"),
            ("a@xn--bcher-kva.example", "a@bücher.example"),
            ("alice+news@localhost", "alice+news@localhost"),
            ("alice@127.0.0.1", "alice@127.0.0.1"),
            ("o\u{308}zil@example.org", "özil@example.org"),
        ] {
            assert_eq!(read(typed), Ok(jid.to_owned()), "{typed}");
        }
    }

    #[test]
    fn a_malformed_jid_is_refused_with_the_reason() {
        let long = format!("{}@example.org", "a".repeat(1_024));
        for (typed, key, detail) in [
            ("", FAULT_EMPTY, ""),
            ("   ", FAULT_EMPTY, ""),
            ("xmpp:", FAULT_EMPTY, ""),
            ("alice", FAULT_NO_AT, "alice"),
            ("example.org", FAULT_NO_AT, "example.org"),
            ("@example.org", FAULT_NO_AT, "@example.org"),
            ("alice@", FAULT_NO_AT, "alice@"),
            ("al ice@example.org", FAULT_BAD_PART, "al ice"),
            ("a<b@example.org", FAULT_BAD_PART, "a<b"),
            ("alice@bob@example.org", FAULT_BAD_PART, "bob@example.org"),
            ("alice@exa mple.org", FAULT_BAD_PART, "exa mple.org"),
            ("alice@example..org", FAULT_BAD_PART, "example..org"),
            ("alice@\u{0}", FAULT_BAD_PART, "\u{0}"),
            ("room@chat.example.org/nick", FAULT_RESOURCE, "nick"),
            ("alice@example.org/", FAULT_RESOURCE, ""),
            (long.as_str(), FAULT_TOO_LONG, ""),
        ] {
            assert_eq!(read(typed), Err((key, detail.to_owned())), "{typed}");
        }
    }
}
