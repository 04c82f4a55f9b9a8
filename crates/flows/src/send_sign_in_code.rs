//! The second step of a sign-in: a code to one of the user's accounts.

use std::time::Duration;

use domain::challenge::{Challenge, LIFETIME, MOST_GUESSES, Purpose};
use domain::delivery::{Cargo, Delivery};
use domain::id::{ChallengeId, LinkedAccountId};
use domain::limit::{CODES_FROM_NETWORK, CODES_TO_ADDRESS, CODES_TO_USER, Limit, Verdict};
use domain::linked_account::LinkedAccount;
use domain::place::Place;
use domain::sign_in::PendingSignIn;
use domain::tenant::Domain;
use domain::time::Timestamp;
use store::{Conn, challenges, limits, outbox};

use crate::{Context, Result, ways};

/// What became of the wish for a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is on its way; how it goes, its delivery tells.
    OnItsWay,
    /// Not before this much time.
    Wait(Duration),
    /// The provider is not connected. Nothing was sent, and nothing opens.
    NotConnected,
    /// This account cannot be used for codes.
    NoSuchWay,
    /// Too many guesses were made in this sign-in; it has to begin anew.
    Exhausted,
}

/// Sends a code (again) to one of the user's accounts.
pub async fn send(
    context: &Context,
    domain: &Domain,
    pending: &PendingSignIn,
    account: LinkedAccountId,
) -> Result<Asked> {
    let mut tx = context.db.begin().await?;
    let ways = ways::of_user(&mut tx, context, domain, pending.user_id).await?;
    let Some(way) = ways
        .accounts
        .into_iter()
        .find(|way| way.account.id == account)
    else {
        return Ok(Asked::NoSuchWay);
    };
    if !way.is_up {
        return Ok(Asked::NotConnected);
    }
    let now = context.world.now();
    let newest = challenges::find_newest(&mut tx, pending.id).await?;
    if let Some(hindrance) = newest
        .as_ref()
        .and_then(|newest| find_hindrance(newest, account, now))
    {
        return Ok(hindrance);
    }
    if let Verdict::Wait(wait) = count(&mut tx, context, &way.account, &pending.place).await? {
        // What was counted stays counted: asking on does not shorten the wait.
        store::commit(tx).await?;
        return Ok(Asked::Wait(wait));
    }
    let cargo = match newest {
        Some(newest) if is_to(&newest, account) => reissue(&mut tx, newest.id, now).await?,
        other => {
            let guesses = other.map_or(0, |older| older.guesses);
            begin(&mut tx, context, pending, &way.account, guesses).await?
        }
    };
    let delivery = Delivery::to_account(context.world.id(), &way.account, cargo, now);
    outbox::insert(&mut tx, &delivery).await?;
    store::commit(tx).await?;
    context.ring_all(&[way.account.provider]);
    Ok(Asked::OnItsWay)
}

/// Why the newest challenge of the sign-in allows no code to this account now.
fn find_hindrance(newest: &Challenge, account: LinkedAccountId, now: Timestamp) -> Option<Asked> {
    if newest.guesses >= MOST_GUESSES {
        return Some(Asked::Exhausted);
    }
    let is_too_soon = is_to(newest, account) && now < newest.resend_at();
    is_too_soon.then(|| Asked::Wait(newest.resend_at().since(now)))
}

fn is_to(challenge: &Challenge, account: LinkedAccountId) -> bool {
    match challenge.purpose {
        Purpose::SignIn { account: to, .. } => to == account,
        Purpose::Link { .. } => false,
    }
}

/// Another code for a challenge.
async fn reissue(conn: &mut Conn, challenge: ChallengeId, now: Timestamp) -> Result<Cargo> {
    let issue = challenges::reissue(conn, challenge, now, now + LIFETIME).await?;
    Ok(Cargo::Code { challenge, issue })
}

/// Begins a challenge. Guesses made at an earlier one of the same sign-in stay counted.
async fn begin(
    conn: &mut Conn,
    context: &Context,
    pending: &PendingSignIn,
    account: &LinkedAccount,
    guesses: i64,
) -> Result<Cargo> {
    let now = context.world.now();
    let challenge = Challenge {
        id: context.world.id(),
        user_id: pending.user_id,
        purpose: Purpose::SignIn {
            pending: pending.id,
            account: account.id,
        },
        provider: account.provider.clone(),
        handle: account.handle.clone(),
        remote_id: account.remote_id.clone(),
        issue: 1,
        digest: None,
        guesses,
        issued_at: now,
        expires_at: now + LIFETIME,
        consumed_at: None,
    };
    challenges::insert(conn, &challenge).await?;
    Ok(Cargo::Code {
        challenge: challenge.id,
        issue: 1,
    })
}

async fn count(
    conn: &mut Conn,
    context: &Context,
    account: &LinkedAccount,
    place: &Place,
) -> Result<Verdict> {
    let address = account
        .remote_id
        .as_ref()
        .map_or(account.handle.as_str(), |id| id.0.as_str());
    let user = account.user_id.to_string();
    count_codes(
        conn,
        context,
        &user,
        &format!("{} {address}", account.provider),
        place,
    )
    .await
}

/// Counts one code against all limits on codes; the longest wait wins.
pub(crate) async fn count_codes(
    conn: &mut Conn,
    context: &Context,
    user: &str,
    address: &str,
    place: &Place,
) -> Result<Verdict> {
    let now = context.world.now();
    let network = place.network();
    let all: [(Limit, &str); 3] = [
        (CODES_TO_USER, user),
        (CODES_TO_ADDRESS, address),
        (CODES_FROM_NETWORK, &network),
    ];
    let mut longest = Verdict::Allowed;
    for (limit, who) in all {
        longest = longest.and(limits::count(conn, limit, who, now).await?);
    }
    Ok(longest)
}
