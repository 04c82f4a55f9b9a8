//! A messenger whose provider does what the test says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::provider::{Connection, Handle, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use messengers::{Letter, Messenger};
use tokio::sync::watch;

/// A letter that reached the provider.
#[derive(Debug, Clone)]
pub(crate) struct Got {
    pub(crate) delivery: DeliveryId,
    pub(crate) attempt: i64,
    pub(crate) key: String,
    pub(crate) to: String,
    pub(crate) text: String,
}

impl Got {
    /// The digits on the last line.
    pub(crate) fn code(&self) -> &str {
        self.text.lines().last().unwrap()
    }
}

/// What the provider does with a letter.
#[derive(Clone)]
pub(crate) enum Does {
    Says(Outcome),
    Panics,
}

type Holds = dyn Fn(&Letter) -> bool + Send + Sync;

pub(crate) struct Fake {
    entry: ProviderEntry,
    connection: watch::Sender<Connection>,
    got: Mutex<Vec<Got>>,
    /// What is done with the next letters; once it is empty, all are taken.
    next: Mutex<VecDeque<Does>>,
    /// Letters that are held at the provider's door are neither taken nor refused.
    holds: watch::Sender<Option<Arc<Holds>>>,
    /// Who is behind a handle, for those that must be asked.
    people: Mutex<BTreeMap<String, RemoteId>>,
}

impl Fake {
    pub(crate) fn new(key: &str) -> Arc<Self> {
        let entry = ProviderEntry {
            provider: Provider::new(key),
            title: key.to_uppercase(),
            icon: "xmpp",
            handle_example: "alice",
            carries_codes: true,
            has_receipts: true,
            text_limit: 2_000,
            parse_handle: |typed| {
                Ok(Handle {
                    shown: typed.to_owned(),
                    remote_id: None,
                })
            },
        };
        Arc::new(Self {
            entry,
            connection: watch::Sender::new(up()),
            got: Mutex::default(),
            next: Mutex::default(),
            holds: watch::Sender::new(None),
            people: Mutex::default(),
        })
    }

    pub(crate) fn provider(&self) -> &Provider {
        &self.entry.provider
    }

    /// What it does with the next letters.
    pub(crate) fn then(&self, does: impl IntoIterator<Item = Does>) {
        self.next.lock().unwrap().extend(does);
    }

    pub(crate) fn hold(&self, which: impl Fn(&Letter) -> bool + Send + Sync + 'static) {
        self.holds.send_replace(Some(Arc::new(which)));
    }

    pub(crate) fn release(&self) {
        self.holds.send_replace(None);
    }

    pub(crate) fn go_down(&self) {
        let why = "the cable is cut".to_owned();
        self.connection.send_replace(Connection::Down { why });
    }

    pub(crate) fn come_up(&self) {
        self.connection.send_replace(up());
    }

    pub(crate) fn knows(&self, handle: &str, remote_id: &str) {
        let remote_id = RemoteId(remote_id.to_owned());
        self.people
            .lock()
            .unwrap()
            .insert(handle.to_owned(), remote_id);
    }

    /// All letters so far, those held at the door among them.
    pub(crate) fn got(&self) -> Vec<Got> {
        self.got.lock().unwrap().clone()
    }

    fn holds(&self, letter: &Letter) -> bool {
        let holds = self.holds.borrow().clone();
        holds.is_some_and(|holds| holds(letter))
    }

    async fn take(&self, letter: &Letter) -> Outcome {
        let mut change = self.holds.subscribe();
        self.got.lock().unwrap().push(Got {
            delivery: letter.delivery,
            attempt: letter.attempt,
            key: letter.idempotency_key.clone(),
            to: letter.to.0.clone(),
            text: letter.text.clone(),
        });
        while self.holds(letter) {
            change.changed().await.unwrap();
        }
        let does = self.next.lock().unwrap().pop_front();
        match does {
            Some(Does::Says(outcome)) => outcome,
            Some(Does::Panics) => panic!("the fake was told to"),
            None => Outcome::Sent,
        }
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
        let known = self.people.lock().unwrap().get(handle).cloned();
        std::future::ready(known.ok_or_else(|| never("nobody has this handle"))).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.take(letter).boxed()
    }
}

fn up() -> Connection {
    Connection::Up {
        account: "the fake".into(),
    }
}

/// The account is gone for good.
pub(crate) fn never(why: &str) -> Outcome {
    Outcome::Never {
        why: why.to_owned(),
        account: true,
    }
}

/// A failed try.
pub(crate) fn later(why: &str) -> Outcome {
    Outcome::Later {
        after: None,
        why: why.to_owned(),
    }
}

/// A flood wait.
pub(crate) fn wait(seconds: u64) -> Outcome {
    Outcome::Later {
        after: Some(std::time::Duration::from_secs(seconds)),
        why: "flood wait".into(),
    }
}
