//! Texts as the Telegram crate has them.

use telegram::chats::spans::{Rich, Span, Style};

use super::{Entity, Format, TelegramText};

impl From<&Rich> for TelegramText {
    fn from(rich: &Rich) -> Self {
        let entity = |span: &Span| {
            Some(Entity {
                offset: span.offset.try_into().ok()?,
                length: span.length.try_into().ok()?,
                format: format(&span.style)?,
            })
        };
        Self {
            text: rich.words.clone(),
            entities: rich.spans.iter().filter_map(entity).collect(),
        }
    }
}

impl From<&TelegramText> for Rich {
    fn from(text: &TelegramText) -> Self {
        let span = |entity: &Entity| {
            Some(Span {
                offset: entity.offset.try_into().ok()?,
                length: entity.length.try_into().ok()?,
                style: style(&entity.format),
            })
        };
        Self {
            words: text.text.clone(),
            spans: text.entities.iter().filter_map(span).collect(),
        }
    }
}

/// What Matrix can show; addresses and the like its clients find by themselves.
fn format(style: &Style) -> Option<Format> {
    Some(match style {
        Style::Bold => Format::Bold,
        Style::Italic => Format::Italic,
        Style::Underline => Format::Underline,
        Style::Strike => Format::Strike,
        Style::Code => Format::Code,
        Style::Pre { language } => Format::Pre {
            language: language.clone(),
        },
        Style::Spoiler => Format::Spoiler,
        Style::Quote { .. } => Format::Quote,
        Style::Link { url } => Format::Link { url: url.clone() },
        Style::Mention => Format::Name,
        Style::MentionOf { person } => Format::Mention { id: *person },
        Style::CustomEmoji { document } => Format::CustomEmoji { id: *document },
        Style::Url
        | Style::Email
        | Style::Phone
        | Style::Hashtag
        | Style::BotCommand
        | Style::Other => return None,
    })
}

fn style(format: &Format) -> Style {
    match format {
        Format::Bold => Style::Bold,
        Format::Italic => Style::Italic,
        Format::Underline => Style::Underline,
        Format::Strike => Style::Strike,
        Format::Spoiler => Style::Spoiler,
        Format::Code => Style::Code,
        Format::Pre { language } => Style::Pre {
            language: language.clone(),
        },
        Format::Quote => Style::Quote {
            is_collapsed: false,
        },
        Format::Link { url } => Style::Link { url: url.clone() },
        Format::Mention { id } => Style::MentionOf { person: *id },
        Format::Name => Style::Mention,
        Format::CustomEmoji { id } => Style::CustomEmoji { document: *id },
    }
}
