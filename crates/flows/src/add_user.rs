//! Adding a user with a password: by an operator, or when an invitation is taken up.

use domain::id::UserId;
use domain::password::PasswordFault;
use domain::secret::{Password, PasswordHash};
use domain::tenant::Domain;
use domain::user::{Role, User, UserName};
use store::{Conn, invitations, users};

use crate::{By, Context, Result, audit, passwords};

/// What became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Added {
    /// The user is there.
    Done(UserId),
    /// Somebody has this name.
    NameTaken,
    /// The password does not meet the domain's requirements.
    WeakPassword(Vec<PasswordFault>),
}

/// Adds a user.
pub async fn add(
    context: &Context,
    domain: &Domain,
    by: By,
    name: UserName,
    role: Role,
    password: &Password,
) -> Result<Added> {
    let faults = domain.password.faults(password.reveal());
    if !faults.is_empty() {
        return Ok(Added::WeakPassword(faults));
    }
    let hash = passwords::hash(password.reveal(), &context.world).await?;
    let mut tx = context.db.begin().await?;
    let Some(id) = insert(&mut tx, context, domain, by, name, role, hash).await? else {
        return Ok(Added::NameTaken);
    };
    store::commit(tx).await?;
    Ok(Added::Done(id))
}

/// Inserts a user; `None` if the name is taken.
pub(crate) async fn insert(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    by: By,
    name: UserName,
    role: Role,
    hash: PasswordHash,
) -> Result<Option<UserId>> {
    if users::find_by_name(conn, &domain.name, &name)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    if users::count(conn, &domain.name).await? == 0 {
        // The link that makes the first admin was printed into a log; from here on it opens nothing.
        invitations::delete_open_of_role(conn, &domain.name, Role::Admin).await?;
    }
    let user = User {
        id: context.world.id(),
        domain: domain.name.clone(),
        name,
        display_name: None,
        role,
        locale: None,
        password: Some(hash),
        created_at: context.world.now(),
        locked_at: None,
    };
    match users::insert(conn, &user).await {
        Ok(()) => {}
        // On PostgreSQL two may pass the look-up above at once.
        Err(error) if error.is_duplicate() => return Ok(None),
        Err(error) => return Err(error.into()),
    }
    audit::note(
        conn,
        context,
        by,
        &domain.name,
        "user.added",
        Some(user.id),
        role.word(),
    )
    .await?;
    Ok(Some(user.id))
}
