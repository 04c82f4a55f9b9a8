//! A provider in memory, for tests of whoever talks to messengers.
//!
//! It behaves as providers do: takes nothing while it is down, knows some accounts and not others, takes a message
//! with the same idempotency key only once, and keeps what it took. A test can freeze it, choose its answers, and
//! have it report receipts and bounces.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use tokio::sync::{mpsc, watch};

use crate::{Letter, Messenger, News};

/// The provider.
pub struct Fake {
    entry: ProviderEntry,
    connection: watch::Sender<Connection>,
    is_frozen: watch::Sender<bool>,
    attempts: watch::Sender<Vec<Attempt>>,
    news: mpsc::Sender<News>,
    script: Mutex<Script>,
}

/// One attempt that reached the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// For which delivery.
    pub delivery: DeliveryId,
    /// Which try.
    pub attempt: i64,
    /// Its idempotency key.
    pub idempotency_key: String,
    /// To whom.
    pub to: RemoteId,
    /// What it says.
    pub text: String,
    /// What the provider answered.
    pub outcome: Outcome,
    /// Whether the person got a message by it: it was taken, and was not there already.
    pub is_new: bool,
}

#[derive(Default)]
struct Script {
    /// Answers for the next attempts; after them, `Sent`.
    answers: VecDeque<Outcome>,
    /// What handles resolve to; others resolve to themselves, in lower case.
    accounts: HashMap<String, Result<RemoteId, Outcome>>,
}

impl Fake {
    /// A provider that is up. News goes to `news`.
    pub fn new(provider: Provider, news: mpsc::Sender<News>) -> Arc<Self> {
        let entry = ProviderEntry {
            title: "Fake".to_owned(),
            icon: "xmpp",
            handle_example: "alice@example.org",
            carries_codes: true,
            has_receipts: true,
            text_limit: 10_000,
            parse_handle,
            provider,
        };
        Self::with_entry(entry, news)
    }

    /// The same, as pages and rules are to see it.
    pub fn with_entry(entry: ProviderEntry, news: mpsc::Sender<News>) -> Arc<Self> {
        let account = "postern@fake.example".to_owned();
        Arc::new(Self {
            entry,
            connection: watch::Sender::new(Connection::Up { account }),
            is_frozen: watch::Sender::new(false),
            attempts: watch::Sender::default(),
            news,
            script: Mutex::default(),
        })
    }

    /// Loses the connection: from now on every attempt is answered `Later`.
    pub fn go_down(&self, why: &str) {
        let why = why.to_owned();
        self.connection.send_replace(Connection::Down { why });
    }

    /// Connects again.
    pub fn go_up(&self) {
        let account = "postern@fake.example".to_owned();
        self.connection.send_replace(Connection::Up { account });
    }

    /// From now on attempts hang, until [`Fake::thaw`].
    pub fn freeze(&self) {
        self.is_frozen.send_replace(true);
    }

    /// Lets hanging attempts go on.
    pub fn thaw(&self) {
        self.is_frozen.send_replace(false);
    }

    /// Answers the next attempt that has no answer yet with `outcome`.
    pub fn answer_next(&self, outcome: Outcome) {
        self.script().answers.push_back(outcome);
    }

    /// Resolves `handle` to this from now on.
    pub fn resolves(&self, handle: &str, to: Result<RemoteId, Outcome>) {
        self.script().accounts.insert(handle.to_owned(), to);
    }

    /// All attempts that reached the provider so far.
    pub fn attempts(&self) -> Vec<Attempt> {
        self.attempts.borrow().clone()
    }

    /// What people got so far: each message once, however often it was tried.
    pub fn messages(&self) -> Vec<Attempt> {
        let mut attempts = self.attempts();
        attempts.retain(|attempt| attempt.is_new);
        attempts
    }

    /// Waits until people got this many messages, and gives them.
    pub async fn wait_for_messages(&self, count: usize) -> Vec<Attempt> {
        let mut attempts = self.attempts.subscribe();
        let new = |attempts: &Vec<Attempt>| attempts.iter().filter(|a| a.is_new).count() >= count;
        // The sender lives as long as we do.
        let _ = attempts.wait_for(new).await;
        self.messages()
    }

    /// Reports that the person's client has the message.
    pub async fn report_delivered(&self, delivery: DeliveryId) {
        // Nobody listens once Postern stops.
        let _ = self.news.send(News::Delivered(delivery)).await;
    }

    /// Reports that the message came back.
    pub async fn report_bounced(&self, delivery: DeliveryId, outcome: Outcome) {
        let _ = self.news.send(News::Bounced { delivery, outcome }).await;
    }

