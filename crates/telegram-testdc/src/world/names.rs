//! Names that change, and who is told.

use std::collections::BTreeSet;

use grammers_tl_types::types as t;

use super::World;
use super::peer::Peer;
use crate::crypto::message::KeyId;

impl World {
    /// Gives an account another username, or none; whoever had it loses it. All who know them are told.
    pub(crate) fn rename(&mut self, id: i64, username: Option<String>, spared: Option<&KeyId>) {
        let former = username.as_deref();
        let former = former.and_then(|name| self.accounts.by_username(name));
        self.accounts.rename(id, username);
        if let Some(Peer::User(former)) = former
            && former != id
        {
            self.tell_name(former, None);
        }
        self.tell_name(id, spared);
    }

    /// Tells a user and those it has a chat with what it is called now.
    pub(crate) fn tell_name(&mut self, id: i64, spared: Option<&KeyId>) {
        let Some(account) = self.accounts.get(id) else {
            return;
        };
        let usernames = account.username.iter().map(|username| {
            t::Username {
                editable: true,
                active: true,
                deletable: false,
                expired: false,
                username: username.clone(),
            }
            .into()
        });
        let update = t::UpdateUserName {
            user_id: id,
            first_name: account.first_name.clone(),
            last_name: account.last_name.clone().unwrap_or_default(),
            usernames: usernames.collect(),
        };
        let chats = account.mailbox.chats();
        let mut told: BTreeSet<i64> = chats
            .filter_map(|peer| match peer {
                Peer::User(other) => Some(other),
                _ => None,
            })
            .collect();
        told.insert(id);
        for other in told {
            let update = update.clone();
            let spared = spared.filter(|_| other == id);
            self.push(other, spared, |_| update.into(), &[Peer::User(id)]);
        }
    }
}
