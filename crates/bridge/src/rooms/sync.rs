//! Making the rooms of a login, newest chat first, at a pace that neither side minds.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use domain::bridge::PortalKey;
use ruma::OwnedRoomId;
use store::portal_logins::{self, PortalLogin, Progress};
use telegram::chats::ChatError;
use telegram::chats::info::ChatInfo;
use telegram::chats::list::{self, Dialog};
use tokio::sync::oneshot;

use super::login::SyncState;
use super::{Active, Inner, RoomsError};
use crate::portal::{Order, kind};

/// How many chats are asked for at once; Telegram gives no more.
const PAGE: i32 = 100;
/// At most so many pages are read.
const PAGES: i64 = 100;
const FIRST_WAIT: Duration = Duration::from_secs(1);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// Lists the chats and makes their rooms; then again whenever it is woken. Ends when Telegram has ended the login.
pub(super) async fn keep(house: &Arc<Inner>, login: &Arc<Active>) {
    let mut wait = FIRST_WAIT;
    loop {
        match all(house, login).await {
            Ok(()) => {
                wait = FIRST_WAIT;
                login.wake.notified().await;
            }
            Err(error) if error.is_logged_out() => {
                login.progress.send_replace(SyncState::Resting);
                return;
            }
            Err(error) => {
                tracing::debug!(account = login.account, %error, "rooms are made later");
                let now = house.progress(login).await.unwrap_or_default();
                login.progress.send_replace(SyncState::Waiting {
                    done: now.done,
                    of: now.of,
                });
                tokio::time::sleep(error.flood().unwrap_or(wait)).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

async fn all(house: &Arc<Inner>, login: &Arc<Active>) -> Result<(), RoomsError> {
    if !login.is_bot {
        login.progress.send_replace(SyncState::Listing);
        house.list_chats(login).await?;
    }
    loop {
        let Progress { done, of } = house.progress(login).await?;
        let next =
            portal_logins::next_of(&mut *house.parts.db.read().await?, login.account).await?;
        let Some(next) = next else {
            login.progress.send_replace(SyncState::Done { of });
            return Ok(());
        };
        login.progress.send_replace(SyncState::Making { done, of });
        house.make_one(login, &next).await?;
    }
}

impl Inner {
    async fn progress(&self, login: &Active) -> Result<Progress, RoomsError> {
        Ok(portal_logins::progress(&mut *self.parts.db.read().await?, login.account).await?)
    }

    /// Makes one room. That it cannot be made at all is remembered, and is no error.
    async fn make_one(
        self: &Arc<Self>,
        login: &Active,
        chat: &PortalLogin,
    ) -> Result<(), RoomsError> {
        let Err(error) = self.open(login.account, chat.key).await else {
            return Ok(());
        };
        // Without a login there is nothing to be said of the chat.
        let is_over = error.is_logged_out() || matches!(error, RoomsError::NoLogin);
        if error.is_passing() || is_over {
            return Err(error);
        }
        tracing::warn!(portal = %chat.key, %error, "a chat gets no room");
        let mut tx = self.parts.db.begin().await?;
        portal_logins::set_refused(&mut tx, login.account, chat.key.chat, &error.to_string())
            .await?;
        Ok(store::commit(tx).await?)
    }

    /// Has a portal's room made, and the owner of a login let in.
    pub(crate) async fn open(
        self: &Arc<Self>,
        account: i64,
        key: PortalKey,
    ) -> Result<OwnedRoomId, RoomsError> {
        if !self.leaving(account).await?.is_empty() {
            // Its rooms are still another person's.
            return Err(RoomsError::NoLogin);
        }
        let (reply, answer) = oneshot::channel();
        self.order(key, Order::Open { account, reply });
        answer.await.unwrap_or(Err(RoomsError::NoPortal))
    }

    /// Notes all chats of a login that shall have rooms, the archived ones last, and which it has left meanwhile.
    async fn list_chats(self: &Arc<Self>, login: &Arc<Active>) -> Result<(), RoomsError> {
        let mut listed = self.note_all(login).await?;
        let strange = self.look_for_left(login, &listed).await?;
        if strange.is_empty() {
            return Ok(());
        }
        // A chat that moves up between two pages is on neither.
        listed.extend(self.note_all(login).await?);
        let still = self.look_for_left(login, &listed).await?;
        for key in still.into_iter().filter(|key| strange.contains(key)) {
            self.left(login, key).await?;
        }
        Ok(())
    }

    /// Notes all chats that the lists have; gives those in which the account is.
    async fn note_all(&self, login: &Arc<Active>) -> Result<HashSet<i64>, RoomsError> {
        let (connection, deadline) = (&login.connection, self.settings().deadline);
        let (mut place, mut listed) = (0, HashSet::new());
        for is_archive in [false, true] {
            let mut from = None;
            for _ in 0..PAGES {
                let page = login.pacer.run(|| async move {
                    if is_archive {
                        list::archived(connection, from, PAGE, deadline).await
                    } else {
                        list::dialogs(connection, from, PAGE, deadline).await
                    }
                });
                let page = page.await?;
                // Of small groups, also those are listed that the account has left.
                let open = page.dialogs.iter().filter(|dialog| dialog.chat.is_open());
                listed.extend(open.map(|dialog| dialog.chat.id));
                self.note_chats(login, place, &page.dialogs).await?;
                place += i64::from(PAGE);
                match page.next {
                    Some(next) => from = Some(next),
                    None => break,
                }
            }
        }
        Ok(listed)
    }

    /// Looks at groups and channels that the lists do not have: the account may have left them. Gives those of which
    /// nobody knows anything.
    async fn look_for_left(
        self: &Arc<Self>,
        login: &Arc<Active>,
        listed: &HashSet<i64>,
    ) -> Result<Vec<PortalKey>, RoomsError> {
        let mut conn = self.parts.db.read().await?;
        let known = portal_logins::list_of(&mut conn, login.account).await?;
        drop(conn);
        let known = known.into_iter().map(|chat| chat.key);
        let mut strange = Vec::new();
        for key in known.filter(|key| !key.is_private() && !listed.contains(&key.chat)) {
            match self.look_at(login, key).await {
                Ok(()) => {}
                Err(RoomsError::Telegram(ChatError::UnknownChat)) => strange.push(key),
                Err(error) if error.is_passing() || error.is_logged_out() => return Err(error),
                // One odd chat is no reason not to make the rooms of others.
                Err(error) => tracing::warn!(portal = %key, %error, "a chat cannot be looked at"),
            }
        }
        Ok(strange)
    }

    /// Looks whether the account is still in a chat.
    async fn look_at(
        self: &Arc<Self>,
        login: &Arc<Active>,
        key: PortalKey,
    ) -> Result<(), RoomsError> {
        match self.info_of(login, key.chat).await {
            Ok(ChatInfo { chat, .. }) if chat.is_open() => Ok(()),
            Ok(ChatInfo { chat, .. }) if let Some(supergroup) = chat.became => {
                self.migrate(login, key.chat, supergroup).await
            }
            Ok(_) | Err(RoomsError::Telegram(ChatError::NoAccess { .. })) => {
                self.left(login, key).await
            }
            Err(error) => Err(error),
        }
    }

    async fn note_chats(
        &self,
        login: &Active,
        first: i64,
        dialogs: &[Dialog],
    ) -> Result<(), RoomsError> {
        let mut tx = self.parts.db.begin().await?;
        let wanted = dialogs.iter().filter(|dialog| self.becomes_room(dialog));
        for (place, dialog) in (first..).zip(wanted) {
            let chat = &dialog.chat;
            let key = PortalKey::of(chat.id, login.account);
            portal_logins::put(&mut tx, login.account, key, place, kind(chat), &chat.title).await?;
        }
        Ok(store::commit(tx).await?)
    }

    fn becomes_room(&self, dialog: &Dialog) -> bool {
        let settings = self.settings();
        let is_private = dialog.chat.id > 0;
        let is_right_kind = if is_private {
            settings.private_chats
        } else {
            dialog.chat.is_open()
        };
        is_right_kind && settings.filter.lets(dialog.chat.id)
    }
}
