//! Texts of which parts are bold, links and so on.

use grammers_tl_types::{enums, types};

/// A text with what is to be shown how.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Rich {
    /// The words.
    pub words: String,
    /// What is not plain about them; may overlap.
    pub spans: Vec<Span>,
}

/// A part of a text that is not plain.
#[derive(Clone, PartialEq, Eq)]
pub struct Span {
    /// Where it begins, in units of UTF-16.
    pub offset: i32,
    /// How long it is, in units of UTF-16.
    pub length: i32,
    /// What it is.
    pub style: Style,
}

/// What a part of a text is.
#[derive(Clone, PartialEq, Eq)]
pub enum Style {
    /// Bold.
    Bold,
    /// Italic.
    Italic,
    /// Underlined.
    Underline,
    /// Struck through.
    Strike,
    /// Of one width, within a line.
    Code,
    /// Of one width, a block.
    Pre {
        /// The programming language; may be empty.
        language: String,
    },
    /// Veiled until it is tapped.
    Spoiler,
    /// A quotation.
    Quote {
        /// Whether it is folded at first.
        is_collapsed: bool,
    },
    /// Words that lead to an address.
    Link {
        /// The address.
        url: String,
    },
    /// An address.
    Url,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
    /// `@name`.
    Mention,
    /// The name of somebody who need not have an `@name`.
    MentionOf {
        /// Whose.
        person: i64,
    },
    /// `#word`.
    Hashtag,
    /// `/word`.
    BotCommand,
    /// An emoji that is a picture of its own.
    CustomEmoji {
        /// The number of its document.
        document: i64,
    },
    /// Something that looks plain elsewhere.
    Other,
}

impl Rich {
    /// A plain text.
    pub fn plain(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            spans: Vec::new(),
        }
    }

    /// From Telegram's form.
    pub(crate) fn of(words: &str, entities: Option<&[enums::MessageEntity]>) -> Self {
        Self {
            words: words.to_owned(),
            spans: entities.into_iter().flatten().map(Span::of).collect(),
        }
    }

    /// In Telegram's form. Names of people become links to them only where their access hash is given.
    pub(crate) fn entities(
        &self,
        address: impl Fn(i64) -> Option<enums::InputUser>,
    ) -> Vec<enums::MessageEntity> {
        let spans = self.spans.iter().filter(|span| span.length > 0);
        spans.filter_map(|span| span.entity(&address)).collect()
    }

    /// Whom it mentions by id.
    pub(crate) fn mentioned(&self) -> impl Iterator<Item = i64> {
        self.spans.iter().filter_map(|span| {
            if let Style::MentionOf { person } = &span.style {
                return Some(*person);
            }
            None
        })
    }
}

impl Span {
    fn of(entity: &enums::MessageEntity) -> Self {
        Self {
            offset: entity.offset(),
            length: entity.length(),
            style: Style::of(entity),
        }
    }

    fn entity(
        &self,
        address: impl Fn(i64) -> Option<enums::InputUser>,
    ) -> Option<enums::MessageEntity> {
        let (offset, length) = (self.offset, self.length);
        Some(match &self.style {
            Style::Bold => types::MessageEntityBold { offset, length }.into(),
            Style::Italic => types::MessageEntityItalic { offset, length }.into(),
            Style::Underline => types::MessageEntityUnderline { offset, length }.into(),
            Style::Strike => types::MessageEntityStrike { offset, length }.into(),
            Style::Code => types::MessageEntityCode { offset, length }.into(),
            Style::Spoiler => types::MessageEntitySpoiler { offset, length }.into(),
            Style::Pre { language } => self.pre(language.clone()),
            Style::Quote { is_collapsed } => self.quote(*is_collapsed),
            Style::Link { url } => self.link(url.clone()),
            Style::MentionOf { person } => self.mention(address(*person)?),
            Style::CustomEmoji { document } => self.emoji(*document),
            // Telegram finds these by itself.
            Style::Url
            | Style::Email
            | Style::Phone
            | Style::Mention
            | Style::Hashtag
            | Style::BotCommand
            | Style::Other => return None,
        })
    }

    fn pre(&self, language: String) -> enums::MessageEntity {
        types::MessageEntityPre {
            offset: self.offset,
            length: self.length,
            language,
        }
        .into()
    }

    fn quote(&self, collapsed: bool) -> enums::MessageEntity {
        types::MessageEntityBlockquote {
            collapsed,
            offset: self.offset,
            length: self.length,
        }
        .into()
    }

    fn link(&self, url: String) -> enums::MessageEntity {
        types::MessageEntityTextUrl {
            offset: self.offset,
            length: self.length,
            url,
        }
        .into()
    }

    fn mention(&self, user_id: enums::InputUser) -> enums::MessageEntity {
        types::InputMessageEntityMentionName {
            offset: self.offset,
            length: self.length,
            user_id,
        }
        .into()
    }

    fn emoji(&self, document_id: i64) -> enums::MessageEntity {
        types::MessageEntityCustomEmoji {
            offset: self.offset,
            length: self.length,
            document_id,
        }
        .into()
    }
}

impl Style {
    fn of(entity: &enums::MessageEntity) -> Self {
        match entity {
            enums::MessageEntity::Bold(_) => Self::Bold,
            enums::MessageEntity::Italic(_) => Self::Italic,
            enums::MessageEntity::Underline(_) => Self::Underline,
            enums::MessageEntity::Strike(_) => Self::Strike,
            enums::MessageEntity::Code(_) => Self::Code,
            enums::MessageEntity::Pre(pre) => Self::Pre {
                language: pre.language.clone(),
            },
            enums::MessageEntity::Spoiler(_) => Self::Spoiler,
            enums::MessageEntity::Blockquote(quote) => Self::Quote {
                is_collapsed: quote.collapsed,
            },
            enums::MessageEntity::TextUrl(link) => Self::Link {
                url: link.url.clone(),
            },
            enums::MessageEntity::Url(_) => Self::Url,
            enums::MessageEntity::Email(_) => Self::Email,
            enums::MessageEntity::Phone(_) => Self::Phone,
            enums::MessageEntity::Mention(_) => Self::Mention,
            enums::MessageEntity::MentionName(name) => Self::MentionOf {
                person: name.user_id,
            },
            enums::MessageEntity::Hashtag(_) => Self::Hashtag,
            enums::MessageEntity::BotCommand(_) => Self::BotCommand,
            enums::MessageEntity::CustomEmoji(emoji) => Self::CustomEmoji {
                document: emoji.document_id,
            },
            enums::MessageEntity::Unknown(_)
            | enums::MessageEntity::InputMessageEntityMentionName(_)
            | enums::MessageEntity::Cashtag(_)
            | enums::MessageEntity::BankCard(_)
            | enums::MessageEntity::FormattedDate(_)
            | enums::MessageEntity::DiffInsert(_)
            | enums::MessageEntity::DiffReplace(_)
            | enums::MessageEntity::DiffDelete(_)
            | enums::MessageEntity::TonAddress(_) => Self::Other,
        }
    }
}

impl std::fmt::Debug for Rich {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // What people write is nobody's business.
        f.debug_struct("Rich")
            .field("spans", &self.spans)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Span {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Span")
            .field("offset", &self.offset)
            .field("length", &self.length)
            .finish_non_exhaustive()
    }
}
