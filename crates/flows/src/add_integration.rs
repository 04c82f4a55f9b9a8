//! Giving a program a token, and taking it back.

use domain::id::IntegrationId;
use domain::integration::Integration;
use domain::invisible::tidy_name;
use domain::secret::Token;
use domain::tenant::Domain;
use store::integrations;

use crate::{By, Context, Result, audit};

/// Adds an integration. The token is shown once; only its digest is stored. To rotate a token, add a second
/// integration, move the program over, and revoke the first.
pub async fn add(
    context: &Context,
    domain: &Domain,
    by: By,
    name: &str,
) -> Result<(IntegrationId, Token)> {
    let name = tidy_name(name, 100);
    let integration = Integration {
        id: context.world.id(),
        domain: domain.name.clone(),
        name,
        created_at: context.world.now(),
        used_at: None,
        revoked_at: None,
    };
    let token = Token::draw(&context.world);
    let mut tx = context.db.begin().await?;
    integrations::insert(&mut tx, &integration, &token.digest()).await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "integration.added",
        None,
        &integration.id.to_string(),
    )
    .await?;
    store::commit(tx).await?;
    Ok((integration.id, token))
}

/// Revokes an integration's token; false if it was revoked or gone.
pub async fn revoke(context: &Context, domain: &Domain, by: By, id: IntegrationId) -> Result<bool> {
    let mut tx = context.db.begin().await?;
    let done = integrations::revoke(&mut tx, &domain.name, id, context.world.now()).await?;
    if done {
        audit::note(
            &mut tx,
            context,
            by,
            &domain.name,
            "integration.revoked",
            None,
            &id.to_string(),
        )
        .await?;
    }
    store::commit(tx).await?;
    Ok(done)
}
