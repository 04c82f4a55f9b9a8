//! Login conversations that programs hold, from their side.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ruma::{OwnedUserId, UserId};
use telegram::login::{Note, Path, Say, Wants};
use tokio::sync::watch;
use wording::Words;

use super::{Provisioning, Refusal};
use crate::talk::{Owner, View};

/// How long a call waits for Telegram or for a scan, before it says that there is nothing new. Most proxies cut a call
/// off after a minute.
const PATIENCE: Duration = Duration::from_secs(45);

/// The last conversation of each person who has begun one here; how it ended can be asked afterwards.
#[derive(Default)]
pub(super) struct Processes(Mutex<HashMap<OwnedUserId, Process>>);

/// A conversation.
#[derive(Clone)]
pub(super) struct Process {
    /// Its name: what programs call `login_id`.
    pub(super) name: String,
    pub(super) owner: Owner,
    pub(super) view: watch::Receiver<View>,
    /// The login that it is to take the place of, by account.
    pub(super) in_place_of: Option<i64>,
}

/// How a conversation stands.
pub(super) enum Standing {
    /// It asks for something, or Telegram is still being asked.
    Open(View),
    /// This account is logged in, and taken over.
    Done(i64),
}

impl Processes {
    fn of(&self) -> MutexGuard<'_, HashMap<OwnedUserId, Process>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Provisioning {
    pub(super) async fn begin(
        &self,
        user: &UserId,
        path: Path,
        in_place_of: Option<i64>,
    ) -> Result<Process, Refusal> {
        let number = u128::from_be_bytes(self.ground.world.bytes());
        let name = format!("{number:032x}");
        let owner = Owner::in_program(user, &name);
        let view = self.talks.begin(owner.clone(), path).await?;
        let process = Process {
            name,
            owner,
            view,
            in_place_of,
        };
        self.processes.of().insert(user.to_owned(), process.clone());
        Ok(process)
    }

    /// The conversation of this name, if it is this person's; also one from before the program was started again.
    pub(super) fn process(&self, user: &UserId, name: &str) -> Result<Process, Refusal> {
        let known = self.processes.of().get(user).cloned();
        if let Some(process) = known.filter(|process| process.name == name) {
            return Ok(process);
        }
        let owner = Owner::in_program(user, name);
        let view = self.talks.watch(&owner).ok_or(Refusal::NoLogin)?;
        Ok(Process {
            name: name.to_owned(),
            owner,
            view,
            in_place_of: None,
        })
    }

    /// How it stands when Telegram has answered, and `is_news` is satisfied; or when patience ends.
    pub(super) async fn settled(
        &self,
        process: &Process,
        is_news: impl Fn(&View) -> bool,
    ) -> Result<Standing, Refusal> {
        let mut view = process.view.clone();
        let settle = async {
            loop {
                let now = view.borrow_and_update().clone();
                let is_resting = if now.is_over {
                    now.account.is_none()
                } else {
                    now.wants != Wants::Patience && is_news(&now)
                };
                if is_resting || view.changed().await.is_err() {
                    return;
                }
            }
        };
        // Whoever waited long enough is told how it stands now.
        let _ = tokio::time::timeout(PATIENCE, settle).await;
        let last = process.view.borrow().clone();
        self.judge(process, last).await
    }

    async fn judge(&self, process: &Process, view: View) -> Result<Standing, Refusal> {
        if !view.is_over {
            let is_held = process.view.has_changed().is_ok();
            return is_held.then_some(Standing::Open(view)).ok_or(Refusal::Away);
        }
        let Some(account) = view.account else {
            let words = self.words(process).await;
            return Err(ended(&view.say, words));
        };
        if process.view.has_changed().is_ok() {
            // Its login is about to be taken over.
            return Ok(Standing::Open(View {
                wants: Wants::Patience,
                ..view
            }));
        }
        let login = self.logins.get(account);
        let is_theirs = login.is_some_and(|login| login.matrix_id == process.owner.matrix_id);
        is_theirs
            .then_some(Standing::Done(account))
            .ok_or(Refusal::NoLogin)
    }

    /// The words in which its owner is spoken to.
    pub(super) async fn words(&self, process: &Process) -> Words {
        self.ground.words_for(&process.owner.matrix_id).await
    }
}

/// Why a conversation is over in which nobody is logged in: the last that it said.
fn ended(last: &Say, words: Words) -> Refusal {
    let said = words.phrase(&last.phrase());
    if *last == Say::Note(Note::Cancelled) {
        Refusal::Cancelled(said)
    } else if *last == Say::Note(Note::TooLate) {
        Refusal::TooLate(said)
    } else {
        Refusal::Refused(said)
    }
}
