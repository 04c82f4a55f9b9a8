//! Forms of values that many sections check.

/// The form of a proxy, for words to admins.
pub(crate) const PROXY: &str =
    "socks5://host:port or http://host:port, with user:password@ before the host if needed";

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
