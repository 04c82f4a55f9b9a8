//! A text in Zulip's Markdown.
//!
//! It has no backslash to take a meaning away. Entities do: they are put in where nothing else is looked for any more.

use std::fmt::Write;

use domain::message::{Part, Text};

use crate::letter_text::{self, add_but_links, characters, fit};

/// The message, no longer than `most` characters.
pub(super) fn content(text: &Text, most: usize) -> String {
    fit(text, most, characters, markdown)
}

fn markdown(text: &Text) -> String {
    let mut lines = Text::default();
    for part in text.parts() {
        lines.push(match part {
            // What stands out ends with its line.
            Part::Bold(words) => Part::Bold(words.replace('\n', " ")),
            other @ (Part::Plain(_) | Part::Code(_) | Part::Link(_)) => other.clone(),
        });
    }
    letter_text::markdown(&lines, escape)
}

/// Adds words so that Zulip shows them as they are.
fn escape(words: &str, out: &mut String) {
    add_but_links(words, out, |c, rest, out| {
        if means_something(c, rest, out) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    });
}

/// Whether a character would be taken for Markdown; `rest` follows it, `out` ends before it.
fn means_something(c: char, rest: &str, out: &str) -> bool {
    let line = out.rsplit('\n').next().unwrap_or_default();
    match c {
        // Formatting, code, links, tables; with the stars also who or what is mentioned.
        '*' | '`' | '~' | '[' | '|' => true,
        '$' => rest.starts_with('$'),
        '<' => rest.starts_with("time:"),
        '&' => is_name(rest, ';'),
        ':' => is_name(rest, ':'),
        // Headings, quotes, lists and lines; `/me`, `/poll`.
        '#' | '>' | '-' | '+' | '_' | '/' => line.is_empty(),
        // Code, if a line begins with many blanks.
        ' ' | '\t' => line.is_empty() && !out.is_empty(),
        // A list with numbers: Zulip would count anew.
        '.' | ')' => !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    }
}

/// Whether a name follows, as of an emoji or an entity, and then this.
fn is_name(rest: &str, end: char) -> bool {
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '+' | '#');
    let name = rest.split(end).next().unwrap_or_default();
    name.len() < rest.len() && !name.is_empty() && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(words: &str) -> String {
        markdown(&Text::of(words))
    }

    #[test]
    fn words_are_shown_as_they_are_and_parts_as_they_mean() {
        assert_eq!(
            plain("a *b* ~~c~~"),
            "a &#42;b&#42; &#126;&#126;c&#126;&#126;"
        );
        assert_eq!(plain("@**all** #x"), "@&#42;&#42;all&#42;&#42; #x");
        assert_eq!(
            plain("[x](https://e.example)"),
            "&#91;x](https://e.example)"
        );
        assert_eq!(
            plain("- a - b\n1. c 1. d\n/me e/f\n> # g"),
            "&#45; a - b\n1&#46; c 1. d\n&#47;me e/f\n&#62; # g"
        );
        assert_eq!(plain("a\n    b"), "a\n&#32;   b");
        assert_eq!(
            plain("R&D &copy; <time:1> <b>"),
            "R&D &#38;copy; &#60;time:1> <b>"
        );
        assert_eq!(
            plain("12:30: :smile: $$x$$"),
            "12&#58;30: &#58;smile: &#36;$x&#36;$"
        );
        assert_eq!(
            plain("see https://a.example/x_y*?a=1&b=2 *"),
            "see https://a.example/x_y*?a=1&b=2 &#42;"
        );
        let text = Text::default()
            .with(Part::Bold("A*me\nLtd".into()))
            .with(Part::Plain("\n".into()))
            .with(Part::Code("04`2137".into()))
            .with(Part::Plain(" ".into()))
            .with(Part::Link("https://a.example/_x_".into()));
        assert_eq!(
            markdown(&text),
            "**A&#42;me Ltd**\n`042137` https://a.example/_x_"
        );
    }

    #[test]
    fn a_long_text_is_cut_with_its_entities_counted() {
        let cut = content(&Text::of("stars *** ".repeat(300)), 1_000);
        assert!(
            characters(&cut) <= 1_000 && characters(&cut) > 900,
            "{}",
            characters(&cut)
        );
        assert!(cut.ends_with("&#42;…") || cut.ends_with("stars…"), "{cut}");
    }
}
