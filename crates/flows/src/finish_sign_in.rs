//! The last step of a sign-in: the code, or a backup code.

use std::time::Duration;

use domain::backup_code::BackupCode;
use domain::challenge::{Challenge, Purpose, Refusal};
use domain::limit::{CODES_TO_USER, Verdict, WRONG_CODE_WARNINGS};
use domain::notification::{Kind, Source};
use domain::provider::Provider;
use domain::sign_in::{End, Factor, PendingSignIn, Reason};
use domain::user::User;
use store::{Conn, Tx, backup_codes, challenges, limits, linked_accounts, pending_sign_ins, users};

use crate::{Context, NewSession, Result, guesses, passwords, start_session, tell};

/// What the last step led to.
#[derive(Debug)]
pub enum Finished {
    /// The user is in.
    Entered(NewSession),
    /// Not this code, or not any more: one answer for wrong, expired, replaced and used.
    NotThisCode,
    /// Too many guesses in this sign-in; it has to begin anew.
    Exhausted,
    /// Too many guesses for this user; not before this much time.
    Wait(Duration),
    /// So many codes in a row were wrong that none is taken any more from there; a backup code is.
    NoMore,
    /// The sign-in was completed or ran out meanwhile, or the user was locked.
    Over,
}

/// Completes a sign-in with the code that was sent for it.
pub async fn with_code(
    context: &Context,
    pending: &PendingSignIn,
    typed: &str,
) -> Result<Finished> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let Some(newest) = challenges::find_newest(&mut tx, pending.id).await? else {
        return Ok(Finished::NotThisCode);
    };
    let guesser = guesses::at_sign_in(&mut tx, pending.user_id, &pending.place).await?;
    if guesses::are_over(&mut tx, &guesser, now).await? {
        return Ok(Finished::NoMore);
    }
    if let Verdict::Wait(wait) = guesses::count(&mut tx, &guesser, now).await? {
        store::commit(tx).await?;
        return Ok(Finished::Wait(wait));
    }
    let counted = challenges::count_guess(&mut tx, newest.id).await?;
    // From here on the guess is on disk, whatever it was.
    store::commit(tx).await?;
    let Some(challenge) = counted else {
        return Ok(Finished::Over);
    };
    match challenge.judge(typed, now, &context.key) {
        Ok(()) => enter_with_code(context, pending, &challenge).await,
        Err(refusal) => {
            refuse(context, pending, Reason::WrongCode(challenge.provider)).await?;
            Ok(match refusal {
                Refusal::NotThisCode => Finished::NotThisCode,
                Refusal::Exhausted => Finished::Exhausted,
                Refusal::Wait(wait) => Finished::Wait(wait),
            })
        }
    }
}

/// Completes a sign-in with one of the user's backup codes.
pub async fn with_backup_code(
    context: &Context,
    pending: &PendingSignIn,
    typed: &str,
) -> Result<Finished> {
    let mut tx = context.db.begin().await?;
    let guesser = guesses::at_sign_in(&mut tx, pending.user_id, &pending.place).await?;
    let verdict = guesses::count(&mut tx, &guesser, context.world.now()).await?;
    let unused = backup_codes::list_unused(&mut tx, pending.user_id).await?;
    store::commit(tx).await?;
    if let Verdict::Wait(wait) = verdict {
        return Ok(Finished::Wait(wait));
    }
    let (ids, hashes): (Vec<_>, Vec<_>) = unused.into_iter().unzip();
    let position = match BackupCode::read(typed) {
        Some(code) => passwords::position(code.reveal(), hashes).await?,
        None => None,
    };
    let Some(id) = position.and_then(|position| ids.get(position)) else {
        refuse(context, pending, Reason::WrongBackupCode).await?;
        return Ok(Finished::NotThisCode);
    };
    let mut tx = context.db.begin().await?;
    if !backup_codes::consume(&mut tx, *id, context.world.now()).await? {
        return Ok(Finished::NotThisCode);
    }
    let left = backup_codes::count_unused(&mut tx, pending.user_id).await?;
    let kind = Kind::BackupCodeUsed {
        place: pending.place.clone(),
        left,
    };
    let told = tell::first(&mut tx, context, pending.user_id, kind, Source::Postern).await?;
    enter(
        tx,
        context,
        pending,
        Factor::BackupCode,
        told.map(|told| told.providers).unwrap_or_default(),
    )
    .await
}

async fn enter_with_code(
    context: &Context,
    pending: &PendingSignIn,
    challenge: &Challenge,
) -> Result<Finished> {
    let mut tx = context.db.begin().await?;
    if !challenges::consume(&mut tx, challenge.id, context.world.now()).await? {
        return Ok(Finished::NotThisCode);
    }
    if !is_still_a_way(&mut tx, challenge).await? {
        return Ok(Finished::NotThisCode);
    }
    enter(
        tx,
        context,
        pending,
        Factor::Messaging(challenge.provider.clone()),
        Vec::new(),
    )
    .await
}

/// Whether the account that the code went to is still one for codes: it may have been unlinked, or its codes switched
/// off, while the code was on its way.
async fn is_still_a_way(conn: &mut Conn, challenge: &Challenge) -> Result<bool> {
    let Purpose::SignIn { account, .. } = challenge.purpose else {
        return Ok(false);
    };
    let account = linked_accounts::find(conn, challenge.user_id, account).await?;
    Ok(account.is_some_and(|account| account.may_carry_codes()))
}

/// Lets the user in, if nobody was faster with this sign-in.
async fn enter(
    mut tx: Tx,
    context: &Context,
    pending: &PendingSignIn,
    factor: Factor,
    mut providers: Vec<Provider>,
) -> Result<Finished> {
    if !pending_sign_ins::finish(&mut tx, pending.id, context.world.now()).await? {
        return Ok(Finished::Over);
    }
    let Some(user) = unlocked(&mut tx, pending).await? else {
        return Ok(Finished::Over);
    };
    let guesser = guesses::at_sign_in(&mut tx, user.id, &pending.place).await?;
    guesses::succeed(&mut tx, &guesser).await?;
    limits::reset(&mut tx, CODES_TO_USER, &user.id.to_string()).await?;
    let (session, more) =
        start_session::start(&mut tx, context, &user, &pending.place, factor).await?;
    store::commit(tx).await?;
    providers.extend(more);
    context.ring_all(&providers);
    Ok(Finished::Entered(session))
}

async fn unlocked(conn: &mut Conn, pending: &PendingSignIn) -> Result<Option<User>> {
    Ok(users::find(conn, pending.user_id)
        .await?
        .filter(|user| user.locked_at.is_none()))
}

/// Reports the failure and warns the user: somebody knows the password.
async fn refuse(context: &Context, pending: &PendingSignIn, reason: Reason) -> Result<()> {
    let mut tx = context.db.begin().await?;
    let Some(user) = users::find(&mut tx, pending.user_id).await? else {
        return Ok(());
    };
    start_session::report(
        &mut tx,
        context,
        &user,
        &pending.place,
        End::Refused(reason),
    )
    .await?;
    let now = context.world.now();
    let mut providers = Vec::new();
    if limits::count(&mut tx, WRONG_CODE_WARNINGS, &user.id.to_string(), now).await?
        == Verdict::Allowed
    {
        let kind = Kind::WrongCode {
            place: pending.place.clone(),
            at: now,
        };
        providers = tell::first(&mut tx, context, user.id, kind, Source::Postern)
            .await?
            .map(|told| told.providers)
            .unwrap_or_default();
    }
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(())
}
