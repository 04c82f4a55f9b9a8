//! `messaging`.

use super::{Checker, is_host_name, is_web_address};
use crate::messaging::{Messaging, NOT_YET, Telegram, Xmpp};
use crate::note::NoteKind;
use crate::secret::Secret;

pub(super) fn check(checker: &mut Checker<'_>, messaging: &Messaging) {
    for provider in NOT_YET {
        let keys = ["messaging", provider];
        if checker.has(&keys) {
            let text = "is not supported by this version of Postern yet";
            checker.note(NoteKind::Unsupported, &keys, text);
        }
    }
    if let Some(xmpp) = &messaging.xmpp {
        check_xmpp(checker, xmpp);
    }
    if let Some(telegram) = &messaging.telegram {
        check_telegram(checker, telegram);
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

fn check_telegram(checker: &mut Checker<'_>, telegram: &Telegram) {
    let hash = telegram.api_hash.reveal();
    let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    // The sample's hash is none either, and is noted as a placeholder.
    if !is_hash && !hash.bytes().all(|byte| byte == b'0') {
        let text = "must be the 32 hexadecimal digits that my.telegram.org shows";
        checker.fault(&["messaging", "telegram", "apihash"], text);
    }
    let token = telegram.bot_token.as_ref().map(Secret::reveal);
    if token.is_some_and(|token| !is_bot_token(token)) {
        let text = "must be digits, a colon and more characters, as BotFather shows it";
        checker.fault(&["messaging", "telegram", "bottoken"], text);
    }
    let proxy = telegram.proxy.as_ref();
    if proxy
        .and_then(|proxy| proxy.socks_type)
        .is_some_and(|version| version != 4 && version != 5)
    {
        let text = "must be 4 or 5";
        checker.fault(&["messaging", "telegram", "proxy", "socksType"], text);
    }
}

fn is_bot_token(token: &str) -> bool {
    token.split_once(':').is_some_and(|(id, rest)| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
    })
}
