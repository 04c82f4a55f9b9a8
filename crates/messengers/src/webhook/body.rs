//! What a receiver gets.

use domain::message::Part;
use domain::time::Timestamp;
use serde_json::{Value, json};

use super::{LONGEST, SigningSecret};
use crate::Letter;
use crate::letter_text::{button_link, characters, plain};

/// The JSON of a message. One with a code holds the address's secret, too: what comes later is checked with it.
pub(super) fn body(letter: &Letter, secret: Option<&SigningSecret>, now: Timestamp) -> String {
    let text = plain(&letter.text, LONGEST, characters);
    let mut data = json!({ "text": text.body });
    if let Some(title) = text.title {
        data["title"] = title.into();
    }
    if let Some((label, url)) = button_link(letter) {
        data["action"] = json!({ "label": label, "url": url });
    }
    let links: Vec<&str> = words_of(letter, |part| matches!(part, Part::Link(_)));
    if !links.is_empty() {
        data["links"] = links.into();
    }
    let kind = if letter.carries_code {
        data["code"] = words_of(letter, |part| matches!(part, Part::Code(_)))
            .first()
            .map_or(Value::Null, |code| Value::from(*code));
        data["secret"] = secret.map(SigningSecret::written).into();
        "code"
    } else {
        "notification"
    };
    json!({ "type": kind, "timestamp": now.rfc3339(), "data": data }).to_string()
}

fn words_of(letter: &Letter, is_wanted: fn(&Part) -> bool) -> Vec<&str> {
    let parts = letter.text.parts().iter();
    parts
        .filter(|part| is_wanted(part))
        .map(Part::words)
        .collect()
}
