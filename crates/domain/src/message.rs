//! What a message is made of, whoever carries it.
//!
//! A message is a row of parts, so that each messenger can show codes, links and titles in its own way; one without
//! formatting sends [`Text::plain`].

use std::fmt;

/// One part of a text.
#[derive(Clone, PartialEq, Eq)]
pub enum Part {
    /// Words as they are, with line feeds.
    Plain(String),
    /// What is to be copied with one tap: the digits of a code.
    Code(String),
    /// Words that stand out: a title.
    Bold(String),
    /// An address (`https://…`), shown as it is.
    Link(String),
}

/// A text in parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Text {
    parts: Vec<Part>,
}

/// Something to press under a message. Messengers without buttons leave it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Button {
    /// What stands on it, in the reader's language.
    pub label: String,
    /// What comes back when it is pressed: 1 to [`LONGEST_DATA`] bytes of ASCII. See [`crate::button`].
    pub data: String,
}

/// The most bytes of a button's data; Telegram takes no more.
pub const LONGEST_DATA: usize = 64;

impl Part {
    /// The words of the part.
    pub fn words(&self) -> &str {
        match self {
            Self::Plain(words) | Self::Code(words) | Self::Bold(words) | Self::Link(words) => words,
        }
    }

    /// How many characters it has.
    fn length(&self) -> usize {
        self.words().chars().count()
    }

    /// The first `most` characters; `None` if it is of no use in pieces.
    fn head(&self, most: usize) -> Option<Self> {
        let head = |words: &str| words.chars().take(most).collect();
        match self {
            Self::Plain(words) => Some(Self::Plain(head(words))),
            Self::Bold(words) => Some(Self::Bold(head(words))),
            Self::Code(_) | Self::Link(_) => None,
        }
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What people are told is nobody else's business, codes least of all.
        f.write_str(match self {
            Self::Plain(_) => "Plain(…)",
            Self::Code(_) => "Code(…)",
            Self::Bold(_) => "Bold(…)",
            Self::Link(_) => "Link(…)",
        })
    }
}

impl Text {
    /// A text without any formatting.
    pub fn of(words: impl Into<String>) -> Self {
        Self::default().with(Part::Plain(words.into()))
    }

    /// The text with one more part at its end.
    #[must_use]
    pub fn with(mut self, part: Part) -> Self {
        self.push(part);
        self
    }

    /// Adds a part at the end.
    pub fn push(&mut self, part: Part) {
        match (self.parts.last_mut(), part) {
            (_, part) if part.words().is_empty() => {}
            (Some(Part::Plain(before)), Part::Plain(words)) => before.push_str(&words),
            (_, part) => self.parts.push(part),
        }
    }

    /// Adds parts on a line of their own.
    pub fn push_line(&mut self, line: impl IntoIterator<Item = Part>) {
        if !self.parts.is_empty() {
            self.push(Part::Plain("\n".to_owned()));
        }
        for part in line {
            self.push(part);
        }
    }

    /// Its parts, none of them empty, no two plain ones beside each other.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The text without formatting, with line feeds.
    pub fn plain(&self) -> String {
        self.parts.iter().map(Part::words).collect()
    }

    /// How many characters it has.
    pub fn length(&self) -> usize {
        self.parts.iter().map(Part::length).sum()
    }

    /// At most the first `most` characters. A code or a link is kept whole, or left out with all that follows.
    #[must_use]
    pub fn head(&self, most: usize) -> Self {
        let mut head = Self::default();
        let mut room = most;
        for part in &self.parts {
            let length = part.length();
            if length <= room {
                head.push(part.clone());
                room -= length;
                continue;
            }
            if let Some(piece) = part.head(room) {
                head.push(piece);
            }
            break;
        }
        head
    }

    /// The text without white space at its end.
    #[must_use]
    pub fn trim_end(mut self) -> Self {
        while let Some(Part::Plain(words)) = self.parts.last_mut() {
            words.truncate(words.trim_end().len());
            if !words.is_empty() {
                break;
            }
            self.parts.pop();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code() -> Text {
        Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\n".into()))
            .with(Part::Code("042137".into()))
            .with(Part::Plain("!".into()))
    }

    #[test]
    fn plain_parts_grow_together_and_empty_ones_vanish() {
        let text = Text::of("a")
            .with(Part::Plain("b".into()))
            .with(Part::Bold(String::new()));
        assert_eq!(text.parts(), [Part::Plain("ab".into())]);
    }

    #[test]
    fn a_text_is_never_cut_inside_a_code_or_a_link() {
        assert_eq!(code().plain(), "Acme\n042137!");
        for most in 5..11 {
            assert_eq!(code().head(most).plain(), "Acme\n");
        }
        assert_eq!(code().head(11).plain(), "Acme\n042137");
        assert_eq!(code().head(2).plain(), "Ac");
        let link = Text::of("see ").with(Part::Link("https://a.example".into()));
        assert_eq!(link.head(8).trim_end().plain(), "see");
    }

    #[test]
    fn security_15_what_a_message_says_is_in_no_debug_output() {
        let shown = format!("{:?}", code());
        assert!(
            !shown.contains("042137") && !shown.contains("Acme"),
            "{shown}"
        );
    }
}
