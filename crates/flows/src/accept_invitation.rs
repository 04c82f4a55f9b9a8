//! Taking up an invitation: choose a name and a password, and be signed in.

use std::time::Duration;

use domain::audit::Actor;
use domain::invitation::Invitation;
use domain::limit::{INVITATIONS_FROM_NETWORK, Verdict};
use domain::password::PasswordFault;
use domain::place::Place;
use domain::secret::{Password, Token};
use domain::sign_in::Factor;
use domain::tenant::Domain;
use domain::user::{UserName, UserNameFault};
use store::{invitations, limits, users};

use crate::{By, Context, NewSession, Result, add_user, passwords, start_session};

/// What became of it.
#[derive(Debug)]
pub enum Accepted {
    /// The user is there and signed in.
    Entered(NewSession),
    /// The link is used, too old, or was never made.
    NotOpen,
    /// Somebody has this name.
    NameTaken,
    /// The name cannot be one.
    BadName(UserNameFault),
    /// The password does not meet the domain's requirements.
    WeakPassword(Vec<PasswordFault>),
    /// Too many tries from this network.
    Wait(Duration),
}

/// The open invitation of a token.
pub async fn find_open(
    context: &Context,
    domain: &Domain,
    token: &Token,
) -> Result<Option<Invitation>> {
    let found = invitations::find_by_token(
        &mut *context.db.read().await?,
        &domain.name,
        &token.digest(),
    )
    .await?;
    Ok(found.filter(|invitation| invitation.is_open(context.world.now())))
}

/// Takes up an invitation.
pub async fn accept(
    context: &Context,
    domain: &Domain,
    token: &Token,
    name: &str,
    password: &Password,
    place: &Place,
) -> Result<Accepted> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let verdict = limits::count(&mut tx, INVITATIONS_FROM_NETWORK, &place.network(), now).await?;
    store::commit(tx).await?;
    if let Verdict::Wait(wait) = verdict {
        return Ok(Accepted::Wait(wait));
    }
    let Some(invitation) = find_open(context, domain, token).await? else {
        return Ok(Accepted::NotOpen);
    };
    let name = match UserName::parse(name) {
        Ok(name) => name,
        Err(fault) => return Ok(Accepted::BadName(fault)),
    };
    let faults = domain.password.faults(password.reveal());
    if !faults.is_empty() {
        return Ok(Accepted::WeakPassword(faults));
    }
    let hash = passwords::hash(password.reveal(), &context.world).await?;
    let mut tx = context.db.begin().await?;
    if !invitations::consume(&mut tx, invitation.id, now).await? {
        return Ok(Accepted::NotOpen);
    }
    let by = By {
        actor: Actor::Postern,
        ip: Some(place.ip),
    };
    let Some(id) =
        add_user::insert(&mut tx, context, domain, by, name, invitation.role, hash).await?
    else {
        return Ok(Accepted::NameTaken);
    };
    let Some(user) = users::find(&mut tx, id).await? else {
        return Ok(Accepted::NotOpen);
    };
    let (session, _) = start_session::start(&mut tx, context, &user, place, Factor::None).await?;
    store::commit(tx).await?;
    Ok(Accepted::Entered(session))
}
