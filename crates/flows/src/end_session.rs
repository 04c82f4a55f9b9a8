//! Ending sessions: signing out, here or elsewhere.

use domain::id::{SessionId, UserId};
use store::sessions;

use crate::{By, Context, Result, audit};

/// Ends one of a user's sessions; false if it was over already.
pub async fn one(
    context: &Context,
    by: By,
    domain: &str,
    user: UserId,
    session: SessionId,
) -> Result<bool> {
    let mut tx = context.db.begin().await?;
    let ended = sessions::end(&mut tx, user, session, context.world.now()).await?;
    if ended {
        audit::note(
            &mut tx,
            context,
            by,
            domain,
            "session.ended",
            Some(user),
            &session.to_string(),
        )
        .await?;
    }
    store::commit(tx).await?;
    Ok(ended)
}

/// Ends all of a user's sessions but `keep`; gives how many.
pub async fn others(
    context: &Context,
    by: By,
    domain: &str,
    user: UserId,
    keep: Option<SessionId>,
) -> Result<u64> {
    let mut tx = context.db.begin().await?;
    let ended = sessions::end_others(&mut tx, user, keep, context.world.now()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        domain,
        "session.others_ended",
        Some(user),
        &ended.to_string(),
    )
    .await?;
    store::commit(tx).await?;
    Ok(ended)
}

/// Ends all sessions of a domain's users but `keep`: for the day on which nobody knows who got in. Gives how many.
pub async fn of_everybody(
    context: &Context,
    by: By,
    domain: &str,
    keep: Option<SessionId>,
) -> Result<u64> {
    let mut tx = context.db.begin().await?;
    let ended = sessions::end_of_domain(&mut tx, domain, keep, context.world.now()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        domain,
        "session.everybodys_ended",
        None,
        &ended.to_string(),
    )
    .await?;
    store::commit(tx).await?;
    Ok(ended)
}
