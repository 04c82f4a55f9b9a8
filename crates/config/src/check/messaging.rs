//! `messaging`.

use super::{Checker, is_host_name, is_web_address, telegram};
use crate::messaging::{Messaging, Xmpp};

pub(super) fn check(checker: &mut Checker<'_>, messaging: &Messaging) {
    if let Some(xmpp) = &messaging.xmpp {
        check_xmpp(checker, xmpp);
    }
    if let Some(section) = &messaging.telegram {
        telegram::check(checker, section);
    }
    let server_url = messaging
        .discord
        .as_ref()
        .and_then(|discord| discord.server_url.as_ref());
    if server_url.is_some_and(|url| !is_web_address(url)) {
        let text = "must be a web address such as https://discord.gg/…";
        checker.fault(&["messaging", "discord", "serverurl"], text);
    }
}

fn check_xmpp(checker: &mut Checker<'_>, xmpp: &Xmpp) {
    let section = ["messaging", "xmpp"];
    let at = |keys: &[&'static str]| [&section, keys].concat();
    if let (Some(port), Some(other)) = (xmpp.port, xmpp.service.port)
        && port != other
    {
        let text = format!("says {port}, but messaging.xmpp.service says {other}");
        checker.fault(&at(&["port"]), text);
    }
    if xmpp
        .domain
        .as_deref()
        .is_some_and(|domain| !is_host_name(domain))
    {
        checker.fault(&at(&["domain"]), "must be a domain such as example.org");
    }
    let username = at(&["credentials", "username"]);
    match xmpp.credentials.username.split_once('@') {
        None if is_local_part(&xmpp.credentials.username) => {}
        Some((local, domain)) if is_local_part(local) && is_host_name(domain) => {
            let other = xmpp
                .domain
                .as_deref()
                .filter(|other| !other.eq_ignore_ascii_case(domain));
            if let Some(other) = other {
                let text = format!("names another domain than messaging.xmpp.domain, {other}");
                checker.fault(&username, text);
            }
        }
        _ => checker.fault(&username, "must be the part of the address before the @"),
    }
    if xmpp.credentials.password.reveal().is_empty() {
        checker.fault(&at(&["credentials", "password"]), "must not be empty");
    }
}

/// Whether `text` can stand before the `@` of an address (RFC 7622, 3.3.1).
fn is_local_part(text: &str) -> bool {
    let unfit = |c: char| c.is_whitespace() || c.is_control() || "\"&'/:<>@".contains(c);
    !text.is_empty() && !text.contains(unfit)
}
