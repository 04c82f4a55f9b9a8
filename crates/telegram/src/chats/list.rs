//! All chats of an account, page by page.

use std::collections::HashMap;
use std::time::Duration;

use domain::time::Timestamp;
use grammers_tl_types::{enums, functions as calls, types};

use super::people::Person;
use super::post::Post;
use super::{Chat, ChatError, find, learn, mark, own, time};
use crate::connection::Connection;

/// A chat in the list, and how far it was read.
#[derive(Debug, Clone)]
pub struct Dialog {
    /// The chat.
    pub chat: Chat,
    /// Its newest message; `None` if there is none.
    pub last: Option<Post>,
    /// When the newest message was written.
    pub last_date: Option<Timestamp>,
    /// How many messages the account has not read.
    pub unread: u32,
    /// Up to where the account has read what others wrote.
    pub read_up_to: i32,
    /// Up to where the other side has read what the account wrote.
    pub they_read_up_to: i32,
    /// Whether it is pinned above the others.
    pub is_pinned: bool,
    /// Until when the account wants no noise from it.
    pub muted_until: Option<Timestamp>,
}

/// A page of the list.
#[derive(Debug, Clone)]
pub struct Dialogs {
    /// The chats: those that are pinned, then the newest first.
    pub dialogs: Vec<Dialog>,
    /// How many chats there are in all.
    pub total: u32,
    /// Where the next page begins; `None` if this is the last.
    pub next: Option<Place>,
}

/// A place in the list: after this message of this chat; or, all zero, before the newest chat that is not pinned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    chat: i64,
    message: i32,
    date: i32,
}

/// Which chats are listed, as Telegram numbers its folders.
#[derive(Clone, Copy)]
#[repr(i32)]
enum Folder {
    Main = 0,
    Archive = 1,
}

/// A page of the chats of an account, but for archived ones; `from` is where the page before ended. Telegram gives 100
/// at most.
///
/// All who are named are remembered, so that they can be addressed from then on; and where supergroups and channels
/// stand, so that what is written there while there is no connection is fetched later.
pub async fn dialogs(
    connection: &Connection,
    from: Option<Place>,
    limit: i32,
    deadline: Duration,
) -> Result<Dialogs, ChatError> {
    page(connection, Folder::Main, from, limit, deadline).await
}

/// The same of the chats that the account has archived.
pub async fn archived(
    connection: &Connection,
    from: Option<Place>,
    limit: i32,
    deadline: Duration,
) -> Result<Dialogs, ChatError> {
    page(connection, Folder::Archive, from, limit, deadline).await
}

async fn page(
    connection: &Connection,
    folder: Folder,
    from: Option<Place>,
    limit: i32,
    deadline: Duration,
) -> Result<Dialogs, ChatError> {
    let offset_peer = match from {
        Some(from) if from != Place::default() => find(connection, from.chat).await?.into(),
        _ => enums::InputPeer::Empty,
    };
    let request = calls::messages::GetDialogs {
        exclude_pinned: from.is_some(),
        folder_id: Some(folder as i32),
        offset_date: from.map_or(0, |from| from.date),
        offset_id: from.map_or(0, |from| from.message),
        offset_peer,
        limit,
        hash: 0,
    };
    match connection.invoke(&request, deadline).await? {
        enums::messages::Dialogs::Dialogs(all) => {
            let found = Found::of(connection, &all.users, &all.chats, &all.messages);
            Ok(found.page(connection, &all.dialogs, None))
        }
        enums::messages::Dialogs::Slice(slice) => {
            let found = Found::of(connection, &slice.users, &slice.chats, &slice.messages);
            Ok(found.page(connection, &slice.dialogs, Some(slice.count)))
        }
        enums::messages::Dialogs::NotModified(_) => Ok(Dialogs {
            dialogs: Vec::new(),
            total: 0,
            next: None,
        }),
    }
}

/// Whom and what an answer names.
struct Found {
    chats: HashMap<i64, Chat>,
    last: HashMap<(i64, i32), (Post, i32)>,
}

impl Found {
    fn of(
        connection: &Connection,
        users: &[enums::User],
        chats: &[enums::Chat],
        messages: &[enums::Message],
    ) -> Self {
        learn(connection, users, chats);
        let people = users.iter().filter_map(Person::of);
        let with = people.map(|person| Chat::with(&person));
        let chats = with.chain(chats.iter().filter_map(Chat::of));
        let own = own(connection);
        let posts = messages
            .iter()
            .filter_map(|message| Some((Post::of(message, own)?, date(message))));
        Self {
            chats: chats.map(|chat| (chat.id, chat)).collect(),
            last: posts
                .map(|(post, date)| ((post.chat, post.id), (post, date)))
                .collect(),
        }
    }

    fn page(
        mut self,
        connection: &Connection,
        dialogs: &[enums::Dialog],
        total: Option<i32>,
    ) -> Dialogs {
        let dialogs = dialogs.iter().filter_map(|dialog| match dialog {
            enums::Dialog::Dialog(dialog) => Some(dialog),
            enums::Dialog::Folder(_) | enums::Dialog::Community(_) => None,
        });
        let dialogs: Vec<_> = dialogs.collect();
        connection.learn_places(dialogs.iter().filter_map(|dialog| place_of(dialog)));
        let is_empty = dialogs.is_empty();
        let mut plain = dialogs.iter().rev().filter(|dialog| !dialog.pinned);
        let end = plain.find_map(|dialog| self.end_at(dialog));
        let dialogs: Vec<_> = dialogs
            .into_iter()
            .filter_map(|dialog| self.dialog(dialog))
            .collect();
        let count = u32::try_from(dialogs.len()).unwrap_or(u32::MAX);
        Dialogs {
            total: total
                .and_then(|total| total.try_into().ok())
                .unwrap_or(count),
            // Only a part of a list has a next part; the last part is empty.
            next: Some(end.unwrap_or_default()).filter(|_| total.is_some() && !is_empty),
            dialogs,
        }
    }

    fn end_at(&self, dialog: &types::Dialog) -> Option<Place> {
        let (chat, message) = (mark(&dialog.peer), dialog.top_message);
        let (_, date) = self.last.get(&(chat, message))?;
        Some(Place {
            chat,
            message,
            date: *date,
        })
    }

    fn dialog(&mut self, dialog: &types::Dialog) -> Option<Dialog> {
        let id = mark(&dialog.peer);
        let last = self.last.remove(&(id, dialog.top_message));
        let enums::PeerNotifySettings::Settings(settings) = &dialog.notify_settings;
        let muted_until = settings.mute_until.filter(|until| *until > 0);
        Some(Dialog {
            chat: self.chats.remove(&id)?,
            last_date: last.as_ref().map(|(post, _)| post.date),
            last: last.map(|(post, _)| post),
            unread: dialog.unread_count.try_into().unwrap_or(0),
            read_up_to: dialog.read_inbox_max_id,
            they_read_up_to: dialog.read_outbox_max_id,
            is_pinned: dialog.pinned,
            muted_until: muted_until.map(time),
        })
    }
}

/// Where the updates of a supergroup or channel stand.
const fn place_of(dialog: &types::Dialog) -> Option<(i64, i32)> {
    match (&dialog.peer, dialog.pts) {
        (enums::Peer::Channel(channel), Some(pts)) => Some((channel.channel_id, pts)),
        _ => None,
    }
}

const fn date(message: &enums::Message) -> i32 {
    match message {
        enums::Message::Message(message) => message.date,
        enums::Message::Service(message) => message.date,
        enums::Message::Empty(_) => 0,
    }
}
