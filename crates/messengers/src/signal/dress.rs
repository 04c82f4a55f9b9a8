//! A text with Signal's styles.

use domain::message::{Part, Text};

use super::LONGEST;
use crate::letter_text::{characters, markdown, plain};

/// What signal-cli-rest-api may take for a style.
const MARKS: [char; 5] = ['*', '`', '~', '|', '\\'];

/// A text and what stands out in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) words: String,
    /// `START:LENGTH:STYLE`, counted in units of UTF-16.
    pub(super) styles: Vec<String>,
    /// The same in the marks of signal-cli-rest-api; `None` if nothing stands out, or marks would be misread.
    pub(super) marked: Option<String>,
}

/// The text, cut at a word if it is too long; then without styles.
pub(super) fn message(text: &Text) -> Message {
    if text.length() > LONGEST {
        let words = plain(&Text::of(text.plain()), LONGEST, characters).body;
        return Message {
            words,
            styles: Vec::new(),
            marked: None,
        };
    }
    let (mut words, mut styles, mut at) = (String::new(), Vec::new(), 0);
    for part in text.parts() {
        let length = part.words().encode_utf16().count();
        let style = match part {
            Part::Bold(_) => Some("BOLD"),
            Part::Code(_) => Some("MONOSPACE"),
            Part::Plain(_) | Part::Link(_) => None,
        };
        styles.extend(style.map(|style| format!("{at}:{length}:{style}")));
        words.push_str(part.words());
        at += length;
    }
    let marked = (!styles.is_empty()).then(|| marked(text)).flatten();
    Message {
        words,
        styles,
        marked,
    }
}

/// Words with marks of their own are not escaped but left without styles: versions differ in how they read escapes.
fn marked(text: &Text) -> Option<String> {
    let is_plain = text
        .parts()
        .iter()
        .all(|part| !part.words().contains(MARKS));
    let marked = markdown(text, |words, out| out.push_str(words));
    // Where two bold parts meet, the container sees something else.
    (is_plain && !marked.contains("***")).then_some(marked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_are_counted_as_signal_counts() {
        let text = Text::default()
            .with(Part::Bold("Grüße 🏰".into()))
            .with(Part::Plain("\n".into()))
            .with(Part::Code("123456".into()));
        let message = message(&text);
        assert_eq!(message.words, "Grüße 🏰\n123456");
        assert_eq!(message.styles, ["0:8:BOLD", "9:6:MONOSPACE"]);
        assert_eq!(message.marked.unwrap(), "**Grüße 🏰**\n`123456`");
    }

    #[test]
    fn what_could_be_misread_has_no_marks() {
        let bold = |words: &str| Part::Bold(words.into());
        for parts in [
            vec![bold("Hello"), Part::Plain(" 2*3*4".into())],
            vec![bold("Hello"), Part::Link("https://x.example/~me".into())],
            vec![bold("Hello"), bold("you")],
            vec![bold("")],
            vec![bold("C:\\")],
            vec![Part::Plain("nothing stands out".into())],
        ] {
            let text = parts.into_iter().fold(Text::default(), Text::with);
            assert_eq!(message(&text).marked, None, "{text:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        let cut = message(&Text::of("größe ".repeat(1_000)));
        assert!(cut.words.ends_with("größe…") && characters(&cut.words) <= LONGEST);
    }
}
