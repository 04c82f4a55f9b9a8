//! E-mail addresses as people type them.

use domain::provider::{Handle, HandleFault, RemoteId};

/// The longest part before the `@`, and the longest address (RFC 5321, 4.5.3.1).
const LONGEST_LOCAL: usize = 64;
const LONGEST: usize = 254;
/// The longest part of a host name between two full stops.
const LONGEST_LABEL: usize = 63;

/// An address: letters, digits and what RFC 5322 allows besides, `@`, a host name with a full stop in it. Nothing quoted,
/// no comments, no lists, no address in brackets. The host name is kept in small letters, one with others than ASCII
/// as DNS has it; letters before the `@` are kept as they were typed.
pub(super) fn parse(typed: &str) -> Result<Handle, HandleFault> {
    let typed = typed.trim();
    let fault = |key, detail: &str| {
        let detail = detail.to_owned();
        Err(HandleFault { key, detail })
    };
    if typed.is_empty() {
        return fault("handle-fault-empty", "");
    }
    let Some((local, host)) = typed.rsplit_once('@') else {
        return fault("handle-fault-no-at", typed);
    };
    if !is_local(local) {
        return fault("handle-fault-email-address", typed);
    }
    let host = host.to_lowercase();
    let Some(ascii) = idna::domain_to_ascii(&host)
        .ok()
        .filter(|host| is_host(host))
    else {
        return fault("handle-fault-email-address", typed);
    };
    if local.len() > LONGEST_LOCAL || local.len() + 1 + ascii.len() > LONGEST {
        return fault("handle-fault-too-long", "");
    }
    Ok(Handle {
        shown: format!("{local}@{host}"),
        remote_id: Some(RemoteId(format!("{local}@{ascii}"))),
    })
}

/// A dot-atom (RFC 5322, 3.2.3).
fn is_local(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
    text.split('.')
        .all(|atom| !atom.is_empty() && atom.chars().all(fits))
}

/// A host name with a full stop in it, whose last part is no number.
fn is_host(text: &str) -> bool {
    let fits = |label: &str| {
        let is_in_order = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let has_ends = !label.starts_with('-') && !label.ends_with('-');
        is_in_order && has_ends && (1..=LONGEST_LABEL).contains(&label.len())
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.contains('.') && text.split('.').all(fits) && !last.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_mail_servers_take_it() {
        for (typed, shown, id) in [
            (
                " alice@Example.ORG ",
                "alice@example.org",
                "alice@example.org",
            ),
            (
                "Alice.L+post@x.example",
                "Alice.L+post@x.example",
                "Alice.L+post@x.example",
            ),
            (
                "a@Größe.example",
                "a@größe.example",
                "a@xn--gre-6ka8i.example",
            ),
        ] {
            let handle = parse(typed).unwrap();
            assert_eq!(handle.shown, shown);
            assert_eq!(handle.remote_id, Some(RemoteId(id.to_owned())));
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for typed in [
            "@example.org",
            "alice@",
            "alice@localhost",
            "alice@[127.0.0.1]",
            "alice@127.0.0.1",
            "alice@exa mple.org",
            "alice@-x.example",
            "alice@x..example",
            "a..b@x.example",
            ".a@x.example",
            "älice@x.example",
            "\"a b\"@x.example",
            "Alice <alice@x.example>",
            "a@x.example,b@x.example",
            "a@b@x.example",
            "a@x.example\r\nBcc: b@x.example",
        ] {
            assert_eq!(
                parse(typed).unwrap_err().key,
                "handle-fault-email-address",
                "{typed}"
            );
        }
        assert_eq!(parse(" ").unwrap_err().key, "handle-fault-empty");
        assert_eq!(parse("alice").unwrap_err().key, "handle-fault-no-at");
        let long = format!("{}@x.example", "a".repeat(65));
        assert_eq!(parse(&long).unwrap_err().key, "handle-fault-too-long");
    }
}
