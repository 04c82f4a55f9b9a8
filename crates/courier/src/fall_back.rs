//! The fallback: a notification that one account did not take goes to the next.

use domain::delivery::{Cargo, Delivery, State};
use domain::linked_account::{LinkedAccount, leave_out_muted};
use domain::notification::Kind;
use domain::provider::Provider;
use domain::time::Timestamp;
use store::{Conn, Result, deliveries, linked_accounts, notifications, outbox};

use crate::desk::Desk;

/// Sends a notification to its user's next account, if no delivery of it has arrived or still may; gives the next
/// account's provider. A code does not fall back: whoever waits for it chooses another way.
pub(crate) async fn fall_back(
    conn: &mut Conn,
    desk: &Desk,
    ended: &Delivery,
    now: Timestamp,
) -> Result<Option<Provider>> {
    let Cargo::Notification(id) = ended.cargo else {
        return Ok(None);
    };
    let before = deliveries::list_of_notification(conn, id).await?;
    if before.iter().any(|delivery| may_arrive(delivery.state)) {
        return Ok(None);
    }
    let Some(notification) = notifications::find(conn, id).await? else {
        return Ok(None);
    };
    let accounts = linked_accounts::list_of_user(conn, ended.user_id).await?;
    let could = accounts.iter().filter(|account| {
        account.takes_warnings()
            && desk.providers.contains(&account.provider)
            && !concerns(&notification.kind, account)
            && before
                .iter()
                .all(|tried| tried.account_id != Some(account.id))
    });
    let next = leave_out_muted(could.collect(), notification.kind.is_warning());
    let Some(&account) = next.first() else {
        return Ok(None);
    };
    let delivery = Delivery::to_account(desk.world.id(), account, ended.cargo, now);
    outbox::insert(conn, &delivery).await?;
    Ok(Some(delivery.provider))
}

pub(crate) const fn may_arrive(state: State) -> bool {
    match state {
        State::Pending | State::Sent | State::Delivered => true,
        State::Failed | State::Expired => false,
    }
}

/// Whether a notice is about this account, which is no witness of its own linking, or about its provider, through
/// which nobody learns that it is down.
pub(crate) fn concerns(kind: &Kind, account: &LinkedAccount) -> bool {
    match kind {
        Kind::AccountLinked { account: id, .. } => *id == account.id,
        Kind::ProviderDown { key, .. } => *key == account.provider,
        Kind::Text { .. }
        | Kind::NewPlace { .. }
        | Kind::WrongCode { .. }
        | Kind::AccountUnlinked { .. }
        | Kind::AccountSetByAdmin { .. }
        | Kind::AccountChanged { .. }
        | Kind::BackupCodesMade
        | Kind::BackupCodeUsed { .. }
        | Kind::PasswordChanged
        | Kind::FactorsReset
        | Kind::ProviderBack { .. } => false,
    }
}
