//! `/stop` and `/start`: whether notifications go to an account, said in the chat or on the account page.
//!
//! Muting holds for whatever goes to this account at the provider, of whichever user and domain: the person there
//! asked for quiet. Codes are not muted.

use domain::linked_account::LinkedAccount;
use domain::session::Session;
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::User;
use store::{Conn, linked_accounts, users};

use crate::reception::{Caller, by};
use crate::{By, Context, Result, audit};

/// Mutes an account; gives a user who had linked it, or `None` if nobody had.
pub async fn mute(context: &Context, caller: &Caller<'_>) -> Result<Option<User>> {
    set_all(context, caller, Some(context.world.now())).await
}

/// Ends that.
pub async fn unmute(context: &Context, caller: &Caller<'_>) -> Result<Option<User>> {
    set_all(context, caller, None).await
}

/// Ends it for one of the session's user's own accounts, on the page; false if it was not muted.
pub async fn unmute_own(
    context: &Context,
    domain: &Domain,
    session: &Session,
    by: By,
    account: &LinkedAccount,
) -> Result<bool> {
    let mut tx = context.db.begin().await?;
    let account = linked_accounts::find(&mut tx, session.user_id, account.id).await?;
    let Some(account) = account.filter(|account| account.muted_at.is_some()) else {
        return Ok(false);
    };
    set(&mut tx, context, by, &domain.name, &account, None).await?;
    store::commit(tx).await?;
    Ok(true)
}

async fn set_all(
    context: &Context,
    caller: &Caller<'_>,
    since: Option<Timestamp>,
) -> Result<Option<User>> {
    let mut tx = context.db.begin().await?;
    let accounts =
        linked_accounts::list_by_remote(&mut tx, &caller.entry.provider, caller.remote_id).await?;
    let mut first = None;
    for account in &accounts {
        let Some(user) = users::find(&mut tx, account.user_id).await? else {
            continue;
        };
        if account.muted_at.is_some() != since.is_some() {
            set(&mut tx, context, by(user.id), &user.domain, account, since).await?;
        }
        first.get_or_insert(user);
    }
    store::commit(tx).await?;
    Ok(first)
}

async fn set(
    conn: &mut Conn,
    context: &Context,
    by: By,
    domain: &str,
    account: &LinkedAccount,
    since: Option<Timestamp>,
) -> Result<()> {
    linked_accounts::set_muted(conn, account.id, since).await?;
    let action = match since {
        Some(_) => "account.muted",
        None => "account.unmuted",
    };
    let detail = format!("{} {}", account.provider, account.id);
    audit::note(
        conn,
        context,
        by,
        domain,
        action,
        Some(account.user_id),
        &detail,
    )
    .await
}
