//! What a person typed: a command, or an answer.

/// What stands before commands in rooms with others, and may stand before them everywhere.
pub(crate) const PREFIX: &str = "!tg";

/// What follows the prefix; `None` if it is not there.
pub(super) fn marked(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let (head, rest) = text.split_at_checked(PREFIX.len())?;
    let is_marked = head.eq_ignore_ascii_case(PREFIX)
        && (rest.is_empty() || rest.starts_with(char::is_whitespace));
    is_marked.then(|| rest.trim())
}

/// The first word in small letters, and the rest.
pub(super) fn words(text: &str) -> (String, &str) {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word.to_lowercase(), rest.trim())
}

/// The text of a message without what it quotes, if it answers another one: older clients put that before it.
pub(super) fn without_quote(body: &str) -> &str {
    let mut rest = body;
    while rest.starts_with("> ") {
        let Some((_, after)) = rest.split_once('\n') else {
            return body;
        };
        rest = after;
    }
    rest.strip_prefix('\n').unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_prefix_is_a_word_of_its_own() {
        assert_eq!(marked("!tg login"), Some("login"));
        assert_eq!(marked(" !TG\tlogin qr "), Some("login qr"));
        assert_eq!(marked("!tg"), Some(""));
        assert_eq!(marked("!tgx"), None);
        assert_eq!(marked("!t"), None);
        assert_eq!(marked("ü!tg"), None);
    }

    #[test]
    fn a_quote_before_an_answer_is_left_out() {
        assert_eq!(without_quote("> <@a:b> hi\n> there\n\nlogin"), "login");
        assert_eq!(without_quote("> no answer"), "> no answer");
        assert_eq!(without_quote(" secret "), " secret ");
    }

    #[test]
    fn a_command_is_read_in_any_case() {
        assert_eq!(words("  LOGIN  bot  1:a "), ("login".into(), "bot  1:a"));
    }
}
