//! Invitations: the bot comes, greets whoever may use it, and leaves the others.

use ruma::{RoomId, UserId};
use store::bridge_rooms::{self, ClosedRoom};
use store::{bridge_users, commit};

use super::Management;
use crate::command::CommandError;
use crate::event::Event;
use crate::homeserver::Fault;
use crate::permission::Level;
use crate::privacy::Privacy;

impl Management {
    /// Somebody invites the bot.
    pub(super) async fn invited(&self, event: &Event) -> Result<(), CommandError> {
        let (room, by) = (&event.room_id, &event.sender);
        let homeserver = &self.ground.homeserver;
        let joined = homeserver.join(room, None).await;
        self.note_joined(room, by, joined.as_ref().err()).await?;
        if let Err(fault) = joined {
            // An operator looks for this, when people say that the bot does not come.
            tracing::error!(%fault, %room, %by, "the bot was invited to a room and cannot join it");
            return Ok(());
        }
        if !self.ground.settings.permissions.allows(by, Level::User) {
            self.say(event, 0, "bridge-not-allowed", &[]).await?;
            homeserver.leave(room, None).await?;
            return Ok(());
        }
        let privacy = self.ground.privacy(room, by).await;
        if privacy == Privacy::Private {
            self.set_management_room(room, by).await?;
        }
        let encryption = homeserver.state(room, "m.room.encryption", "").await?;
        if encryption.is_some() && privacy != Privacy::Absent {
            self.tell_encrypted(event, "bridge-encrypted").await?;
            return Ok(());
        }
        match privacy {
            Privacy::Private if self.logins.of(by).is_empty() => {
                self.say(event, 0, "bridge-greeting", &[]).await
            }
            Privacy::Private => self.say(event, 0, "bridge-greeting-again", &[]).await,
            Privacy::Others => self.say(event, 0, "bridge-greeting-others", &[]).await,
            Privacy::Absent => Ok(()),
            Privacy::Unknown(fault) => Err(fault.into()),
        }
    }

    /// Notes for the operator whether the bot could join a room.
    async fn note_joined(
        &self,
        room: &RoomId,
        by: &UserId,
        fault: Option<&Fault>,
    ) -> Result<(), CommandError> {
        let mut tx = self.ground.db.begin().await?;
        match fault {
            None => bridge_rooms::remove_closed(&mut tx, room.as_str()).await?,
            Some(fault) => {
                let closed = ClosedRoom {
                    room: room.to_string(),
                    invited_by: by.to_string(),
                    fault: why(fault),
                    failed_at: self.ground.world.now(),
                };
                bridge_rooms::put_closed(&mut tx, &closed).await?;
            }
        }
        Ok(commit(tx).await?)
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

/// Why the bot cannot join a room, and what to do, for an operator.
fn why(fault: &Fault) -> String {
    let advice = if fault.is_not_found() {
        "The room is gone, or it is on a homeserver that this one does not reach; is federation off?"
    } else if fault.is_forbidden() {
        "The invitation may have been taken back, the bot may be banned there, or the homeserver blocks the room or invitations from elsewhere."
    } else {
        "Invite it again; if that fails, too, the homeserver's log says more."
    };
    format!("{fault}. {advice}")
}
