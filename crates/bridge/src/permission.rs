//! Who may do what at the bridge.

use std::collections::BTreeMap;

use ruma::UserId;

/// What somebody may do. Each may what those before it may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Be in bridged rooms, and be heard through somebody else's login.
    Relay,
    /// Log in.
    User,
    /// All, for everybody.
    Admin,
}

/// Levels by who has them: `*`, a domain, or a Matrix id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Permissions(BTreeMap<String, Level>);

impl Permissions {
    /// From pairs of who (`*`, `example.org`, `@bob:example.org`) and level.
    pub fn new(entries: impl IntoIterator<Item = (String, Level)>) -> Self {
        Self(entries.into_iter().collect())
    }

    /// What this person may do; `None` is nothing. The entry that fits most closely counts, and no other.
    pub fn level_of(&self, user: &UserId) -> Option<Level> {
        let closest_first = [user.as_str(), user.server_name().as_str(), "*"];
        closest_first
            .into_iter()
            .find_map(|who| self.0.get(who).copied())
    }

    /// Whether this person may do what this level may.
    pub fn allows(&self, user: &UserId, level: Level) -> bool {
        self.level_of(user).is_some_and(|has| has >= level)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closest_entry_counts_even_if_it_allows_less() {
        let entries = [
            ("*", Level::Relay),
            ("example.org", Level::Admin),
            ("@bob:example.org", Level::User),
        ];
        let permissions = Permissions::new(entries.map(|(who, level)| (who.to_owned(), level)));
        let level = |id: &str| permissions.level_of(&UserId::parse(id).unwrap());
        assert_eq!(level("@bob:example.org"), Some(Level::User));
        assert_eq!(level("@eve:example.org"), Some(Level::Admin));
        assert_eq!(level("@eve:example.com"), Some(Level::Relay));
        let nobody = Permissions::default();
        assert_eq!(nobody.level_of(&UserId::parse("@a:b").unwrap()), None);
    }
}
