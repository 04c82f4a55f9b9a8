//! "This was not me": the link in a security notice.

use std::time::Duration;

use domain::audit::Actor;
use domain::id::NotificationId;
use domain::notification::{Kind, Notification, disown_token};
use domain::place::Place;
use domain::secret::same;
use domain::tenant::Domain;
use domain::user::User;
use store::{Conn, notifications, sessions, users};

use crate::{By, Context, Result, audit, unlink_account};

/// How long the link works.
pub const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// What was undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disowned {
    /// All sessions are over; if an account had been linked, it is unlinked.
    Done {
        /// Whether an account was unlinked.
        unlinked: bool,
    },
    /// The link is too old, or was never sent.
    NotOpen,
}

/// What a link of this token is about, if it works.
pub async fn find(
    context: &Context,
    domain: &Domain,
    id: NotificationId,
    token: &str,
) -> Result<Option<Notification>> {
    find_in(&mut *context.db.read().await?, context, domain, id, token)
        .await
        .map(|found| found.map(|(notification, _)| notification))
}

/// Ends all sessions of the user who was told, and undoes the change it was told of.
pub async fn disown(
    context: &Context,
    domain: &Domain,
    id: NotificationId,
    token: &str,
    place: &Place,
) -> Result<Disowned> {
    let mut tx = context.db.begin().await?;
    let Some((notification, user)) = find_in(&mut tx, context, domain, id, token).await? else {
        return Ok(Disowned::NotOpen);
    };
    let by = By {
        actor: Actor::Postern,
        ip: Some(place.ip),
    };
    sessions::end_others(&mut tx, user.id, None, context.world.now()).await?;
    let providers = if let Kind::AccountLinked {
        account, provider, ..
    } = &notification.kind
    {
        unlink_account::remove(&mut tx, context, domain, user.id, by, *account, provider).await?
    } else {
        None
    };
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "notice.disowned",
        Some(user.id),
        notification.kind.word(),
    )
    .await?;
    store::commit(tx).await?;
    let unlinked = providers.is_some();
    context.ring_all(&providers.unwrap_or_default());
    Ok(Disowned::Done { unlinked })
}

async fn find_in(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    id: NotificationId,
    token: &str,
) -> Result<Option<(Notification, User)>> {
    if !same(disown_token(&context.key, id).as_bytes(), token.as_bytes()) {
        return Ok(None);
    }
    let Some(notification) = notifications::find(conn, id).await? else {
        return Ok(None);
    };
    let open = notification.kind.can_be_disowned()
        && context.world.now() < notification.created_at + LIFETIME;
    let user = users::find(conn, notification.user_id)
        .await?
        .filter(|user| open && user.domain == domain.name);
    Ok(user.map(|user| (notification, user)))
}
