//! Linking without typing: a link that opens a chat with the bot, where pressing Start links the account.

use domain::provider::{Connection, ProviderEntry};
use domain::session::Session;
use domain::start_link::{LIFETIME, StartLink, WORTH_SHOWING};
use domain::tenant::Domain;
use store::{Conn, provider_states, start_links};

use crate::prove_password::find_lack;
use crate::{Context, Result};

/// A link to be shown to the session's user, and to nobody else.
#[derive(Debug)]
pub struct Offer {
    /// What is stored of it.
    pub link: StartLink,
    /// Where it leads. Whoever has this can link an account to the user.
    pub url: String,
}

/// The link of a provider for this session's page: the one that was shown before, while enough of its time is left,
/// else a new one. `None` if the provider has none, is not connected, or the session has to prove something first.
pub async fn offer(
    context: &Context,
    domain: &Domain,
    session: &Session,
    entry: &ProviderEntry,
) -> Result<Option<Offer>> {
    let Some(write) = entry.start_link else {
        return Ok(None);
    };
    let now = context.world.now();
    let mut conn = context.db.read().await?;
    let Some(account) = find_bot(&mut conn, entry).await? else {
        return Ok(None);
    };
    if find_lack(&mut conn, context, domain, session)
        .await?
        .is_some()
    {
        return Ok(None);
    }
    let until = now + WORTH_SHOWING;
    let shown = start_links::find_unused(&mut conn, session.id, &entry.provider, until).await?;
    drop(conn);
    let link = match shown {
        Some(link) => link,
        None => make(context, session, entry).await?,
    };
    let url = write(&account, link.token(&context.key).reveal());
    Ok(Some(Offer { link, url }))
}

async fn make(context: &Context, session: &Session, entry: &ProviderEntry) -> Result<StartLink> {
    let link = StartLink {
        id: context.world.id(),
        user_id: session.user_id,
        session: session.id,
        provider: entry.provider.clone(),
        expires_at: context.world.now() + LIFETIME,
        used_at: None,
        account: None,
    };
    let digest = link.token(&context.key).digest();
    let mut tx = context.db.begin().await?;
    start_links::insert(&mut tx, &link, &digest).await?;
    store::commit(tx).await?;
    Ok(link)
}

/// Our own account at the provider, while it is connected.
async fn find_bot(conn: &mut Conn, entry: &ProviderEntry) -> Result<Option<String>> {
    let states = provider_states::list(conn).await?;
    let state = states
        .into_iter()
        .find(|state| state.provider == entry.provider);
    Ok(state.and_then(|state| match state.connection {
        Connection::Up { account } => Some(account),
        Connection::Down { .. } => None,
    }))
}
