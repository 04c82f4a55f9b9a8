//! What a message says, as the content of an event.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use telegram::chats::media::Media;
use telegram::chats::post::Post;
use telegram::chats::spans::Rich;

use crate::convert::{Directory, Entity, Format, MatrixText, TelegramText, to_matrix};

/// How many bytes of a digest stand for the words; as many stand for how they look.
const HALF: usize = 16;

/// The content of `m.room.message`; `None` if there is nothing to show.
///
/// What hangs on the message is named, not copied, for now: a sign that needs no language, and what is known of it.
pub(super) fn of(post: &Post, directory: &dyn Directory) -> Option<Value> {
    let mut text = TelegramText::from(&post.text);
    if let Some(sign) = post.media.as_ref().and_then(sign) {
        text = below(&sign, text);
    }
    if let Some(name) = forwarded_from(post) {
        text = below(&format!("↪ {name}"), text);
    }
    if text.text.is_empty() {
        return None;
    }
    Some(message(&to_matrix(&text, directory)))
}

/// A text as the content of a message.
pub(super) fn message(text: &MatrixText) -> Value {
    let mut content = json!({
        "msgtype": "m.text",
        "body": text.body,
        "m.mentions": { "user_ids": text.mentions },
    });
    if let Some(html) = &text.html {
        content["format"] = json!("org.matrix.custom.html");
        content["formatted_body"] = json!(html);
    }
    content
}

/// What a message says, as a digest: 16 bytes for the words, 16 for how they look.
pub(crate) fn digest(text: &Rich) -> Vec<u8> {
    let text = TelegramText::from(text).trimmed();
    let words = Sha256::digest(text.text.as_bytes());
    let mut looks: Vec<String> = text.entities.iter().filter_map(look).collect();
    looks.sort_unstable();
    let looks = Sha256::digest(looks.join("\n").as_bytes());
    [&words[..HALF], &looks[..HALF]].concat()
}

/// Whether two digests stand for the same words, however they look.
pub(crate) fn same_words(one: &[u8], other: &[u8]) -> bool {
    one.get(..HALF) == other.get(..HALF)
}

/// How a part looks, but for what Telegram finds by itself.
fn look(entity: &Entity) -> Option<String> {
    let more = match &entity.format {
        Format::Name => return None,
        Format::Link { url } => url.clone(),
        Format::Pre { language } => language.clone(),
        Format::Mention { id } | Format::CustomEmoji { id } => id.to_string(),
        Format::Bold
        | Format::Italic
        | Format::Underline
        | Format::Strike
        | Format::Spoiler
        | Format::Code
        | Format::Quote => String::new(),
    };
    Some(format!(
        "{} {} {:?} {more}",
        entity.offset, entity.length, entity.format
    ))
}

/// A line above a text.
fn below(line: &str, text: TelegramText) -> TelegramText {
    if text.text.is_empty() {
        return TelegramText::plain(line);
    }
    let shift = line.chars().map(char::len_utf16).sum::<usize>() + 1;
    let entities = text.entities.into_iter().map(|entity| Entity {
        offset: entity.offset + shift,
        ..entity
    });
    TelegramText {
        text: format!("{line}\n{}", text.text),
        entities: entities.collect(),
    }
}

fn forwarded_from(post: &Post) -> Option<String> {
    let forwarded = post.forwarded.as_ref()?;
    Some(forwarded.name.clone().unwrap_or_default())
}

/// What hangs on a message, in one line.
fn sign(media: &Media) -> Option<String> {
    Some(match media {
        Media::Photo(_) => "🖼".to_owned(),
        Media::Document(_) => "📎".to_owned(),
        Media::Sticker { emoji, .. } => emoji.clone(),
        Media::Voice(_) => "🎤".to_owned(),
        Media::Audio(_) => "🎵".to_owned(),
        Media::Video(_) | Media::Round(_) | Media::Animation(_) => "🎞".to_owned(),
        Media::Place {
            latitude,
            longitude,
            title,
            address,
            ..
        } => {
            let words = [title.as_deref(), address.as_deref()];
            let words = words.into_iter().flatten().collect::<Vec<_>>().join(", ");
            format!("📍 {words} geo:{latitude},{longitude}")
        }
        Media::Contact {
            phone,
            first_name,
            last_name,
            ..
        } => format!("👤 {first_name} {last_name} +{phone}"),
        Media::Poll { question, answers } => poll(question, answers),
        Media::Dice { emoji, value } => format!("{emoji} {value}"),
        Media::Page { .. } => return None,
        Media::Gone | Media::Other => "❔".to_owned(),
    })
}

fn poll(question: &str, answers: &[String]) -> String {
    let answers = answers.iter().map(|answer| format!("\n• {answer}"));
    format!("📊 {question}{}", answers.collect::<String>())
}
