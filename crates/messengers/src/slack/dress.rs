//! A text in Slack's mrkdwn.
//!
//! Three characters hold all its power to mention people and to hide where a link goes: `&`, `<` and `>`. They are
//! escaped. For stars and underscores Slack has no escape; they may make words bold or slanted.

use domain::message::{Part, Text};

use super::LONGEST;
use crate::Letter;
use crate::letter_text::{characters, fit};

/// The text of a message.
pub(super) fn text(letter: &Letter) -> String {
    fit(&letter.text, LONGEST, characters, mrkdwn)
}

fn mrkdwn(text: &Text) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Plain(words) => escape(words, &mut out),
            Part::Bold(words) => {
                out.push('*');
                escape(&words.replace(['*', '\n'], " "), &mut out);
                out.push('*');
            }
            Part::Code(words) => {
                out.push('`');
                escape(&words.replace('`', ""), &mut out);
                out.push('`');
            }
            Part::Link(link) => {
                out.push('<');
                escape(&link.replace('|', "%7C"), &mut out);
                out.push('>');
            }
        }
    }
    out
}

fn escape(words: &str, out: &mut String) {
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_mentioned_and_no_link_hides_where_it_goes() {
        let text = Text::of("<!channel> <https://evil.example|https://acme.example> R&D");
        assert_eq!(
            mrkdwn(&text),
            "&lt;!channel&gt; &lt;https://evil.example|https://acme.example&gt; R&amp;D"
        );
        let text = Text::default()
            .with(Part::Bold("A*me".into()))
            .with(Part::Plain("\n".into()))
            .with(Part::Code("04`2137".into()))
            .with(Part::Plain(" ".into()))
            .with(Part::Link("https://a.example/?a=1&b=<|>".into()));
        assert_eq!(
            mrkdwn(&text),
            "*A me*\n`042137` <https://a.example/?a=1&amp;b=&lt;%7C&gt;>"
        );
    }
}
