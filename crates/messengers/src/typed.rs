//! What people type to say which account is theirs, where providers agree.

use domain::provider::HandleFault;

/// The longest e-mail address (RFC 5321, 4.5.3.1.3, without its brackets).
pub(crate) const LONGEST_EMAIL: usize = 254;

/// What is wrong with what was typed; `detail` is the part at fault, and empty where a secret may be in it.
pub(crate) fn fault(key: &'static str, detail: &str) -> HandleFault {
    HandleFault {
        key,
        detail: detail.to_owned(),
    }
}

/// What was typed, without white space around it. It is something, and not too long for the longest that it may be.
pub(crate) fn tidy(typed: &str, longest: usize) -> Result<&str, HandleFault> {
    match typed.trim() {
        "" => Err(fault("handle-fault-empty", "")),
        tidy if tidy.len() > longest => Err(fault("handle-fault-too-long", "")),
        tidy => Ok(tidy),
    }
}

/// Whether it has the form of an e-mail address, as far as it matters to who looks somebody up by it.
pub(crate) fn is_email(text: &str) -> bool {
    let is_plain = |c: char| !c.is_whitespace() && !c.is_control() && !"/?#%<>\"".contains(c);
    let parts = text.rsplit_once('@');
    text.chars().all(is_plain)
        && parts.is_some_and(|(name, host)| {
            !name.is_empty() && !name.contains('@') && host.len() > 2 && !host.starts_with('.')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_name_and_a_host() {
        for address in ["alice@example.org", "alice.b+x@example", "ö@müller.example"] {
            assert!(is_email(address), "{address}");
        }
        for text in [
            "alice",
            "@example.org",
            "alice@",
            "a@b@c.org",
            "a b@c.org",
            "a/b@c.org",
            "a@.org",
        ] {
            assert!(!is_email(text), "{text}");
        }
        assert_eq!(tidy(" a ", 1), Ok("a"));
        assert_eq!(tidy(" ", 1).unwrap_err().key, "handle-fault-empty");
        assert_eq!(tidy("ab", 1).unwrap_err().key, "handle-fault-too-long");
    }
}
