//! Buttons under messages: "this was not me". A button works only for the account that it was shown to.

use domain::audit::Actor;
use domain::button::Press;
use domain::id::{LinkedAccountId, NotificationId};
use domain::linked_account::Standing;
use domain::tenant::Domain;
use domain::user::User;
use store::{deliveries, linked_accounts, users};

use crate::reception::{Caller, by};
use crate::{By, Context, Result, disown, unlink_account};

/// What a pressed button did.
#[derive(Debug)]
pub enum Pressed {
    /// All sessions of this user are over.
    Disowned {
        /// The user.
        user: Box<User>,
        /// Whether an account was unlinked, too.
        unlinked: bool,
    },
    /// The account that pressed is linked to this user no more.
    Unlinked(Box<User>),
    /// Nothing: it is too old, was used, or was shown to somebody else.
    Over,
}

/// Does what a button says.
pub async fn press(
    context: &Context,
    domains: &[Domain],
    caller: &Caller<'_>,
    data: &str,
) -> Result<Pressed> {
    match Press::read(&context.key, data) {
        Some(Press::Disown(id)) => disown_by_button(context, domains, caller, id).await,
        Some(Press::Unlink(id)) => unlink_by_button(context, domains, caller, id).await,
        None => Ok(Pressed::Over),
    }
}

/// Undoes what a notice was about, if this account got that notice.
async fn disown_by_button(
    context: &Context,
    domains: &[Domain],
    caller: &Caller<'_>,
    id: NotificationId,
) -> Result<Pressed> {
    let mut tx = context.db.begin().await?;
    let Some((notification, user)) = disown::find_open(&mut tx, context, id).await? else {
        return Ok(Pressed::Over);
    };
    let shown_to = deliveries::list_of_notification(&mut tx, id).await?;
    let is_theirs = shown_to.iter().any(|delivery| {
        delivery.provider == caller.entry.provider
            && delivery.remote_id.as_ref() == Some(caller.remote_id)
    });
    let domain = domains.iter().find(|domain| domain.name == user.domain);
    let Some(domain) = domain.filter(|_| is_theirs) else {
        return Ok(Pressed::Over);
    };
    let by = By {
        actor: Actor::Postern,
        ip: None,
    };
    let unlinked = disown::undo(&mut tx, context, domain, by, &notification, &user).await?;
    store::commit(tx).await?;
    context.ring_all(unlinked.as_deref().unwrap_or_default());
    Ok(Pressed::Disowned {
        user: Box::new(user),
        unlinked: unlinked.is_some(),
    })
}

/// Unlinks the very account that pressed the button: somebody else had it press Start.
async fn unlink_by_button(
    context: &Context,
    domains: &[Domain],
    caller: &Caller<'_>,
    id: LinkedAccountId,
) -> Result<Pressed> {
    let provider = &caller.entry.provider;
    let mut tx = context.db.begin().await?;
    let linked = linked_accounts::list_by_remote(&mut tx, provider, caller.remote_id).await?;
    let Some(account) = linked.into_iter().find(|account| account.id == id) else {
        return Ok(Pressed::Over);
    };
    let is_open = match account.standing {
        Standing::Verified { at } => context.world.now() < at + disown::LIFETIME,
        Standing::Vouched { .. } | Standing::SetByAdmin => false,
    };
    let Some(user) = users::find(&mut tx, account.user_id).await? else {
        return Ok(Pressed::Over);
    };
    let domain = domains.iter().find(|domain| domain.name == user.domain);
    let Some(domain) = domain.filter(|_| is_open) else {
        return Ok(Pressed::Over);
    };
    let (by, title) = (by(user.id), &caller.entry.title);
    let told = unlink_account::remove(&mut tx, context, domain, user.id, by, id, title).await?;
    store::commit(tx).await?;
    context.ring_all(&told.unwrap_or_default());
    Ok(Pressed::Unlinked(Box::new(user)))
}
