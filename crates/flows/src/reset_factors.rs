//! Removing all second factors of a user who lost them: messaging, too.

use domain::notification::Kind;
use domain::tenant::Domain;
use domain::user::User;
use store::{backup_codes, linked_accounts, sessions};

use crate::{By, Context, Result, audit, guesses, tell};

/// Removes all second factors and ends all sessions. Linked accounts keep getting notifications, and are told.
pub async fn reset(context: &Context, domain: &Domain, by: By, user: &User) -> Result<()> {
    let mut tx = context.db.begin().await?;
    let providers = tell::all_but(&mut tx, context, user.id, Kind::FactorsReset, None).await?;
    linked_accounts::drop_codes(&mut tx, user.id).await?;
    backup_codes::delete_all(&mut tx, user.id).await?;
    guesses::forget_user(&mut tx, domain, user).await?;
    sessions::end_others(&mut tx, user.id, None, context.world.now()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "factors.reset",
        Some(user.id),
        "",
    )
    .await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(())
}
