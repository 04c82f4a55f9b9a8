//! Gathering requests that come while others are being committed.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::integration::Integration;
use domain::secret::TokenDigest;
use store::Db;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use super::Answer;
use super::group::{self, Request};
use super::lookup::Lookups;
use crate::{Context, FlowError, Result};

/// The most requests that one transaction accepts.
const MOST_REQUESTS: usize = 256;
/// The most recipients of one transaction: more than one text of many recipients would keep all others waiting.
const MOST_RECIPIENTS: usize = 1_000;

/// The requests of programs that wait to be accepted. Cheap to clone; one for each courier that is to be woken.
///
/// One task works as long as any waits, and ends then: there is nothing to start or to stop. It is no part of any
/// request, so one that is given up does not take those with it that are in the same transaction.
#[derive(Clone, Default)]
pub struct Accepting {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    queue: Mutex<Queue>,
    tasks: TaskTracker,
    lookups: Lookups,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<Waiting>,
    is_worked_on: bool,
}

struct Waiting {
    request: Request,
    reply: oneshot::Sender<Result<Answer>>,
}

impl Accepting {
    /// The program of this token, unless it was revoked.
    pub async fn find_program(&self, db: &Db, token: TokenDigest) -> Result<Option<Integration>> {
        self.inner.lookups.find(db, token).await
    }

    /// Waits until a request is accepted or refused.
    pub(super) async fn accept(&self, context: &Context, request: Request) -> Result<Answer> {
        let (reply, answer) = oneshot::channel();
        let is_worked_on = {
            let mut queue = self.queue();
            queue.waiting.push_back(Waiting { request, reply });
            std::mem::replace(&mut queue.is_worked_on, true)
        };
        if !is_worked_on {
            let work = self.clone().work(context.clone());
            self.inner.tasks.spawn(work);
        }
        answer.await.unwrap_or(Err(FlowError::Panicked))
    }

    async fn work(self, context: Context) {
        while let Some(group) = self.next_group() {
            let work = accept(context.clone(), group);
            // In a task of its own, so that the next group is accepted even if this one panics.
            let _ = self.inner.tasks.spawn(work).await;
        }
    }

    /// `None` if none waits; then the work has ended.
    fn next_group(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        let group = take_group(&mut queue.waiting);
        queue.is_worked_on = !group.is_empty();
        queue.is_worked_on.then_some(group)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        let queue = self.inner.queue.lock();
        queue.unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes those that can be accepted together, the first in any case. Of two with the same key, the second waits for
/// what the first is answered; who gave up waiting is left out.
fn take_group(waiting: &mut VecDeque<Waiting>) -> Vec<Waiting> {
    let mut keys = BTreeSet::new();
    let (mut group, mut left) = (Vec::new(), VecDeque::new());
    let mut recipients = 0;
    for one in waiting.drain(..).filter(|one| !one.reply.is_closed()) {
        let request = &one.request;
        let with_it = recipients + request.text.recipients.len();
        let key = (request.full_key()).map(|(program, key)| (program, key.to_owned()));
        let has_room = with_it <= MOST_RECIPIENTS && group.len() < MOST_REQUESTS;
        if (has_room || group.is_empty()) && key.is_none_or(|key| keys.insert(key)) {
            recipients = with_it;
            group.push(one);
        } else {
            left.push_back(one);
        }
    }
    *waiting = left;
    group
}

async fn accept(context: Context, group: Vec<Waiting>) {
    let (requests, replies): (Vec<_>, Vec<_>) = group
        .into_iter()
        .map(|one| (one.request, one.reply))
        .unzip();
    match group::accept(&context, &requests).await {
        Ok((answers, providers)) => {
            context.ring_all(&providers);
            for (reply, answer) in replies.into_iter().zip(answers) {
                // Whoever asked may have given up.
                let _ = reply.send(Ok(answer));
            }
        }
        // One of them is at fault; a user may have been removed this very moment. The others shall not suffer.
        Err(FlowError::Store(error)) if error.is_refusal() && requests.len() > 1 => {
            for (request, reply) in requests.into_iter().zip(replies) {
                let answer = accept_alone(&context, &[request]).await;
                let _ = reply.send(answer);
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            for reply in replies {
                let _ = reply.send(Err(FlowError::Shared(error.clone())));
            }
        }
    }
}

async fn accept_alone(context: &Context, request: &[Request; 1]) -> Result<Answer> {
    let (answers, providers) = group::accept(context, request).await?;
    context.ring_all(&providers);
    answers.into_iter().next().ok_or(FlowError::Panicked)
}
