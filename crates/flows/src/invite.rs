//! Inviting: a link that makes one user.

use domain::id::InvitationId;
use domain::invitation::{Invitation, LIFETIME};
use domain::secret::Token;
use domain::tenant::Domain;
use domain::user::{Role, UserName};
use store::{invitations, users};

use crate::{By, Context, Result, audit};

/// Makes an invitation. The token is shown once, as part of the link; only its digest is stored.
pub async fn invite(
    context: &Context,
    domain: &Domain,
    by: By,
    role: Role,
    name: Option<UserName>,
) -> Result<Token> {
    let mut tx = context.db.begin().await?;
    let (invitation, token) = draw(context, domain, role, name);
    invitations::insert(&mut tx, &invitation, &token.digest()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "invitation.made",
        None,
        role.word(),
    )
    .await?;
    store::commit(tx).await?;
    Ok(token)
}

/// Makes the invitation of the first admin, if the domain has no user yet. Earlier ones stop working, so that an
/// old log opens nothing.
pub async fn invite_first_admin(context: &Context, domain: &Domain) -> Result<Option<Token>> {
    let mut tx = context.db.begin().await?;
    if users::count(&mut tx, &domain.name).await? > 0 {
        return Ok(None);
    }
    invitations::delete_open_of_role(&mut tx, &domain.name, Role::Admin).await?;
    let (invitation, token) = draw(context, domain, Role::Admin, None);
    invitations::insert(&mut tx, &invitation, &token.digest()).await?;
    store::commit(tx).await?;
    Ok(Some(token))
}

/// Takes an invitation back; false if it was used or gone.
pub async fn take_back(
    context: &Context,
    domain: &Domain,
    by: By,
    id: InvitationId,
) -> Result<bool> {
    let mut tx = context.db.begin().await?;
    let done = invitations::delete(&mut tx, &domain.name, id).await?;
    if done {
        audit::note(
            &mut tx,
            context,
            by,
            &domain.name,
            "invitation.taken_back",
            None,
            &id.to_string(),
        )
        .await?;
    }
    store::commit(tx).await?;
    Ok(done)
}

fn draw(
    context: &Context,
    domain: &Domain,
    role: Role,
    name: Option<UserName>,
) -> (Invitation, Token) {
    let now = context.world.now();
    let invitation = Invitation {
        id: context.world.id(),
        domain: domain.name.clone(),
        role,
        name: name.map(|name| name.as_str().to_owned()),
        created_at: now,
        expires_at: now + LIFETIME,
        used_at: None,
    };
    (invitation, Token::draw(&context.world))
}
