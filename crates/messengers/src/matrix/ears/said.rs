//! What an event says to us: the rule, without a server.

use super::super::post::REACTION;
use super::super::wire::Event;

/// The longest answer to a message that can be a press, in bytes: an emoji, perhaps of several characters.
const LONGEST_KEY: usize = 16;

/// What somebody said.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum What {
    /// Words; none if they cannot be read, because they are encrypted.
    Words(String),
    /// A reaction to a message, or an answer that is nothing else.
    Press {
        /// The event id of the message.
        message: String,
        /// The emoji.
        key: String,
    },
    /// An invitation of us.
    Invitation {
        /// Whether it is to a chat of two.
        is_direct: bool,
    },
}

/// Reads an event. Edits say nothing new, and notices are of programs, which are not answered.
pub(super) fn read(event: &Event) -> Option<What> {
    let relation = &event.content["m.relates_to"];
    match event.kind.as_str() {
        "m.room.encrypted" => Some(What::Words(String::new())),
        REACTION => Some(What::Press {
            message: relation["event_id"].as_str()?.to_owned(),
            key: relation["key"].as_str()?.to_owned(),
        }),
        "m.room.message" if event.text("msgtype") == "m.text" => {
            if relation["rel_type"] == "m.replace" {
                return None;
            }
            let answered = relation["m.in_reply_to"]["event_id"].as_str();
            let words = match answered {
                Some(_) => without_quote(event.text("body")),
                None => event.text("body"),
            };
            Some(match answered {
                Some(message) if is_key(words) => What::Press {
                    message: message.to_owned(),
                    key: words.trim().to_owned(),
                },
                Some(_) | None => What::Words(words.to_owned()),
            })
        }
        _ => None,
    }
}

/// Whether this is a mere emoji.
fn is_key(words: &str) -> bool {
    let words = words.trim();
    let is_word = |c: char| c.is_alphabetic() || c.is_whitespace() || c == '/';
    (1..=LONGEST_KEY).contains(&words.len()) && !words.is_ascii() && !words.contains(is_word)
}

/// An answer without what it quotes: older clients put that before it.
fn without_quote(body: &str) -> &str {
    let mut rest = body;
    while let Some(line) = rest.strip_prefix("> ") {
        rest = line.split_once('\n').map_or("", |(_, rest)| rest);
    }
    if rest.len() == body.len() {
        body
    } else {
        rest.trim_start_matches('\n')
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn message(content: &Value) -> Option<What> {
        of("m.room.message", content)
    }

    fn of(kind: &str, content: &Value) -> Option<What> {
        let event = json!({ "type": kind, "sender": "@alice:x", "content": content });
        read(&serde_json::from_value(event).unwrap())
    }

    fn words(words: &str) -> What {
        What::Words(words.to_owned())
    }

    #[test]
    fn texts_are_heard_but_no_notices_edits_or_pictures() {
        assert_eq!(
            message(&json!({ "msgtype": "m.text", "body": "/stop" })),
            Some(words("/stop"))
        );
        assert_eq!(
            message(&json!({ "msgtype": "m.notice", "body": "/stop" })),
            None
        );
        assert_eq!(
            message(&json!({ "msgtype": "m.image", "body": "a.png" })),
            None
        );
        let edit = json!({ "rel_type": "m.replace", "event_id": "$a" });
        assert_eq!(
            message(&json!({ "msgtype": "m.text", "body": "* a", "m.relates_to": edit })),
            None
        );
        assert_eq!(message(&json!({})), None);
        assert_eq!(of("m.room.member", &json!({})), None);
        assert_eq!(of("m.room.encrypted", &json!({})), Some(words("")));
    }

    #[test]
    fn a_reaction_or_an_answer_of_one_emoji_presses() {
        let press = Some(What::Press {
            message: "$a".into(),
            key: "❌".into(),
        });
        let relation = json!({ "rel_type": "m.annotation", "event_id": "$a", "key": "❌" });
        assert_eq!(
            of("m.reaction", &json!({ "m.relates_to": relation })),
            press
        );
        assert_eq!(
            of("m.reaction", &json!({ "m.relates_to": { "key": "❌" } })),
            None
        );
        let answer = |body: &str| {
            let relation = json!({ "m.in_reply_to": { "event_id": "$a" } });
            message(&json!({ "msgtype": "m.text", "body": body, "m.relates_to": relation }))
        };
        assert_eq!(answer("> <@postern:x> Not you?\n> ❌ no\n\n❌ "), press);
        assert_eq!(answer("> quoted\n\n/stop"), Some(words("/stop")));
        assert_eq!(answer("/stop"), Some(words("/stop")));
        assert_eq!(answer("ja"), Some(words("ja")));
        assert_eq!(
            message(&json!({ "msgtype": "m.text", "body": "❌" })),
            Some(words("❌"))
        );
    }
}
