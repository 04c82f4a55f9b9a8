//! A new room gets its people and the last messages.

use ruma::RoomId;
use store::portals;
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
        self.catch_up(login, room).await?;
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
        let members = self.members(login).await?;
        let ids: Vec<_> = members.people.iter().map(|person| person.id).collect();
        for id in ids.into_iter().filter(|id| *id != login.account) {
            match self.house.enter(login, room, id, &members).await {
                Err(error) if error.is_passing() => return Err(error),
                // A room without one of them is better than none.
                Err(error) => tracing::warn!(portal = %self.key, %error, "a puppet stays outside"),
                Ok(_) => {}
            }
        }
        Ok(())
    }

    /// Some of those who are in the chat; nobody if the account may not know.
    async fn members(&self, login: &Active) -> Result<Named, RoomsError> {
        let most = self.house.settings().members;
        if most == 0 {
            return Ok(Named::default());
        }
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let chat = self.key.chat;
        let page = login
            .pacer
            .run(|| members::page(connection, chat, 0, i32::from(most), deadline))
            .await
            .map_err(RoomsError::from);
        let members = match page {
            Ok(page) => page.members,
            Err(error) if error.is_passing() => return Err(error),
            // Of channels, only admins may know who reads.
            Err(_) => Vec::new(),
        };
        let members = members.into_iter().take(usize::from(most));
        Ok(Named {
            people: members.map(|member| member.person).collect(),
            chats: Vec::new(),
        })
    }
}
