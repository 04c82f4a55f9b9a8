//! Unlinking a messaging account.

use domain::id::{LinkedAccountId, UserId};
use domain::notification::Kind;
use domain::provider::Provider;
use domain::session::Session;
use domain::tenant::Domain;
use store::{Conn, backup_codes, linked_accounts, outbox};

use crate::prove_password::find_lack;
use crate::{By, Context, Result, audit, tell, ways};

/// What became of the wish to unlink.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unlinked {
    /// It is gone.
    Done,
    /// The user has to prove first who it is.
    ProveFirst,
    /// There is no such account.
    Unknown,
}

/// Unlinks one of the session's user's accounts. `title` is the provider's, for the notice to the others.
pub async fn unlink(
    context: &Context,
    domain: &Domain,
    session: &Session,
    by: By,
    id: LinkedAccountId,
    title: &str,
) -> Result<Unlinked> {
    let mut tx = context.db.begin().await?;
    if find_lack(&mut tx, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(Unlinked::ProveFirst);
    }
    ways::give_up_unfit(&mut tx, context, domain, session.user_id, id).await?;
    let Some(providers) = remove(&mut tx, context, domain, session.user_id, by, id, title).await?
    else {
        return Ok(Unlinked::Unknown);
    };
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Unlinked::Done)
}

/// Removes an account, ends what was on its way there and tells the others. `None` if there is no such account.
pub(crate) async fn remove(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    user: UserId,
    by: By,
    id: LinkedAccountId,
    title: &str,
) -> Result<Option<Vec<Provider>>> {
    let Some(account) = linked_accounts::find(conn, user, id).await? else {
        return Ok(None);
    };
    outbox::cancel_for_account(conn, id, context.world.now()).await?;
    linked_accounts::delete(conn, user, id).await?;
    if domain.messaging_factor && !ways::of_user(conn, context, domain, user).await?.is_due() {
        // Backup codes stand in for a factor; without one they are only something to lose.
        backup_codes::delete_all(conn, user).await?;
    }
    audit::note(
        conn,
        context,
        by,
        &domain.name,
        "account.unlinked",
        Some(user),
        &format!("{} {id}", account.provider),
    )
    .await?;
    let kind = Kind::AccountUnlinked {
        provider: title.to_owned(),
        handle: account.handle,
    };
    Ok(Some(
        tell::all_but(conn, context, user, kind, Some(id)).await?,
    ))
}
