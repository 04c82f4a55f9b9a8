//! Users and bots.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::mailbox::Mailbox;
use super::peer::Peer;
use crate::crypto::srp::Verifier;

/// What a bot has beyond a user.
#[derive(Clone)]
pub(crate) struct Bot {
    /// What it logs in with.
    pub(crate) token: String,
    /// Whether it gets every message of its groups, not only what concerns it.
    pub(crate) reads_all: bool,
}

/// A user or bot.
#[derive(Default)]
pub(crate) struct Account {
    /// Never changes.
    pub(crate) id: i64,
    /// What others see.
    pub(crate) first_name: String,
    /// What others see, if there is one.
    pub(crate) last_name: Option<String>,
    /// Without `@`; changes.
    pub(crate) username: Option<String>,
    /// Digits only.
    pub(crate) phone: Option<String>,
    /// Set for bots.
    pub(crate) bot: Option<Bot>,
    /// The second factor.
    pub(crate) password: Option<Verifier>,
    /// What is shown beside the question for the password.
    pub(crate) hint: Option<String>,
    /// The data centre where this account lives.
    pub(crate) dc: i32,
    /// The name of the error that its sessions get, once it was banned or deleted.
    pub(crate) deactivated: Option<String>,
    /// Private chats and basic groups.
    pub(crate) mailbox: Mailbox,
    /// Who may not write to it.
    pub(crate) blocked: HashSet<i64>,
    /// Whom it has in its address book.
    pub(crate) contacts: HashSet<i64>,
    /// Who ever wrote to it; a bot may write to nobody else.
    pub(crate) reached_by: HashSet<i64>,
    /// The groups it is in.
    pub(crate) groups: BTreeSet<Peer>,
    /// Chats that it has put into its archive.
    pub(crate) archived: HashSet<Peer>,
    /// Its pictures, by their numbers; the newest comes first.
    pub(crate) photos: Vec<i64>,
}

impl Account {
    /// Whether a part of its names is this, in lower case.
    pub(crate) fn is_named(&self, part: &str) -> bool {
        let names = [
            Some(&self.first_name),
            self.last_name.as_ref(),
            self.username.as_ref(),
        ];
        names
            .into_iter()
            .flatten()
            .any(|name| name.to_lowercase().contains(part))
    }
}

/// All accounts, and the ways to find one.
#[derive(Default)]
pub(crate) struct Accounts {
    by_id: HashMap<i64, Account>,
    usernames: HashMap<String, Peer>,
    phones: HashMap<String, i64>,
    tokens: HashMap<String, i64>,
    /// Numbers that may not log in.
    pub(crate) banned: HashSet<String>,
    last_id: i64,
}

/// Only the digits of a number as somebody typed it.
pub(crate) fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

impl Accounts {
    /// A number for the next account.
    pub(crate) fn next_id(&mut self) -> i64 {
        self.last_id = self.last_id.max(1000) + 1;
        self.last_id
    }

    /// Adds an account; whoever had its name, number or token before loses it.
    pub(crate) fn add(&mut self, account: Account) {
        let id = account.id;
        self.last_id = self.last_id.max(id);
        if let Some(phone) = &account.phone {
            self.phones.insert(phone.clone(), id);
        }
        if let Some(bot) = &account.bot {
            self.tokens.insert(bot.token.clone(), id);
        }
        let username = account.username.clone();
        self.by_id.insert(id, account);
        self.rename(id, username);
    }

    /// Adds an account whose number is not one of the row.
    pub(crate) fn add_apart(&mut self, account: Account) {
        let last_id = self.last_id;
        self.add(account);
        self.last_id = last_id;
    }

    /// Gives an account another username, or none.
    pub(crate) fn rename(&mut self, id: i64, username: Option<String>) {
        let taken = username.as_deref().and_then(|name| self.by_username(name));
        if let Some(Peer::User(former)) = taken
            && let Some(former) = self.by_id.get_mut(&former)
        {
            former.username = None;
        }
        let Some(account) = self.by_id.get_mut(&id) else {
            return;
        };
        if let Some(old) = account.username.take() {
            self.usernames.remove(&old.to_lowercase());
        }
        if let Some(name) = &username {
            self.usernames.insert(name.to_lowercase(), Peer::User(id));
        }
        account.username = username;
    }

    /// Gives a group a public name instead of another.
    pub(crate) fn claim(&mut self, group: Peer, old: Option<&str>, new: Option<&str>) {
        if let Some(old) = old {
            self.usernames.remove(&old.to_lowercase());
        }
        if let Some(new) = new {
            self.usernames.insert(new.to_lowercase(), group);
        }
    }

    /// Takes a number away from its account, as if it had never signed up.
    pub(crate) fn unregister(&mut self, phone: &str) -> Option<i64> {
        let id = self.phones.remove(phone)?;
        if let Some(account) = self.by_id.get_mut(&id) {
            account.phone = None;
        }
        Some(id)
    }

    /// The account of this id.
    pub(crate) fn get(&self, id: i64) -> Option<&Account> {
        self.by_id.get(&id)
    }

    /// The account of this id, to change it.
    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Account> {
        self.by_id.get_mut(&id)
    }

    /// Who has this username, in whatever case.
    pub(crate) fn by_username(&self, name: &str) -> Option<Peer> {
        let name = name.trim_start_matches('@').to_lowercase();
        self.usernames.get(&name).copied()
    }

    /// Who has a username of which this is a part, in lower case; sorted by name.
    pub(crate) fn named_like(&self, part: &str) -> Vec<Peer> {
        let mut found: Vec<_> = self.usernames.iter().collect();
        found.retain(|(name, _)| name.contains(part));
        found.sort_by_key(|(name, _)| *name);
        found.into_iter().map(|(_, peer)| *peer).collect()
    }

    /// Who has this number (digits only).
    pub(crate) fn by_phone(&self, phone: &str) -> Option<&Account> {
        self.get(*self.phones.get(phone)?)
    }

    /// The bot of this token.
    pub(crate) fn by_token(&self, token: &str) -> Option<&Account> {
        self.get(*self.tokens.get(token)?)
    }
}

impl super::World {
    /// Gives an account another picture, or takes the newest away.
    pub(crate) fn set_user_photo(&mut self, id: i64, photo: Option<i64>) {
        let Some(account) = self.accounts.get_mut(id) else {
            return;
        };
        match photo {
            Some(photo) => {
                account.photos.retain(|old| *old != photo);
                account.photos.insert(0, photo);
            }
            None if account.photos.is_empty() => {}
            None => drop(account.photos.remove(0)),
        }
        self.tell_of(id, Peer::User(id));
    }

    /// Has one account block another, or end it; gives whether anything changed.
    pub(crate) fn set_blocked(&mut self, me: i64, other: i64, on: bool) -> bool {
        let Some(account) = self.accounts.get_mut(me) else {
            return false;
        };
        if on {
            account.blocked.insert(other)
        } else {
            account.blocked.remove(&other)
        }
    }
}
