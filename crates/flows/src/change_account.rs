//! Changing what a linked account is for, and the order of accounts.

use domain::id::LinkedAccountId;
use domain::linked_account::Uses;
use domain::notification::Kind;
use domain::place::Place;
use domain::provider::ProviderEntry;
use domain::session::Session;
use domain::tenant::Domain;
use store::{Conn, linked_accounts};

use crate::link_account::finish::allowed;
use crate::prove_password::find_lack;
use crate::{By, Context, Result, audit, tell, ways};

/// What became of the wish to change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is changed.
    Done,
    /// The user has to prove first who it is.
    ProveFirst,
    /// There is no such account.
    Unknown,
    /// It must be verified before it can carry codes.
    VerifyFirst,
    /// It would be for nothing; unlink it instead.
    ForNothing,
}

/// Says what an account is for.
pub async fn set_uses(
    context: &Context,
    domain: &Domain,
    session: &Session,
    id: LinkedAccountId,
    entry: &ProviderEntry,
    wanted: Uses,
    place: &Place,
) -> Result<Changed> {
    if !wanted.codes && !wanted.notifications {
        return Ok(Changed::ForNothing);
    }
    let mut tx = context.db.begin().await?;
    if find_lack(&mut tx, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(Changed::ProveFirst);
    }
    let Some(account) = linked_accounts::find(&mut tx, session.user_id, id).await? else {
        return Ok(Changed::Unknown);
    };
    if wanted.codes && !account.is_proven() {
        return Ok(Changed::VerifyFirst);
    }
    let uses = allowed(wanted, entry);
    if !uses.codes {
        ways::give_up_unfit(&mut tx, context, domain, session.user_id, id).await?;
    }
    linked_accounts::set_uses(&mut tx, id, uses).await?;
    let detail = format!(
        "{id} codes={} notifications={}",
        uses.codes, uses.notifications
    );
    note(
        &mut tx,
        context,
        domain,
        session,
        place,
        "account.changed",
        &detail,
    )
    .await?;
    let kind = Kind::AccountChanged {
        provider: entry.title.clone(),
        handle: account.handle,
    };
    let providers = tell::all_but(&mut tx, context, session.user_id, kind, Some(id)).await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Changed::Done)
}

/// Moves an account one place up in the user's order: codes and notices go to the first.
pub async fn move_up(
    context: &Context,
    domain: &Domain,
    session: &Session,
    id: LinkedAccountId,
    place: &Place,
) -> Result<Changed> {
    let mut tx = context.db.begin().await?;
    if find_lack(&mut tx, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(Changed::ProveFirst);
    }
    let mut accounts = linked_accounts::list_of_user(&mut tx, session.user_id).await?;
    let Some(index) = accounts.iter().position(|account| account.id == id) else {
        return Ok(Changed::Unknown);
    };
    if index > 0 {
        accounts.swap(index - 1, index);
        for (position, account) in (0..).zip(&accounts) {
            linked_accounts::set_position(&mut tx, account.id, position).await?;
        }
        let detail = id.to_string();
        note(
            &mut tx,
            context,
            domain,
            session,
            place,
            "account.moved",
            &detail,
        )
        .await?;
    }
    store::commit(tx).await?;
    Ok(Changed::Done)
}

/// Notes what a user did with an account of their own.
async fn note(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    session: &Session,
    place: &Place,
    action: &'static str,
    detail: &str,
) -> Result<()> {
    let user = session.user_id;
    let by = By::user(user, place.ip);
    audit::note(conn, context, by, &domain.name, action, Some(user), detail).await
}
