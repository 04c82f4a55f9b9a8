//! Linking a messaging account by a code that is sent there: the asking, and (in [`finish`]) the answer. Without typing:
//! by a link, shown by [`start`].

pub(crate) mod bind;
pub mod finish;
pub mod start;

use std::time::Duration;

use domain::challenge::{Challenge, LIFETIME, MOST_GUESSES, Purpose};
use domain::delivery::{Cargo, Delivery, State};
use domain::id::{ChallengeId, LinkedAccountId, UserId};
use domain::limit::Verdict;
use domain::linked_account::{LinkedAccount, MOST_ACCOUNTS};
use domain::place::Place;
use domain::provider::{Handle, Provider, ProviderEntry, RemoteId};
use domain::session::Session;
use domain::tenant::Domain;
use store::{Conn, challenges, linked_accounts, outbox, provider_states};

use crate::prove_password::find_lack;
use crate::send_sign_in_code::count_codes;
use crate::{Context, Result};

/// What became of the wish to link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// A code is on its way; this challenge waits for it.
    CodeOnItsWay(ChallengeId),
    /// The user has to prove first who it is.
    ProveFirst,
    /// The account is linked and verified already.
    AlreadyLinked,
    /// The user has as many accounts as one may have.
    TooMany,
    /// The provider is not connected; nothing was sent.
    NotConnected,
    /// Too many codes; not before this much time.
    Wait(Duration),
    /// Too many guesses at this challenge; begin anew.
    Exhausted,
    /// There is no such challenge in this session.
    Unknown,
}

/// Sends a code to a handle that the user typed.
pub async fn begin(
    context: &Context,
    domain: &Domain,
    session: &Session,
    entry: &ProviderEntry,
    handle: Handle,
    place: &Place,
) -> Result<Begun> {
    let mut tx = context.db.begin().await?;
    if find_lack(&mut tx, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(Begun::ProveFirst);
    }
    let accounts = linked_accounts::list_of_user(&mut tx, session.user_id).await?;
    let same = accounts
        .iter()
        .find(|account| account.provider == entry.provider && is_same(account, &handle));
    if same.is_some_and(|account| account.is_proven() && account.broken.is_none()) {
        return Ok(Begun::AlreadyLinked);
    }
    if same.is_none() && accounts.len() >= MOST_ACCOUNTS {
        return Ok(Begun::TooMany);
    }
    if !is_up(&mut tx, &entry.provider).await? {
        return Ok(Begun::NotConnected);
    }
    let (user, provider) = (session.user_id, &entry.provider);
    let verdict = count(&mut tx, context, user, provider, &handle, place).await?;
    if let Verdict::Wait(wait) = verdict {
        store::commit(tx).await?;
        return Ok(Begun::Wait(wait));
    }
    let existing = same.map(|account| account.id);
    let challenge = challenge(context, session, provider, handle, existing);
    challenges::insert(&mut tx, &challenge).await?;
    outbox::insert(&mut tx, &delivery(context, &challenge, 1)).await?;
    store::commit(tx).await?;
    context.ring_all(&[challenge.provider]);
    Ok(Begun::CodeOnItsWay(challenge.id))
}

/// A challenge of this session; `existing` is the account that it would verify.
fn challenge(
    context: &Context,
    session: &Session,
    provider: &Provider,
    handle: Handle,
    existing: Option<LinkedAccountId>,
) -> Challenge {
    let now = context.world.now();
    Challenge {
        id: context.world.id(),
        user_id: session.user_id,
        purpose: Purpose::Link {
            session: session.id,
            account: existing,
        },
        provider: provider.clone(),
        handle: handle.shown,
        remote_id: handle.remote_id,
        issue: 1,
        digest: None,
        guesses: 0,
        issued_at: now,
        expires_at: now + LIFETIME,
        consumed_at: None,
    }
}

/// Sends a new code for a challenge; the old one is dead from here on, the guesses stay counted.
pub async fn resend(
    context: &Context,
    session: &Session,
    id: ChallengeId,
    place: &Place,
) -> Result<Begun> {
    let mut tx = context.db.begin().await?;
    let Some(challenge) = find(&mut tx, session, id).await? else {
        return Ok(Begun::Unknown);
    };
    let now = context.world.now();
    if challenge.guesses >= MOST_GUESSES {
        return Ok(Begun::Exhausted);
    }
    if now < challenge.resend_at() {
        return Ok(Begun::Wait(challenge.resend_at().since(now)));
    }
    if !is_up(&mut tx, &challenge.provider).await? {
        return Ok(Begun::NotConnected);
    }
    let handle = Handle {
        shown: challenge.handle.clone(),
        remote_id: challenge.remote_id.clone(),
    };
    let (user, provider) = (session.user_id, &challenge.provider);
    let verdict = count(&mut tx, context, user, provider, &handle, place).await?;
    if let Verdict::Wait(wait) = verdict {
        store::commit(tx).await?;
        return Ok(Begun::Wait(wait));
    }
    let issue = challenges::reissue(&mut tx, id, now, now + LIFETIME).await?;
    outbox::insert(&mut tx, &delivery(context, &challenge, issue)).await?;
    store::commit(tx).await?;
    context.ring_all(&[challenge.provider]);
    Ok(Begun::CodeOnItsWay(id))
}

/// The challenge of this id, if it was begun in this session and waits still.
pub async fn find(
    conn: &mut Conn,
    session: &Session,
    id: ChallengeId,
) -> Result<Option<Challenge>> {
    let found = challenges::find(conn, id).await?;
    Ok(found.filter(|challenge| match challenge.purpose {
        Purpose::Link { session: asked, .. } => {
            asked == session.id && challenge.consumed_at.is_none()
        }
        Purpose::SignIn { .. } => false,
    }))
}

/// Whether this account is the one of a handle: by the immutable id, as far as both sides know it.
pub(crate) fn is_same(account: &LinkedAccount, handle: &Handle) -> bool {
    match (&account.remote_id, &handle.remote_id) {
        (Some(RemoteId(a)), Some(RemoteId(b))) => a == b,
        (None, _) | (_, None) => account.handle == handle.shown,
    }
}

async fn is_up(conn: &mut Conn, provider: &Provider) -> Result<bool> {
    let states = provider_states::list(conn).await?;
    Ok(states
        .iter()
        .any(|state| state.provider == *provider && state.connection.is_up()))
}

async fn count(
    conn: &mut Conn,
    context: &Context,
    user: UserId,
    provider: &Provider,
    handle: &Handle,
    place: &Place,
) -> Result<Verdict> {
    let address = handle
        .remote_id
        .as_ref()
        .map_or(handle.shown.as_str(), |id| id.0.as_str());
    count_codes(
        conn,
        context,
        &user.to_string(),
        &format!("{provider} {address}"),
        place,
    )
    .await
}

fn delivery(context: &Context, challenge: &Challenge, issue: i64) -> Delivery {
    let now = context.world.now();
    Delivery {
        id: context.world.id(),
        user_id: challenge.user_id,
        cargo: Cargo::Code {
            challenge: challenge.id,
            issue,
        },
        account_id: None,
        provider: challenge.provider.clone(),
        remote_id: challenge.remote_id.clone(),
        handle: challenge.handle.clone(),
        state: State::Pending,
        attempt: 0,
        due_at: now,
        created_at: now,
        expires_at: now + LIFETIME,
        why: None,
    }
}
