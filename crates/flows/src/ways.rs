//! The ways in which a user can pass the second factor.

use domain::id::{LinkedAccountId, UserId};
use domain::linked_account::{LinkedAccount, Uses};
use domain::tenant::Domain;
use store::{Conn, backup_codes, linked_accounts, provider_states};

use crate::{Context, Result};

/// The ways of one user, in the user's order.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Accounts that codes can be sent to.
    pub accounts: Vec<Way>,
    /// Accounts that were linked for codes, on providers that the configuration calls not private enough by now. No
    /// code goes there.
    pub unfit: Vec<LinkedAccount>,
    /// Backup codes left.
    pub backup_codes: i64,
}

/// One account that codes can be sent to.
#[derive(Debug, Clone)]
pub struct Way {
    /// The account.
    pub account: LinkedAccount,
    /// Whether its provider is connected.
    pub is_up: bool,
}

impl Ways {
    /// Whether a second factor is due at all. Whether it can be passed right now does not matter: no outage opens
    /// the door, and no line in the configuration that was about something else.
    pub fn is_due(&self) -> bool {
        !self.accounts.is_empty() || !self.unfit.is_empty()
    }

    /// Whether a code could be sent now.
    pub fn any_up(&self) -> bool {
        self.accounts.iter().any(|way| way.is_up)
    }
}

/// Looks up a user's ways. With `msg2factor: false` messaging is no factor, and backup codes are none by themselves.
pub async fn of_user(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    user: UserId,
) -> Result<Ways> {
    if !domain.messaging_factor {
        return Ok(Ways {
            accounts: Vec::new(),
            unfit: Vec::new(),
            backup_codes: 0,
        });
    }
    let states = provider_states::list(conn).await?;
    let is_up = |account: &LinkedAccount| {
        account.broken.is_none()
            && states
                .iter()
                .any(|state| state.provider == account.provider && state.connection.is_up())
    };
    let accounts = linked_accounts::list_of_user(conn, user).await?;
    let (unfit, fit): (Vec<_>, Vec<_>) = accounts
        .into_iter()
        .filter(LinkedAccount::may_carry_codes)
        .partition(|account| context.unfit.contains(&account.provider));
    let way = |account: LinkedAccount| Way {
        is_up: is_up(&account),
        account,
    };
    Ok(Ways {
        accounts: fit.into_iter().map(way).collect(),
        unfit,
        backup_codes: backup_codes::count_unused(conn, user).await?,
    })
}

/// Called before a user gives an account up for codes. If it is the last that codes reach, the accounts that are
/// unfit for codes hold the door no longer either: the user could not pass it.
pub(crate) async fn give_up_unfit(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    user: UserId,
    given_up: LinkedAccountId,
) -> Result<()> {
    let ways = of_user(conn, context, domain, user).await?;
    if !matches!(&*ways.accounts, [last] if last.account.id == given_up) {
        return Ok(());
    }
    let notifications_alone = Uses {
        notifications: true,
        codes: false,
    };
    for account in ways.unfit {
        linked_accounts::set_uses(conn, account.id, notifications_alone).await?;
    }
    Ok(())
}
