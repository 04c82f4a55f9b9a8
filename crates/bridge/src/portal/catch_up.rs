//! What was written before there was a room, or while Telegram did not tell.

use ruma::RoomId;
use store::bridged_messages::{self, BridgedSend};
use telegram::chats::history::{self, Page, Part};
use telegram::chats::post::Post;

use super::{Desk, Named};
use crate::from_matrix::{is_author, may_be};
use crate::rooms::{Active, RoomsError};

/// How many messages are asked for at once; Telegram gives no more.
const PAGE: i32 = 100;
/// At most so many pages are read.
const PAGES: usize = 50;

impl Desk {
    /// Bridges what came after the newest message that was heard of, oldest first; the last messages if none was.
    ///
    /// May be begun again: what is there already stays as it is. Bots cannot list what was written, but ask for messages
    /// by their numbers; so they begin without the last messages.
    pub(crate) async fn catch_up(
        &mut self,
        login: &Active,
        room: &RoomId,
    ) -> Result<(), RoomsError> {
        self.recall(room).await?;
        let mut conn = self.house.parts.db.read().await?;
        // Their answers, or our looking for them, will tell.
        let sends = bridged_messages::list_sends(&mut conn, self.key).await?;
        drop(conn);
        let pages = match self.newest(login).await? {
            Some(newest) if login.is_bot => self.numbered(login, newest).await?,
            Some(newest) => self.since(login, newest).await?,
            None if login.is_bot => Vec::new(),
            None => self.unheard(login).await?,
        };
        for page in pages.into_iter().rev() {
            let named = Named {
                people: page.people,
                chats: page.chats,
            };
            let is_sent = |post: &Post| is_on_its_way(login, post, &sends);
            for post in page.posts.iter().rev().filter(|post| !is_sent(post)) {
                self.wrote(login, room, post, &named).await?;
            }
        }
        Ok(())
    }

    /// The message after which something may be missing. What was written on Matrix says nothing of what came before it;
    /// but where the last messages are not to be had, it is all there is to go by.
    async fn newest(&self, login: &Active) -> Result<Option<i32>, RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        let heard = bridged_messages::newest_heard(&mut conn, self.key).await?;
        if heard.is_none() && (login.is_bot || self.house.settings().backfill == 0) {
            return Ok(bridged_messages::newest(&mut conn, self.key).await?);
        }
        Ok(heard)
    }

    /// Where nobody was heard of yet: the last messages, or all since the first that was written on Matrix, whichever is
    /// more. Both reach up to now, so the longer one holds the other.
    async fn unheard(&self, login: &Active) -> Result<Vec<Page>, RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        let oldest = bridged_messages::oldest(&mut conn, self.key).await?;
        drop(conn);
        let last = self.last(login).await?;
        let Some(oldest) = oldest else {
            return Ok(last);
        };
        let since = self.since(login, oldest).await?;
        let many = |pages: &[Page]| pages.iter().map(|page| page.posts.len()).sum::<usize>();
        Ok(if many(&since) > many(&last) {
            since
        } else {
            last
        })
    }

    /// The last messages, as many as a new room begins with.
    async fn last(&self, login: &Active) -> Result<Vec<Page>, RoomsError> {
        let limit = i32::from(self.house.settings().backfill).min(PAGE);
        if limit == 0 {
            return Ok(Vec::new());
        }
        let part = Part {
            limit,
            ..Part::default()
        };
        Ok(vec![self.page(login, part).await?])
    }

    /// All messages after this one, newest page first.
    async fn since(&self, login: &Active, after: i32) -> Result<Vec<Page>, RoomsError> {
        let (mut pages, mut before) = (Vec::new(), 0);
        while pages.len() < PAGES {
            let part = Part {
                before,
                after,
                limit: PAGE,
            };
            let page = self.page(login, part).await?;
            let next = page.next;
            pages.push(page);
            match next {
                Some(next) => before = next,
                None => return Ok(pages),
            }
        }
        tracing::warn!(portal = %self.key, "too much was missed: the oldest of it stays at Telegram");
        Ok(pages)
    }

    /// All messages after this one, newest page first, asked for by their numbers until there are none for long. Where an
    /// account's messages are numbered in one row, those of other chats may lie in between.
    async fn numbered(&self, login: &Active, after: i32) -> Result<Vec<Page>, RoomsError> {
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let (chat, mut pages, mut first) = (self.key.chat, Vec::new(), after);
        for _ in 0..PAGES {
            let ids: Vec<_> = (1..=PAGE).map_while(|nth| first.checked_add(nth)).collect();
            let page = login
                .pacer
                .run(|| history::posts(connection, chat, &ids, deadline));
            let mut page = page.await?;
            if page.total == 0 {
                break;
            }
            page.posts.reverse();
            pages.push(page);
            first = first.saturating_add(PAGE);
        }
        pages.reverse();
        Ok(pages)
    }

    async fn page(&self, login: &Active, part: Part) -> Result<Page, RoomsError> {
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let chat = self.key.chat;
        let page = login
            .pacer
            .run(|| history::page(connection, chat, part, deadline));
        Ok(page.await?)
    }
}

/// Whether a message may be one of those that are on their way from Matrix.
fn is_on_its_way(login: &Active, post: &Post, sends: &[BridgedSend]) -> bool {
    let mut sends = sends.iter();
    sends.any(|send| is_author(login.account, post, send) && may_be(post, send))
}
