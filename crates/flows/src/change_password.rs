//! Changing a password: by its user, or by an admin or operator.

use domain::id::SessionId;
use domain::notification::Kind;
use domain::password::PasswordFault;
use domain::secret::Password;
use domain::tenant::Domain;
use domain::user::User;
use store::{sessions, users};

use crate::{By, Context, Result, audit, guesses, passwords, tell};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Changed {
    /// It is changed, and all other sessions are over.
    Done,
    /// The password does not meet the domain's requirements.
    WeakPassword(Vec<PasswordFault>),
}

/// Changes a password and ends all sessions but `keep`. A user who changes its own has proven the old one before.
pub async fn change(
    context: &Context,
    domain: &Domain,
    by: By,
    user: &User,
    new: &Password,
    keep: Option<SessionId>,
) -> Result<Changed> {
    let faults = domain.password.faults(new.reveal());
    if !faults.is_empty() {
        return Ok(Changed::WeakPassword(faults));
    }
    let hash = passwords::hash(new.reveal(), &context.world).await?;
    let mut tx = context.db.begin().await?;
    users::set_password(&mut tx, user.id, &hash).await?;
    guesses::forget_user(&mut tx, domain, user).await?;
    sessions::end_others(&mut tx, user.id, keep, context.world.now()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "password.changed",
        Some(user.id),
        "",
    )
    .await?;
    let providers = tell::all_but(&mut tx, context, user.id, Kind::PasswordChanged, None).await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Changed::Done)
}
