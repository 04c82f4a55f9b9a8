//! `messaging.telegram`.

use super::{Checker, is_host_name};
use crate::messaging::{Telegram, TelegramProxy};
use crate::note::NoteKind;
use crate::secret::Secret;

/// The section's keys.
const SECTION: [&str; 2] = ["messaging", "telegram"];

pub(super) fn check(checker: &mut Checker<'_>, telegram: &Telegram) {
    if i32::try_from(telegram.api_id).is_err() {
        let text = "must be the number that my.telegram.org shows";
        checker.fault(&at(&["apiid"]), text);
    }
    let hash = telegram.api_hash.reveal();
    let is_hash = hash.len() == 32 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    // The sample's hash is none either, and is noted as a placeholder.
    if !is_hash && !hash.bytes().all(|byte| byte == b'0') {
        let text = "must be the 32 hexadecimal digits that my.telegram.org shows";
        checker.fault(&at(&["apihash"]), text);
    }
    let token = telegram.bot_token.as_ref().map(Secret::reveal);
    if token.is_some_and(|token| !is_bot_token(token)) {
        let text = "must be digits, a colon and more characters, as BotFather shows it";
        checker.fault(&at(&["bottoken"]), text);
    }
    if token.is_none() && telegram.session.is_none() {
        let text = "is missing, and so is session; `postern setup telegram` gets you one";
        checker.note(NoteKind::Placeholder, &at(&["bottoken"]), text);
    }
    if telegram.use_wss {
        let text = "is not supported; leave it out, or use a SOCKS5 proxy";
        checker.fault(&at(&["useWSS"]), text);
    }
    if telegram
        .server
        .as_deref()
        .is_some_and(|text| !is_address(text))
    {
        let text = "must be host:port, such as 127.0.0.1:8443";
        checker.fault(&at(&["server"]), text);
    }
    if telegram.server.is_none() && telegram.server_key_file.is_some() {
        let text = "needs messaging.telegram.server beside it";
        checker.fault(&at(&["serverKeyFile"]), text);
    }
    if let Some(proxy) = &telegram.proxy {
        check_proxy(checker, proxy);
    }
}

fn check_proxy(checker: &mut Checker<'_>, proxy: &TelegramProxy) {
    if proxy.mt_proxy {
        let text = "is not supported; use SOCKS5";
        checker.fault(&at(&["proxy", "MTProxy"]), text);
    }
    match proxy.socks_type {
        None | Some(5) => {}
        Some(4) => {
            let text = "says 4, which is not supported; use SOCKS5";
            checker.fault(&at(&["proxy", "socksType"]), text);
        }
        Some(_) => checker.fault(&at(&["proxy", "socksType"]), "must be 5"),
    }
    let is_ipv6 = proxy.ip.parse::<std::net::Ipv6Addr>().is_ok();
    if !is_ipv6 && !is_host_name(&proxy.ip) {
        let text = "must be an address or a host name";
        checker.fault(&at(&["proxy", "ip"]), text);
    }
    let text = "must have no spaces, no letters beyond ASCII, and none of \" # < > ? ` { } / : ; = @ [ \\ ] ^ |";
    if proxy
        .username
        .as_deref()
        .is_some_and(|name| !is_plain(name))
    {
        checker.fault(&at(&["proxy", "username"]), text);
    }
    let password = proxy.password.as_ref().map(Secret::reveal);
    if password.is_some_and(|password| !is_plain(password)) {
        checker.fault(&at(&["proxy", "password"]), text);
    }
    if proxy.timeout == Some(0) {
        checker.fault(&at(&["proxy", "timeout"]), "must be 1 or more");
    }
}

fn at(keys: &[&'static str]) -> Vec<&'static str> {
    [&SECTION, keys].concat()
}

/// Whether the library passes `text` on to the proxy as it is. Other characters it would write as `%40`
/// (<https://url.spec.whatwg.org/#userinfo-percent-encode-set>), and the proxy would refuse them.
fn is_plain(text: &str) -> bool {
    let odd = |c: char| !c.is_ascii_graphic() || "\"#<>?`{}/:;=@[\\]^|".contains(c);
    !text.contains(odd)
}

/// Whether `text` is `host:port` or `[address]:port`.
fn is_address(text: &str) -> bool {
    let Some((host, port)) = text.rsplit_once(':') else {
        return false;
    };
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match inner {
        Some(inner) => inner.parse::<std::net::Ipv6Addr>().is_ok(),
        None => is_host_name(host),
    };
    is_host && port.parse::<u16>().is_ok_and(|port| port != 0)
}

fn is_bot_token(token: &str) -> bool {
    token.split_once(':').is_some_and(|(id, rest)| {
        !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit()) && !rest.is_empty()
    })
}
