//! A text with Signal's styles.

use domain::message::{Part, Text};

use super::LONGEST;
use crate::letter_text::{characters, plain};

/// A text and what stands out in it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) words: String,
    /// `START:LENGTH:STYLE`, counted in units of UTF-16.
    pub(super) styles: Vec<String>,
}

/// The text, cut at a word if it is too long; then without styles.
pub(super) fn message(text: &Text) -> Message {
    if text.length() > LONGEST {
        let words = plain(&Text::of(text.plain()), LONGEST, characters).body;
        return Message {
            words,
            styles: Vec::new(),
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
    Message { words, styles }
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
    }

    #[test]
    fn a_long_text_is_cut_at_a_word() {
        let cut = message(&Text::of("größe ".repeat(1_000)));
        assert!(cut.words.ends_with("größe…") && characters(&cut.words) <= LONGEST);
    }
}
