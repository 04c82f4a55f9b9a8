//! What people type to say which Matrix account is theirs.

use domain::provider::{Handle, HandleFault, RemoteId};
use ruma::matrix_uri::MatrixId;
use ruma::{MatrixToUri, MatrixUri, OwnedUserId, UserId};

use crate::typed::fault;

/// The longest Matrix id in bytes (<https://spec.matrix.org/v1.16/appendices/#user-identifiers>).
const LONGEST: usize = 255;
/// Where links of the older kind lead.
const MATRIX_TO: &str = "matrix.to/#/";

/// A handle: `@user:server`, or a link to it (`https://matrix.to/#/@user:server`, `matrix:u/user:server`).
pub(super) fn parse(typed: &str) -> Result<Handle, HandleFault> {
    let id = understand(typed)?;
    Ok(Handle {
        shown: id.to_string(),
        // A Matrix id never changes, and is never given to anybody else.
        remote_id: Some(RemoteId(id.to_string())),
    })
}

fn understand(typed: &str) -> Result<OwnedUserId, HandleFault> {
    let tidy = typed.trim();
    if tidy.is_empty() || tidy == "@" {
        return Err(fault("handle-fault-empty", ""));
    }
    let wrong = || fault("handle-fault-matrix-id", tidy);
    let id = if is_link(tidy) {
        linked(tidy).ok_or_else(wrong)?
    } else if tidy.len() > LONGEST {
        return Err(fault("handle-fault-too-long", ""));
    } else {
        parts(tidy).ok_or_else(wrong)?
    };
    // Old ids may have more characters, but control characters and spaces have none.
    let is_sound = id.validate_historical().is_ok() && !id.localpart().is_empty();
    if is_sound { Ok(id) } else { Err(wrong()) }
}

/// Whether this is a link to something at Matrix.
fn is_link(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    lower.starts_with("matrix:") || lower.contains(MATRIX_TO)
}

/// Whom a link leads to.
fn linked(text: &str) -> Option<OwnedUserId> {
    let id = match text.split_once("#/") {
        // Without the scheme it is understood, too.
        Some((_, rest)) => {
            let link = format!("https://{MATRIX_TO}{rest}");
            MatrixToUri::parse(&link).ok()?.id().clone()
        }
        None => MatrixUri::parse(text).ok()?.id().clone(),
    };
    if let MatrixId::User(user) = id {
        Some(user)
    } else {
        None
    }
}

/// `@user:server`; the sign before it may be missing. Names of servers have no case, names of users do.
fn parts(text: &str) -> Option<OwnedUserId> {
    // Other signs stand before rooms and the like.
    let bare = text.starts_with(char::is_alphanumeric).then_some(text);
    let (user, server) = text.strip_prefix('@').or(bare)?.split_once(':')?;
    UserId::parse(format!("@{user}:{}", server.to_ascii_lowercase())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_or_a_link_to_it_is_a_handle_and_the_id_itself() {
        for (typed, id) in [
            ("@alice:example.org", "@alice:example.org"),
            (" alice:Example.ORG ", "@alice:example.org"),
            ("@Alice:example.org:8448", "@Alice:example.org:8448"),
            ("@a.b_c=d-e/f+1:[::1]", "@a.b_c=d-e/f+1:[::1]"),
            (
                "https://matrix.to/#/@alice:example.org",
                "@alice:example.org",
            ),
            (
                "matrix.to/#/%40alice%3Aexample.org?via=x.org",
                "@alice:example.org",
            ),
            ("matrix:u/alice:example.org", "@alice:example.org"),
            (
                "matrix:u/alice:example.org?action=chat",
                "@alice:example.org",
            ),
        ] {
            let handle = parse(typed).unwrap_or_else(|fault| panic!("{typed}: {fault:?}"));
            assert_eq!(handle.shown, id);
            assert_eq!(handle.remote_id, Some(RemoteId(id.to_owned())));
        }
    }

    #[test]
    fn what_is_no_handle_is_refused_with_a_reason() {
        for (typed, key) in [
            ("", "handle-fault-empty"),
            (" @ ", "handle-fault-empty"),
            ("alice", "handle-fault-matrix-id"),
            ("@alice", "handle-fault-matrix-id"),
            ("@:example.org", "handle-fault-matrix-id"),
            ("@al ice:example.org", "handle-fault-matrix-id"),
            ("@alice:exa mple.org", "handle-fault-matrix-id"),
            ("@alice:", "handle-fault-matrix-id"),
            ("alice@example.org", "handle-fault-matrix-id"),
            ("#room:example.org", "handle-fault-matrix-id"),
            ("!room:example.org", "handle-fault-matrix-id"),
            ("matrix:r/room:example.org", "handle-fault-matrix-id"),
            (
                "https://matrix.to/#/#room:example.org",
                "handle-fault-matrix-id",
            ),
            (
                &format!("@{}:example.org", "a".repeat(255)),
                "handle-fault-too-long",
            ),
        ] {
            assert_eq!(parse(typed).unwrap_err().key, key, "{typed}");
        }
    }
}
