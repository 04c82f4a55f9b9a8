//! Authorization keys, and who is logged in with them.

use std::collections::{BTreeMap, HashMap, HashSet};

use tokio::sync::mpsc;

use super::World;
use crate::chance;
use crate::clock;
use crate::connection::Outgoing;
use crate::crypto::message::{AuthKey, KeyId, key_id};
use crate::crypto::srp::Question;
use crate::session::Session;

/// What a client said about itself.
#[derive(Clone, Default)]
pub(crate) struct Device {
    /// The program's number at Telegram.
    pub(crate) api_id: i32,
    /// Such as `Desktop`.
    pub(crate) model: String,
    /// Such as `Linux`.
    pub(crate) system: String,
    /// The program's version.
    pub(crate) app_version: String,
}

/// A connection that updates are pushed to.
pub(crate) struct Link {
    /// Its number.
    pub(crate) id: u64,
    /// Its queue.
    pub(crate) queue: mpsc::Sender<Outgoing>,
}

/// What a temporary key has beyond others.
pub(crate) struct Temporary {
    /// When it ends, in seconds since 1970 UTC.
    pub(crate) ends_at: i32,
    /// The key that it stands for, once it is bound.
    pub(crate) bound_to: Option<KeyId>,
}

/// An authorization key: the login of one program at one data centre.
pub(crate) struct Key {
    /// The key itself.
    pub(crate) bytes: AuthKey,
    /// The data centre that it was made with.
    pub(crate) dc: i32,
    /// Valid salts, the newest first.
    pub(crate) salts: Vec<i64>,
    /// The layer that its client speaks; it stays when the client connects again.
    pub(crate) layer: i32,
    /// Names this login in the list of sessions.
    pub(crate) hash: i64,
    /// What the client said about itself.
    pub(crate) device: Device,
    /// When it was made, in seconds since 1970 UTC.
    pub(crate) made_at: i32,
    /// Set for temporary keys.
    pub(crate) temporary: Option<Temporary>,
    /// Who is logged in.
    pub(crate) user: Option<i64>,
    /// Who is, but for the password.
    pub(crate) pending: Option<i64>,
    /// The name of the error it gets, once it was revoked.
    pub(crate) revoked: Option<String>,
    /// The question for the password.
    pub(crate) question: Option<Question>,
    /// Sessions by their numbers.
    pub(crate) sessions: HashMap<i64, Session>,
    /// Where updates go.
    pub(crate) links: Vec<Link>,
}

/// All authorization keys.
#[derive(Default)]
pub(crate) struct Keys {
    by_id: BTreeMap<KeyId, Key>,
    /// The keys with which somebody is logged in.
    by_user: HashMap<i64, HashSet<KeyId>>,
}

impl Keys {
    /// Takes a new key; a temporary one `lives` so many seconds.
    pub(crate) fn add(&mut self, bytes: AuthKey, dc: i32, salt: i64, lives: Option<i32>) {
        let made_at = clock::now();
        let key = Key {
            bytes,
            dc,
            salts: vec![salt],
            layer: 0,
            hash: chance::positive(),
            device: Device::default(),
            made_at,
            temporary: lives.map(|lives| Temporary {
                ends_at: made_at.saturating_add(lives),
                bound_to: None,
            }),
            user: None,
            pending: None,
            revoked: None,
            question: None,
            sessions: HashMap::new(),
            links: Vec::new(),
        };
        self.by_id.insert(key_id(&bytes), key);
    }

    /// The key of this id.
    pub(crate) fn get(&self, id: &KeyId) -> Option<&Key> {
        self.by_id.get(id)
    }

    /// The key that holds the login: that which this temporary one is bound to, or itself.
    pub(crate) fn login_of(&self, id: &KeyId) -> KeyId {
        let temporary = self.get(id).and_then(|key| key.temporary.as_ref());
        temporary
            .and_then(|temporary| temporary.bound_to)
            .unwrap_or(*id)
    }

