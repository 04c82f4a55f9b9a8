//! Linking, second half: the typed code.

use std::time::Duration;

use domain::backup_code::BackupCode;
use domain::challenge::{Challenge, Purpose, Refusal};
use domain::id::{ChallengeId, LinkedAccountId};
use domain::limit::{GUESSES_AT_USER, Verdict};
use domain::linked_account::{LinkedAccount, Standing, Uses};
use domain::notification::Kind;
use domain::provider::ProviderEntry;
use domain::session::Session;
use domain::tenant::Domain;
use store::{Conn, backup_codes, challenges, limits, linked_accounts, sessions};

use super::find;
use crate::prove_password::{Lack, find_lack};
use crate::{By, Context, Result, audit, make_backup_codes, tell};

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
    if find(&mut tx, session, id).await?.is_none() {
        return Ok(Finished::Unknown);
    }
    if find_lack(&mut tx, domain, session, now).await? == Some(Lack::SecondFactor) {
        return Ok(Finished::ProveFirst);
    }
    let verdict =
        limits::count(&mut tx, GUESSES_AT_USER, &session.user_id.to_string(), now).await?;
    let counted = challenges::count_guess(&mut tx, id).await?;
    store::commit(tx).await?;
    let Some(challenge) = counted else {
        return Ok(Finished::Unknown);
    };
    if let Verdict::Wait(wait) = verdict {
        return Ok(Finished::Wait(wait));
    }
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
    let Some(account) = keep(&mut tx, context, challenge, uses).await? else {
        return Ok(Finished::AlreadyLinked);
    };
    limits::reset(&mut tx, GUESSES_AT_USER, &session.user_id.to_string()).await?;
    let mut shown = None;
    if let Some((codes, hashes)) = fresh_codes {
        // The session that set up the first factor is as strong as it can be.
        sessions::strengthen(&mut tx, session.id).await?;
        if backup_codes::count_unused(&mut tx, session.user_id).await? == 0 {
            backup_codes::replace(&mut tx, session.user_id, &hashes, now).await?;
            shown = Some(codes);
        }
    }
    let by = By::user(session.user_id, session.place.ip);
    let detail = format!("{} {account}", challenge.provider);
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "account.linked",
        Some(session.user_id),
        &detail,
    )
    .await?;
    let kind = Kind::AccountLinked {
        account,
        provider: entry.title.clone(),
        handle: challenge.handle.clone(),
    };
    let providers = tell::all_but(&mut tx, context, session.user_id, kind, Some(account)).await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Finished::Linked {
        account,
        backup_codes: shown,
    })
}

/// Adds the account, or verifies the one that was there already; `None` if it is there twice.
async fn keep(
    conn: &mut Conn,
    context: &Context,
    challenge: &Challenge,
    uses: Uses,
) -> Result<Option<LinkedAccountId>> {
    let now = context.world.now();
    let existing = match challenge.purpose {
        Purpose::Link {
            account: Some(id), ..
        } => linked_accounts::find(conn, challenge.user_id, id).await?,
        Purpose::Link { account: None, .. } | Purpose::SignIn { .. } => None,
    };
    if let Some(existing) = existing {
        linked_accounts::verify(conn, existing.id, challenge.remote_id.as_ref(), uses, now).await?;
        return Ok(Some(existing.id));
    }
    let accounts = linked_accounts::list_of_user(conn, challenge.user_id).await?;
    if accounts.iter().any(|account| {
        account.provider == challenge.provider && account.remote_id == challenge.remote_id
    }) {
        return Ok(None);
    }
    let account = LinkedAccount {
        id: context.world.id(),
        user_id: challenge.user_id,
        provider: challenge.provider.clone(),
        handle: challenge.handle.clone(),
        remote_id: challenge.remote_id.clone(),
        position: accounts
            .iter()
            .map(|account| account.position + 1)
            .max()
            .unwrap_or(0),
        uses,
        standing: Standing::Verified { at: now },
        broken: None,
        created_at: now,
        last_sent_at: None,
    };
    linked_accounts::insert(conn, &account).await?;
    Ok(Some(account.id))
}

/// What was wanted, as far as the provider is private enough; for something it must be.
pub(crate) fn allowed(wanted: Uses, entry: &ProviderEntry) -> Uses {
    let codes = wanted.codes && entry.carries_codes;
    Uses {
        codes,
        notifications: wanted.notifications || !codes,
    }
}
