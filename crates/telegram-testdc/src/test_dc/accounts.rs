//! Users and bots, as a test makes them.

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};

use super::Remote;
use crate::crypto::srp::Verifier;
use crate::world::peer::Peer;
use crate::world::{Account, Bot, digits};

/// A user to be made. What is missing is chosen.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewUser {
    /// Its number; the next one if missing.
    pub id: Option<i64>,
    /// What others see.
    pub first_name: String,
    /// What others see.
    pub last_name: Option<String>,
    /// Without `@`.
    pub username: Option<String>,
    /// Its telephone number.
    pub phone: Option<String>,
    /// The second factor.
    pub password: Option<String>,
    /// What is shown beside the question for the password.
    pub hint: Option<String>,
    /// Where it lives; 2 if missing.
    pub dc: Option<i32>,
}

/// A bot to be made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NewBot {
    /// Its number; the next one if missing.
    pub id: Option<i64>,
    /// What others see.
    pub first_name: String,
    /// Without `@`.
    pub username: Option<String>,
    /// What it logs in with; made from the number if missing.
    pub token: Option<String>,
    /// Whether it gets every message of its groups, not only what concerns it.
    pub reads_all: bool,
    /// Where it lives; 2 if missing.
    pub dc: Option<i32>,
}

/// An account, as a test sees it.
#[derive(Clone, Debug, Serialize)]
pub struct Profile {
    /// Its number.
    pub id: i64,
    /// What others see.
    pub first_name: String,
    /// Without `@`.
    pub username: Option<String>,
    /// Digits only.
    pub phone: Option<String>,
    /// Set for bots.
    pub token: Option<String>,
    /// Where it lives.
    pub dc: i32,
    /// With how many programs it is logged in.
    pub logins: usize,
}

impl Remote {
    /// Puts somebody among the contacts of another; no effect if there is no such account.
    pub fn add_contact(&self, of: i64, contact: i64) {
        let mut world = self.shared.world();
        if let Some(account) = world.accounts.get_mut(of) {
            account.contacts.insert(contact);
        }
    }

    /// Makes a user; gives its number.
    pub fn add_user(&self, user: NewUser) -> i64 {
        let password = user.password.as_deref().map(Verifier::of);
        let mut world = self.shared.world();
        let id = user.id.unwrap_or_else(|| world.accounts.next_id());
        world.accounts.add(Account {
            id,
            first_name: name_or(user.first_name, id),
            last_name: user.last_name,
            username: user.username,
            phone: user.phone.as_deref().map(digits),
            password,
            hint: user.hint,
            dc: user.dc.unwrap_or(2),
            ..Account::default()
        });
        id
    }

    /// Makes a bot; gives its number and token.
    pub fn add_bot(&self, bot: NewBot) -> (i64, String) {
        let mut world = self.shared.world();
        let id = bot.id.unwrap_or_else(|| world.accounts.next_id());
        let token = bot.token.unwrap_or_else(|| format!("{id}:token-of-{id}"));
        world.accounts.add(Account {
            id,
            first_name: name_or(bot.first_name, id),
            username: bot.username,
            bot: Some(Bot {
                token: token.clone(),
                reads_all: bot.reads_all,
            }),
            dc: bot.dc.unwrap_or(2),
            ..Account::default()
        });
        (id, token)
    }

    /// An account.
    pub fn profile(&self, id: i64) -> Option<Profile> {
        let world = self.shared.world();
        let account = world.accounts.get(id)?;
        Some(Profile {
            id,
            first_name: account.first_name.clone(),
            username: account.username.clone(),
            phone: account.phone.clone(),
            token: account.bot.as_ref().map(|bot| bot.token.clone()),
            dc: account.dc,
            logins: world.keys.of_user(id).count(),
        })
    }

    /// Who has this username now.
    pub fn who_is(&self, username: &str) -> Option<i64> {
        match self.shared.world().accounts.by_username(username)? {
            Peer::User(id) => Some(id),
            Peer::Chat(_) | Peer::Channel(_) => None,
        }
    }

    /// Gives an account another username, or none; whoever had it loses it.
    pub fn rename(&self, id: i64, username: Option<&str>) {
        let username = username.map(str::to_owned);
        self.shared.world().rename(id, username, None);
    }

    /// Sets or removes a password.
    ///
    /// # Errors
    ///
    /// If there is no such account.
    pub fn set_password(&self, id: i64, password: Option<&str>) -> Result<()> {
        let password = password.map(Verifier::of);
        let mut world = self.shared.world();
        let account = world.accounts.get_mut(id);
        account.context("there is no such account")?.password = password;
        Ok(())
    }

    /// Has an account block another, or end it; gives whether anything changed.
    pub fn set_blocked(&self, id: i64, other: i64, on: bool) -> bool {
        self.shared.world().set_blocked(id, other, on)
    }
}

fn name_or(name: String, id: i64) -> String {
    if name.is_empty() {
        return format!("Account {id}");
    }
    name
}