    /// The key of this id, while it is valid in this data centre.
    pub(crate) fn valid(&self, id: &KeyId, dc: i32) -> Option<&Key> {
        let key = self.get(id).filter(|key| key.dc == dc)?;
        match &key.temporary {
            None => Some(key),
            Some(temporary) => {
                let is_held = temporary.bound_to.is_none_or(|to| self.get(&to).is_some());
                (is_held && temporary.ends_at > clock::now()).then_some(key)
            }
        }
    }

    /// The key of this id, to change it.
    pub(crate) fn get_mut(&mut self, id: &KeyId) -> Option<&mut Key> {
        self.by_id.get_mut(id)
    }

    /// All keys, to change them.
    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Key> {
        self.by_id.values_mut()
    }

    /// The keys with which this user is logged in.
    pub(crate) fn of_user(&self, user: i64) -> impl Iterator<Item = (&KeyId, &Key)> {
        let ids = self.by_user.get(&user).into_iter().flatten();
        ids.filter_map(|id| Some((id, self.by_id.get(id)?)))
    }

    /// Whether updates for this user go anywhere.
    pub(crate) fn is_connected(&self, user: i64) -> bool {
        self.of_user(user).any(|(_, key)| !key.links.is_empty())
    }

    /// Everybody who is logged in anywhere.
    pub(crate) fn logged_in(&self) -> impl ExactSizeIterator<Item = i64> {
        self.by_user.keys().copied()
    }

    /// Logs a user in with a key.
    pub(crate) fn log_in(&mut self, id: &KeyId, user: i64) {
        self.log_out(id);
        if let Some(key) = self.by_id.get_mut(id) {
            key.user = Some(user);
            (key.pending, key.question, key.revoked) = (None, None, None);
            self.by_user.entry(user).or_default().insert(*id);
        }
    }

    /// Logs out whoever is logged in with a key.
    pub(crate) fn log_out(&mut self, id: &KeyId) {
        let Some(key) = self.by_id.get_mut(id) else {
            return;
        };
        let user = key.user.take();
        key.pending = None;
        if let Some(user) = user
            && let Some(keys) = self.by_user.get_mut(&user)
        {
            keys.remove(id);
            if keys.is_empty() {
                self.by_user.remove(&user);
            }
        }
    }

    /// Ends a login from outside: its calls get this error from now on.
    pub(crate) fn revoke(&mut self, id: &KeyId, error: &str) {
        self.log_out(id);
        if let Some(key) = self.by_id.get_mut(id) {
            key.revoked = Some(error.to_owned());
        }
    }

    /// Forgets every temporary key, as if their time was over; gives how many there were.
    pub(crate) fn forget_temporary(&mut self) -> usize {
        let before = self.by_id.len();
        self.by_id.retain(|_, key| key.temporary.is_none());
        before - self.by_id.len()
    }

    /// Forgets every key, as if the server had been set up anew.
    pub(crate) fn forget_all(&mut self) -> usize {
        self.by_user.clear();
        std::mem::take(&mut self.by_id).len()
    }
}

impl World {
    /// Ends all logins of a user but the one with `spared`; gives how many there were.
    pub(crate) fn revoke_logins(
        &mut self,
        user: i64,
        spared: Option<&KeyId>,
        error: &str,
    ) -> usize {
        let logins = self.keys.of_user(user).map(|(id, _)| *id);
        let ended: Vec<_> = logins.filter(|id| Some(id) != spared).collect();
        for id in &ended {
            self.revoke_login(id, error);
        }
        ended.len()
    }

    /// Ends one login; its connections are cut, as Telegram does it.
    pub(crate) fn revoke_login(&mut self, id: &KeyId, error: &str) {
        self.keys.revoke(id, error);
        let links = self
            .keys
            .get(id)
            .map(|key| &key.links[..])
            .unwrap_or_default();
        for link in links {
            if let Some(line) = self.connections.get(&link.id) {
                line.cut.cancel();
            }
        }
    }
}
