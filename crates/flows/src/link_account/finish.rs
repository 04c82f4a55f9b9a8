//! Linking, second half: the typed code.

use std::time::Duration;

use domain::backup_code::BackupCode;
use domain::challenge::{Challenge, Purpose, Refusal};
use domain::id::{ChallengeId, LinkedAccountId};
use domain::limit::Verdict;
use domain::linked_account::Uses;
use domain::provider::{Handle, ProviderEntry};
use domain::session::Session;
use domain::tenant::Domain;
use store::{backup_codes, challenges};

use super::bind::{Shown, bind};
use super::find;
use crate::prove_password::{Lack, find_lack};
use crate::{Context, Result, guesses, make_backup_codes};

/// What became of a typed code.
#[derive(Debug)]
pub enum Finished {
    /// The account is linked. If these are the user's first backup codes, they are shown now and never again.
    Linked {
        /// The account.
        account: LinkedAccountId,
        /// Freshly made backup codes.
        backup_codes: Option<Vec<BackupCode>>,
    },
    /// Not this code, or not any more.
    NotThisCode,
    /// Too many guesses; begin anew.
    Exhausted,
    /// Too many guesses for this user; not before this much time.
    Wait(Duration),
    /// So many codes in a row were wrong that none is taken any more.
    NoMore,
    /// A second factor was set up meanwhile in another session; this one has to pass it first.
    ProveFirst,
    /// Somebody else linked it meanwhile in another window.
    AlreadyLinked,
    /// There is no such challenge in this session.
    Unknown,
}

/// Compares the typed code and links the account.
pub async fn finish(
    context: &Context,
    domain: &Domain,
    session: &Session,
    entry: &ProviderEntry,
    id: ChallengeId,
    typed: &str,
    wanted: Uses,
) -> Result<Finished> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let Some(challenge) = find(&mut tx, session, id).await? else {
        return Ok(Finished::Unknown);
    };
    if find_lack(&mut tx, context, domain, session).await? == Some(Lack::SecondFactor) {
        return Ok(Finished::ProveFirst);
    }
    let guesser = guesses::at_link(&challenge);
    if guesses::are_over(&mut tx, &guesser, now).await? {
        return Ok(Finished::NoMore);
    }
    if let Verdict::Wait(wait) = guesses::count(&mut tx, &guesser, now).await? {
        store::commit(tx).await?;
        return Ok(Finished::Wait(wait));
    }
    let counted = challenges::count_guess(&mut tx, id).await?;
    store::commit(tx).await?;
    let Some(challenge) = counted else {
        return Ok(Finished::Unknown);
    };
    match challenge.judge(typed, now, &context.key) {
        Ok(()) => link(context, domain, session, entry, &challenge, wanted).await,
        Err(Refusal::NotThisCode) => Ok(Finished::NotThisCode),
        Err(Refusal::Exhausted) => Ok(Finished::Exhausted),
        Err(Refusal::Wait(wait)) => Ok(Finished::Wait(wait)),
    }
}

async fn link(
    context: &Context,
    domain: &Domain,
    session: &Session,
    entry: &ProviderEntry,
    challenge: &Challenge,
    wanted: Uses,
) -> Result<Finished> {
    let uses = allowed(wanted, entry);
    let fresh_codes = if uses.codes && domain.messaging_factor {
        Some(make_backup_codes::draw(context).await?)
    } else {
        None
    };
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    if !challenges::consume(&mut tx, challenge.id, now).await? {
        return Ok(Finished::NotThisCode);
    }
    let handle = Handle {
        shown: challenge.handle.clone(),
        remote_id: challenge.remote_id.clone(),
    };
    let existing = match challenge.purpose {
        Purpose::Link { account, .. } => account,
        Purpose::SignIn { .. } => None,
    };
    let shown = Shown {
        handle: &handle,
        existing,
    };
    let Some(bound) = bind(&mut tx, context, domain, session, entry, &shown, uses).await? else {
        return Ok(Finished::AlreadyLinked);
    };
    guesses::succeed(&mut tx, &guesses::at_link(challenge)).await?;
    let mut shown = None;
    if let Some((codes, hashes)) = fresh_codes
        && backup_codes::count_unused(&mut tx, session.user_id).await? == 0
    {
        backup_codes::replace(&mut tx, session.user_id, &hashes, now).await?;
        shown = Some(codes);
    }
    store::commit(tx).await?;
    context.ring_all(&bound.told);
    Ok(Finished::Linked {
        account: bound.account,
        backup_codes: shown,
    })
}

/// What was wanted, as far as the provider is private enough; for something it must be.
pub(crate) fn allowed(wanted: Uses, entry: &ProviderEntry) -> Uses {
    let codes = wanted.codes && entry.carries_codes;
    Uses {
        codes,
        notifications: wanted.notifications || !codes,
    }
}
