//! Which part of the bridge deals with an event: the rooms of chats, or the bot.

use std::sync::Arc;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use serde_json::Value;

use crate::event::Event;
use crate::intake::Deal;
use crate::management::Management;
use crate::rooms::{Rooms, RoomsError};

/// Hands events to whom they concern.
pub(crate) struct Dealer {
    /// The bot.
    pub(crate) management: Arc<Management>,
    /// The rooms of chats.
    pub(crate) rooms: Rooms,
}

impl Dealer {
    async fn deal(&self, event: &Event) -> Result<bool, RoomsError> {
        if !self.rooms.has(&event.room_id).await? {
            return Ok(self.management.event(event).await);
        }
        let to_bot = match self.management.encrypted_in_portal(event).await {
            Ok(false) => self.management.in_portal(event).await,
            done => done,
        };
        match to_bot {
            Ok(false) => {}
            Ok(true) => return Ok(true),
            Err(error) => {
                tracing::warn!(%error, "what is for the bot in a portal was not dealt with as it should be");
                return Ok(true);
            }
        }
        match self.rooms.hear(event).await? {
            // If nobody answers, the bridge is ending.
            Some(dealt_with) => Ok(dealt_with.await.is_ok()),
            None => Ok(true),
        }
    }
}

impl Deal for Dealer {
    fn event<'a>(&'a self, event: &'a Event) -> BoxFuture<'a, bool> {
        async move {
            self.deal(event).await.unwrap_or_else(|error| {
                tracing::error!(%error, "an event is dealt with after the next start");
                false
            })
        }
        .boxed()
    }

    fn ephemeral<'a>(&'a self, news: &'a Value) -> BoxFuture<'a, ()> {
        self.management.ephemeral(news)
    }
}
