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
use store::{Conn, Tx, linked_accounts, sessions, start_links};

use crate::link_account::bind::{Bound, Shown, bind};
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
    let Some(start) = find(&mut tx, domains, caller, token).await? else {
        return Ok(Started::Over { domain: None });
    };
    let settled = start.settled();
    if let Some(account) = settled.filter(|account| start.link.account == Some(*account)) {
        return again(tx, start, account).await;
    }
    let domain = start.domain.name.clone();
    if !start.link.is_open(now) {
        let domain = Some(domain);
        return Ok(Started::Over { domain });
    }
    let Some(session) = find_session(&mut tx, context, start.domain, &start.link).await? else {
        return Ok(Started::SessionOver { domain });
    };
    if start.existing.is_none() && start.is_full {
        return Ok(Started::TooMany { domain });
    }
    if !start_links::consume(&mut tx, start.link.id, now).await? {
        let domain = Some(domain);
        return Ok(Started::Over { domain });
    }
    match settled {
        Some(account) => again(tx, start, account).await,
        None => finish(tx, context, caller, start, &session).await,
    }
}

/// What pressing Start is about.
struct Start<'a> {
    link: StartLink,
    owner: User,
    domain: &'a Domain,
    handle: Handle,
    /// The owner's account that this is, if it is there already.
    existing: Option<LinkedAccount>,
    /// Whether the owner has as many accounts as one may have.
    is_full: bool,
}

impl Start<'_> {
    /// The account, if there is nothing to link: it is this very one, is proven, and works.
    fn settled(&self) -> Option<LinkedAccountId> {
        let existing = self.existing.as_ref()?;
        let is_this = existing.remote_id == self.handle.remote_id;
        (is_this && existing.is_proven() && existing.broken.is_none()).then_some(existing.id)
    }
}

async fn find<'a>(
    conn: &mut Conn,
    domains: &'a [Domain],
    caller: &Caller<'_>,
    token: &Token,
) -> Result<Option<Start<'a>>> {
    let provider = &caller.entry.provider;
    let found = start_links::find_by_token(conn, &token.digest()).await?;
    let Some(link) = found.filter(|link| link.provider == *provider) else {
        return Ok(None);
    };
    let Some(owner) = find_alive(conn, link.user_id).await? else {
        return Ok(None);
    };
    let Some(domain) = domains.iter().find(|domain| domain.name == owner.domain) else {
        return Ok(None);
    };
    let accounts = linked_accounts::list_of_user(conn, owner.id).await?;
    let is_full = accounts.len() >= MOST_ACCOUNTS;
    let handle = handle(caller);
    let mut accounts = accounts.into_iter();
    let existing =
        accounts.find(|account| account.provider == *provider && is_same(account, &handle));
    Ok(Some(Start {
        link,
        owner,
        domain,
        handle,
        existing,
        is_full,
    }))
}

async fn finish(
    mut tx: Tx,
    context: &Context,
    caller: &Caller<'_>,
    start: Start<'_>,
    session: &Session,
) -> Result<Started> {
    let Start {
        link,
        owner,
        domain,
        handle,
        existing,
        ..
    } = start;
    let shown = Shown {
        handle: &handle,
        existing: existing.map(|account| account.id),
    };
    let (entry, for_all) = (caller.entry, allowed(BOTH, caller.entry));
    let bound = bind(&mut tx, context, domain, session, entry, &shown, for_all).await?;
    let Some(Bound { account, told }) = bound else {
        let domain = Some(domain.name.clone());
        return Ok(Started::Over { domain });
    };
    linked_accounts::set_muted(&mut tx, account, None).await?;
    start_links::set_account(&mut tx, link.id, account).await?;
    store::commit(tx).await?;
    context.ring_all(&told);
    Ok(Started::Linked {
        user: Box::new(owner),
        account,
    })
}

/// Start was pressed for an account that is linked already.
async fn again(mut tx: Tx, start: Start<'_>, account: LinkedAccountId) -> Result<Started> {
    linked_accounts::set_muted(&mut tx, account, None).await?;
    start_links::set_account(&mut tx, start.link.id, account).await?;
    store::commit(tx).await?;
    Ok(Started::AlreadyLinked(Box::new(start.owner)))
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
    let session = sessions
        .into_iter()
        .find(|session| session.id == link.session);
    let Some(session) = session.filter(|session| session.is_alive(now)) else {
        return Ok(None);
    };
    let lack = find_lack(conn, context, domain, &session).await?;
    Ok((lack != Some(Lack::SecondFactor)).then_some(session))
}
