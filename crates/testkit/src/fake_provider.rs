//! A provider that a test holds in its hand: its messenger goes down and comes back, holds letters at the door, and
//! answers what the test says; otherwise it behaves as a real one (nothing is sent while it is down, and a handle that
//! it does not know belongs to nobody).

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use domain::delivery::Outcome;
use domain::id::DeliveryId;
use domain::message::{Button, LONGEST_DATA};
use domain::provider::{Connection, Handle, HandleFault, Provider, ProviderEntry, RemoteId};
use futures::FutureExt;
use futures::future::BoxFuture;
use messengers::{Heard, Letter, Messenger, Reception, Reply, Said};
use tokio::sync::watch;

/// How long a test waits for a letter.
const PATIENCE: Duration = Duration::from_secs(60);

/// A letter that reached the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Got {
    /// For which delivery.
    pub delivery: DeliveryId,
    /// Which try, from 1.
    pub attempt: i64,
    /// Its idempotency key.
    pub key: String,
    /// To which account.
    pub to: String,
    /// What it says.
    pub text: String,
    /// What can be pressed under it.
    pub buttons: Vec<Button>,
    /// Whether it was said to carry a code.
    pub carries_code: bool,
    /// What was answered; `None` while it is held, or when the messenger panicked.
    pub outcome: Option<Outcome>,
}

impl Got {
    /// The six or eight digits in it.
    pub fn code(&self) -> String {
        let mut words = self.text.split(|c: char| !c.is_ascii_digit());
        let code = words.rfind(|word| matches!(word.len(), 6 | 8));
        code.unwrap_or_else(|| panic!("there is no code in {:?}", self.text))
            .to_owned()
    }

    /// Whether the person has it.
    pub fn has_arrived(&self) -> bool {
        self.outcome == Some(Outcome::Sent)
    }
}

/// What the provider does with a letter.
#[derive(Debug, Clone)]
pub enum Does {
    /// It answers this.
    Says(Outcome),
    /// Its messenger panics.
    Panics,
}

type Holds = dyn Fn(&Letter) -> bool + Send + Sync;

/// The provider. Its handles look like `name@place`.
pub struct FakeProvider {
    entry: ProviderEntry,
    connection: watch::Sender<Connection>,
    got: watch::Sender<Vec<Got>>,
    /// What is done with the next letters; once it is empty, all are taken.
    next: Mutex<VecDeque<Does>>,
    holds: watch::Sender<Option<Arc<Holds>>>,
    /// Who is behind a handle, for those that must be asked.
    people: Mutex<BTreeMap<String, RemoteId>>,
    /// Who hears what people write.
    reception: Mutex<Arc<Reception>>,
}

impl FakeProvider {
    /// A provider of this key, connected.
    pub fn new(key: &str, title: &str) -> Arc<Self> {
        let entry = ProviderEntry {
            provider: Provider::new(key),
            title: title.to_owned(),
            icon: "xmpp",
            handle_example: "alice@example.org",
            handle_is_secret: false,
            carries_codes: true,
            has_receipts: true,
            text_limit: 2_000,
            parse_handle,
            start_link: None,
            join_link: None,
        };
        Self::with_entry(entry)
    }

    /// A provider with start links, such as bots have.
    pub fn bot(key: &str, title: &str) -> Arc<Self> {
        let entry = Self::new(key, title).entry.clone();
        Self::with_entry(ProviderEntry {
            start_link: Some(start_link),
            ..entry
        })
    }

    /// The same, as pages and rules are to see it.
    pub fn with_entry(entry: ProviderEntry) -> Arc<Self> {
        Arc::new(Self {
            entry,
            connection: watch::Sender::new(up()),
            got: watch::Sender::default(),
            next: Mutex::default(),
            holds: watch::Sender::new(None),
            people: Mutex::default(),
            reception: Mutex::new(messengers::deaf()),
        })
    }

    /// Its key.
    pub fn provider(&self) -> &Provider {
        &self.entry.provider
    }

    /// Cuts the connection: letters that reach it still are answered `Later`.
    pub fn goes_down(&self) {
        self.connection
            .send_replace(Connection::down("the cable is cut"));
    }

    /// It refuses what we log in with, until an operator does something.
    pub fn locks_us_out(&self) {
        self.is_locked_out("the password was refused");
    }

    /// The same, for this reason.
    pub fn is_locked_out(&self, why: &str) {
        self.connection.send_replace(Connection::locked(why));
    }

    /// Brings the connection back.
    pub fn comes_up(&self) {
        self.connection.send_replace(up());
    }

    /// What it does with the next letters.
    pub fn then(&self, does: impl IntoIterator<Item = Does>) {
        self.next.lock().unwrap().extend(does);
    }

