//! An admin sets, changes or removes a user's handle.
//!
//! A handle that an admin typed proves nothing: it gets notifications, never codes, until the user verifies it.

use domain::id::LinkedAccountId;
use domain::linked_account::{Standing, Uses};
use domain::notification::Kind;
use domain::provider::{Handle, ProviderEntry};
use domain::tenant::Domain;
use domain::user::User;
use store::{linked_accounts, outbox};

use crate::room::{Room, find_room, fresh_account};
use crate::{By, Context, Result, audit, tell, unlink_account};

/// What an account is for that nobody has shown to be the user's.
const UNPROVEN: Uses = Uses {
    notifications: true,
    codes: false,
};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetHandle {
    /// It is set.
    Done,
    /// The user has this account already.
    AlreadyThere,
    /// The user has as many accounts as one may have.
    TooMany,
    /// There is no such account to change.
    Unknown,
}

/// Sets a handle: a new account, or in the place of the account `instead_of`. The user's accounts, the replaced
/// one among them, are told.
pub async fn set(
    context: &Context,
    domain: &Domain,
    by: By,
    user: &User,
    entry: &ProviderEntry,
    handle: Handle,
    instead_of: Option<LinkedAccountId>,
) -> Result<SetHandle> {
    let mut tx = context.db.begin().await?;
    let accounts = linked_accounts::list_of_user(&mut tx, user.id).await?;
    let find = |id| accounts.iter().find(|account| account.id == id);
    let replaced = instead_of.and_then(find);
    if instead_of.is_some() && replaced.is_none() {
        return Ok(SetHandle::Unknown);
    }
    let position = match (find_room(&accounts, entry, &handle), replaced) {
        (Room::AlreadyThere, _) => return Ok(SetHandle::AlreadyThere),
        (Room::At(_) | Room::Full, Some(replaced)) => replaced.position,
        (Room::Full, None) => return Ok(SetHandle::TooMany),
        (Room::At(position), None) => position,
    };
    let kind = Kind::AccountSetByAdmin {
        provider: entry.title.clone(),
        handle: handle.shown.clone(),
    };
    let mut providers = tell::all_but(&mut tx, context, user.id, kind, None).await?;
    let (what_for, standing) = (UNPROVEN, Standing::SetByAdmin);
    let account = fresh_account(
        context, user.id, entry, handle, position, what_for, standing,
    );
    linked_accounts::insert(&mut tx, &account).await?;
    if let Some(replaced) = replaced {
        // The notice above still goes to the old account: it is a delivery of its own by now.
        outbox::forget_account(&mut tx, replaced.id).await?;
        linked_accounts::delete(&mut tx, user.id, replaced.id).await?;
    }
    let (action, about) = ("account.set_by_admin", Some(user.id));
    let detail = format!("{} {}", account.provider, account.id);
    audit::note(&mut tx, context, by, &domain.name, action, about, &detail).await?;
    store::commit(tx).await?;
    providers.push(account.provider);
    context.ring_all(&providers);
    Ok(SetHandle::Done)
}

/// Removes one of a user's accounts; its user is told by the others.
pub async fn remove(
    context: &Context,
    domain: &Domain,
    by: By,
    user: &User,
    id: LinkedAccountId,
    title: &str,
) -> Result<SetHandle> {
    let mut tx = context.db.begin().await?;
    let Some(providers) =
        unlink_account::remove(&mut tx, context, domain, user.id, by, id, title).await?
    else {
        return Ok(SetHandle::Unknown);
    };
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(SetHandle::Done)
}
