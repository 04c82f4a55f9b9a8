//! What was found out about accounts, so that the provider is not asked again.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many accounts are remembered.
const REMEMBERED: usize = 4_096;

/// What is known, by account.
pub(crate) struct Memory<V>(Mutex<HashMap<String, V>>);

impl<V: Clone> Memory<V> {
    /// What is known of this account.
    pub(crate) fn get(&self, account: &str) -> Option<V> {
        self.known().get(account).cloned()
    }

    /// Remembers something; if there is too much, all else is forgotten.
    pub(crate) fn put(&self, account: &str, what: V) {
        let mut known = self.known();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(account.to_owned(), what);
    }

    /// Forgets what is known of this account.
    pub(crate) fn forget(&self, account: &str) {
        self.known().remove(account);
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<V> Default for Memory<V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_than_so_much_is_remembered() {
        let memory = Memory::default();
        for n in 0..10_000 {
            memory.put(&n.to_string(), n);
            assert_eq!(memory.get(&n.to_string()), Some(n));
        }
        assert!(memory.known().len() <= REMEMBERED);
        memory.forget("9999");
        assert_eq!(memory.get("9999"), None);
    }
}
