//! What a login hears, passed on to the portals that it concerns.

use std::sync::Arc;

use domain::bridge::PortalKey;
use store::{bridged_messages, portal_logins, puppets};
use telegram::chats::Chat;
use telegram::connection::Update;
use telegram::news::{self, News};
use tokio::sync::OwnedSemaphorePermit;

use super::{Active, Inner, RoomsError};
use crate::portal::{FromTelegram, Handed, Named, Order, kind};

/// Listens until the connection ends.
pub(super) async fn listen(house: &Arc<Inner>, login: &Arc<Active>) {
    let Some(mut updates) = login.connection.updates() else {
        tracing::error!(
            account = login.account,
            "somebody else takes the updates of a login"
        );
        return;
    };
    while let Some(update) = updates.recv().await {
        let permit = Arc::clone(&login.budget).acquire_owned().await;
        let Ok(permit) = permit else {
            return;
        };
        Box::pin(pass_on(house, login, update, permit)).await;
    }
}

async fn pass_on(
    house: &Arc<Inner>,
    login: &Arc<Active>,
    update: Update,
    permit: OwnedSemaphorePermit,
) {
    let Some(news) = News::of(&update) else {
        return update.done();
    };
    let (people, chats) = news::named(&update.people);
    let named = Arc::new(Named { people, chats });
    let orders = loop {
        match orders(house, login, &news, &named).await {
            Ok(orders) => break orders,
            // It comes again with the next connection; but first the database has to be there.
            Err(error) if error.is_passing() => {
                tracing::debug!(%error, "news of Telegram wait");
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
            }
            Err(error) => {
                tracing::warn!(%error, "news of Telegram are left out");
                return update.done();
            }
        }
    };
    if orders.is_empty() {
        return update.done();
    }
    let handed = Arc::new(Handed::to(orders.len(), update, permit));
    for (key, news) in orders {
        let told = FromTelegram {
            account: login.account,
            news,
            named: Arc::clone(&named),
            handed: Arc::clone(&handed),
        };
        house.order(key, Order::Telegram(told));
    }
}

/// Which portals are to deal with it.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "most news are about one chat"
)]
async fn orders(
    house: &Arc<Inner>,
    login: &Arc<Active>,
    news: &News,
    named: &Named,
) -> Result<Vec<(PortalKey, News)>, RoomsError> {
    match news {
        News::Deleted {
            chat: None,
            messages,
        } => deleted(house, login, messages).await,
        News::Missed { chat: None } => missed(house, login).await,
        News::Upgraded { group, supergroup } => {
            house.migrate(login, *group, *supergroup).await?;
            Ok(Vec::new())
        }
        News::PersonChanged { id, .. } => {
            house.dress_known(login, *id, named).await?;
            let known =
                portal_logins::find(&mut *house.parts.db.read().await?, login.account, *id).await?;
            Ok(known
                .into_iter()
                .map(|chat| (chat.key, news.clone()))
                .collect())
        }
        news => {
            let Some(chat) = news.chat() else {
                return Ok(Vec::new());
            };
            let key = PortalKey::of(chat, login.account);
            let is_wanted = house.is_wanted(login, key, news, named).await?;
            Ok(is_wanted.then(|| (key, news.clone())).into_iter().collect())
        }
    }
}

/// In private chats and small groups, Telegram does not say in which chat messages were deleted. Portals at work are told,
/// too: they may be about to learn of the messages.
async fn deleted(
    house: &Inner,
    login: &Active,
    messages: &[i32],
) -> Result<Vec<(PortalKey, News)>, RoomsError> {
    let mut keys = house.at_work_for(login.account);
    let mut conn = house.parts.db.read().await?;
    for message in messages {
        let known = bridged_messages::list_in_mailbox(&mut conn, login.account, *message).await?;
        keys.extend(known.iter().map(|known| known.key));
    }
    let order = |key: PortalKey| {
        let deleted = News::Deleted {
            chat: Some(key.chat),
            messages: messages.to_vec(),
        };
        (key, deleted)
    };
    Ok(keys.into_iter().map(order).collect())
}

/// All private chats and small groups are to catch up.
async fn missed(house: &Inner, login: &Active) -> Result<Vec<(PortalKey, News)>, RoomsError> {
    let mut conn = house.parts.db.read().await?;
    let chats = portal_logins::list_of(&mut conn, login.account).await?;
    let own = chats
        .into_iter()
        .filter(|chat| !chat.key.is_shared() && chat.done_at.is_some());
    let missed = |key: PortalKey| News::Missed {
        chat: Some(key.chat),
    };
    Ok(own.map(|chat| (chat.key, missed(chat.key))).collect())
}

impl Inner {
    /// Whether a portal is to hear news: it has a room, or these begin one.
    async fn is_wanted(
        &self,
        login: &Arc<Active>,
        key: PortalKey,
        news: &News,
        named: &Named,
    ) -> Result<bool, RoomsError> {
        let known =
            portal_logins::find(&mut *self.parts.db.read().await?, login.account, key.chat).await?;
        if let News::ChatChanged {
            chat: Some(chat), ..
        } = news
        {
            self.membership_changed(login, key, chat, known.is_some())
                .await?;
            return Ok(known.is_some() && chat.is_open());
        }
        if known.is_some() {
            return Ok(true);
        }
        // Also whoever was only brought in shall find the room.
        if let Some(chat) = named.chats.iter().find(|chat| chat.id == key.chat) {
            self.membership_changed(login, key, chat, false).await?;
        }
        let begins = matches!(news, News::Wrote(post) if post.action.is_none());
        Ok(begins && self.settings().filter.lets(key.chat))
    }

    /// The account has come into a chat, or is no longer in it.
    async fn membership_changed(
        &self,
        login: &Arc<Active>,
        key: PortalKey,
        chat: &Chat,
        is_known: bool,
    ) -> Result<(), RoomsError> {
        let db = &self.parts.db;
        if chat.is_open() && !is_known && !key.is_private() && self.settings().filter.lets(key.chat)
        {
            let mut tx = db.begin().await?;
            portal_logins::put(&mut tx, login.account, key, 0, kind(chat), &chat.title).await?;
            store::commit(tx).await?;
            login.wake.notify_one();
        }
        if !chat.is_open() && is_known && chat.became.is_none() {
            self.left(login, key).await?;
        }
        Ok(())
    }

    /// Somebody looks different. Puppets that nobody has met yet stay as they are.
    async fn dress_known(&self, login: &Active, id: i64, named: &Named) -> Result<(), RoomsError> {
        let known = puppets::find(&mut *self.parts.db.read().await?, id).await?;
        if known.is_some() {
            self.dress(login, id, named).await?;
        }
        Ok(())
    }
}
