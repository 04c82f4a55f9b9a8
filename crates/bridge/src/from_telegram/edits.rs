//! Messages that were changed or deleted at Telegram.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ruma::{EventId, RoomId, UserId};
use serde_json::{Value, json};
use store::bridged_messages::{self, BridgedMessage};
use telegram::chats::post::Post;

use super::{Present, content, digest};
use crate::portal::{Desk, Named};
use crate::rooms::{Active, Inner, RoomsError};

impl Desk {
    /// A message was changed. One that is not known is older than the room, and stays unknown.
    pub(super) async fn edited(
        &mut self,
        login: &Active,
        room: &RoomId,
        post: &Post,
        named: &Named,
    ) -> Result<(), RoomsError> {
        let db = &self.house.parts.db;
        let known = bridged_messages::list(&mut *db.read().await?, self.key, post.id).await?;
        let now = digest(&post.text);
        // Telegram says that a message was edited also when its preview or its reactions were.
        let Some(known) = known.into_iter().next().filter(|known| is_new(known, &now)) else {
            return Ok(());
        };
        let directory = Present::of(&self.house, &post.text).await?;
        let Some(new) = content::of(post, &directory) else {
            return Ok(());
        };
        let content = if known.is_from_matrix {
            said_anew(new, &known.event)
        } else {
            replacing(new, &known.event)
        };
        // Two edits within a second have the same date: what it says tells them apart, too.
        let date = post.edited.map_or(0, |at| at.as_micros() / 1_000_000);
        let mark = URL_SAFE_NO_PAD.encode(&now);
        let transaction = format!("telegram-{}-{}-{date}-{mark}", self.key, post.id);
        self.speak(login, room, post, named, &transaction, &content)
            .await?;
        let mut tx = db.begin().await?;
        bridged_messages::set_digest(&mut tx, self.key, post.id, &now).await?;
        Ok(store::commit(tx).await?)
    }

    /// Messages were deleted.
    pub(super) async fn deleted(
        &mut self,
        room: &RoomId,
        messages: &[i32],
    ) -> Result<(), RoomsError> {
        let db = &self.house.parts.db;
        for message in messages {
            let known = bridged_messages::list(&mut *db.read().await?, self.key, *message).await?;
            for one in &known {
                self.house.redact(room, one).await?;
            }
            if !known.is_empty() {
                let mut tx = db.begin().await?;
                bridged_messages::remove(&mut tx, self.key, *message).await?;
                store::commit(tx).await?;
            }
        }
        Ok(())
    }
}

/// A message that says what another one says now. Only its author can change an event, and that is a person on Matrix:
/// their puppet says it anew.
fn said_anew(new: Value, event: &str) -> Value {
    let mut again = marked(new, "✏️ ");
    again["m.relates_to"] = json!({ "m.in_reply_to": { "event_id": event } });
    again
}

/// A message that takes the place of another one.
///
/// <https://spec.matrix.org/v1.15/client-server-api/#event-replacements>
pub(crate) fn replacing(new: Value, event: &str) -> Value {
    let mut edit = marked(new.clone(), "* ");
    edit["m.new_content"] = new;
    edit["m.relates_to"] = json!({ "rel_type": "m.replace", "event_id": event });
    edit
}

/// The same message with a sign before its words.
fn marked(mut content: Value, sign: &str) -> Value {
    for part in ["body", "formatted_body"] {
        if let Some(words) = content[part].as_str() {
            content[part] = json!(format!("{sign}{words}"));
        }
    }
    content
}

/// Whether an edit changes anything. How Telegram shows what was written on Matrix may differ from how it was sent.
fn is_new(known: &BridgedMessage, now: &[u8]) -> bool {
    if known.is_from_matrix {
        !content::same_words(&known.digest, now)
    } else {
        known.digest != now
    }
}

impl Inner {
    async fn redact(&self, room: &RoomId, message: &BridgedMessage) -> Result<(), RoomsError> {
        let Ok(event) = EventId::parse(&message.event) else {
            return Ok(());
        };
        match self.homeserver().redact(room, &event, None, None).await {
            Err(fault) if fault.is_not_found() || fault.is_forbidden() => Ok(()),
            result => Ok(result?),
        }
    }

    /// Lets a puppet write in a room where it may not: what was written at Telegram was allowed there.
    pub(crate) async fn allow(&self, room: &RoomId, puppet: &UserId) -> Result<(), RoomsError> {
        let homeserver = self.homeserver();
        let Some(mut levels) = homeserver.state(room, "m.room.power_levels", "").await? else {
            return Ok(());
        };
        let needed = levels["events_default"].as_i64().unwrap_or(0);
        let has = levels["users"][puppet.as_str()].as_i64();
        let has = has.or(levels["users_default"].as_i64()).unwrap_or(0);
        if has < needed {
            levels["users"][puppet.as_str()] = json!(needed);
            homeserver
                .set_state(room, "m.room.power_levels", "", &levels)
                .await?;
        }
        Ok(())
    }
}
