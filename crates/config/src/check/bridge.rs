//! `bridge`.

use std::path::Path;

use messengers::kind::is_host_name;

use super::Checker;
use crate::bridge::{Bridge, Rooms};

/// The most messages with which a room may begin.
const MOST_BACKFILL: u16 = 1_000;
/// The shortest secret of programs, in bytes.
const SHORTEST_SECRET: usize = 16;

pub(super) fn check(checker: &mut Checker<'_>, bridge: &Bridge) {
    check_homeserver(checker, bridge);
    for who in bridge.permissions.keys() {
        if !is_who(who) {
            let text = "must be \"*\", a domain (example.org) or a Matrix id (@alice:example.org)";
            checker.fault(&["bridge", "permissions", who], text);
        }
    }
    check_way_back(checker, bridge);
    check_rooms(checker, &bridge.rooms);
    let secret = bridge.provisioning.as_ref();
    let secret = secret.and_then(|provisioning| provisioning.shared_secret.as_ref());
    if secret.is_some_and(|secret| secret.reveal().len() < SHORTEST_SECRET) {
        let text = "must have 16 characters or more; `openssl rand -hex 32` makes one";
        checker.fault(&["bridge", "provisioning", "sharedSecret"], text);
    }
    if !checker.has(&["messaging", "telegram"]) {
        let text = "needs messaging.telegram with apiid and apihash, from my.telegram.org";
        checker.fault(&["bridge"], text);
    }
}

fn check_homeserver(checker: &mut Checker<'_>, bridge: &Bridge) {
    let homeserver = &bridge.homeserver;
    if !is_web(&homeserver.address) {
        let text = "must be where the homeserver is reached, such as http://127.0.0.1:8008";
        checker.fault(&["bridge", "homeserver", "address"], text);
    }
    if !is_server_name(&homeserver.domain) {
        let text = "must be the homeserver's name, such as example.org: what stands behind the colon in @alice:example.org";
        checker.fault(&["bridge", "homeserver", "domain"], text);
    }
    if homeserver.ca_file.is_some() && homeserver.address.starts_with("http://") {
        let text = "is of no use: the address begins with http://, so nothing is encrypted and no certificate is looked at";
        checker.fault(&["bridge", "homeserver", "caFile"], text);
    }
}

/// How the homeserver reaches us.
fn check_way_back(checker: &mut Checker<'_>, bridge: &Bridge) {
    if bridge.listen().is_none() {
        let text = "must be an address and a port, such as 127.0.0.1:29317";
        checker.fault(&["bridge", "listen"], text);
    }
    let address = bridge.address.as_deref();
    if address.is_some_and(|address| !is_web(address)) {
        let text = "must be where the homeserver reaches this server, such as http://postern:29317";
        checker.fault(&["bridge", "address"], text);
    }
}

fn check_rooms(checker: &mut Checker<'_>, rooms: &Rooms) {
    if rooms.allow.is_some() && rooms.deny.is_some() {
        let text = "and allow must not both be given";
        checker.fault(&["bridge", "rooms", "deny"], text);
    }
    if rooms.backfill.is_some_and(|count| count > MOST_BACKFILL) {
        checker.fault(&["bridge", "rooms", "backfill"], "must be 1000 or less");
    }
}

/// Has the paths in it count from `base`.
pub(super) fn settle(bridge: &mut Bridge, base: &Path) {
    if let Some(path) = &mut bridge.homeserver.ca_file {
        *path = base.join(&*path);
    }
}

fn is_who(who: &str) -> bool {
    let is_id = |id: &str| {
        let parts = id.split_once(':');
        parts.is_some_and(|(name, domain)| !name.is_empty() && is_server_name(domain))
    };
    who == "*"
        || who
            .strip_prefix('@')
            .map_or_else(|| is_server_name(who), is_id)
}

fn is_server_name(name: &str) -> bool {
    let (host, port) = match name.rsplit_once(':') {
        Some((host, port)) if !name.ends_with(']') => (host, Some(port)),
        _ => (name, None),
    };
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match inner {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => is_host_name(host) && !host.contains('_'),
    };
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

fn is_web(address: &str) -> bool {
    let rest = address
        .strip_prefix("http://")
        .or_else(|| address.strip_prefix("https://"));
    rest.is_some_and(|rest| {
        let rest = rest.trim_end_matches('/');
        !rest.contains(['/', '?', '#', '@', ' ']) && is_server_name(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_be_everybody_a_domain_or_a_person() {
        for who in [
            "*",
            "example.org",
            "localhost:8448",
            "@bob:example.org",
            "@b:[::1]:80",
        ] {
            assert!(is_who(who), "{who}");
        }
        for who in ["", "@bob", "bob:", "exa mple", "@:example.org", "**"] {
            assert!(!is_who(who), "{who}");
        }
    }

    #[test]
    fn addresses_have_no_path() {
        for address in [
            "http://127.0.0.1:8008",
            "https://matrix.example.org/",
            "http://[::1]:8008",
        ] {
            assert!(is_web(address), "{address}");
        }
        for address in [
            "127.0.0.1:8008",
            "http://",
            "ftp://a",
            "http://a/_matrix",
            "http://u@a",
        ] {
            assert!(!is_web(address), "{address}");
        }
    }
}
