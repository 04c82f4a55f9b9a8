//! Telling a user something: a notification and its first deliveries, in the transaction of the fact.

use domain::delivery::{Cargo, Delivery};
use domain::id::{LinkedAccountId, UserId};
use domain::linked_account::{LinkedAccount, leave_out_muted};
use domain::notification::{Kind, Notification, Source};
use domain::provider::Provider;
use store::{Conn, linked_accounts, notifications, outbox};

use crate::{Context, Result};

/// What was put into the outbox.
pub(crate) struct Told {
    /// Whose couriers are to be woken after the commit.
    pub(crate) providers: Vec<Provider>,
}

/// Tells a user by the first account that takes notifications; the courier goes on to the next if that fails.
/// `None` if there is no such account.
pub(crate) async fn first(
    conn: &mut Conn,
    context: &Context,
    user: UserId,
    kind: Kind,
    source: Source,
) -> Result<Option<Told>> {
    let accounts = linked_accounts::list_of_user(conn, user).await?;
    let first: Vec<_> = first_of(&accounts, &kind).into_iter().collect();
    send(conn, context, user, kind, source, &first).await
}

/// The first of a user's accounts that takes such a notification.
pub(crate) fn first_of<'a>(
    accounts: &'a [LinkedAccount],
    kind: &Kind,
) -> Option<&'a LinkedAccount> {
    let could = accounts.iter().filter(|account| account.takes_warnings());
    let taking = leave_out_muted(could.collect(), kind.is_warning());
    taking.into_iter().next()
}

/// Tells a user by every account but `except`: a change of one account is told to all others, so that whoever
/// got hold of one cannot hide it.
pub(crate) async fn all_but(
    conn: &mut Conn,
    context: &Context,
    user: UserId,
    kind: Kind,
    except: Option<LinkedAccountId>,
) -> Result<Vec<Provider>> {
    let accounts = linked_accounts::list_of_user(conn, user).await?;
    let others: Vec<&LinkedAccount> = accounts
        .iter()
        .filter(|account| Some(account.id) != except && account.broken.is_none())
        .collect();
    let others = leave_out_muted(others, kind.is_warning());
    Ok(send(conn, context, user, kind, Source::Postern, &others)
        .await?
        .map(|told| told.providers)
        .unwrap_or_default())
}

/// Tells a user by these accounts; `None` if there are none.
pub(crate) async fn send(
    conn: &mut Conn,
    context: &Context,
    user: UserId,
    kind: Kind,
    source: Source,
    accounts: &[&LinkedAccount],
) -> Result<Option<Told>> {
    if accounts.is_empty() {
        return Ok(None);
    }
    let now = context.world.now();
    let notification = Notification {
        id: context.world.id(),
        user_id: user,
        kind,
        source,
        created_at: now,
    };
    notifications::insert(conn, &notification).await?;
    for account in accounts {
        let cargo = Cargo::Notification(notification.id);
        let delivery = Delivery::to_account(context.world.id(), account, cargo, now);
        outbox::insert(conn, &delivery).await?;
    }
    Ok(Some(Told {
        providers: accounts
            .iter()
            .map(|account| account.provider.clone())
            .collect(),
    }))
}
