//! The text of a letter, cut to what fits: in a provider's own formatting, or without any and its title apart.

use domain::message::{Part, Text};

use crate::Letter;

/// A text without formatting.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    /// The first line, if it begins with what stands out.
    pub(crate) title: Option<String>,
    /// All else.
    pub(crate) body: String,
}

/// Takes the text apart; the body is no longer than `most`, as `measure` counts. It is cut at the end of a word, and never
/// inside a code or a link.
pub(crate) fn plain(text: &Text, most: usize, measure: fn(&str) -> usize) -> Plain {
    let has_title = matches!(text.parts().first(), Some(Part::Bold(_)));
    let split = |text: &Text| -> (Option<String>, String) {
        let whole = text.plain();
        match whole.split_once('\n') {
            Some((title, body)) if has_title && !body.trim().is_empty() => {
                (Some(title.to_owned()), body.to_owned())
            }
            Some(_) | None => (None, whole),
        }
    };
    let (title, body) = split(text);
    if measure(&body) <= most {
        return Plain { title, body };
    }
    let (mut fits, mut too_long) = (0, text.length());
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if measure(&split(&text.head(middle)).1) + measure("…") <= most {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    let (title, body) = split(&text.head(fits).trim_end());
    Plain {
        title,
        body: format!("{}…", at_a_word(&body)),
    }
}

/// The text as `dress` writes it, no longer than `most`, as `measure` counts. It is cut at the end of a word, and never
/// inside a code or a link.
pub(crate) fn fit(
    text: &Text,
    most: usize,
    measure: fn(&str) -> usize,
    dress: impl Fn(&Text) -> String,
) -> String {
    let whole = dress(text);
    if measure(&whole) <= most {
        return whole;
    }
    let most = most.saturating_sub(measure("…"));
    let (mut fits, mut too_long) = (0, text.length());
    while fits + 1 < too_long {
        let middle = usize::midpoint(fits, too_long);
        if measure(&dress(&text.head(middle))) <= most {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    let head = without_half_a_word(text.head(fits)).trim_end();
    format!("{}…", dress(&head))
}

/// The text in Markdown as most providers have it, its words written by `escape`.
pub(crate) fn markdown(text: &Text, escape: fn(&str, &mut String)) -> String {
    let mut out = String::new();
    for part in text.parts() {
        match part {
            Part::Plain(words) => escape(words, &mut out),
            Part::Bold(words) => {
                out.push_str("**");
                escape(words, &mut out);
                out.push_str("**");
            }
            Part::Code(words) => {
                out.push('`');
                out.extend(words.chars().filter(|c| *c != '`'));
                out.push('`');
            }
            Part::Link(link) => out.push_str(link),
        }
    }
    out
}

/// Adds words, each character by `put`, which is given the character, what follows it, and what is there already.
/// Addresses are added whole: nothing in them is formatting.
pub(crate) fn add_but_links(words: &str, out: &mut String, put: fn(char, &str, &mut String)) {
    for piece in words.split_inclusive(char::is_whitespace) {
        let link = piece.find("https://").or_else(|| piece.find("http://"));
        let (before, link) = piece.split_at(link.unwrap_or(piece.len()));
        for (place, c) in before.char_indices() {
            put(c, &before[place + c.len_utf8()..], out);
        }
        out.push_str(link);
    }
}

/// The link that the letter's button stands for, with what stands on it: messengers whose buttons open addresses only.
pub(crate) fn button_link(letter: &Letter) -> Option<(&str, &str)> {
    let button = letter.buttons.first()?;
    let link = letter
        .text
        .parts()
        .iter()
        .rev()
        .find_map(|part| match part {
            Part::Link(link) => Some(link.as_str()),
            Part::Plain(_) | Part::Code(_) | Part::Bold(_) => None,
        })?;
    Some((&button.label, link))
}

/// How many bytes of UTF-8 a text has.
pub(crate) fn bytes(text: &str) -> usize {
    text.len()
}

/// How many characters a text has.
pub(crate) fn characters(text: &str) -> usize {
    text.chars().count()
}

/// Leaves a last word out that was cut in two, unless the text is one word.
fn at_a_word(text: &str) -> &str {
    match text.rfind(char::is_whitespace) {
        Some(end) if end > text.len() / 2 => text[..end].trim_end(),
        Some(_) | None => text,
    }
}

/// The same for a text in parts.
pub(crate) fn without_half_a_word(head: Text) -> Text {
    let Some(Part::Plain(words)) = head.parts().last() else {
        return head;
    };
    let lost = characters(words) - characters(at_a_word(words));
    head.head(head.length() - lost)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_is_the_title_if_it_stands_out() {
        let text = Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain(" · Bob\nHello\nthere".into()));
        let parts = plain(&text, 100, bytes);
        assert_eq!(parts.title.as_deref(), Some("Acme · Bob"));
        assert_eq!(parts.body, "Hello\nthere");
        let parts = plain(&Text::of("Hello\nthere"), 100, bytes);
        assert_eq!((parts.title, parts.body.as_str()), (None, "Hello\nthere"));
        let parts = plain(&Text::default().with(Part::Bold("Acme".into())), 100, bytes);
        assert_eq!((parts.title, parts.body.as_str()), (None, "Acme"));
    }

    #[test]
    fn a_long_text_is_cut_at_a_word_by_bytes_or_characters() {
        let text = Text::of("größe ".repeat(100));
        let body = plain(&text, 50, bytes).body;
        assert!(body.len() <= 50 && body.ends_with("größe…"), "{body}");
        let body = plain(&text, 50, characters).body;
        assert!(characters(&body) <= 50 && body.len() > 50, "{body}");
        assert!(body.ends_with("größe…"), "{body}");
        let body = plain(&Text::of("ä".repeat(100)), 50, bytes).body;
        assert_eq!(body, format!("{}…", "ä".repeat(23)));
    }

    #[test]
    fn what_formatting_adds_is_counted_when_a_text_is_cut() {
        let shout = |text: &Text| text.plain().replace('a', "<a>");
        let text = Text::of("banana ".repeat(20));
        let cut = fit(&text, 40, characters, shout);
        assert_eq!(cut, "b<a>n<a>n<a> b<a>n<a>n<a> b<a>n<a>n<a>…");
        assert_eq!(
            fit(&Text::of("banana"), 12, characters, shout),
            "b<a>n<a>n<a>"
        );
        let code = Text::of("a ".repeat(20)).with(Part::Code("123456".into()));
        assert!(!fit(&code, 44, bytes, Text::plain).contains('1'));
        assert!(fit(&code, 46, bytes, Text::plain).ends_with("123456"));
    }

    #[test]
    fn a_code_is_kept_whole_or_left_out() {
        let text = Text::of("a ".repeat(20)).with(Part::Code("123456".into()));
        assert!(!plain(&text, 44, bytes).body.contains('1'));
        assert!(plain(&text, 46, bytes).body.ends_with("123456"));
    }
}
