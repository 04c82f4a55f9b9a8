//! Messages that Telegram has, and whose numbers it did not tell.

use std::time::Duration;

use domain::time::Timestamp;
use store::bridged_messages::{self, BridgedSend};
use telegram::chats::history::{self, Page, Part};
use telegram::chats::post::Post;

use crate::from_telegram::{digest, same_words};
use crate::portal::Desk;
use crate::rooms::{Active, RoomsError};

/// At most so many pages of 100 messages are read.
const PAGES: usize = 10;
/// So many messages are asked for at once.
const AT_ONCE: i32 = 100;
/// How far our clock and Telegram's may be apart.
const SKEW: Duration = Duration::from_secs(300);

impl Desk {
    /// The number of a message on its way that Telegram may have; `None` if it is not there, or nobody will ever tell. Of
    /// messages that say the same, the one that was written closest to when it was begun.
    pub(super) async fn look_for(
        &self,
        login: &Active,
        send: &BridgedSend,
    ) -> Result<Option<i32>, RoomsError> {
        match self.search(login, send).await {
            Err(error) if !error.is_passing() => {
                tracing::warn!(portal = %self.key, %error, "what was sent cannot be looked for");
                Ok(None)
            }
            found => found,
        }
    }

    async fn search(&self, login: &Active, send: &BridgedSend) -> Result<Option<i32>, RoomsError> {
        if login.is_bot {
            return self.look_around_newest(login, send).await;
        }
        let (mut before, mut best) = (0, None);
        for _ in 0..PAGES {
            let part = Part {
                before,
                after: 0,
                limit: AT_ONCE,
            };
            let (connection, deadline) = (&login.connection, self.house.settings().deadline);
            let page = login
                .pacer
                .run(|| history::page(connection, self.key.chat, part, deadline));
            let page = page.await?;
            best = self.best_of(&page, send, best).await?;
            let oldest = page.posts.last().map(|post| post.date);
            match page.next {
                Some(next) if oldest.is_none_or(|date| date >= earliest(send)) => before = next,
                Some(_) | None => break,
            }
        }
        Ok(best.map(|(_, id)| id))
    }

    /// Bots cannot read a history, but they can ask for single messages.
    async fn look_around_newest(
        &self,
        login: &Active,
        send: &BridgedSend,
    ) -> Result<Option<i32>, RoomsError> {
        let mut conn = self.house.parts.db.read().await?;
        let newest = bridged_messages::newest(&mut conn, self.key).await?;
        drop(conn);
        let middle = newest.unwrap_or(0).max(AT_ONCE / 2);
        let ids: Vec<i32> = (middle - AT_ONCE / 2 + 1..=middle + AT_ONCE / 2).collect();
        let (connection, deadline) = (&login.connection, self.house.settings().deadline);
        let page = login
            .pacer
            .run(|| history::posts(connection, self.key.chat, &ids, deadline));
        let page = page.await?;
        let best = self.best_of(&page, send, None).await?;
        Ok(best.map(|(_, id)| id))
    }

    /// The best of a page, and what was found before: how far its time is off, in microseconds, and its number.
    async fn best_of(
        &self,
        page: &Page,
        send: &BridgedSend,
        mut best: Option<(u64, i32)>,
    ) -> Result<Option<(u64, i32)>, RoomsError> {
        for post in page
            .posts
            .iter()
            .filter(|post| post.is_ours && may_be(post, send))
        {
            let mut conn = self.house.parts.db.read().await?;
            let known = bridged_messages::list(&mut conn, self.key, post.id).await?;
            let off = post.date.as_micros().abs_diff(send.begun_at.as_micros());
            let is_better = best.is_none_or(|(least, _)| off < least);
            if known.is_empty() && is_better {
                best = Some((off, post.id));
            }
        }
        Ok(best)
    }
}

/// Whether who sends something wrote a message that `account` sees. Of what a channel says, only who said it is told.
pub(crate) fn is_author(account: i64, post: &Post, send: &BridgedSend) -> bool {
    send.account == post.from || (post.is_ours && send.account == account)
}

/// Whether a message may be one that is on its way, as far as its words and its time say.
pub(crate) fn may_be(post: &Post, send: &BridgedSend) -> bool {
    let is_new = post.date >= earliest(send);
    // What was begun before digests were noted has none, and cannot be told from others.
    is_new && !send.digest.is_empty() && same_words(&digest(&post.text), &send.digest)
}

/// It cannot be older than that.
fn earliest(send: &BridgedSend) -> Timestamp {
    send.begun_at - SKEW
}
