//! The quotation that old clients put before a reply.

/// The body of a reply without the lines in which clients before Matrix 1.13 repeat what is replied to.
///
/// Only for what says that it is a reply: elsewhere `> ` is what somebody wrote.
///
/// <https://spec.matrix.org/v1.12/client-server-api/#fallbacks-for-rich-replies>
pub fn strip_fallback(body: &str) -> &str {
    if !body.starts_with("> <") && !body.starts_with("> * <") {
        return body;
    }
    let mut rest = body;
    while rest.starts_with("> ") || rest.starts_with(">\n") {
        let Some((_, after)) = rest.split_once('\n') else {
            return "";
        };
        rest = after;
    }
    rest.strip_prefix('\n').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repeated_lines_go_and_the_reply_stays() {
        assert_eq!(
            strip_fallback("> <@a:b> one\n> two\n>\n> three\n\n> mine\nyes"),
            "> mine\nyes"
        );
        assert_eq!(strip_fallback("> * <@a:b> waves\n\nhi"), "hi");
    }

    #[test]
    fn what_somebody_quotes_themselves_stays() {
        assert_eq!(strip_fallback("> said Bob\nno"), "> said Bob\nno");
        assert_eq!(strip_fallback("plain"), "plain");
    }

    #[test]
    fn nothing_but_a_quotation_leaves_nothing() {
        assert_eq!(strip_fallback("> <@a:b> one"), "");
    }
}
