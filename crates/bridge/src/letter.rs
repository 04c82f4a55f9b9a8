//! What the bot says, as a message on Matrix.

use crate::homeserver::Letter;

/// A text of the Fluent files as a message: words in `backticks` are to be typed, lines stay lines.
pub fn letter(text: &str) -> Letter {
    let mut html = String::with_capacity(text.len() + 32);
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                html.push_str(if in_code { "</code>" } else { "<code>" });
                in_code = !in_code;
            }
            '\n' => html.push_str("<br>"),
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
    if in_code {
        html.push_str("</code>");
    }
    let html = (html != text).then_some(html);
    Letter {
        plain: text.to_owned(),
        html,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_to_type_are_marked_and_nothing_else_is_markup() {
        let letter = letter("Type `help`,\n<b>Bob</b>");
        assert_eq!(
            letter.html.as_deref(),
            Some("Type <code>help</code>,<br>&lt;b&gt;Bob&lt;/b&gt;")
        );
        assert_eq!(super::letter("plain").html, None);
    }
}
