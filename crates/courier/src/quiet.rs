//! Quiet: what was accepted before the account was muted does not go there any more.

use domain::delivery::Cargo;
use domain::linked_account::LinkedAccount;
use domain::notification::Kind;
use store::outbox::{Claimed, Matter};
use store::{Conn, Result, deliveries, linked_accounts};

use crate::desk::Desk;
use crate::fall_back::{concerns, may_arrive};

/// Whether a claimed notification is not to go to its account, which was muted since. A warning goes all the same, if
/// none of the user's other accounts is left for it.
pub(crate) async fn is_unwanted(conn: &mut Conn, desk: &Desk, claimed: &Claimed) -> Result<bool> {
    let Matter::Notification {
        kind,
        is_muted: true,
        ..
    } = &claimed.matter
    else {
        return Ok(false);
    };
    Ok(!kind.is_warning() || is_left_elsewhere(conn, desk, claimed, kind).await?)
}

/// Whether another account has the warning, or may have it yet.
async fn is_left_elsewhere(
    conn: &mut Conn,
    desk: &Desk,
    claimed: &Claimed,
    kind: &Kind,
) -> Result<bool> {
    let delivery = &claimed.delivery;
    let Cargo::Notification(id) = delivery.cargo else {
        return Ok(false);
    };
    let all = deliveries::list_of_notification(conn, id).await?;
    let has_refused = |account: &LinkedAccount| {
        let mut theirs = all.iter().filter(|one| one.account_id == Some(account.id));
        theirs.any(|one| !may_arrive(one.state))
    };
    let accounts = linked_accounts::list_of_user(conn, delivery.user_id).await?;
    Ok(accounts.iter().any(|other| {
        Some(other.id) != delivery.account_id
            && other.takes_notifications()
            && desk.providers.contains(&other.provider)
            && !concerns(kind, other)
            && !has_refused(other)
    }))
}
