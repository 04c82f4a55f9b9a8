//! The bot among people: invitations, management rooms, commands and answers.

mod encryption;
mod invitation;
mod message;
mod text;

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use ruma::RoomId;
use serde_json::Value;
use store::{bridge_rooms, bridge_users};

use crate::command::CommandError;
use crate::event::Event;
use crate::ground::Ground;
use crate::homeserver::SendText;
use crate::intake::Deal;
use crate::language::fill;
use crate::letter::letter;
use crate::logins::Logins;
use crate::privacy::Privacy;
use crate::rooms::Rooms;
use crate::talk::Talks;

/// The bot, as people meet it.
pub(crate) struct Management {
    pub(crate) ground: Arc<Ground>,
    pub(crate) logins: Arc<Logins>,
    pub(crate) talks: Arc<Talks>,
    pub(crate) rooms: Rooms,
}

impl Management {
    /// Deals with an event that belongs to no portal, or is a command in one.
    pub(crate) async fn deal(&self, event: &Event) -> Result<(), CommandError> {
        match event.kind.as_str() {
            "m.room.member" => self.member(event).await,
            "m.room.message" => self.message(event).await,
            "m.room.encrypted" | "m.room.encryption" => self.encrypted(event).await,
            _ => Ok(()),
        }
    }

    /// Somebody comes or goes.
    async fn member(&self, event: &Event) -> Result<(), CommandError> {
        let Some((who, membership)) = event.membership() else {
            return Ok(());
        };
        let room = &event.room_id;
        if who == self.ground.homeserver.bot() {
            return match membership {
                "invite" => self.invited(event).await,
                "leave" | "ban" => self.forget_room(room).await,
                _ => Ok(()),
            };
        }
        match membership {
            // Whoever it is, a login that is under way in this room ends before anything more is said.
            "join" | "leave" | "ban" => self.look_again(room).await,
            _ => Ok(()),
        }
    }

    /// Looks who is in the room now, and ends what must not go on there.
    async fn look_again(&self, room: &RoomId) -> Result<(), CommandError> {
        for owner in self.talks.owners_in(room) {
            if self.ground.privacy(room, &owner.matrix_id).await != Privacy::Private {
                self.talks.not_alone(room).await;
            }
        }
        Ok(())
    }

    /// A room that the bot is no longer in is nobody's management room.
    async fn forget_room(&self, room: &RoomId) -> Result<(), CommandError> {
        self.talks.not_alone(room).await;
        let mut tx = self.ground.db.begin().await?;
        if let Some(user) = bridge_users::find_by_room(&mut tx, room.as_str()).await? {
            bridge_users::set_management_room(&mut tx, &user.matrix_id, None).await?;
        }
        bridge_rooms::forget(&mut tx, room.as_str()).await?;
        store::commit(tx).await?;
        Ok(())
    }

    /// Says something in answer to an event; `number` tells several answers to one event apart.
    pub(crate) async fn say(
        &self,
        to: &Event,
        number: u32,
        key: &str,
        values: &[(&str, String)],
    ) -> Result<(), CommandError> {
        let words = self.ground.words_for(&to.sender).await;
        let text = fill(words, key, values);
        self.say_text(to, number, &text).await
    }

    /// As [`Self::say`], with words that are ready.
    pub(crate) async fn say_text(
        &self,
        to: &Event,
        number: u32,
        text: &str,
    ) -> Result<(), CommandError> {
        let transaction = format!("answer-{number}-{}", to.event_id);
        let to = SendText {
            room: &to.room_id,
            who: None,
            transaction: &transaction,
        };
        self.ground.homeserver.notice(to, &letter(text)).await?;
        Ok(())
    }
}

impl Deal for Management {
    fn event<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, bool> {
        async move {
            if let Err(error) = self.deal(event).await {
                tracing::warn!(%error, kind = event.kind, "an event was not dealt with as it should be");
            }
            true
        }
        .boxed()
    }

    fn ephemeral<'a>(&'a self, _news: &'a Value) -> BoxFuture<'a, ()> {
        async {}.boxed()
    }
}
