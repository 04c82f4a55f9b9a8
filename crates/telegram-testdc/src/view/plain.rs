//! Entities and buttons, as a test reads them.

use grammers_tl_types::enums::{
    self, InlineButtonType, KeyboardButton, KeyboardInlineButton, MessageEntity,
};

use crate::world::content::{Content, Media};

/// The kinds of the entities of a text, with the text that each covers.
pub(crate) fn entities(content: &Content) -> Vec<(String, String)> {
    let units: Vec<u16> = content.text.encode_utf16().collect();
    let covered = |offset: i32, length: i32| {
        let start = usize::try_from(offset).unwrap_or(0).min(units.len());
        let stop = start + usize::try_from(length).unwrap_or(0);
        String::from_utf16_lossy(&units[start..stop.min(units.len())])
    };
    let entities = content.extra().entities.iter();
    let plain = entities.filter_map(|entity| {
        let (kind, offset, length) = match entity {
            MessageEntity::Bold(e) => ("bold", e.offset, e.length),
            MessageEntity::Italic(e) => ("italic", e.offset, e.length),
            MessageEntity::Underline(e) => ("underline", e.offset, e.length),
            MessageEntity::Strike(e) => ("strike", e.offset, e.length),
            MessageEntity::Code(e) => ("code", e.offset, e.length),
            MessageEntity::Pre(e) => ("pre", e.offset, e.length),
            MessageEntity::Spoiler(e) => ("spoiler", e.offset, e.length),
            MessageEntity::Blockquote(e) => ("blockquote", e.offset, e.length),
            MessageEntity::Url(e) => ("url", e.offset, e.length),
            MessageEntity::TextUrl(e) => ("text_url", e.offset, e.length),
            MessageEntity::Mention(e) => ("mention", e.offset, e.length),
            MessageEntity::MentionName(e) => ("mention_name", e.offset, e.length),
            _ => return None,
        };
        Some((kind.to_owned(), covered(offset, length)))
    });
    plain.collect()
}

/// What hangs on a message, in a word.
pub(crate) fn media_name(media: &Media) -> &'static str {
    match media {
        Media::File(_) => "file",
        Media::Poll(_) => "poll",
        Media::Plain(media) => match **media {
            enums::MessageMedia::Geo(_) => "location",
            enums::MessageMedia::Venue(_) => "venue",
            enums::MessageMedia::Contact(_) => "contact",
            enums::MessageMedia::Dice(_) => "dice",
            _ => "other",
        },
    }
}

/// Text of each button, with its data or address.
pub(crate) fn buttons(markup: Option<&enums::ReplyMarkup>) -> Vec<(String, String)> {
    match markup {
        Some(enums::ReplyMarkup::ReplyInlineMarkup(markup)) => {
            let rows = markup.rows.iter();
            let buttons = rows.flat_map(|enums::KeyboardInlineButtonRow::Row(row)| &row.buttons);
            buttons.filter_map(inline).collect()
        }
        Some(enums::ReplyMarkup::ReplyKeyboardMarkup(markup)) => {
            let rows = markup.rows.iter();
            let buttons = rows.flat_map(|enums::KeyboardButtonRow::Row(row)| &row.buttons);
            let texts =
                buttons.map(|KeyboardButton::Button(button)| (button.text.clone(), String::new()));
            texts.collect()
        }
        _ => Vec::new(),
    }
}

fn inline(button: &KeyboardInlineButton) -> Option<(String, String)> {
    let KeyboardInlineButton::Button(button) = button;
    let text = button.text.clone();
    match &button.r#type {
        InlineButtonType::Callback(call) => {
            Some((text, String::from_utf8_lossy(&call.data).into_owned()))
        }
        InlineButtonType::Url(link) => Some((text, link.url.clone())),
        InlineButtonType::Copy(copy) => Some((text, copy.copy_text.clone())),
        _ => None,
    }
}
