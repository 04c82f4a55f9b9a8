//! Forms of values that many sections check.

use domain::secret::Secret;
use telegram::proxy::Proxy;

/// The form of a proxy, for words to admins.
pub(crate) const PROXY: &str =
    "socks5://host:port or http://host:port, with user:password@ before the host if needed";

/// The form of a proxy where we look names up ourselves, for words to admins.
pub(crate) const SOCKS_ALONE: &str = "socks5://: an http:// proxy looks names up itself, so private addresses could not be told from others";

/// The proxy of a section. `Err` is a sentence's rest that reads on from its key; the proxy may hold a password, and is not
/// in it.
pub(crate) fn proxy(given: Option<&Secret>) -> Result<Option<Proxy>, String> {
    let read =
        |given: &Secret| Proxy::parse(given.reveal()).ok_or_else(|| format!("must be {PROXY}"));
    given.map(read).transpose()
}

/// Whether `text` is a bare host name: no scheme, port, path or space.
pub fn is_host_name(text: &str) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    !text.is_empty() && text.len() <= 253 && text.chars().all(fits)
}

/// Whether `text` is an address of a page.
pub(crate) fn is_web_address(text: &str) -> bool {
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace))
}

/// Whether `text` is made of these characters alone, as samples are.
pub(crate) fn is_only(text: &str, characters: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| characters.contains(c))
}