    async fn attempt(&self, letter: &Letter) -> Outcome {
        let mut is_frozen = self.is_frozen.subscribe();
        let _ = is_frozen.wait_for(|is_frozen| !is_frozen).await;
        if let Connection::Down { why } = &*self.connection.borrow() {
            return Outcome::Later {
                after: None,
                why: format!("not connected: {why}"),
            };
        }
        let outcome = self.script().answers.pop_front().unwrap_or(Outcome::Sent);
        self.attempts.send_modify(|attempts| {
            let known = attempts
                .iter()
                .any(|a| a.is_new && a.idempotency_key == letter.idempotency_key);
            attempts.push(Attempt {
                delivery: letter.delivery,
                attempt: letter.attempt,
                idempotency_key: letter.idempotency_key.clone(),
                to: letter.to.clone(),
                text: letter.text.clone(),
                is_new: outcome == Outcome::Sent && !known,
                outcome: outcome.clone(),
            });
        });
        outcome
    }

    fn script(&self) -> MutexGuard<'_, Script> {
        self.script.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Messenger for Fake {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.connection.subscribe()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        let known = self.script().accounts.get(handle).cloned();
        let found = known.unwrap_or_else(|| Ok(RemoteId(handle.to_lowercase())));
        std::future::ready(found).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.attempt(letter).boxed()
    }
}

/// A handle is anything with an `@`. The id has to be asked for.
fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let shown = typed.trim().to_owned();
    if !shown.contains('@') {
        let key = "handle-fault-no-at";
        return Err(HandleFault { key, detail: shown });
    }
    Ok(Handle {
        shown,
        remote_id: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn letter(number: u128, attempt: i64) -> Letter {
        Letter {
            delivery: DeliveryId(uuid::Uuid::from_u128(number)),
            attempt,
            idempotency_key: number.to_string(),
            to: RemoteId("alice".to_owned()),
            text: "hello".to_owned(),
        }
    }

    fn fake() -> (Arc<Fake>, mpsc::Receiver<News>) {
        let (news, heard) = mpsc::channel(8);
        (Fake::new(Provider::new("fake"), news), heard)
    }

    #[tokio::test]
    async fn a_repeated_attempt_makes_no_second_message() {
        let (fake, _news) = fake();
        assert_eq!(fake.send(&letter(1, 1)).await, Outcome::Sent);
        assert_eq!(fake.send(&letter(1, 2)).await, Outcome::Sent);
        assert_eq!(fake.attempts().len(), 2);
        assert_eq!(fake.wait_for_messages(1).await.len(), 1);
    }

    #[tokio::test]
    async fn it_answers_what_the_test_says_and_then_takes_messages_again() {
        let (fake, _news) = fake();
        let never = Outcome::Never {
            why: "blocked".to_owned(),
            account: true,
        };
        fake.answer_next(never.clone());
        assert_eq!(fake.send(&letter(1, 1)).await, never);
        assert_eq!(fake.send(&letter(1, 2)).await, Outcome::Sent);
        assert_eq!(fake.messages()[0].attempt, 2);
    }

    #[tokio::test]
    async fn while_down_nothing_reaches_it() {
        let (fake, _news) = fake();
        fake.go_down("pulled the plug");
        assert!(matches!(
            fake.send(&letter(1, 1)).await,
            Outcome::Later { .. }
        ));
        assert!(!fake.connection().borrow().is_up() && fake.attempts().is_empty());
        fake.go_up();
        assert_eq!(fake.send(&letter(1, 2)).await, Outcome::Sent);
    }

    #[tokio::test]
    async fn frozen_attempts_go_on_after_the_thaw() {
        let (fake, _news) = fake();
        fake.freeze();
        let letter = letter(1, 1);
        let mut sending = fake.send(&letter);
        assert_eq!(sending.as_mut().now_or_never(), None);
        fake.thaw();
        assert_eq!(sending.await, Outcome::Sent);
    }

    #[tokio::test]
    async fn handles_resolve_as_told_and_news_is_passed_on() {
        let (fake, mut news) = fake();
        let unknown = Outcome::Never {
            why: "no such account".to_owned(),
            account: true,
        };
        fake.resolves("bob@x", Err(unknown.clone()));
        assert_eq!(fake.resolve("bob@x").await, Err(unknown));
        assert_eq!(
            fake.resolve("Alice@x").await,
            Ok(RemoteId("alice@x".to_owned()))
        );
        let delivery = letter(1, 1).delivery;
        fake.report_delivered(delivery).await;
        assert_eq!(news.recv().await, Some(News::Delivered(delivery)));
    }
}
