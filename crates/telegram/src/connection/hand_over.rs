//! Which updates were handed over, and up to where all of them were dealt with.
//!
//! Updates come in batches, and after each the library says where the stream stands. That place is kept only when
//! everything of this batch and of all batches before it was dealt with: who is killed before that gets them again.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use grammers_session::types::{ChannelState, UpdatesState};
use tokio::sync::Notify;

use crate::session::StoredSession;

/// What was handed over and not dealt with yet.
#[derive(Debug)]
pub(super) struct HandOver {
    session: Arc<StoredSession>,
    book: Mutex<Book>,
    lost: Notify,
}

#[derive(Debug)]
struct Book {
    /// The number of the first of `open`.
    first: u64,
    open: VecDeque<Batch>,
    /// Where the stream stands for the library: after the last batch.
    newest: UpdatesState,
    /// After something was lost, what is still out there counts no more.
    age: u64,
    /// Where channels stood when they were listed; the library learns of a channel only by its first update.
    listed: BTreeMap<i64, i32>,
}

#[derive(Debug)]
struct Batch {
    left: usize,
    after: UpdatesState,
}

/// That one update was dealt with, or was lost if it is dropped before.
#[derive(Debug)]
pub(super) struct Receipt {
    hand_over: Arc<HandOver>,
    age: u64,
    batch: u64,
    is_done: bool,
}

impl HandOver {
    pub(super) fn new(session: &Arc<StoredSession>) -> Arc<Self> {
        Arc::new(Self {
            session: Arc::clone(session),
            book: Mutex::new(Book {
                first: 0,
                open: VecDeque::new(),
                newest: session.place(),
                age: 0,
                listed: BTreeMap::new(),
            }),
            lost: Notify::new(),
        })
    }

    /// Where a new stream goes on: after what was handed over; or, if something was lost, after what was dealt with.
    pub(super) fn newest(&self) -> UpdatesState {
        let book = self.book();
        book.with_listed(book.newest.clone())
    }

    /// Where a channel stood when it was listed.
    pub(super) fn listed(&self, channel: i64) -> Option<i32> {
        self.book().listed.get(&channel).copied()
    }

    /// Where channels stand, as a list of chats says; kept for those of which no update came yet.
    pub(super) fn learn_places(&self, channels: impl IntoIterator<Item = (i64, i32)>) {
        let mut book = self.book();
        for (channel, pts) in channels {
            book.listed.entry(channel).or_insert(pts);
        }
        self.session
            .keep_place(book.with_listed(self.session.place()));
    }

    /// Begins anew at this place: after a login.
    pub(super) fn begin_at(&self, place: UpdatesState) {
        let mut book = self.book();
        book.listed.clear();
        book.start_over(place.clone());
        self.session.keep_place(place);
    }

    /// A batch of so many updates, after which the stream stands at `after`; gives a receipt for each.
    pub(super) fn batch(self: &Arc<Self>, count: usize, after: UpdatesState) -> Vec<Receipt> {
        let mut book = self.book();
        book.newest = after.clone();
        book.open.push_back(Batch { left: count, after });
        let batch = book.first + book.open.len() as u64 - 1;
        book.keep(&self.session);
        let age = book.age;
        drop(book);
        let receipt = || Receipt {
            hand_over: Arc::clone(self),
            age,
            batch,
            is_done: false,
        };
        std::iter::repeat_with(receipt).take(count).collect()
    }

    /// Waits until something was lost.
    pub(super) async fn lost(&self) {
        self.lost.notified().await;
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Book {
    /// Keeps the place after the batches at the front that are dealt with.
    fn keep(&mut self, session: &StoredSession) {
        let mut place = None;
        while let Some(batch) = self.open.pop_front_if(|batch| batch.left == 0) {
            self.first += 1;
            place = Some(batch.after);
        }
        if let Some(place) = place {
            session.keep_place(self.with_listed(place));
        }
    }

    /// The place, with the channels that were listed and are not in it.
    fn with_listed(&self, mut place: UpdatesState) -> UpdatesState {
        let known: HashSet<_> = place.channels.iter().map(|channel| channel.id).collect();
        let others = self.listed.iter().filter(|(id, _)| !known.contains(id));
        let others = others.map(|(id, pts)| ChannelState { id: *id, pts: *pts });
        place.channels.extend(others);
        place
    }

    fn start_over(&mut self, place: UpdatesState) {
        self.age += 1;
        self.first += self.open.len() as u64;
        self.open.clear();
        self.newest = place;
    }
}

impl Receipt {
    /// The update was dealt with.
    pub(super) fn done(mut self) {
        self.is_done = true;
    }
}

impl Drop for Receipt {
    fn drop(&mut self) {
        let mut book = self.hand_over.book();
        if self.age != book.age {
            return;
        }
        if !self.is_done {
            book.start_over(self.hand_over.session.place());
            self.hand_over.lost.notify_one();
            return;
        }
        let at = usize::try_from(self.batch - book.first).unwrap_or(usize::MAX);
        if let Some(batch) = book.open.get_mut(at) {
            batch.left -= 1;
        }
        book.keep(&self.hand_over.session);
    }
}
