//! A text as Telegram has it.

use std::fmt;

/// Words, and how parts of them look. No derived `Debug`: what people write is nobody else's business.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct TelegramText {
    /// The words.
    pub text: String,
    /// How parts of them look, in any order; parts may overlap.
    pub entities: Vec<Entity>,
}

/// A part of a text that looks in some way.
#[derive(Clone, PartialEq, Eq)]
pub struct Entity {
    /// Where it begins, in units of UTF-16.
    pub offset: usize,
    /// How long it is, in units of UTF-16.
    pub length: usize,
    /// How it looks.
    pub format: Format,
}

/// How a part of a text looks, or what it means.
///
/// <https://core.telegram.org/api/entities>
#[derive(Clone, PartialEq, Eq)]
pub enum Format {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Struck out.
    Strike,
    /// Hidden until it is tapped.
    Spoiler,
    /// Letters of one width, within a line.
    Code,
    /// A block of letters of one width.
    Pre {
        /// The programming language; may be empty.
        language: String,
    },
    /// A block that quotes.
    Quote,
    /// Words that lead to an address.
    Link {
        /// The address.
        url: String,
    },
    /// Words that mean a person by its id.
    Mention {
        /// The id.
        id: i64,
    },
    /// `@name`. Telegram finds these by itself.
    Name,
    /// A picture in place of an emoji, which stands in the text for who cannot see it.
    CustomEmoji {
        /// The id of the picture.
        id: i64,
    },
}

impl TelegramText {
    /// Words without any formatting.
    pub fn plain(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            entities: Vec::new(),
        }
    }

    /// How long it is, in units of UTF-16.
    pub fn units(&self) -> usize {
        units(&self.text)
    }

    /// Without white space at both ends, which Telegram cuts off itself, and would then look for the entities elsewhere.
    #[must_use]
    pub fn trimmed(self) -> Self {
        let end = self.text.trim_end().len();
        let start = end - self.text[..end].trim_start().len();
        let cut = units(&self.text[..start]);
        let length = units(&self.text[start..end]);
        let entities = self.entities.into_iter();
        Self {
            text: self.text[start..end].to_owned(),
            entities: entities
                .filter_map(|entity| entity.within(cut, cut + length))
                .collect(),
        }
    }
}

impl Entity {
    /// Where it ends.
    pub(super) fn end(&self) -> usize {
        self.offset.saturating_add(self.length)
    }

    /// What of it lies between two places, counted from the first of them.
    pub(super) fn within(&self, from: usize, to: usize) -> Option<Self> {
        let (offset, end) = (self.offset.max(from), self.end().min(to));
        (offset < end).then(|| Self {
            offset: offset - from,
            length: end - offset,
            format: self.format.clone(),
        })
    }
}

/// How long words are, in units of UTF-16.
pub(super) fn units(words: &str) -> usize {
    words.chars().map(char::len_utf16).sum()
}

impl fmt::Debug for TelegramText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TelegramText")
            .field("units", &self.units())
            .field("entities", &self.entities)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {}+{}", self.format, self.offset, self.length)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bold => "Bold",
            Self::Italic => "Italic",
            Self::Underline => "Underline",
            Self::Strike => "Strike",
            Self::Spoiler => "Spoiler",
            Self::Code => "Code",
            Self::Pre { .. } => "Pre",
            Self::Quote => "Quote",
            Self::Link { .. } => "Link",
            Self::Mention { .. } => "Mention",
            Self::Name => "Name",
            Self::CustomEmoji { .. } => "CustomEmoji",
        })
    }
}
