//! `/start TOKEN`: whoever opened a start link and pressed Start has shown that the account is theirs.
//!
//! That the session is theirs, too, they cannot show: somebody may have sent them the link. So the answer in the chat
//! names site and user, and has a button that undoes it.

use domain::id::LinkedAccountId;
use domain::linked_account::{LinkedAccount, MOST_ACCOUNTS, Uses};
use domain::provider::Handle;
use domain::secret::Token;
use domain::session::Session;
use domain::start_link::{StartLink, tidy_handle};
use domain::tenant::Domain;
use domain::user::User;
use store::{Conn, linked_accounts, sessions, start_links};

use crate::link_account::bind::{Shown, bind};
use crate::link_account::finish::allowed;
use crate::link_account::is_same;
use crate::prove_password::{Lack, find_lack};
use crate::reception::{Caller, find_alive};
use crate::{Context, Result};

/// What came of pressing Start.
#[derive(Debug)]
pub enum Started {
    /// The account is linked.
    Linked {
        /// To whom.
        user: Box<User>,
        /// As which account.
        account: LinkedAccountId,
    },
    /// The account was linked to this user before, and is still.
    AlreadyLinked(Box<User>),
    /// The user has as many accounts as one may have.
    TooMany {
        /// The key of the user's domain.
        domain: String,
    },
    /// The session that asked for the link is over, or has to pass a second factor first.
    SessionOver {
        /// The key of the user's domain.
        domain: String,
    },
    /// The link ran out, was used, or never was.
    Over {
        /// The key of the domain, if the link is known.
        domain: Option<String>,
    },
}

/// Links the account to the user whose page showed the link.
pub async fn link(
    context: &Context,
    domains: &[Domain],
    caller: &Caller<'_>,
    token: &Token,
) -> Result<Started> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let found = start_links::find_by_token(&mut tx, &token.digest()).await?;
    let Some(link) = found.filter(|link| link.provider == caller.entry.provider) else {
        return Ok(Started::Over { domain: None });
    };
    let Some((user, domain)) = find_owner(&mut tx, domains, &link).await? else {
        return Ok(Started::Over { domain: None });
    };
    let name = domain.name.clone();
    let accounts = linked_accounts::list_of_user(&mut tx, user.id).await?;
    let handle = handle(caller);
    let existing = accounts.iter().find(|account| {
        account.provider == caller.entry.provider && is_same(account, &handle)
    });
    let ours = existing.filter(|account| is_settled(account, &handle));
    if let Some(account) = ours.filter(|account| link.account == Some(account.id)) {
        return again(tx, account, user).await;
    }
    if !link.is_open(now) {
        return Ok(Started::Over { domain: Some(name) });
    }
    let Some(session) = find_session(&mut tx, context, domain, &link).await? else {
        return Ok(Started::SessionOver { domain: name });
    };
    if existing.is_none() && accounts.len() >= MOST_ACCOUNTS {
        return Ok(Started::TooMany { domain: name });
    }
    if !start_links::consume(&mut tx, link.id, now).await? {
        return Ok(Started::Over { domain: Some(name) });
    }
    if let Some(account) = ours {
        start_links::set_account(&mut tx, link.id, account.id).await?;
        return again(tx, account, user).await;
    }
    let shown = Shown {
        handle: &handle,
        existing: existing.map(|account| account.id),
    };
    let uses = allowed(BOTH, caller.entry);
    let Some(bound) = bind(&mut tx, context, domain, &session, caller.entry, &shown, uses).await?
    else {
        return Ok(Started::Over { domain: Some(name) });
    };
    linked_accounts::set_muted(&mut tx, bound.account, None).await?;
    start_links::set_account(&mut tx, link.id, bound.account).await?;
    store::commit(tx).await?;
    context.ring_all(&bound.told);
    Ok(Started::Linked {
        user: Box::new(user),
        account: bound.account,
    })
}

/// What an account is for until its user says otherwise.
const BOTH: Uses = Uses {
    notifications: true,
    codes: true,
};

fn handle(caller: &Caller<'_>) -> Handle {
    let shown = tidy_handle(caller.shown);
    Handle {
        // Nobody is called nothing.
        shown: if shown.is_empty() {
            caller.entry.title.clone()
        } else {
            shown
        },
        remote_id: Some(caller.remote_id.clone()),
    }
}

/// Whether there is nothing to link: this very account is proven, and works.
fn is_settled(account: &LinkedAccount, handle: &Handle) -> bool {
    account.remote_id == handle.remote_id && account.is_proven() && account.broken.is_none()
}

async fn again(mut tx: store::Tx, account: &LinkedAccount, user: User) -> Result<Started> {
    linked_accounts::set_muted(&mut tx, account.id, None).await?;
    store::commit(tx).await?;
    Ok(Started::AlreadyLinked(Box::new(user)))
}

async fn find_owner<'a>(
    conn: &mut Conn,
    domains: &'a [Domain],
    link: &StartLink,
) -> Result<Option<(User, &'a Domain)>> {
    let user = find_alive(conn, link.user_id).await?;
    Ok(user.and_then(|user| {
        let domain = domains.iter().find(|domain| domain.name == user.domain)?;
        Some((user, domain))
    }))
}

/// The session whose page shows the link, if it may still change factors. That its password was typed lately was
/// asked when the link was shown.
async fn find_session(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    link: &StartLink,
) -> Result<Option<Session>> {
    let now = context.world.now();
    let sessions = sessions::list_of_user(conn, link.user_id).await?;
    let session = sessions.into_iter().find(|session| session.id == link.session);
    let Some(session) = session.filter(|session| session.is_alive(now)) else {
        return Ok(None);
    };
    let lack = find_lack(conn, domain, &session, now).await?;
    Ok((lack != Some(Lack::SecondFactor)).then_some(session))
}
