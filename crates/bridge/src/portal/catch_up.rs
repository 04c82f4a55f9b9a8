//! What was written while Telegram did not tell.

use ruma::RoomId;
use store::bridged_messages;
use telegram::chats::history::{self, Part};

use super::{Desk, Named};
use crate::rooms::{Active, RoomsError};

/// At most so many pages of 100 messages are read.
const PAGES: usize = 10;

impl Desk {
    /// Bridges what came after the newest message that is known, oldest first.
    pub(crate) async fn catch_up(
        &mut self,
        login: &Active,
        room: &RoomId,
    ) -> Result<(), RoomsError> {
        let db = &self.house.parts.db;
        let Some(newest) = bridged_messages::newest(&mut *db.read().await?, self.key).await? else {
            return Ok(());
        };
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let chat = self.key.chat;
        let (mut pages, mut before) = (Vec::new(), 0);
        for _ in 0..PAGES {
            let part = Part {
                before,
                after: newest,
                limit: 100,
            };
            let page = login
                .pacer
                .run(|| history::page(connection, chat, part, deadline))
                .await?;
            let next = page.next;
            pages.push(page);
            match next {
                Some(next) => before = next,
                None => break,
            }
        }
        for page in pages.into_iter().rev() {
            let named = Named {
                people: page.people,
                chats: page.chats,
            };
            for post in page.posts.iter().rev() {
                self.wrote(login, room, post, &named).await?;
            }
        }
        Ok(())
    }
}
