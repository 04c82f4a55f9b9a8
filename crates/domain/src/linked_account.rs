//! Linked accounts: messaging accounts tied to a user.

use crate::id::{LinkedAccountId, UserId};
use crate::provider::{Provider, RemoteId};
use crate::time::Timestamp;

/// A messaging account tied to a user.
#[derive(Debug, Clone)]
pub struct LinkedAccount {
    /// Its id.
    pub id: LinkedAccountId,
    /// Whose it is.
    pub user_id: UserId,
    /// Where it is.
    pub provider: Provider,
    /// What the person typed; it may have changed at the provider since.
    pub handle: String,
    /// The provider's immutable id; unknown only while an admin's handle was never used.
    pub remote_id: Option<RemoteId>,
    /// Its place in the user's order, 0 first: the fallback goes down this list.
    pub position: i64,
    /// What it is for.
    pub uses: Uses,
    /// How it came to be trusted.
    pub standing: Standing,
    /// Since when the provider says that nothing reaches it any more.
    pub broken: Option<Broken>,
    /// Since when its owner wants no notifications there: `/stop` was written in the chat.
    pub muted_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When a message last went there.
    pub last_sent_at: Option<Timestamp>,
}

/// What a linked account is for. At least one is set, or nothing would go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uses {
    /// Notifications.
    pub notifications: bool,
    /// Sign-in codes.
    pub codes: bool,
}

/// How a linked account came to be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The user typed a code that was sent there.
    Verified {
        /// When.
        at: Timestamp,
    },
    /// An operator vouched for it on the command line.
    Vouched {
        /// When.
        at: Timestamp,
    },
    /// An admin typed the handle: notifications only, until the user verifies it.
    SetByAdmin,
}

/// A linked account that the provider refuses for good: blocked, gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// Since when.
    pub at: Timestamp,
    /// The provider's reason.
    pub why: String,
}

/// The most accounts that one user may link.
pub const MOST_ACCOUNTS: usize = 20;

impl LinkedAccount {
    /// Whether it may carry sign-in codes, as far as the account itself goes: proven to be the user's, and wanted.
    pub fn may_carry_codes(&self) -> bool {
        self.uses.codes && self.is_proven()
    }

    /// Whether the user (or an operator who knows) has shown that it is theirs.
    pub fn is_proven(&self) -> bool {
        match self.standing {
            Standing::Verified { .. } | Standing::Vouched { .. } => true,
            Standing::SetByAdmin => false,
        }
    }

    /// Whether notifications go there.
    pub fn takes_notifications(&self) -> bool {
        self.takes_warnings() && self.muted_at.is_none()
    }

    /// Whether notices about the user's own account go there, if nothing else takes them: being muted is no
    /// reason then.
    pub fn takes_warnings(&self) -> bool {
        self.uses.notifications && self.broken.is_none()
    }

    /// The handle with its middle left out, for pages seen before the sign-in is complete: `al…@ex…`.
    pub fn masked_handle(&self) -> String {
        mask(&self.handle)
    }
}

/// Of the accounts to which something could go, those to which it goes: none that is muted. If it is a warning and
/// all are muted, it goes to all the same, or nobody would learn of a break-in.
pub fn leave_out_muted<'a>(
    could: Vec<&'a LinkedAccount>,
    is_warning: bool,
) -> Vec<&'a LinkedAccount> {
    let all_muted = could.iter().all(|account| account.muted_at.is_some());
    let keep =
        |account: &&'a LinkedAccount| account.muted_at.is_none() || (all_muted && is_warning);
    could.into_iter().filter(keep).collect()
}

/// Leaves the first two characters of each part of a handle; what is left of a secret one stays as it is.
pub fn mask(handle: &str) -> String {
    if handle.contains('…') {
        return handle.to_owned();
    }
    let part = |text: &str| {
        let shown: String = text.chars().take(2).collect();
        if text.chars().count() > 2 {
            format!("{shown}…")
        } else {
            shown
        }
    };
    match handle.split_once('@') {
        Some((name, place)) if !place.is_empty() => format!("{}@{}", part(name), part(place)),
        Some(_) | None => part(handle),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_handle_is_a_hint_and_no_more() {
        assert_eq!(mask("alice@example.org"), "al…@ex…");
        assert_eq!(mask("@alice_w"), "@al…");
        assert_eq!(mask("bo"), "bo");
        assert_eq!(mask("u…Qr3x"), "u…Qr3x");
    }
}
