//! One thing after another in each room, and rooms beside each other.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::hash::Hash;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Queues by key. While something waits in a queue, one task works on it; an empty queue takes no room.
#[derive(Debug)]
pub struct Lanes<K, T> {
    queues: Mutex<HashMap<K, VecDeque<T>>>,
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl<K, T> Lanes<K, T>
where
    K: Clone + Eq + Hash + Send + Sync + 'static,
    T: Send + 'static,
{
    /// None yet. Their tasks end with `stop`, after the thing that each is at.
    pub fn new(tasks: &TaskTracker, stop: &CancellationToken) -> Arc<Self> {
        Arc::new(Self {
            queues: Mutex::default(),
            tasks: tasks.clone(),
            stop: stop.clone(),
        })
    }

    /// Puts something behind all that waits under the same key, to be worked on in its turn; `work` is always the same.
    pub fn push<W, F>(self: &Arc<Self>, key: K, thing: T, work: W)
    where
        W: Fn(T) -> F + Send + 'static,
        F: Future<Output = ()> + Send,
    {
        let mut queues = self.queues();
        if let Some(queue) = queues.get_mut(&key) {
            queue.push_back(thing);
            return;
        }
        queues.insert(key.clone(), VecDeque::from([thing]));
        drop(queues);
        let lanes = Arc::clone(self);
        self.tasks.spawn(async move {
            while let Some(thing) = lanes.next(&key) {
                if lanes.stop.is_cancelled() {
                    return;
                }
                // Whatever goes wrong with one thing, the next ones get their turn.
                if AssertUnwindSafe(work(thing)).catch_unwind().await.is_err() {
                    tracing::error!(
                        "an event of the bridge could not be dealt with: a fault in the program"
                    );
                }
            }
        });
    }

    /// The next thing; the queue goes when it is empty.
    fn next(&self, key: &K) -> Option<T> {
        let mut queues = self.queues();
        let next = queues.get_mut(key)?.pop_front();
        if next.is_none() {
            queues.remove(key);
        }
        next
    }

    fn queues(&self) -> MutexGuard<'_, HashMap<K, VecDeque<T>>> {
        self.queues.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn things_of_a_lane_are_done_in_order_and_lanes_beside_each_other() {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let lanes = Lanes::new(&tasks, &stop);
        let done = Arc::new(Mutex::new(Vec::new()));
        let gate = Arc::new(tokio::sync::Notify::new());
        for (lane, number) in [("a", 1), ("a", 2), ("b", 3), ("a", 4)] {
            let (done, gate) = (Arc::clone(&done), Arc::clone(&gate));
            lanes.push(lane, number, move |number| {
                let (done, gate) = (Arc::clone(&done), Arc::clone(&gate));
                async move {
                    // The first thing of lane a waits for the only thing of lane b.
                    match number {
                        1 => gate.notified().await,
                        3 => gate.notify_one(),
                        _ => {}
                    }
                    done.lock().unwrap().push(number);
                }
            });
        }
        tasks.close();
        tasks.wait().await;
        let done = done.lock().unwrap().clone();
        let of_a: Vec<_> = done.iter().filter(|number| **number != 3).collect();
        assert_eq!(of_a, [&1, &2, &4]);
        assert!(done.contains(&3));
    }
}
