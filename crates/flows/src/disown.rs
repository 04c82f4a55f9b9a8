//! "This was not me": the link in a security notice.

use std::time::Duration;

use domain::audit::Actor;
use domain::id::NotificationId;
use domain::notification::{Kind, Notification, disown_token};
use domain::place::Place;
use domain::provider::Provider;
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
    let providers = undo(&mut tx, context, domain, by, &notification, &user).await?;
    store::commit(tx).await?;
    let unlinked = providers.is_some();
    context.ring_all(&providers.unwrap_or_default());
    Ok(Disowned::Done { unlinked })
}

/// Ends all sessions of the user who was told, and undoes the change it was told of. If an account was unlinked by
/// that: whose couriers are to be woken after the commit.
pub(crate) async fn undo(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    by: By,
    notification: &Notification,
    user: &User,
) -> Result<Option<Vec<Provider>>> {
    sessions::end_others(conn, user.id, None, context.world.now()).await?;
    let providers = if let Kind::AccountLinked {
        account, provider, ..
    } = &notification.kind
    {
        unlink_account::remove(conn, context, domain, user.id, by, *account, provider).await?
    } else {
        None
    };
    audit::note(
        conn,
        context,
        by,
        &domain.name,
        "notice.disowned",
        Some(user.id),
        notification.kind.word(),
    )
    .await?;
    Ok(providers)
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
    let found = find_open(conn, context, id).await?;
    Ok(found.filter(|(_, user)| user.domain == domain.name))
}

/// A notice that can still be disowned, and the user who was told.
pub(crate) async fn find_open(
    conn: &mut Conn,
    context: &Context,
    id: NotificationId,
) -> Result<Option<(Notification, User)>> {
    let Some(notification) = notifications::find(conn, id).await? else {
        return Ok(None);
    };
    let open = notification.kind.can_be_disowned()
        && context.world.now() < notification.created_at + LIFETIME;
    let user = users::find(conn, notification.user_id)
        .await?
        .filter(|_| open);
    Ok(user.map(|user| (notification, user)))
}
