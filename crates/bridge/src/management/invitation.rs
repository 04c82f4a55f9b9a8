//! Invitations: the bot comes, greets whoever may use it, and leaves the others.

use ruma::{RoomId, UserId};
use store::{bridge_users, commit};

use super::Management;
use crate::command::CommandError;
use crate::event::Event;
use crate::permission::Level;
use crate::privacy::Privacy;

impl Management {
    /// Somebody invites the bot.
    pub(super) async fn invited(&self, event: &Event) -> Result<(), CommandError> {
        let (room, by) = (&event.room_id, &event.sender);
        let homeserver = &self.ground.homeserver;
        if let Err(fault) = homeserver.join(room, None).await {
            // An operator looks for this, when people say that the bot does not come.
            tracing::error!(%fault, %room, "the bot was invited to a room and cannot join it");
            return Ok(());
        }
        if !self.ground.settings.permissions.allows(by, Level::User) {
            self.say(event, 0, "bridge-not-allowed", &[]).await?;
            homeserver.leave(room, None).await?;
            return Ok(());
        }
        match self.ground.privacy(room, by).await {
            Privacy::Private => {
                self.set_management_room(room, by).await?;
                let logged_in = !self.logins.of(by).is_empty();
                let key = if logged_in {
                    "bridge-greeting-again"
                } else {
                    "bridge-greeting"
                };
                self.say(event, 0, key, &[]).await
            }
            Privacy::Others => self.say(event, 0, "bridge-greeting-others", &[]).await,
            Privacy::Absent => Ok(()),
            Privacy::Unknown(fault) => Err(fault.into()),
        }
    }

    /// Remembers where somebody speaks with the bot.
    pub(super) async fn set_management_room(
        &self,
        room: &RoomId,
        user: &UserId,
    ) -> Result<(), CommandError> {
        let mut conn = self.ground.db.read().await?;
        let known = bridge_users::find(&mut conn, user.as_str()).await?;
        drop(conn);
        let is_known = |known: bridge_users::BridgeUser| {
            known.management_room.as_deref() == Some(room.as_str())
        };
        if known.is_some_and(is_known) {
            return Ok(());
        }
        let mut tx = self.ground.db.begin().await?;
        bridge_users::ensure(&mut tx, user.as_str(), self.ground.world.now()).await?;
        bridge_users::set_management_room(&mut tx, user.as_str(), Some(room.as_str())).await?;
        commit(tx).await?;
        Ok(())
    }
}
