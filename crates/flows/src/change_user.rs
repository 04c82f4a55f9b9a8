//! Changing a user: profile, role, lock, removal.

use domain::invisible::tidy_name;
use domain::locale::Locale;
use domain::tenant::Domain;
use domain::user::{Role, User};
use store::{Conn, sessions, users};

use crate::{By, Context, Result, audit, guesses};

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Changed {
    /// It is changed.
    Done,
    /// The domain would have no admin left.
    LastAdmin,
}

/// Sets how the user is shown and in which language it is spoken to; an empty name means the user name.
pub async fn set_profile(
    context: &Context,
    domain: &Domain,
    by: By,
    user: &User,
    display_name: &str,
    locale: Option<Locale>,
) -> Result<()> {
    let shown = tidy_name(display_name, 100);
    let mut tx = context.db.begin().await?;
    users::set_profile(
        &mut tx,
        user.id,
        (!shown.is_empty()).then_some(&*shown),
        locale,
    )
    .await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "user.profile_set",
        Some(user.id),
        "",
    )
    .await?;
    Ok(store::commit(tx).await?)
}

/// Sets the role.
pub async fn set_role(
    context: &Context,
    domain: &Domain,
    by: By,
    user: &User,
    role: Role,
) -> Result<Changed> {
    let mut tx = context.db.begin().await?;
    if role != Role::Admin && is_last_admin(&mut tx, domain, user).await? {
        return Ok(Changed::LastAdmin);
    }
    users::set_role(&mut tx, user.id, role).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "user.role_set",
        Some(user.id),
        role.word(),
    )
    .await?;
    store::commit(tx).await?;
    Ok(Changed::Done)
}

/// Keeps a user out, and ends all its sessions.
pub async fn lock(context: &Context, domain: &Domain, by: By, user: &User) -> Result<Changed> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    if is_last_admin(&mut tx, domain, user).await? {
        return Ok(Changed::LastAdmin);
    }
    users::set_locked(&mut tx, user.id, Some(now)).await?;
    sessions::end_others(&mut tx, user.id, None, now).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "user.locked",
        Some(user.id),
        "",
    )
    .await?;
    store::commit(tx).await?;
    Ok(Changed::Done)
}

/// Lets a user in again.
pub async fn unlock(context: &Context, domain: &Domain, by: By, user: &User) -> Result<()> {
    let mut tx = context.db.begin().await?;
    users::set_locked(&mut tx, user.id, None).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "user.unlocked",
        Some(user.id),
        "",
    )
    .await?;
    Ok(store::commit(tx).await?)
}

/// Removes a user for good.
pub async fn remove(context: &Context, domain: &Domain, by: By, user: &User) -> Result<Changed> {
    let mut tx = context.db.begin().await?;
    if is_last_admin(&mut tx, domain, user).await? {
        return Ok(Changed::LastAdmin);
    }
    users::delete(&mut tx, user.id).await?;
    guesses::forget_user(&mut tx, domain, user).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "user.removed",
        Some(user.id),
        user.name.as_str(),
    )
    .await?;
    store::commit(tx).await?;
    Ok(Changed::Done)
}

async fn is_last_admin(conn: &mut Conn, domain: &Domain, user: &User) -> Result<bool> {
    Ok(user.role == Role::Admin
        && user.locked_at.is_none()
        && users::count_admins(conn, &domain.name).await? <= 1)
}
