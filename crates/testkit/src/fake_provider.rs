//! A provider that a test holds in its hand: its messenger enforces what a real one would (unknown accounts are
//! refused, nothing goes out while it is down), and does what the test says.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::delivery::Outcome;
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use messengers::{Letter, Messenger, News};
use tokio::sync::{mpsc, watch};

/// How long a test waits for a letter.
const PATIENCE: Duration = Duration::from_secs(20);

/// A letter that arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrived {
    /// At which account.
    pub to: String,
    /// What it says.
    pub text: String,
}

impl Arrived {
    /// The six digits in it.
    pub fn code(&self) -> String {
        let mut words = self.text.split(|c: char| !c.is_ascii_digit());
        let code = words.rfind(|word| word.len() == 6);
        code.unwrap_or_else(|| panic!("there is no code in {:?}", self.text))
            .to_owned()
    }
}

/// The provider. Its handles look like `name@place`.
pub struct FakeProvider {
    entry: ProviderEntry,
    connection: watch::Sender<Connection>,
    arrived: watch::Sender<Vec<Arrived>>,
    answers: Mutex<VecDeque<Outcome>>,
    gone: Mutex<Vec<String>>,
    receipts: Mutex<Option<mpsc::Sender<News>>>,
}

impl FakeProvider {
    /// A provider of this key, connected.
    pub fn new(key: &str, title: &str) -> Arc<Self> {
        let entry = ProviderEntry {
            provider: Provider::new(key),
            title: title.to_owned(),
            icon: "xmpp",
            handle_example: "alice@example.org",
            carries_codes: true,
            has_receipts: true,
            text_limit: 10_000,
            parse_handle,
        };
        Arc::new(Self {
            entry,
            connection: watch::Sender::new(up()),
            arrived: watch::Sender::new(Vec::new()),
            answers: Mutex::default(),
            gone: Mutex::default(),
            receipts: Mutex::default(),
        })
    }

    /// Cuts the connection.
    pub fn goes_down(&self) {
        self.connection.send_replace(Connection::Down {
            why: "the cable is cut".into(),
        });
    }

    /// Brings the connection back.
    pub fn comes_up(&self) {
        self.connection.send_replace(up());
    }

    /// The next letter gets this answer; what is not `Sent` does not arrive.
    pub fn answers(&self, outcome: Outcome) {
        self.answers.lock().unwrap().push_back(outcome);
    }

    /// From now on nobody is at this account.
    pub fn loses(&self, account: &str) {
        self.gone.lock().unwrap().push(account.to_owned());
    }

    /// Reports, for every letter from now on, that the person's client has it.
    pub fn sends_receipts(&self, news: mpsc::Sender<News>) {
        *self.receipts.lock().unwrap() = Some(news);
    }

    /// All letters so far.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.borrow().clone()
    }

    /// The letters so far at one account.
    pub fn arrived_at(&self, account: &str) -> Vec<Arrived> {
        self.arrived()
            .into_iter()
            .filter(|letter| letter.to == account)
            .collect()
    }

    /// Waits for the `n`-th letter (from 1) at an account, and gives it.
    pub async fn letter(&self, account: &str, n: usize) -> Arrived {
        let mut arrived = self.arrived.subscribe();
        let has_it =
            |all: &Vec<Arrived>| all.iter().filter(|letter| letter.to == account).count() >= n;
        let all = tokio::time::timeout(PATIENCE, arrived.wait_for(has_it)).await;
        let all = all
            .unwrap_or_else(|_| {
                panic!(
                    "letter {n} to {account} never came; there are {:?}",
                    self.arrived()
                )
            })
            .unwrap();
        all.iter()
            .filter(|letter| letter.to == account)
            .nth(n - 1)
            .unwrap()
            .clone()
    }

    async fn take(&self, letter: &Letter) -> Outcome {
        if !self.connection.borrow().is_up() {
            return Outcome::Later {
                after: None,
                why: "not connected".into(),
            };
        }
        if self.gone.lock().unwrap().contains(&letter.to.0) {
            return Outcome::Never {
                why: "no such account".into(),
                account: true,
            };
        }
        let outcome = self
            .answers
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or(Outcome::Sent);
        if outcome == Outcome::Sent {
            let arrived = Arrived {
                to: letter.to.0.clone(),
                text: letter.text.clone(),
            };
            self.arrived.send_modify(|all| all.push(arrived));
            let receipts = self.receipts.lock().unwrap().clone();
            if let Some(receipts) = receipts {
                receipts
                    .send(News::Delivered(letter.delivery))
                    .await
                    .unwrap();
            }
        }
        outcome
    }
}

impl Messenger for FakeProvider {
    fn entry(&self) -> &ProviderEntry {
        &self.entry
    }

    fn connection(&self) -> watch::Receiver<Connection> {
        self.connection.subscribe()
    }

    fn resolve<'a>(&'a self, handle: &'a str) -> BoxFuture<'a, Result<RemoteId, Outcome>> {
        std::future::ready(Ok(RemoteId(handle.to_owned()))).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.take(letter).boxed()
    }
}

fn up() -> Connection {
    Connection::Up {
        account: "postern@fake".into(),
    }
}

fn parse_handle(typed: &str) -> Result<Handle, HandleFault> {
    let tidy = typed.trim().to_lowercase();
    match tidy.split_once('@') {
        Some((name, place)) if !name.is_empty() && !place.is_empty() => Ok(Handle {
            remote_id: Some(RemoteId(tidy.clone())),
            shown: tidy,
        }),
        Some(_) | None => Err(HandleFault {
            key: "handle-fault-no-at",
            detail: tidy,
        }),
    }
}
