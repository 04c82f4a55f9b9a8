//! Linking, the last step of every way: the account is shown to be the user's, by a typed code or by pressing Start.

use domain::id::LinkedAccountId;
use domain::linked_account::{Standing, Uses};
use domain::notification::Kind;
use domain::provider::{Handle, Provider, ProviderEntry};
use domain::session::Session;
use domain::tenant::Domain;
use store::{Conn, linked_accounts, sessions};

use crate::room::{fresh_account, next_position};
use crate::{By, Context, Result, audit, tell};

/// An account that was shown to be the user's.
pub(crate) struct Shown<'a> {
    pub(crate) handle: &'a Handle,
    /// The user's account that is verified by this, if it is there already.
    pub(crate) existing: Option<LinkedAccountId>,
}

/// A linked account.
pub(crate) struct Bound {
    pub(crate) account: LinkedAccountId,
    /// Whose couriers are to be woken after the commit.
    pub(crate) told: Vec<Provider>,
}

/// Links the account to the session's user, and tells the user's other accounts. `None` if it is there twice.
pub(crate) async fn bind(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    session: &Session,
    entry: &ProviderEntry,
    shown: &Shown<'_>,
    uses: Uses,
) -> Result<Option<Bound>> {
    let Some(account) = keep(conn, context, session, entry, shown, uses).await? else {
        return Ok(None);
    };
    if uses.codes && domain.messaging_factor {
        // The session that set up the first factor is as strong as it can be.
        sessions::strengthen(conn, session.id).await?;
    }
    let by = By::user(session.user_id, session.place.ip);
    let (owner, detail) = (session.user_id, format!("{} {account}", entry.provider));
    let action = "account.linked";
    audit::note(
        conn,
        context,
        by,
        &domain.name,
        action,
        Some(owner),
        &detail,
    )
    .await?;
    let kind = Kind::AccountLinked {
        account,
        provider: entry.title.clone(),
        handle: shown.handle.shown.clone(),
    };
    let told = tell::all_but(conn, context, owner, kind, Some(account)).await?;
    Ok(Some(Bound { account, told }))
}

/// Adds the account, or verifies the one that was there already; `None` if it is there twice.
async fn keep(
    conn: &mut Conn,
    context: &Context,
    session: &Session,
    entry: &ProviderEntry,
    shown: &Shown<'_>,
    uses: Uses,
) -> Result<Option<LinkedAccountId>> {
    let (now, owner) = (context.world.now(), session.user_id);
    let remote_id = &shown.handle.remote_id;
    if let Some(id) = shown.existing
        && let Some(existing) = linked_accounts::find(conn, owner, id).await?
    {
        linked_accounts::verify(conn, existing.id, remote_id.as_ref(), uses, now).await?;
        return Ok(Some(existing.id));
    }
    let accounts = linked_accounts::list_of_user(conn, owner).await?;
    if accounts
        .iter()
        .any(|account| account.provider == entry.provider && account.remote_id == *remote_id)
    {
        return Ok(None);
    }
    let (handle, standing) = (shown.handle.clone(), Standing::Verified { at: now });
    let position = next_position(&accounts);
    let account = fresh_account(context, owner, entry, handle, position, uses, standing);
    linked_accounts::insert(conn, &account).await?;
    Ok(Some(account.id))
}
