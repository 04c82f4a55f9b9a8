//! Texts and buttons in Telegram's form.

use domain::message::{Button, Part, Text};
use grammers_tl_types::{enums, types};

/// The words, and which of them are to be shown how. Telegram counts in units of UTF-16.
pub(super) fn text(text: &Text) -> (String, Vec<enums::MessageEntity>) {
    let mut words = String::new();
    let mut entities = Vec::new();
    let mut offset = 0;
    for part in text.parts() {
        let length = units(part.words());
        words.push_str(part.words());
        if length > 0 {
            entities.extend(entity(part, offset, length));
        }
        offset += length;
    }
    (words, entities)
}

fn entity(part: &Part, offset: i32, length: i32) -> Option<enums::MessageEntity> {
    match part {
        Part::Plain(_) => None,
        Part::Code(_) => Some(types::MessageEntityCode { offset, length }.into()),
        Part::Bold(_) => Some(types::MessageEntityBold { offset, length }.into()),
        Part::Link(_) => Some(types::MessageEntityUrl { offset, length }.into()),
    }
}

fn units(words: &str) -> i32 {
    i32::try_from(words.encode_utf16().count()).unwrap_or(i32::MAX)
}

/// A row for each button.
pub(super) fn buttons(buttons: &[Button]) -> Option<enums::ReplyMarkup> {
    let rows: Vec<_> = buttons.iter().map(row).collect();
    let markup = types::ReplyInlineMarkup {
        force_reply: false,
        rows,
    };
    (!buttons.is_empty()).then(|| markup.into())
}

fn row(button: &Button) -> enums::KeyboardInlineButtonRow {
    let callback = types::InlineButtonTypeCallback {
        requires_password: false,
        data: button.data.clone().into_bytes(),
    };
    let button = types::KeyboardInlineButton {
        style: None,
        text: button.label.clone(),
        r#type: callback.into(),
    };
    types::KeyboardInlineButtonRow {
        buttons: vec![button.into()],
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_behind_letters_outside_the_basic_plane_is_found_by_utf_16() {
        let message = Text::of("🔑 for you: ")
            .with(Part::Code("012345".into()))
            .with(Part::Plain(".".into()));
        let (words, entities) = text(&message);
        assert_eq!(words, "🔑 for you: 012345.");
        let code = types::MessageEntityCode {
            offset: 12,
            length: 6,
        };
        assert_eq!(entities, [code.into()]);
    }

    #[test]
    fn without_buttons_there_is_no_markup() {
        assert_eq!(buttons(&[]), None);
    }
}
