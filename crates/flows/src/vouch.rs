//! An operator who knows links an account without a code.

use domain::linked_account::{Standing, Uses};
use domain::notification::Kind;
use domain::provider::{Handle, ProviderEntry};
use domain::tenant::Domain;
use domain::user::User;
use store::linked_accounts;

use crate::link_account::finish::allowed;
use crate::room::{Room, find_room, fresh_account};
use crate::{By, Context, Result, audit, tell};

/// What an operator who knows vouches for.
const BOTH: Uses = Uses {
    notifications: true,
    codes: true,
};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vouched {
    /// It is linked, for notifications and codes.
    Done,
    /// The user has this account already.
    AlreadyThere,
    /// The user has as many accounts as one may have.
    TooMany,
}

/// Links an account on the operator's word.
pub async fn vouch(
    context: &Context,
    domain: &Domain,
    user: &User,
    entry: &ProviderEntry,
    handle: Handle,
) -> Result<Vouched> {
    let mut tx = context.db.begin().await?;
    let accounts = linked_accounts::list_of_user(&mut tx, user.id).await?;
    let position = match find_room(&accounts, entry, &handle) {
        Room::At(position) => position,
        Room::AlreadyThere => return Ok(Vouched::AlreadyThere),
        Room::Full => return Ok(Vouched::TooMany),
    };
    let at = context.world.now();
    let (what_for, standing) = (allowed(BOTH, entry), Standing::Vouched { at });
    let account = fresh_account(
        context, user.id, entry, handle, position, what_for, standing,
    );
    linked_accounts::insert(&mut tx, &account).await?;
    let detail = format!("{} {}", account.provider, account.id);
    let (by, action, about) = (By::OPERATOR, "account.vouched", Some(user.id));
    audit::note(&mut tx, context, by, &domain.name, action, about, &detail).await?;
    let kind = Kind::AccountLinked {
        account: account.id,
        provider: entry.title.clone(),
        handle: account.handle,
    };
    let providers = tell::all_but(&mut tx, context, user.id, kind, Some(account.id)).await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Vouched::Done)
}
