//! Accepting the requests of programs that came together, in one transaction and few statements.
//!
//! What may be wrong with one request (its key was used before, its program sends too much, nobody has that name) is
//! found out for all at once and is a value, so that it touches no other. Several nodes on one PostgreSQL may be at it
//! at the same time: each takes its keys first and its limits second, both in order, so none waits in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::id::IntegrationId;
use domain::limit::{Limit, MESSAGES_FROM_INTEGRATION, Verdict};
use domain::provider::Provider;
use domain::time::Timestamp;
use store::answered_requests::{self, Answered};
use store::limits::{self, Count};
use store::{Conn, integrations};

use super::Answer;
use super::draft::{Directory, Draft, Text, insert};
use crate::{Context, Result};

/// How far apart the time of an integration's last request is written: a hot row is not worth a write a request.
const TOUCH_EVERY: Duration = Duration::from_secs(60);

/// A program's request.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) integration: IntegrationId,
    /// When that program last asked for anything, as far as was written.
    pub(super) used_at: Option<Timestamp>,
    pub(super) key: Option<String>,
    /// The digest of what was asked: the same key with another digest is another request.
    pub(super) digest: Vec<u8>,
    pub(super) text: Text,
}

impl Request {
    /// What no two requests of one group may have in common.
    pub(super) fn full_key(&self) -> Option<(IntegrationId, &str)> {
        let key = self.key.as_deref()?;
        Some((self.integration, key))
    }
}

/// Accepts these requests, no two with the same key; gives their answers in order, and whom to wake. What is answered
/// is on disk.
pub(super) async fn accept(
    context: &Context,
    requests: &[Request],
) -> Result<(Vec<Answer>, Vec<Provider>)> {
    let now = context.world.now();
    let mut tx = context.db.begin().await?;
    let directory = Directory::look_up(&mut tx, requests.iter().map(|one| &one.text)).await?;
    let mut drafts: Vec<(&Request, Draft)> = requests
        .iter()
        .map(|one| (one, Draft::of(&one.text, &directory, &context.world, now)))
        .collect();
    let mut refused = find_repeated(&mut tx, &drafts, now).await?;
    refused.extend(find_too_many(&mut tx, &drafts, &refused, now).await?);
    let taken = (0..drafts.len()).filter(|place| !refused.contains_key(place));
    let providers = insert(&mut tx, taken.map(|place| &drafts[place].1)).await?;
    touch(&mut tx, requests, now).await?;
    store::commit(tx).await?;
    let answer = |(place, (_, draft)): (usize, &mut (&Request, Draft))| {
        let accepted = std::mem::take(&mut draft.accepted);
        refused.remove(&place).unwrap_or(Answer::Accepted(accepted))
    };
    let answers = drafts.iter_mut().enumerate().map(answer).collect();
    Ok((answers, providers))
}

/// Remembers the answers under their keys. Where a key was there already, or another node was faster, the answer is
/// that of the first time.
async fn find_repeated(
    conn: &mut Conn,
    drafts: &[(&Request, Draft)],
    now: Timestamp,
) -> Result<BTreeMap<usize, Answer>> {
    let mut answers = BTreeMap::new();
    for (request, draft) in drafts {
        if let Some(key) = request.full_key() {
            let answered = Answered {
                request_digest: request.digest.clone(),
                answer: serde_json::to_string(&draft.accepted).unwrap_or_default(),
            };
            answers.insert(key, answered);
        }
    }
    let new = answered_requests::insert_new(conn, &answers, now).await?;
    let mut repeated = BTreeMap::new();
    for (place, (request, _)) in drafts.iter().enumerate() {
        if let Some((integration, key)) = request.full_key()
            && !new.contains(&(integration, key.to_owned()))
        {
            let before = answered_requests::find(conn, integration, key).await?;
            let answer = before.map_or(Answer::OtherRequest, |before| replay(&before, request));
            repeated.insert(place, answer);
        }
    }
    Ok(repeated)
}

fn replay(before: &Answered, request: &Request) -> Answer {
    if before.request_digest != request.digest {
        return Answer::OtherRequest;
    }
    serde_json::from_str(&before.answer).map_or(Answer::OtherRequest, Answer::Accepted)
}

/// Counts each text once for each recipient, except those that are `repeated`. What is too much is not counted, and
/// its key is forgotten.
async fn find_too_many(
    conn: &mut Conn,
    drafts: &[(&Request, Draft)],
    repeated: &BTreeMap<usize, Answer>,
    now: Timestamp,
) -> Result<BTreeMap<usize, Answer>> {
    let limit = MESSAGES_FROM_INTEGRATION;
    let new = || {
        let all = drafts.iter().map(|(request, _)| *request).enumerate();
        all.filter(|(place, _)| !repeated.contains_key(place))
    };
    let mut amounts: BTreeMap<String, i64> = BTreeMap::new();
    for (_, request) in new() {
        *amounts.entry(request.integration.to_string()).or_default() += request.text.amount();
    }
    let counts = limits::count_all(conn, limit, &amounts, now).await?;
    let mut refused = BTreeMap::new();
    for (who, amount) in amounts {
        let Some(count) = counts.get(&who) else {
            continue;
        };
        let of_one = new().filter(|(_, request)| request.integration.to_string() == who);
        let of_one: Vec<_> = of_one.collect();
        for (place, wait) in over(limit, *count, amount, &of_one, now) {
            let (request, _) = &drafts[place];
            limits::give_back(conn, limit, &who, request.text.amount()).await?;
            if let Some((integration, key)) = request.full_key() {
                answered_requests::delete(conn, integration, key).await?;
            }
            refused.insert(place, Answer::Wait(wait));
        }
    }
    Ok(refused)
}

/// Which of one program's requests are too many, as if they had come one after another. `count` is with all of them,
/// which are `amount`.
fn over(
    limit: Limit,
    Count { since, count }: Count,
    amount: i64,
    requests: &[(usize, &Request)],
    now: Timestamp,
) -> Vec<(usize, Duration)> {
    let mut counted = count - amount;
    let mut over = Vec::new();
    for (place, request) in requests {
        match limit.judge(counted + request.text.amount(), since, now) {
            Verdict::Allowed => counted += request.text.amount(),
            Verdict::Wait(wait) => over.push((*place, wait)),
        }
    }
    over
}

/// Notes that the programs asked for something.
async fn touch(conn: &mut Conn, requests: &[Request], now: Timestamp) -> Result<()> {
    let is_stale =
        |request: &&Request| (request.used_at).is_none_or(|at| now.since(at) >= TOUCH_EVERY);
    let stale = requests.iter().filter(is_stale);
    let programs: BTreeSet<IntegrationId> = stale.map(|request| request.integration).collect();
    for program in programs {
        integrations::touch(conn, program, now).await?;
    }
    Ok(())
}
