//! Accepting a text for users: from an admin, a program or an operator. What is accepted is on disk.

use std::time::Duration;

use domain::id::{IntegrationId, NotificationId};
use domain::limit::{Limit, MESSAGES_BY_USER, MESSAGES_FROM_INTEGRATION, Verdict};
use domain::notification::{Kind, Source};
use domain::provider::Provider;
use domain::tenant::Domain;
use domain::user::UserName;
use sha2::{Digest, Sha256};
use store::answered_requests::{self, Answered};
use store::{Conn, integrations, limits, users};

use crate::{By, Context, Result, audit, tell};

/// The most recipients of one text.
pub const MOST_RECIPIENTS: usize = 10_000;

/// What became of one recipient. Also the answer of the API, hence the words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Accepted {
    /// The name as it was given.
    pub user: String,
    /// How it went.
    #[serde(flatten)]
    pub fate: Fate,
}

/// How it went for one recipient.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "status", rename_all = "snake_case")]
pub enum Fate {
    /// It is in the outbox.
    Accepted {
        /// The notification, to ask after it.
        id: NotificationId,
    },
    /// No such user.
    UnknownUser,
    /// The user has no account that takes notifications.
    NoAccount,
}

/// What became of the whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// One entry a recipient, in the order given.
    Accepted(Vec<Accepted>),
    /// Too many messages; not before this much time. Nothing was accepted.
    Wait(Duration),
    /// This idempotency key came with another request before.
    OtherRequest,
}

/// Accepts a text from a person on the pages or an operator on the command line. It has passed
/// [`domain::notification::check_text`].
pub async fn from_person(
    context: &Context,
    domain: &Domain,
    by: By,
    source: Source,
    recipients: &[UserName],
    text: &str,
) -> Result<Answer> {
    let mut tx = context.db.begin().await?;
    if let Source::User(id) = source
        && let Some(wait) = over(
            &mut tx,
            context,
            MESSAGES_BY_USER,
            &id.to_string(),
            recipients,
        )
        .await?
    {
        return Ok(Answer::Wait(wait));
    }
    let mut providers = Vec::new();
    let accepted = accept_all(
        &mut tx,
        context,
        domain,
        source,
        recipients,
        text,
        &mut providers,
    )
    .await?;
    audit::note(
        &mut tx,
        context,
        by,
        &domain.name,
        "message.accepted",
        None,
        &recipients.len().to_string(),
    )
    .await?;
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Answer::Accepted(accepted))
}

/// Accepts a text from a program. The same key with the same request is answered as the first time and done once,
/// also when both come at the same moment.
pub async fn from_integration(
    context: &Context,
    domain: &Domain,
    integration: IntegrationId,
    idempotency_key: Option<&str>,
    recipients: &[UserName],
    text: &str,
) -> Result<Answer> {
    let digest = request_digest(recipients, text);
    let mut tx = context.db.begin().await?;
    if let Some(key) = idempotency_key
        && let Some(before) = answered_requests::find(&mut tx, integration, key).await?
    {
        return Ok(replay(&before, &digest));
    }
    if let Some(wait) = over(
        &mut tx,
        context,
        MESSAGES_FROM_INTEGRATION,
        &integration.to_string(),
        recipients,
    )
    .await?
    {
        return Ok(Answer::Wait(wait));
    }
    let mut providers = Vec::new();
    let accepted = accept_all(
        &mut tx,
        context,
        domain,
        Source::Integration(integration),
        recipients,
        text,
        &mut providers,
    )
    .await?;
    integrations::touch(&mut tx, integration, context.world.now()).await?;
    if let Some(key) = idempotency_key {
        let answer = serde_json::to_string(&accepted).unwrap_or_default();
        let answered = Answered {
            request_digest: digest.clone(),
            answer,
        };
        match answered_requests::insert(&mut tx, integration, key, &answered, context.world.now())
            .await
        {
            Ok(()) => {}
            // On PostgreSQL the same request may have been accepted beside us; ours is undone, its answer is ours.
            Err(error) if error.is_duplicate() => {
                drop(tx);
                let before =
                    answered_requests::find(&mut *context.db.read().await?, integration, key)
                        .await?;
                return Ok(before.map_or(Answer::OtherRequest, |before| replay(&before, &digest)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    store::commit(tx).await?;
    context.ring_all(&providers);
    Ok(Answer::Accepted(accepted))
}

async fn accept_all(
    conn: &mut Conn,
    context: &Context,
    domain: &Domain,
    source: Source,
    recipients: &[UserName],
    text: &str,
    providers: &mut Vec<Provider>,
) -> Result<Vec<Accepted>> {
    let mut accepted = Vec::with_capacity(recipients.len());
    for name in recipients {
        let fate = match users::find_by_name(conn, &domain.name, name).await? {
            None => Fate::UnknownUser,
            Some(user) => match tell::first(
                conn,
                context,
                user.id,
                Kind::Text {
                    text: text.to_owned(),
                },
                source,
            )
            .await?
            {
                None => Fate::NoAccount,
                Some(told) => {
                    providers.extend(
                        told.providers
                            .into_iter()
                            .filter(|provider| !providers.contains(provider))
                            .collect::<Vec<_>>(),
                    );
                    Fate::Accepted {
                        id: told.notification,
                    }
                }
            },
        };
        accepted.push(Accepted {
            user: name.as_str().to_owned(),
            fate,
        });
    }
    Ok(accepted)
}

/// Counts a text once for each recipient; the wait if that is too many.
async fn over(
    conn: &mut Conn,
    context: &Context,
    limit: Limit,
    who: &str,
    recipients: &[UserName],
) -> Result<Option<Duration>> {
    let amount = i64::try_from(recipients.len()).unwrap_or(i64::MAX);
    Ok(
        match limits::count_many(conn, limit, who, amount, context.world.now()).await? {
            Verdict::Allowed => None,
            Verdict::Wait(wait) => Some(wait),
        },
    )
}

fn replay(before: &Answered, digest: &[u8]) -> Answer {
    if before.request_digest != digest {
        return Answer::OtherRequest;
    }
    serde_json::from_str(&before.answer).map_or(Answer::OtherRequest, Answer::Accepted)
}

fn request_digest(recipients: &[UserName], text: &str) -> Vec<u8> {
    let names: Vec<&str> = recipients.iter().map(UserName::as_str).collect();
    Sha256::digest(serde_json::json!([names, text]).to_string()).to_vec()
}
