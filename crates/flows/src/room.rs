//! A new account of a user, and where it would stand among those that are there.

use domain::id::UserId;
use domain::linked_account::{LinkedAccount, MOST_ACCOUNTS, Standing, Uses};
use domain::provider::{Handle, ProviderEntry};

use crate::Context;
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
    Room::At(next_position(accounts))
}

/// The place after all of a user's accounts.
pub(crate) fn next_position(accounts: &[LinkedAccount]) -> i64 {
    let positions = accounts.iter().map(|account| account.position + 1);
    positions.max().unwrap_or(0)
}

/// An account to which nothing went yet.
pub(crate) fn fresh_account(
    context: &Context,
    user_id: UserId,
    entry: &ProviderEntry,
    handle: Handle,
    position: i64,
    uses: Uses,
    standing: Standing,
) -> LinkedAccount {
    LinkedAccount {
        id: context.world.id(),
        user_id,
        provider: entry.provider.clone(),
        handle: handle.shown,
        remote_id: handle.remote_id,
        position,
        uses,
        standing,
        broken: None,
        muted_at: None,
        created_at: context.world.now(),
        last_sent_at: None,
    }
}
