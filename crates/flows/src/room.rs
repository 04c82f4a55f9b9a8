//! Where a new account of a user would stand among those that are there.

use domain::linked_account::{LinkedAccount, MOST_ACCOUNTS};
use domain::provider::{Handle, ProviderEntry};

use crate::link_account::is_same;

/// Whether there is room for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// It would stand here in the user's order: after all others.
    At(i64),
    /// The user has this account already.
    AlreadyThere,
    /// The user has as many accounts as one may have.
    Full,
}

/// Looks for room among a user's accounts.
pub(crate) fn find_room(
    accounts: &[LinkedAccount],
    entry: &ProviderEntry,
    handle: &Handle,
) -> Room {
    let is_there =
        |account: &LinkedAccount| account.provider == entry.provider && is_same(account, handle);
    if accounts.iter().any(is_there) {
        return Room::AlreadyThere;
    }
    if accounts.len() >= MOST_ACCOUNTS {
        return Room::Full;
    }
    let positions = accounts.iter().map(|account| account.position + 1);
    Room::At(positions.max().unwrap_or(0))
}
