//! Users and chats.

use std::collections::BTreeSet;

use grammers_tl_types::{enums, types as t};

use super::blank;
use crate::world::World;
use crate::world::peer::{Peer, access_hash};

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
            phone: account.phone.clone().filter(|_| is_self || contact),
            ..blank::<t::User>(&[])
        }
        .into()
    }

    /// Users and chats that something speaks of, each once, and the viewer.
    pub(crate) fn people(&self, viewer: i64, of: &[Peer]) -> (Vec<enums::User>, Vec<enums::Chat>) {
        let mut users = BTreeSet::from([viewer]);
        for peer in of {
            if let Peer::User(id) = peer {
                users.insert(*id);
            }
        }
        let users = users.into_iter().map(|id| self.user(id, viewer));
        (users.collect(), Vec::new())
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
