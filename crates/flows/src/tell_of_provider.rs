//! News of providers: admins are told by another provider when one is down, and when it is back.
//!
//! What was told is stored in the same transaction, under a lock on the provider's row: a restart neither repeats nor
//! forgets it, and of several nodes one tells.

use domain::notification::{Kind, Source};
use domain::outage::{self, News};
use domain::provider::{Provider, ProviderEntry, ProviderState};
use domain::tenant::Domain;
use domain::time::Timestamp;
use domain::user::User;
use store::{Conn, linked_accounts, provider_states, users};

use crate::{Context, Result, tell};

/// What is watched.
#[derive(Debug, Clone)]
pub struct Watched {
    /// Whose admins are told.
    pub domains: Vec<Domain>,
    /// Which providers there are.
    pub providers: Vec<ProviderEntry>,
    /// Since when: how a provider was connected before is not known to hold.
    pub since: Timestamp,
}

impl Watched {
    fn has(&self, provider: &Provider) -> bool {
        (self.providers.iter()).any(|entry| entry.provider == *provider)
    }
}

/// What was told.
#[derive(Debug)]
pub struct Told {
    /// Of which provider.
    pub provider: Provider,
    /// Whether that it is back, or that it is down.
    pub is_back: bool,
    /// To how many admins.
    pub admins: usize,
}

/// Looks at every provider, and tells the admins what there is to tell.
pub async fn tell_admins(context: &Context, watched: &Watched) -> Result<Vec<Told>> {
    let now = context.world.now();
    let all = provider_states::list_with_records(&mut *context.db.read().await?).await?;
    let mut told = Vec::new();
    for entry in &watched.providers {
        let is_its = |state: &ProviderState| {
            state.provider == entry.provider && state.since >= watched.since
        };
        let found = all.iter().find(|(state, _)| is_its(state));
        if found.is_some_and(|(state, record)| outage::look(*record, state, now).0 != *record) {
            let states: Vec<_> = all.iter().map(|(state, _)| state).collect();
            told.extend(tell_of(context, watched, entry, &states).await?);
        }
    }
    Ok(told)
}

/// Looks at one provider again, where nobody else does, and stores what was seen and told.
async fn tell_of(
    context: &Context,
    watched: &Watched,
    entry: &ProviderEntry,
    states: &[&ProviderState],
) -> Result<Option<Told>> {
    let provider = &entry.provider;
    let mut tx = context.db.begin().await?;
    let Some((state, record)) = provider_states::lock_with_record(&mut tx, provider).await? else {
        return Ok(None);
    };
    let (next, news) = outage::look(record, &state, context.world.now());
    provider_states::set_record(&mut tx, provider, &next).await?;
    let mut told = None;
    let mut awake = Vec::new();
    if let Some(news) = news {
        let is_back = matches!(news, News::Back { .. });
        let kind = kind(entry, news);
        let admins = admins(&mut tx, watched).await?;
        for admin in &admins {
            awake.extend(tell_one(&mut tx, context, watched, admin, entry, &kind, states).await?);
        }
        told = Some(Told {
            provider: provider.clone(),
            is_back,
            admins: awake.len(),
        });
    }
    store::commit(tx).await?;
    context.ring_all(&awake);
    Ok(told)
}

/// Tells one admin; gives the provider by which.
async fn tell_one(
    conn: &mut Conn,
    context: &Context,
    watched: &Watched,
    admin: &User,
    about: &ProviderEntry,
    kind: &Kind,
    states: &[&ProviderState],
) -> Result<Option<Provider>> {
    let mut accounts = linked_accounts::list_of_user(conn, admin.id).await?;
    accounts.retain(|account| watched.has(&account.provider));
    let Some(account) = outage::choose(&accounts, &about.provider, |other| is_up(states, other))
    else {
        return Ok(None);
    };
    let (kind, source) = (kind.clone(), Source::Postern);
    tell::send(conn, context, admin.id, kind, source, &[account]).await?;
    Ok(Some(account.provider.clone()))
}

async fn admins(conn: &mut Conn, watched: &Watched) -> Result<Vec<User>> {
    let mut admins = Vec::new();
    for domain in &watched.domains {
        admins.extend(users::list_admins(conn, &domain.name).await?);
    }
    Ok(admins)
}

fn is_up(states: &[&ProviderState], provider: &Provider) -> bool {
    let its = states.iter().find(|state| state.provider == *provider);
    its.is_some_and(|state| state.connection.is_up())
}

fn kind(entry: &ProviderEntry, news: News) -> Kind {
    let provider = entry.title.clone();
    match news {
        News::Down {
            since,
            why,
            needs_operator,
        } => Kind::ProviderDown {
            key: entry.provider.clone(),
            provider,
            why,
            since,
            needs_operator,
        },
        News::Back { account, since, at } => Kind::ProviderBack {
            provider,
            account,
            since,
            at,
        },
    }
}
