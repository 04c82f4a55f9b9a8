//! What an event asks for.

use ruma::{EventId, OwnedEventId};
use serde_json::Value;

use crate::convert::{Directory, TelegramText, from_matrix, strip_fallback};
use crate::event::Event;

/// What an event asks for.
#[derive(Debug)]
pub(super) enum Meaning {
    /// A message is to be written.
    Message(Message),
    /// A message is to be changed.
    Edit {
        /// The event that it was.
        of: OwnedEventId,
        /// What it is to say now.
        message: Message,
    },
    /// Something that is not bridged.
    Unbridged,
}

/// A message as its author wrote it. No `Debug` of its words.
pub(super) struct Message {
    body: String,
    html: Option<String>,
    is_emote: bool,
    /// The event that it replies to.
    pub(super) replies_to: Option<OwnedEventId>,
}

/// What an event asks for; `None` for what concerns nobody at Telegram.
pub(super) fn meaning(event: &Event) -> Option<Meaning> {
    match event.kind.as_str() {
        "m.room.message" => of_message(event),
        "m.sticker" => Some(Meaning::Unbridged),
        _ => None,
    }
}

fn of_message(event: &Event) -> Option<Meaning> {
    let content = &event.content;
    if let Some(of) = event.edits() {
        let new = &content["m.new_content"];
        let message = message(if new.is_object() { new } else { content });
        return Some(message.map_or(Meaning::Unbridged, |message| Meaning::Edit {
            of: of.to_owned(),
            message,
        }));
    }
    // A redacted message has no content.
    content["msgtype"].as_str()?;
    Some(message(content).map_or(Meaning::Unbridged, Meaning::Message))
}

fn message(content: &Value) -> Option<Message> {
    let kind = content["msgtype"].as_str()?;
    if !matches!(kind, "m.text" | "m.notice" | "m.emote") {
        return None;
    }
    let replies_to = content["m.relates_to"]["m.in_reply_to"]["event_id"]
        .as_str()
        .and_then(id);
    let body = content["body"].as_str().unwrap_or_default();
    let body = if replies_to.is_some() {
        strip_fallback(body)
    } else {
        body
    };
    let is_html = content["format"] == "org.matrix.custom.html";
    let html = content["formatted_body"].as_str().filter(|_| is_html);
    Some(Message {
        body: body.to_owned(),
        html: html.map(str::to_owned),
        is_emote: kind == "m.emote",
        replies_to,
    })
}

fn id(text: &str) -> Option<OwnedEventId> {
    EventId::parse(text).ok()
}

impl Message {
    /// What it says, in Telegram's form; an emote as `* name does`.
    pub(super) fn text(&self, name: &str, directory: &dyn Directory) -> TelegramText {
        let mut text = from_matrix(&self.body, self.html.as_deref(), directory);
        if self.is_emote {
            let actor = format!("* {name} ");
            let shift: usize = actor.chars().map(char::len_utf16).sum();
            text.text.insert_str(0, &actor);
            for entity in &mut text.entities {
                entity.offset += shift;
            }
        }
        text
    }
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message")
            .field("replies_to", &self.replies_to)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::convert::Nobody;

    fn event(kind: &str, content: &Value) -> Event {
        serde_json::from_value(json!({
            "event_id": "$one", "room_id": "!room:example.org", "sender": "@bob:example.org",
            "type": kind, "content": content,
        }))
        .unwrap()
    }

    fn said(content: &Value) -> String {
        match meaning(&event("m.room.message", content)) {
            Some(Meaning::Message(message)) => message.text("Bob", &Nobody).text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_reply_says_what_is_new_and_to_what() {
        let content = json!({
            "msgtype": "m.text", "body": "> <@a:b> old\n\nnew",
            "m.relates_to": { "m.in_reply_to": { "event_id": "$old" } },
        });
        let Some(Meaning::Message(message)) = meaning(&event("m.room.message", &content)) else {
            panic!("no message")
        };
        assert_eq!(message.text("Bob", &Nobody).text, "new");
        assert_eq!(message.replies_to.unwrap(), "$old");
    }

    #[test]
    fn an_emote_names_who_does_it_and_keeps_its_formatting_in_place() {
        let content = json!({
            "msgtype": "m.emote", "body": "waves", "format": "org.matrix.custom.html",
            "formatted_body": "<b>waves</b>",
        });
        let Some(Meaning::Message(message)) = meaning(&event("m.room.message", &content)) else {
            panic!("no message")
        };
        let text = message.text("Bob", &Nobody);
        assert_eq!(text.text, "* Bob waves");
        assert_eq!(text.entities[0].offset, 6);
    }

    #[test]
    fn an_edit_says_what_is_new_of_what() {
        let content = json!({
            "msgtype": "m.text", "body": "* new", "m.new_content": { "msgtype": "m.text", "body": "new" },
            "m.relates_to": { "rel_type": "m.replace", "event_id": "$old" },
        });
        let Some(Meaning::Edit { of, message }) = meaning(&event("m.room.message", &content))
        else {
            panic!("no edit")
        };
        assert_eq!(
            (of.as_str(), message.text("Bob", &Nobody).text),
            ("$old", "new".to_owned())
        );
    }

    #[test]
    fn html_counts_only_where_it_is_said_to_be_html() {
        let content =
            json!({ "msgtype": "m.text", "body": "plain", "formatted_body": "<b>other</b>" });
        assert_eq!(said(&content), "plain");
    }

    #[test]
    fn files_are_not_bridged_and_redacted_messages_are_nothing() {
        let file = json!({ "msgtype": "m.file", "body": "a.pdf", "url": "mxc://a/b" });
        assert!(matches!(
            meaning(&event("m.room.message", &file)),
            Some(Meaning::Unbridged)
        ));
        assert!(meaning(&event("m.room.message", &json!({}))).is_none());
        assert!(meaning(&event("m.room.member", &json!({}))).is_none());
    }
}
