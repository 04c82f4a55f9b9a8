//! A transaction of the homeserver: events that many people wrote, some of whom would like to see us fall.
//!
//! The homeserver brings a transaction again and again until we take it, and nothing else before. So whatever somebody puts
//! into an event, the transaction is taken, and no other event of it is lost: each is read by itself.

use ruma::serde::Raw;
use serde::Deserialize;
use serde_json::Value;

use crate::event::Event;

/// The most characters of an event's type that are logged.
const LONGEST_KIND: usize = 60;

/// What the homeserver hands over at once.
#[derive(Debug, Deserialize)]
pub struct Transaction {
    #[serde(default)]
    events: Vec<Raw<Event>>,
    #[serde(default)]
    ephemeral: Vec<Raw<Value>>,
    /// The same, as older homeservers call it.
    #[serde(default, rename = "de.sorunome.msc2409.ephemeral")]
    early_ephemeral: Vec<Raw<Value>>,
}

impl Transaction {
    /// Reads one, without looking into its events.
    pub fn read(bytes: &[u8]) -> Result<Self, serde_json::Error> {
        serde_json::from_slice(bytes)
    }

    /// The events that can be read, in order.
    pub fn events(&self) -> impl Iterator<Item = Event> {
        self.events.iter().filter_map(read)
    }

    /// Who types, who reads, who is there, as far as it can be read.
    pub fn ephemeral(&self) -> impl Iterator<Item = Value> {
        let both = self.ephemeral.iter().chain(&self.early_ephemeral);
        both.filter_map(|news| news.deserialize().ok())
    }
}

fn read(raw: &Raw<Event>) -> Option<Event> {
    match raw.deserialize() {
        // PostgreSQL takes no such text, and no homeserver makes one.
        Ok(event) if has_nul(&event) => None,
        Ok(event) => Some(event),
        Err(_) => {
            let kind = raw.get_field::<String>("type").ok().flatten();
            let kind: String = kind
                .unwrap_or_default()
                .chars()
                .take(LONGEST_KIND)
                .collect();
            tracing::warn!(?kind, "an event of the homeserver cannot be read");
            None
        }
    }
}

fn has_nul(event: &Event) -> bool {
    let ids = [
        event.event_id.as_str(),
        event.room_id.as_str(),
        event.sender.as_str(),
    ];
    ids.iter().any(|id| id.contains('\0'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(events: &[String]) -> Vec<String> {
        let body = format!(r#"{{ "events": [{}], "more": 1 }}"#, events.join(","));
        let transaction = Transaction::read(body.as_bytes()).unwrap();
        let ids = transaction.events().map(|event| event.event_id.to_string());
        ids.collect()
    }

    fn event(id: &str, more: &str) -> String {
        format!(
            r#"{{ "event_id": "{id}", "room_id": "!a:b", "sender": "@a:b", "type": "m.room.message" {more} }}"#
        )
    }

    #[test]
    fn an_event_that_cannot_be_read_takes_no_other_with_it() {
        let nested = "[".repeat(20_000) + &"]".repeat(20_000);
        let events = [
            event("$1", ""),
            event("$deep", &format!(r#", "content": {{ "a": {nested} }}"#)),
            event("$huge", r#", "content": { "a": 1e999 }"#),
            event("$lone", r#", "content": { "body": "\ud800" }"#),
            event("$twice", r#", "type": "m.room.message""#),
            event("$state", r#", "state_key": 5"#),
            event("no event id", ""),
            event("$nul\\u0000", ""),
            r#"{ "type": 7 }"#.to_owned(),
            "5".to_owned(),
            "null".to_owned(),
            event("$2", ""),
        ];
        assert_eq!(ids(&events), ["$1", "$2"]);
    }

    #[test]
    fn what_is_absurd_where_nobody_looks_does_not_matter() {
        let long = "x".repeat(65_536);
        let events = [
            event("$1", r#", "depth": -1, "origin_server_ts": "yesterday""#),
            event(
                "$2",
                r#", "origin_server_ts": 1e300, "redacts": 5, "unsigned": []"#,
            ),
            event(
                "$3",
                &format!(r#", "content": {{ "body": "{long}", "{long}": 1 }}"#),
            ),
            event(
                "$4",
                r#", "content": "no object", "unsigned": "no object either""#,
            ),
            event("$5", r#", "content": null"#),
        ];
        assert_eq!(ids(&events).len(), 5);
    }

    #[test]
    fn ephemeral_events_have_two_names() {
        let body = br#"{ "events": [], "ephemeral": [1], "de.sorunome.msc2409.ephemeral": [2] }"#;
        let transaction = Transaction::read(body).unwrap();
        assert_eq!(transaction.ephemeral().collect::<Vec<_>>(), [1, 2]);
        assert!(Transaction::read(b"{").is_err());
    }
}
