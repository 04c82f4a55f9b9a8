//! Making ten backup codes.

use domain::backup_code::{BackupCode, COUNT};
use domain::id::BackupCodeId;
use domain::notification::Kind;
use domain::place::Place;
use domain::secret::PasswordHash;
use domain::session::Session;
use domain::tenant::Domain;
use store::backup_codes;

use crate::prove_password::find_lack;
use crate::{By, Context, Result, audit, passwords, tell};

/// What became of the wish for codes.
#[derive(Debug)]
pub enum Made {
    /// The codes, to be shown now and never again. All older ones are dead.
    Codes(Vec<BackupCode>),
    /// The user has to prove first who it is.
    ProveFirst,
}

/// Makes ten new codes; the old ones are dead from here on.
pub async fn make(
    context: &Context,
    domain: &Domain,
    session: &Session,
    place: &Place,
) -> Result<Made> {
    let mut conn = context.db.read().await?;
    if find_lack(&mut conn, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(Made::ProveFirst);
    }
    drop(conn);
    let (codes, hashes) = draw(context).await?;
    let mut tx = context.db.begin().await?;
    backup_codes::replace(&mut tx, session.user_id, &hashes, context.world.now()).await?;
    let by = By::user(session.user_id, place.ip);
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "backup_codes.made",
        Some(session.user_id),
        "",
    )
    .await?;
    let providers = tell::all_but(
        &mut tx,
        context,
        session.user_id,
        Kind::BackupCodesMade,
        None,
    )
    .await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Made::Codes(codes))
}

/// Draws ten codes and hashes them under one salt, so that checking a guess costs one hashing, not ten.
pub(crate) async fn draw(
    context: &Context,
) -> Result<(Vec<BackupCode>, Vec<(BackupCodeId, PasswordHash)>)> {
    let codes: Vec<BackupCode> = (0..COUNT)
        .map(|_| BackupCode::draw(&context.world))
        .collect();
    let plain = codes.iter().map(|code| code.reveal().to_owned()).collect();
    let hashes = passwords::hash_all(plain, passwords::Grain::draw(&context.world)).await?;
    let with_ids = hashes
        .into_iter()
        .map(|hash| (context.world.id(), hash))
        .collect();
    Ok((codes, with_ids))
}
