//! Rooms that are encrypted, in which the bot reads nothing.

use serde_json::json;
use store::bridge_rooms;

use super::Management;
use crate::command::CommandError;
use crate::event::Event;
use crate::permission::Level;
use crate::privacy::Privacy;
use crate::rooms::calls::Sending;

/// What is put below a message that nobody but people can read.
const UNREAD: &str = "⚠️";

impl Management {
    /// Something encrypted, or that a room is encrypted from now on, where somebody seems to speak to the bot.
    pub(super) async fn encrypted(&self, event: &Event) -> Result<(), CommandError> {
        let permissions = &self.ground.settings.permissions;
        if event.is_withdrawn() || !permissions.allows(&event.sender, Level::User) {
            return Ok(());
        }
        let is_switch = event.kind == "m.room.encryption";
        let (room, sender) = (&event.room_id, &event.sender);
        if is_switch || self.ground.privacy(room, sender).await == Privacy::Private {
            self.mark_unread(event).await;
            self.tell_encrypted(event, "bridge-encrypted").await?;
        }
        Ok(())
    }

    /// The same in a portal. False if it is something else.
    pub(crate) async fn encrypted_in_portal(&self, event: &Event) -> Result<bool, CommandError> {
        if !matches!(
            event.kind.as_str(),
            "m.room.encrypted" | "m.room.encryption"
        ) {
            return Ok(false);
        }
        if !event.is_withdrawn() {
            self.mark_unread(event).await;
            let is_news = self.tell_encrypted(event, "bridge-encrypted-portal");
            if is_news.await? {
                tracing::warn!(room = %event.room_id, "a room of a chat is encrypted: nothing written there goes to Telegram");
            }
        }
        Ok(true)
    }

    /// Says once in each room that it is encrypted, and what to do; false if it was said before.
    pub(super) async fn tell_encrypted(
        &self,
        event: &Event,
        key: &str,
    ) -> Result<bool, CommandError> {
        let room = event.room_id.as_str();
        let mut conn = self.ground.db.read().await?;
        let is_told = bridge_rooms::is_told_encrypted(&mut conn, room).await?;
        drop(conn);
        if is_told {
            return Ok(false);
        }
        self.say(event, 0, key, &[]).await?;
        let mut tx = self.ground.db.begin().await?;
        bridge_rooms::set_told_encrypted(&mut tx, room, self.ground.world.now()).await?;
        store::commit(tx).await?;
        Ok(true)
    }

    /// Marks a message as not read. Where the bot may not do that, the words have to do.
    async fn mark_unread(&self, event: &Event) {
        if event.kind != "m.room.encrypted" {
            return;
        }
        let homeserver = &self.ground.homeserver;
        let sending = Sending {
            room: &event.room_id,
            who: homeserver.bot(),
            transaction: &format!("unread-{}", event.event_id),
            at: None,
        };
        let relation =
            json!({ "rel_type": "m.annotation", "event_id": event.event_id, "key": UNREAD });
        let content = json!({ "m.relates_to": relation });
        let marked = homeserver.send_event(sending, "m.reaction", &content).await;
        if let Err(fault) = marked {
            tracing::debug!(%fault, "an encrypted message could not be marked");
        }
    }
}
