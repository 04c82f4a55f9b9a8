//! Our own messages come back to us like everybody's; they are known by their ids.

use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_tl_types::{Serializable, enums, types};
use sha2::{Digest, Sha256};
use tokio::sync::Notify;

/// How many ids are remembered; an echo comes within seconds.
const REMEMBERED: usize = 4_096;
/// How long an outgoing message waits for sends to be answered that may be it.
const PATIENCE: Duration = Duration::from_secs(5);

/// A message, or an edit of one, by what names it within an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Mark {
    /// The channel, since channels count by themselves; 0 elsewhere.
    pub(crate) channel: i64,
    /// The message.
    pub(crate) message: i32,
    /// To what it was edited; `None` if it is new.
    pub(crate) edit: Option<Edit>,
}

/// What an edit made of a message. The second alone would not do: others may edit within the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Edit {
    /// When, in seconds.
    date: i32,
    /// The head of the SHA-256 of what can be changed: text, entities, buttons.
    content: [u8; 16],
}

/// What we sent, and what is being sent.
#[derive(Debug, Default)]
pub(crate) struct OwnSends {
    book: Mutex<Book>,
    changed: Notify,
}

#[derive(Debug, Default)]
struct Book {
    next: u64,
    unanswered: BTreeSet<u64>,
    marks: HashSet<Mark>,
    order: VecDeque<Mark>,
}

/// A send that has no answer yet.
#[derive(Debug)]
pub(crate) struct Unanswered<'a> {
    sends: &'a OwnSends,
    number: u64,
}

impl Mark {
    /// What names a message, or its last edit.
    pub(crate) fn of(message: &types::Message, is_edit: bool) -> Self {
        let channel = match &message.peer_id {
            enums::Peer::Channel(channel) => channel.channel_id,
            enums::Peer::User(_) | enums::Peer::Chat(_) => 0,
        };
        Self {
            channel,
            message: message.id,
            edit: is_edit.then(|| Edit::of(message)),
        }
    }
}

impl Edit {
    fn of(message: &types::Message) -> Self {
        let mut bytes = Vec::new();
        message.message.serialize(&mut bytes);
        // An empty list may be left out.
        if let Some(entities) = message.entities.as_ref().filter(|all| !all.is_empty()) {
            entities.serialize(&mut bytes);
        }
        if let Some(buttons) = &message.reply_markup {
            buttons.serialize(&mut bytes);
        }
        let digest = Sha256::digest(&bytes);
        Self {
            date: message.edit_date.unwrap_or(0),
            content: *digest.first_chunk().expect("a SHA-256 has 32 bytes"),
        }
    }
}

impl OwnSends {
    /// Before sending. Dropped without [`Unanswered::sent`], it counts as failed.
    pub(crate) fn begin(&self) -> Unanswered<'_> {
        let mut book = self.book();
        book.next += 1;
        let number = book.next;
        book.unanswered.insert(number);
        Unanswered {
            sends: self,
            number,
        }
    }

    /// Whether a message of this account is one that we sent. It may come before the answer to the send; so it waits
    /// for the sends that have none.
    pub(crate) async fn is_ours(&self, mark: Mark) -> bool {
        let until = self.book().next;
        let wait = async {
            loop {
                let changed = self.changed.notified();
                tokio::pin!(changed);
                changed.as_mut().enable();
                {
                    let book = self.book();
                    if book.marks.contains(&mark) {
                        return true;
                    }
                    if book.unanswered.range(..=until).next().is_none() {
                        return false;
                    }
                }
                changed.await;
            }
        };
        tokio::time::timeout(PATIENCE, wait).await.unwrap_or(false)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unanswered<'_> {
    /// The answer named the message.
    pub(crate) fn sent(self, mark: Mark) {
        let mut book = self.sends.book();
        if book.marks.insert(mark) {
            book.order.push_back(mark);
        }
        if book.order.len() > REMEMBERED
            && let Some(oldest) = book.order.pop_front()
        {
            book.marks.remove(&oldest);
        }
    }
}

impl Drop for Unanswered<'_> {
    fn drop(&mut self) {
        self.sends.book().unanswered.remove(&self.number);
        self.sends.changed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;
    use grammers_tl_types::{Cursor, Deserializable};

    use super::*;

    const fn mark(message: i32) -> Mark {
        Mark {
            channel: 0,
            message,
            edit: None,
        }
    }

    /// A message of ours as it is after an edit, without what does not matter here.
    fn edited(text: &str) -> types::Message {
        // Two words of flags and the id; the chat; when, and an empty text.
        let chat = enums::Peer::User(types::PeerUser { user_id: 5 }).to_bytes();
        let bytes = [&[0; 12][..], &chat, &[0; 8]].concat();
        let plain = types::Message::deserialize(&mut Cursor::from_slice(&bytes));
        types::Message {
            id: 7,
            message: text.to_owned(),
            edit_date: Some(1_700_000_000),
            ..plain.unwrap()
        }
    }

    #[test]
    fn edits_of_a_message_within_a_second_are_told_apart_by_what_they_made_of_it() {
        let (ours, theirs) = (edited("ours"), edited("theirs"));
        assert_eq!(Mark::of(&ours, true), Mark::of(&edited("ours"), true));
        assert_ne!(Mark::of(&ours, true), Mark::of(&theirs, true));
        // A new message is known by its id alone.
        assert_eq!(Mark::of(&ours, false), Mark::of(&theirs, false));
    }

    #[tokio::test]
    async fn what_was_answered_is_ours_and_another_message_is_not() {
        let sends = OwnSends::default();
        sends.begin().sent(mark(7));
        assert_eq!(sends.is_ours(mark(7)).now_or_never(), Some(true));
        assert_eq!(sends.is_ours(mark(8)).now_or_never(), Some(false));
    }

    #[tokio::test]
    async fn an_echo_that_comes_before_the_answer_waits_for_it() {
        let sends = OwnSends::default();
        let unanswered = sends.begin();
        let mut asked = Box::pin(sends.is_ours(mark(7)));
        assert_eq!(asked.as_mut().now_or_never(), None);
        unanswered.sent(mark(7));
        assert!(asked.await);
    }

    #[tokio::test]
    async fn a_message_from_another_device_waits_no_longer_than_for_what_was_being_sent() {
        let sends = OwnSends::default();
        let unanswered = sends.begin();
        let mut asked = Box::pin(sends.is_ours(mark(7)));
        assert_eq!(asked.as_mut().now_or_never(), None);
        let _later = sends.begin();
        drop(unanswered);
        assert!(!asked.await);
    }
}
