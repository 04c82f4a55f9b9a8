//! An operator who knows links an account without a code.

use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::notification::Kind;
use domain::provider::{Handle, ProviderEntry};
use domain::tenant::Domain;
use domain::user::User;
use store::linked_accounts;

use crate::link_account::finish::allowed;
use crate::room::{Room, find_room};
use crate::{By, Context, Result, audit, tell};

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
    let now = context.world.now();
    let account = LinkedAccount {
        id: context.world.id(),
        user_id: user.id,
        provider: entry.provider.clone(),
        handle: handle.shown,
        remote_id: handle.remote_id,
        position,
        uses: allowed(
            Uses {
                notifications: true,
                codes: true,
            },
            entry,
        ),
        standing: Standing::Vouched { at: now },
        broken: None,
        muted_at: None,
        created_at: now,
        last_sent_at: None,
    };
    linked_accounts::insert(&mut tx, &account).await?;
    let detail = format!("{} {}", account.provider, account.id);
    audit::note(
        &mut tx,
        context,
        By::OPERATOR,
        &domain.name,
        "account.vouched",
        Some(user.id),
        &detail,
    )
    .await?;
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
