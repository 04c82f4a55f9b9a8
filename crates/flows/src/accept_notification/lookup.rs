//! Looking up the tokens that programs send: those that come while a read is under way are looked up together in the
//! next one. A read each would cost more than all the rest of a request, most of it in waking threads.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::integration::Integration;
use domain::secret::TokenDigest;
use store::{Db, integrations};
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;

use crate::{FlowError, Result};

/// The tokens that wait to be looked up.
#[derive(Clone, Default)]
pub(super) struct Lookups {
    inner: Arc<Inner>,
}

#[derive(Default)]
struct Inner {
    queue: Mutex<Queue>,
    tasks: TaskTracker,
}

#[derive(Default)]
struct Queue {
    waiting: Vec<Waiting>,
    is_worked_on: bool,
}

struct Waiting {
    token: TokenDigest,
    reply: oneshot::Sender<Result<Option<Integration>>>,
}

impl Lookups {
    /// The program of this token, as the database knows it after this was called.
    pub(super) async fn find(&self, db: &Db, token: TokenDigest) -> Result<Option<Integration>> {
        let (reply, answer) = oneshot::channel();
        let is_worked_on = {
            let mut queue = self.queue();
            queue.waiting.push(Waiting { token, reply });
            std::mem::replace(&mut queue.is_worked_on, true)
        };
        if !is_worked_on {
            let work = self.clone().work(db.clone());
            self.inner.tasks.spawn(work);
        }
        answer.await.unwrap_or(Err(FlowError::Panicked))
    }

    async fn work(self, db: Db) {
        while let Some(group) = self.next_group() {
            let work = find_all(db.clone(), group);
            // In a task of its own, so that the next group is looked up even if this one panics.
            let _ = self.inner.tasks.spawn(work).await;
        }
    }

    /// `None` if none waits; then the work has ended.
    fn next_group(&self) -> Option<Vec<Waiting>> {
        let mut queue = self.queue();
        let group = std::mem::take(&mut queue.waiting);
        queue.is_worked_on = !group.is_empty();
        queue.is_worked_on.then_some(group)
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        let queue = self.inner.queue.lock();
        queue.unwrap_or_else(PoisonError::into_inner)
    }
}

async fn find_all(db: Db, group: Vec<Waiting>) {
    match read(&db, &group).await {
        Ok(found) => {
            for Waiting { token, reply } in group {
                let mine = found.iter().find(|(of, _)| *of == token.0);
                // Whoever asked may have given up.
                let _ = reply.send(Ok(mine.map(|(_, program)| program.clone())));
            }
        }
        Err(error) => {
            let error = Arc::new(error);
            for Waiting { reply, .. } in group {
                let _ = reply.send(Err(FlowError::Shared(error.clone())));
            }
        }
    }
}

async fn read(db: &Db, group: &[Waiting]) -> Result<Vec<(Vec<u8>, Integration)>> {
    let tokens: BTreeSet<&[u8]> = group.iter().map(|one| one.token.0.as_slice()).collect();
    let tokens: Vec<&[u8]> = tokens.into_iter().collect();
    let mut conn = db.read().await?;
    Ok(integrations::list_by_tokens(&mut conn, &tokens).await?)
}
