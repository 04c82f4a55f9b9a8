//! The ways in which a user can pass the second factor.

use domain::id::UserId;
use domain::linked_account::LinkedAccount;
use domain::tenant::Domain;
use store::{Conn, backup_codes, linked_accounts, provider_states};

use crate::Result;

/// The ways of one user, in the user's order.
#[derive(Debug, Clone)]
pub struct Ways {
    /// Accounts that codes can be sent to.
    pub accounts: Vec<Way>,
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
    /// the door.
    pub fn is_due(&self) -> bool {
        !self.accounts.is_empty()
    }

    /// Whether a code could be sent now.
    pub fn any_up(&self) -> bool {
        self.accounts.iter().any(|way| way.is_up)
    }
}

/// Looks up a user's ways. With `msg2factor: false` messaging is no factor, and backup codes are none by themselves.
pub async fn of_user(conn: &mut Conn, domain: &Domain, user: UserId) -> Result<Ways> {
    if !domain.messaging_factor {
        return Ok(Ways {
            accounts: Vec::new(),
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
    let accounts = accounts
        .into_iter()
        .filter(LinkedAccount::may_carry_codes)
        .map(|account| Way {
            is_up: is_up(&account),
            account,
        })
        .collect();
    Ok(Ways {
        accounts,
        backup_codes: backup_codes::count_unused(conn, user).await?,
    })
}
