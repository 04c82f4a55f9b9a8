//! A new room gets its people and the last messages.

use ruma::RoomId;
use store::portals;
use telegram::chats::history::{self, Part};
use telegram::chats::members;

use super::{Desk, Named};
use crate::rooms::{Active, RoomsError};

impl Desk {
    /// Puts people and the last messages into a room. May be begun again: what is there already stays as it is.
    pub(super) async fn furnish(
        &mut self,
        login: &Active,
        room: &RoomId,
    ) -> Result<(), RoomsError> {
        self.put_members(login, room).await?;
        if !login.is_bot {
            self.backfill(login, room).await?;
        }
        let now = self.house.parts.world.now();
        let mut tx = self.house.parts.db.begin().await?;
        portals::set_furnished(&mut tx, self.key, now).await?;
        Ok(store::commit(tx).await?)
    }

    async fn put_members(&self, login: &Active, room: &RoomId) -> Result<(), RoomsError> {
        if self.key.is_private() {
            let named = Named::default();
            self.house.enter(login, room, self.key.chat, &named).await?;
            return Ok(());
        }
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let most = i32::from(self.house.settings().members);
        if most == 0 {
            return Ok(());
        }
        let chat = self.key.chat;
        let page = login
            .pacer
            .run(|| members::page(connection, chat, 0, most, deadline))
            .await;
        let members = match page {
            Ok(page) => page.members,
            Err(error) => {
                let error = RoomsError::from(error);
                if error.is_passing() {
                    return Err(error);
                }
                // Of channels, only admins may know who reads.
                return Ok(());
            }
        };
        let most = usize::from(self.house.settings().members);
        let people: Vec<_> = members
            .into_iter()
            .take(most)
            .map(|member| member.person)
            .collect();
        let ids: Vec<_> = people.iter().map(|person| person.id).collect();
        let named = Named {
            people,
            chats: Vec::new(),
        };
        for id in ids.into_iter().filter(|id| *id != login.account) {
            self.house.enter(login, room, id, &named).await?;
        }
        Ok(())
    }

    /// The last messages, oldest first.
    async fn backfill(&mut self, login: &Active, room: &RoomId) -> Result<(), RoomsError> {
        let limit = i32::from(self.house.settings().backfill.min(100));
        if limit == 0 {
            return Ok(());
        }
        let part = Part {
            limit,
            ..Part::default()
        };
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let chat = self.key.chat;
        let page = login
            .pacer
            .run(|| history::page(connection, chat, part, deadline))
            .await?;
        let named = Named {
            people: page.people,
            chats: page.chats,
        };
        for post in page.posts.iter().rev() {
            self.wrote(login, room, post, &named).await?;
        }
        Ok(())
    }
}
