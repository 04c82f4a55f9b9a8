//! Accepting a text for users: from an admin, a program or an operator. What is accepted is on disk.
//!
//! Programs send much at once, and a commit costs the same for one text as for a hundred. So the requests of programs
//! that come while a transaction is committed are accepted together in the next one (`gather.rs`, `group.rs`). Each is
//! answered after its commit, as if it had been alone.

mod draft;
mod gather;
mod group;
mod lookup;

use std::time::Duration;

use domain::id::NotificationId;
use domain::integration::Integration;
use domain::limit::{MESSAGES_BY_USER, Verdict};
use domain::notification::Source;
use domain::tenant::Domain;
use domain::user::UserName;
use sha2::{Digest, Sha256};
use store::limits;

use self::draft::{Directory, Draft, Text};
pub use self::gather::Accepting;
use self::group::Request;
use crate::{By, Context, Result, audit};

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
    let now = context.world.now();
    let text = Text {
        domain: domain.name.clone(),
        source,
        recipients: recipients.to_vec(),
        words: text.to_owned(),
    };
    let mut tx = context.db.begin().await?;
    if let Source::User(id) = source {
        let (who, amount) = (id.to_string(), text.amount());
        match limits::count_many(&mut tx, MESSAGES_BY_USER, &who, amount, now).await? {
            Verdict::Allowed => {}
            Verdict::Wait(wait) => return Ok(Answer::Wait(wait)),
        }
    }
    let directory = Directory::look_up(&mut tx, [&text]).await?;
    let draft = Draft::of(&text, &directory, &context.world, now);
    let providers = draft::insert(&mut tx, [&draft]).await?;
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
    Ok(Answer::Accepted(draft.accepted))
}

/// Accepts a text from a program. The same key with the same request is answered as the first time and done once,
/// also when both come at the same moment.
pub async fn from_integration(
    context: &Context,
    integration: &Integration,
    idempotency_key: Option<String>,
    recipients: Vec<UserName>,
    text: String,
) -> Result<Answer> {
    let request = Request {
        digest: request_digest(&recipients, &text),
        integration: integration.id,
        used_at: integration.used_at,
        key: idempotency_key,
        text: Text {
            domain: integration.domain.clone(),
            source: Source::Integration(integration.id),
            recipients,
            words: text,
        },
    };
    context.accepting.accept(context, request).await
}

fn request_digest(recipients: &[UserName], text: &str) -> Vec<u8> {
    let names: Vec<&str> = recipients.iter().map(UserName::as_str).collect();
    Sha256::digest(serde_json::json!([names, text]).to_string()).to_vec()
}
