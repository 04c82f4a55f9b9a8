//! Notifications: what a user is to be told.

use crate::id::{IntegrationId, LinkedAccountId, NotificationId, UserId};
use crate::place::Place;
use crate::provider::Provider;
use crate::secret::ServerKey;
use crate::time::Timestamp;

/// The longest text that may be sent, in characters.
pub const LONGEST_TEXT: usize = 4_000;

/// What one user is to be told.
#[derive(Debug, Clone)]
pub struct Notification {
    /// Its id.
    pub id: NotificationId,
    /// Who is told.
    pub user_id: UserId,
    /// What.
    pub kind: Kind,
    /// On whose behalf.
    pub source: Source,
    /// When it was accepted.
    pub created_at: Timestamp,
}

/// On whose behalf a notification is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Postern itself.
    Postern,
    /// A person, on a page.
    User(UserId),
    /// A program, by the API.
    Integration(IntegrationId),
    /// An operator, on the command line.
    Operator,
}

/// What a notification says. Stored as JSON; put into words only when it is sent, in the user's language.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A text by somebody.
    Text {
        /// The text, 1 to 4,000 characters.
        text: String,
    },
    /// A sign-in from a place not seen before.
    NewPlace {
        /// Where.
        place: Place,
        /// When.
        at: Timestamp,
    },
    /// The right password, then a wrong second factor.
    WrongCode {
        /// Where.
        place: Place,
        /// When.
        at: Timestamp,
    },
    /// An account was linked.
    AccountLinked {
        /// Which one, so that it can be undone.
        account: LinkedAccountId,
        /// The provider's title.
        provider: String,
        /// The handle.
        handle: String,
    },
    /// An account was unlinked.
    AccountUnlinked {
        /// The provider's title.
        provider: String,
        /// The handle.
        handle: String,
    },
    /// An admin set, changed or removed a handle.
    AccountSetByAdmin {
        /// The provider's title.
        provider: String,
        /// The handle.
        handle: String,
    },
    /// A linked account is now used differently (order, codes, notifications).
    AccountChanged {
        /// The provider's title.
        provider: String,
        /// The handle.
        handle: String,
    },
    /// Backup codes were made anew.
    BackupCodesMade,
    /// A backup code was used to sign in.
    BackupCodeUsed {
        /// Where.
        place: Place,
        /// How many are left.
        left: i64,
    },
    /// The password was changed.
    PasswordChanged,
    /// An admin or operator removed all second factors.
    FactorsReset,
    /// To admins: a provider is down.
    ProviderDown {
        /// Which one.
        key: Provider,
        /// Its title.
        provider: String,
        /// Why, as the messenger says.
        why: String,
        /// Since when.
        since: Timestamp,
        /// Whether it stays so until an operator does something.
        needs_operator: bool,
    },
    /// To admins: it is back.
    ProviderBack {
        /// The provider's title.
        provider: String,
        /// As whom it is connected.
        account: String,
        /// Since when it had been down.
        since: Timestamp,
        /// Since when it is up.
        at: Timestamp,
    },
}

impl Kind {
    /// The word in the database, and the stem of the text's key.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::NewPlace { .. } => "new-place",
            Self::WrongCode { .. } => "wrong-code",
            Self::AccountLinked { .. } => "account-linked",
            Self::AccountUnlinked { .. } => "account-unlinked",
            Self::AccountSetByAdmin { .. } => "account-set-by-admin",
            Self::AccountChanged { .. } => "account-changed",
            Self::BackupCodesMade => "backup-codes-made",
            Self::BackupCodeUsed { .. } => "backup-code-used",
            Self::PasswordChanged => "password-changed",
            Self::FactorsReset => "factors-reset",
            Self::ProviderDown { .. } => "provider-down",
            Self::ProviderBack { .. } => "provider-back",
        }
    }

    /// Whether it warns the user of what happens to their own account, in contrast to what others write and to news of
    /// the server.
    pub const fn is_warning(&self) -> bool {
        match self {
            Self::Text { .. } | Self::ProviderDown { .. } | Self::ProviderBack { .. } => false,
            Self::NewPlace { .. }
            | Self::WrongCode { .. }
            | Self::AccountLinked { .. }
            | Self::AccountUnlinked { .. }
            | Self::AccountSetByAdmin { .. }
            | Self::AccountChanged { .. }
            | Self::BackupCodesMade
            | Self::BackupCodeUsed { .. }
            | Self::PasswordChanged
            | Self::FactorsReset => true,
        }
    }

    /// Whether the message carries a link by which the user says "this was not me".
    pub const fn can_be_disowned(&self) -> bool {
        match self {
            Self::NewPlace { .. }
            | Self::WrongCode { .. }
            | Self::AccountLinked { .. }
            | Self::AccountUnlinked { .. }
            | Self::AccountChanged { .. }
            | Self::BackupCodesMade
            | Self::BackupCodeUsed { .. }
            | Self::PasswordChanged => true,
            Self::Text { .. }
            | Self::AccountSetByAdmin { .. }
            | Self::FactorsReset
            | Self::ProviderDown { .. }
            | Self::ProviderBack { .. } => false,
        }
    }
}

/// The token of a notification's "this was not me" link. Nothing of it is stored: who has the key can make it again.
pub fn disown_token(key: &ServerKey, id: NotificationId) -> String {
    key.link_token(&[b"not-me", id.0.as_bytes()])
}

/// Why a text cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextFault {
    /// Nothing but white space.
    #[error("the text is empty")]
    Empty,
    /// More than 4,000 characters.
    #[error("the text has {0} characters; at most 4000 can be sent")]
    TooLong(usize),
}

/// Checks a text that somebody wants sent: line ends are made uniform, control characters dropped.
pub fn check_text(typed: &str) -> Result<String, TextFault> {
    let text = typed.replace("\r\n", "\n");
    let text: String = text
        .trim()
        .chars()
        .filter(|c| !c.is_control() || *c == '\n' || *c == '\t')
        .collect();
    match text.chars().count() {
        0 => Err(TextFault::Empty),
        1..=LONGEST_TEXT => Ok(text),
        n => Err(TextFault::TooLong(n)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_1_to_4000_characters_are_taken() {
        assert_eq!(check_text(" \r\n "), Err(TextFault::Empty));
        assert_eq!(
            check_text(&"ä".repeat(4_000)).map(|t| t.chars().count()),
            Ok(4_000)
        );
        assert_eq!(
            check_text(&"ä".repeat(4_001)),
            Err(TextFault::TooLong(4_001))
        );
        assert_eq!(check_text("a\u{0}\r\nb"), Ok("a\nb".into()));
    }
}