    /// From now on these letters are held at the door, neither taken nor refused, until [`FakeProvider::release`].
    pub fn hold(&self, which: impl Fn(&Letter) -> bool + Send + Sync + 'static) {
        self.holds.send_replace(Some(Arc::new(which)));
    }

    /// Lets in what is held.
    pub fn release(&self) {
        self.holds.send_replace(None);
    }

    /// From now on this account is behind the handle.
    pub fn knows(&self, handle: &str, remote_id: &str) {
        let remote_id = RemoteId(remote_id.to_owned());
        self.people
            .lock()
            .unwrap()
            .insert(handle.to_owned(), remote_id);
    }

    /// All letters that reached it so far, in their order; those held at the door and those refused among them.
    pub fn got(&self) -> Vec<Got> {
        self.got.borrow().clone()
    }

    /// The letters that one account has so far.
    pub fn arrived_at(&self, account: &str) -> Vec<Got> {
        arrived_at(&self.got.borrow(), account)
    }

    /// Waits for the `n`-th letter (from 1) at an account, and gives it.
    pub async fn letter(&self, account: &str, n: usize) -> Got {
        let mut got = self.got.subscribe();
        let has_it = |all: &Vec<Got>| arrived_at(all, account).len() >= n;
        let all = tokio::time::timeout(PATIENCE, got.wait_for(has_it)).await;
        let all = all
            .unwrap_or_else(|_| {
                panic!(
                    "letter {n} to {account} never came; there are {:?}",
                    self.got()
                )
            })
            .unwrap();
        arrived_at(&all, account).swap_remove(n - 1)
    }

    /// From now on this reception hears what people write.
    pub fn hears_for(&self, reception: Arc<Reception>) {
        *self.reception.lock().unwrap() = reception;
    }

    /// Somebody writes to the bot; gives the answer.
    pub async fn hears(&self, from: &str, text: &str) -> Option<Reply> {
        self.passes_on(from, Said::Text(text.to_owned())).await
    }

    /// Somebody follows a start link and presses Start; gives the answer.
    pub async fn starts(&self, from: &str, url: &str) -> Option<Reply> {
        let (_, token) = url.split_once("?start=").unwrap();
        self.hears(from, &format!("/start {token}")).await
    }

    /// Somebody presses a button; gives the answer.
    pub async fn presses(&self, from: &str, button: &Button) -> Option<Reply> {
        assert!((1..=LONGEST_DATA).contains(&button.data.len()));
        self.passes_on(from, Said::Button(button.data.clone()))
            .await
    }

    async fn passes_on(&self, from: &str, said: Said) -> Option<Reply> {
        let reception = self.reception.lock().unwrap().clone();
        let heard = Heard {
            provider: self.entry.provider.clone(),
            from: RemoteId(from.to_owned()),
            shown: format!("@{}", from.split('@').next().unwrap_or(from)),
            language: Some("en".to_owned()),
            said,
        };
        reception(heard).await
    }

    fn holds(&self, letter: &Letter) -> bool {
        let holds = self.holds.borrow().clone();
        holds.is_some_and(|holds| holds(letter))
    }

    async fn take(&self, letter: &Letter) -> Outcome {
        let mut change = self.holds.subscribe();
        let mut place = 0;
        self.got.send_modify(|all| {
            place = all.len();
            all.push(Got {
                delivery: letter.delivery,
                attempt: letter.attempt,
                key: letter.idempotency_key.clone(),
                to: letter.to.0.clone(),
                text: letter.text.plain(),
                buttons: letter.buttons.clone(),
                carries_code: letter.carries_code,
                outcome: None,
            });
        });
        while self.holds(letter) {
            change.changed().await.unwrap();
        }
        let does = self.next.lock().unwrap().pop_front();
        let outcome = match does {
            Some(Does::Says(outcome)) => outcome,
            Some(Does::Panics) => panic!("the fake was told to"),
            None if self.connection.borrow().is_up() => Outcome::Sent,
            None => Outcome::Later {
                after: None,
                why: "not connected".into(),
            },
        };
        self.got
            .send_modify(|all| all[place].outcome = Some(outcome.clone()));
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
        let known = self.people.lock().unwrap().get(handle).cloned();
        let found = known.ok_or_else(|| Outcome::Never {
            why: "nobody has this handle".into(),
            account: true,
        });
        std::future::ready(found).boxed()
    }

    fn send<'a>(&'a self, letter: &'a Letter) -> BoxFuture<'a, Outcome> {
        self.take(letter).boxed()
    }
}

fn arrived_at(all: &[Got], account: &str) -> Vec<Got> {
    all.iter()
        .filter(|got| got.to == account && got.has_arrived())
        .cloned()
        .collect()
}

fn start_link(account: &str, token: &str) -> String {
    format!("https://fake.example/{account}?start={token}")
}

fn up() -> Connection {
    Connection::Up {
        account: "postern@fake".into(),
    }
}

/// Says at once which account it is: the handle itself, in lower case.
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
