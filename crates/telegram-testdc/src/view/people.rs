//! Users and chats.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use grammers_tl_types::{enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::peer::{Peer, access_hash};

/// Nearly every answer and update has users: what is the same about them is read once.
static BLANK: LazyLock<t::User> = LazyLock::new(|| blank(&[]));

impl World {
    /// A user as `viewer` sees it.
    pub(crate) fn user(&self, id: i64, viewer: i64) -> enums::User {
        let Some(account) = self.accounts.get(id) else {
            return t::UserEmpty { id }.into();
        };
        let friends = self.accounts.get(viewer).map(|viewer| &viewer.contacts);
        let contact = friends.is_some_and(|friends| friends.contains(&id));
        let is_self = id == viewer;
        t::User {
            is_self,
            contact,
            mutual_contact: contact && account.contacts.contains(&viewer),
            deleted: account.deactivated.is_some(),
            bot: account.bot.is_some(),
            bot_info_version: account.bot.as_ref().map(|_| 1),
            id,
            access_hash: Some(access_hash(viewer, Peer::User(id))),
            first_name: Some(account.first_name.clone()),
            last_name: account.last_name.clone(),
            username: account.username.clone(),
            photo: self.user_photo(account.photos.first().copied()),
            bot_chat_history: account.bot.as_ref().is_some_and(|bot| bot.reads_all),
            phone: account.phone.clone().filter(|_| is_self || contact),
            ..BLANK.clone()
        }
        .into()
    }

    fn user_photo(&self, photo: Option<i64>) -> Option<enums::UserProfilePhoto> {
        let file = self.files.get(photo?)?;
        let photo = t::UserProfilePhoto {
            has_video: false,
            personal: false,
            photo_id: file.id,
            stripped_thumb: None,
            dc_id: file.dc,
        };
        Some(photo.into())
    }

    /// Users and chats that something speaks of, each once, and the viewer.
    pub(crate) fn people(&self, viewer: i64, of: &[Peer]) -> (Vec<enums::User>, Vec<enums::Chat>) {
        let mut users = BTreeSet::from([viewer]);
        let mut groups = BTreeSet::new();
        for peer in of {
            match peer {
                Peer::User(id) => drop(users.insert(*id)),
                Peer::Chat(_) | Peer::Channel(_) => drop(groups.insert(*peer)),
            }
        }
        let users = users.into_iter().map(|id| self.user(id, viewer));
        let chats = groups
            .into_iter()
            .filter_map(|peer| self.chat(peer, viewer));
        (users.collect(), chats.collect())
    }

    /// What a login ends with.
    pub(crate) fn authorized(&self, id: i64) -> enums::auth::Authorization {
        t::auth::Authorization {
            setup_password_required: false,
            otherwise_relogin_days: None,
            tmp_sessions: None,
            future_auth_token: None,
            user: self.user(id, id),
        }
        .into()
    }
}
