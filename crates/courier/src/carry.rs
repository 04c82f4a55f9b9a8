//! Carrying one delivery to its provider.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use domain::delivery::{Cargo, Delivery, LEASE, Outcome};
use domain::provider::RemoteId;
use futures::FutureExt;
use messengers::{Letter, Messenger};
use store::outbox::{Claimed, Matter};
use store::{Result, linked_accounts, outbox};
use tokio::sync::{Notify, mpsc};

use crate::arm::{Load, arm};
use crate::claim::Parcel;
use crate::desk::Desk;
use crate::report::{Came, Report};
use crate::word::{Worded, word};

/// How long a provider has to say who is behind a handle.
pub(crate) const ASK_DEADLINE: Duration = Duration::from_secs(15);
/// How long a provider has to take a message. A messenger's own deadline is shorter; the lease is longer than both
/// of these together.
pub(crate) const SEND_DEADLINE: Duration = Duration::from_secs(40);
const _: () = assert!(ASK_DEADLINE.as_secs() + SEND_DEADLINE.as_secs() < LEASE.as_secs());

/// Carries the deliveries of one provider.
pub(crate) struct Carrier {
    pub(crate) desk: Arc<Desk>,
    pub(crate) messenger: Arc<dyn Messenger>,
    pub(crate) reports: mpsc::Sender<Report>,
    /// Notified when a slot is free again.
    pub(crate) freed: Notify,
}

impl Carrier {
    /// Carries one parcel and reports what came of it. A panic on the way is a failed try.
    pub(crate) async fn carry(&self, parcel: Parcel) {
        let Parcel {
            claimed,
            load,
            slot,
        } = parcel;
        let came = AssertUnwindSafe(self.attempt(&claimed, load))
            .catch_unwind()
            .await
            .unwrap_or_else(|_| {
                let id = claimed.delivery.id;
                tracing::error!(delivery.id = %id, "Sending delivery {id} panicked");
                Some(Came::Outcome(later("an internal error")))
            });
        if let Some(came) = came {
            let report = Report {
                delivery: claimed.delivery,
                failures: claimed.failures,
                came,
            };
            // The recorder ends after the last carrier.
            let _ = self.reports.send(report).await;
        }
        drop(slot);
        self.freed.notify_one();
    }

    /// `None` if nothing is known, or somebody else has it: then nothing is recorded.
    async fn attempt(&self, claimed: &Claimed, load: Option<Load>) -> Option<Came> {
        let delivery = &claimed.delivery;
        if let Some(came) = self.barred(claimed) {
            return Some(came);
        }
        let (to, load) = match (delivery.remote_id.clone(), load) {
            (Some(to), Some(load)) => (to, load),
            (_, _) => match self.ask(claimed).await {
                Ok(found) => found,
                Err(came) => return came,
            },
        };
        let code = match &load {
            Load::Void => {
                return Some(Came::Expired("replaced by a newer code, or not wanted"));
            }
            Load::Muted => return Some(Came::Expired("notifications are stopped there")),
            Load::Notification => None,
            Load::Code(code) => Some(code),
        };
        let limit = self.messenger.entry().text_limit;
        let Worded { text, buttons } = match word(&self.desk, claimed, code, limit) {
            Ok(worded) => worded,
            Err(why) => return Some(Came::Outcome(later(why))),
        };
        self.send(&Letter {
            delivery: delivery.id,
            attempt: delivery.attempt,
            idempotency_key: idempotency_key(delivery),
            to,
            text,
            buttons,
            carries_code: code.is_some(),
        })
        .await
    }

    /// Why it does not even set out, if so.
    fn barred(&self, claimed: &Claimed) -> Option<Came> {
        if claimed.delivery.expires_at <= self.desk.world.now() {
            return Some(Came::Expired("its time ran out"));
        }
        // The account may have been meant for codes when its provider was still allowed them. A code to link goes all
        // the same: it is of use only in the session that asked.
        let is_for_sign_in = matches!(claimed.matter, Matter::SignInCode(_));
        if is_for_sign_in && !self.messenger.entry().carries_codes {
            return Some(Came::Outcome(Outcome::Never {
                why: "others may read along there, so no codes to sign in are sent".to_owned(),
                account: false,
            }));
        }
        None
    }

    /// Asks the provider for the immutable id behind the handle, and remembers it.
    async fn ask(&self, claimed: &Claimed) -> Result<(RemoteId, Load), Option<Came>> {
        let asked = self.messenger.resolve(&claimed.delivery.handle);
        let answer = tokio::select! {
            answer = tokio::time::timeout(ASK_DEADLINE, asked) => answer,
            // Nothing has been sent yet, so it need not wait for the end of the lease.
            () = self.desk.stop.cancelled() => return Err(Some(Came::Released)),
        };
        let to = match answer {
            Ok(Ok(to)) => to,
            Ok(Err(outcome)) => return Err(Some(Came::Outcome(outcome))),
            Err(_) => return Err(Some(Came::Outcome(later("no answer in time")))),
        };
        match self.remember(claimed, &to).await {
            Ok(Some(load)) => Ok((to, load)),
            Ok(None) => Err(None),
            Err(_) => Err(Some(Came::Outcome(later("the database refused")))),
        }
    }

    /// `None` if the claim is no longer the newest.
    async fn remember(&self, claimed: &Claimed, to: &RemoteId) -> Result<Option<Load>> {
        let delivery = &claimed.delivery;
        let mut tx = self.desk.db.begin().await?;
        if !outbox::set_remote_id(&mut tx, delivery.id, delivery.attempt, to).await? {
            return Ok(None);
        }
        if let Some(account) = delivery.account_id {
            linked_accounts::set_remote_id(&mut tx, account, to).await?;
        }
        let load = arm(&mut tx, &self.desk, claimed, to).await?;
        store::commit(tx).await?;
        Ok(Some(load))
    }

    async fn send(&self, letter: &Letter) -> Option<Came> {
        tokio::select! {
            sent = tokio::time::timeout(SEND_DEADLINE, self.messenger.send(letter)) => {
                Some(Came::Outcome(sent.unwrap_or_else(|_| later("no answer in time"))))
            }
            // It may be there or not; only the end of the lease makes it due again.
            () = self.desk.give_up.cancelled() => {
                let id = letter.delivery;
                tracing::warn!(delivery.id = %id, "Postern stopped before {id} was answered; it is tried again later");
                None
            }
        }
    }
}

fn later(why: &str) -> Outcome {
    Outcome::Later {
        after: None,
        why: why.to_owned(),
    }
}

/// The same message has the same key. Each try at a code draws another one, so it is another message.
fn idempotency_key(delivery: &Delivery) -> String {
    match delivery.cargo {
        Cargo::Notification(_) => delivery.id.to_string(),
        Cargo::Code { .. } => format!("{}.{}", delivery.id, delivery.attempt),
    }
}
