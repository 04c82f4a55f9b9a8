//! What is published, as ntfy wants it.

use serde_json::json;

use crate::Letter;
use crate::letter_text::{button_link, bytes, plain};

/// The longest message in bytes; a longer one would become a file.
pub(super) const LONGEST: usize = 4_096;
/// ntfy's priority for what somebody waits for; 3 is the usual one.
const HIGH: u8 = 4;

/// What is published, in ntfy's JSON.
pub(super) fn message(letter: &Letter) -> serde_json::Value {
    let text = plain(&letter.text, LONGEST, bytes);
    let mut message = json!({
        "topic": letter.to.0,
        "message": text.body,
        // Only what a topic may have in it.
        "sequence_id": letter.idempotency_key.replace('.', "-"),
    });
    if let Some(title) = text.title {
        message["title"] = title.into();
    }
    let link = button_link(letter);
    if letter.carries_code || link.is_some() {
        message["priority"] = HIGH.into();
    }
    if let Some((label, url)) = link {
        message["actions"] = json!([{ "action": "view", "label": label, "url": url }]);
    }
    message
}

#[cfg(test)]
mod tests {
    use domain::id::DeliveryId;
    use domain::message::{Button, Part, Text};
    use domain::provider::RemoteId;

    use super::*;

    fn letter(text: Text) -> Letter {
        Letter {
            delivery: DeliveryId(uuid::Uuid::nil()),
            attempt: 1,
            idempotency_key: "0-1.2".to_owned(),
            to: RemoteId("alice".to_owned()),
            text,
            buttons: Vec::new(),
            carries_code: false,
        }
    }

    #[test]
    fn a_button_becomes_an_action_that_opens_the_link_it_stands_for() {
        let text = Text::default()
            .with(Part::Bold("Acme".into()))
            .with(Part::Plain("\nNot you? ".into()))
            .with(Part::Link("https://acme.example/not-me/1".into()));
        let plain = message(&letter(text.clone()));
        assert_eq!(plain["title"], "Acme");
        assert!(plain.get("actions").is_none() && plain.get("priority").is_none());
        let warning = message(&Letter {
            buttons: vec![Button {
                label: "This was not me".into(),
                data: "d".into(),
            }],
            ..letter(text)
        });
        let action = &warning["actions"][0];
        assert_eq!(
            (&action["action"], &action["label"]),
            (&json!("view"), &json!("This was not me"))
        );
        assert_eq!(action["url"], "https://acme.example/not-me/1");
        assert_eq!(
            (&warning["priority"], &warning["sequence_id"]),
            (&json!(4), &json!("0-1-2"))
        );
    }
}
