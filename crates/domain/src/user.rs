//! Users and their roles.

use crate::id::UserId;
use crate::invisible::is_invisible;
use crate::locale::Locale;
use crate::secret::PasswordHash;
use crate::time::Timestamp;

/// A person known to Postern.
#[derive(Debug, Clone)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// The domain (tenant) it belongs to; `""` is the default one.
    pub domain: String,
    /// The name typed at sign-in.
    pub name: UserName,
    /// How it is shown, if not by its name.
    pub display_name: Option<String>,
    /// What it may do.
    pub role: Role,
    /// The language of its messages and pages, if it chose one.
    pub locale: Option<Locale>,
    /// The stored password; `None` until an invitation is taken up.
    pub password: Option<PasswordHash>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Since when an admin keeps it out.
    pub locked_at: Option<Timestamp>,
}

impl User {
    /// How the user is addressed on pages.
    pub fn shown_name(&self) -> &str {
        self.display_name
            .as_deref()
            .unwrap_or_else(|| self.name.as_str())
    }
}

/// What a user may do. Ordered: each role may do all that the ones before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Own account only.
    User,
    /// Sees and changes users below admin, writes to them, reads reports.
    UserManager,
    /// Everything in the domain.
    Admin,
}

impl Role {
    /// All roles, lowest first.
    pub const ALL: [Self; 3] = [Self::User, Self::UserManager, Self::Admin];

    /// The word in the database and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::UserManager => "user_manager",
            Self::Admin => "admin",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether this role may see and change other users.
    pub fn manages_users(self) -> bool {
        self >= Self::UserManager
    }

    /// Whether somebody of this role may change somebody of `other`: only admins change admins.
    pub fn may_change(self, other: Self) -> bool {
        self == Self::Admin || (self.manages_users() && other < Self::Admin)
    }
}

/// A user name: 1 to 64 characters, no white space around it, no control characters, no `/`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UserName(String);

/// Why a text is no user name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UserNameFault {
    /// Nothing was typed.
    #[error("a user name is needed")]
    Empty,
    /// More than 64 characters.
    #[error("a user name has at most 64 characters")]
    TooLong,
    /// A character that would be invisible or confusing.
    #[error("a user name has no line breaks, control characters or slashes")]
    BadCharacter,
}

impl UserName {
    /// Checks a typed name; white space around it is dropped.
    pub fn parse(typed: &str) -> Result<Self, UserNameFault> {
        let name = typed.trim();
        if name.is_empty() {
            return Err(UserNameFault::Empty);
        }
        if name.chars().count() > 64 {
            return Err(UserNameFault::TooLong);
        }
        let bad = |c: char| is_invisible(c) || matches!(c, '\u{200c}' | '\u{200d}' | '/');
        if name.chars().any(bad) {
            return Err(UserNameFault::BadCharacter);
        }
        Ok(Self(name.to_owned()))
    }

    /// As it was typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What names are compared by: letter case does not make two users.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }
}

impl std::fmt::Display for UserName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_admins_change_admins() {
        assert!(Role::Admin.may_change(Role::Admin));
        assert!(!Role::UserManager.may_change(Role::Admin));
        assert!(Role::UserManager.may_change(Role::UserManager));
        assert!(!Role::User.may_change(Role::User));
    }

    #[test]
    fn names_with_line_breaks_are_refused() {
        assert_eq!(UserName::parse("a\nb"), Err(UserNameFault::BadCharacter));
        assert_eq!(UserName::parse("  Alice ").unwrap().key(), "alice");
    }
}
