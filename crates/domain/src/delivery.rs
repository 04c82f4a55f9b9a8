//! Deliveries: one notification or code to one linked account, and the rules of trying again.

use std::time::Duration;

use crate::challenge;
use crate::id::{ChallengeId, DeliveryId, LinkedAccountId, NotificationId, UserId};
use crate::linked_account::LinkedAccount;
use crate::provider::{Provider, RemoteId};
use crate::time::Timestamp;

/// One notification or code on its way to one account.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// Its id. Idempotency keys at providers derive from it.
    pub id: DeliveryId,
    /// Whom it reaches.
    pub user_id: UserId,
    /// What it carries.
    pub cargo: Cargo,
    /// The account it goes to; `None` for a code to an account not linked yet.
    pub account_id: Option<LinkedAccountId>,
    /// Through which provider.
    pub provider: Provider,
    /// The account's immutable id; `None` if the provider must be asked first.
    pub remote_id: Option<RemoteId>,
    /// The account's handle.
    pub handle: String,
    /// Where it stands.
    pub state: State,
    /// Tries begun so far; the fence against two couriers recording one delivery.
    pub attempt: i64,
    /// When it is next tried.
    pub due_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it stops making sense.
    pub expires_at: Timestamp,
    /// What was last heard of it: a reason, for the admin.
    pub why: Option<String>,
}

/// What a delivery carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cargo {
    /// A notification.
    Notification(NotificationId),
    /// The code of a challenge, in its n-th issue.
    Code {
        /// Which challenge.
        challenge: ChallengeId,
        /// Which sending of it.
        issue: i64,
    },
}

/// Where a delivery stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Waiting, or being tried.
    Pending,
    /// The provider took it.
    Sent,
    /// The person's client has it (where the provider tells).
    Delivered,
    /// It will never arrive.
    Failed,
    /// It made no sense any more before it could be sent.
    Expired,
}

impl Delivery {
    /// A delivery to a linked account, due at once. How long it makes sense follows from what it carries.
    pub fn to_account(
        id: DeliveryId,
        account: &LinkedAccount,
        cargo: Cargo,
        now: Timestamp,
    ) -> Self {
        let lifetime = match cargo {
            Cargo::Notification(_) => NOTIFICATION_LIFETIME,
            Cargo::Code { .. } => challenge::LIFETIME,
        };
        Self {
            id,
            user_id: account.user_id,
            cargo,
            account_id: Some(account.id),
            provider: account.provider.clone(),
            remote_id: account.remote_id.clone(),
            handle: account.handle.clone(),
            state: State::Pending,
            attempt: 0,
            due_at: now,
            created_at: now,
            expires_at: now + lifetime,
            why: None,
        }
    }
}

impl State {
    /// All states.
    pub const ALL: [Self; 5] = [
        Self::Pending,
        Self::Sent,
        Self::Delivered,
        Self::Failed,
        Self::Expired,
    ];

    /// The word in the database and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Failed => "failed",
            Self::Expired => "expired",
        }
    }

    /// The state of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Whether nothing more will be tried.
    pub const fn is_final(self) -> bool {
        !matches!(self, Self::Pending)
    }
}

/// The lane of a delivery: lower overtakes higher.
pub mod lane {
    /// Codes: somebody waits at a door.
    pub const CODES: i64 = 0;
    /// Everything else.
    pub const NOTIFICATIONS: i64 = 1;
}

/// What a messenger says of one attempt. Not an error type: all three are answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The provider took the message.
    Sent,
    /// Not now.
    Later {
        /// Not before this much time has passed, if the provider said so. That is never a failed attempt.
        after: Option<Duration>,
        /// Why, for the admin.
        why: String,
    },
    /// Never: blocked, no such account, message refused.
    Never {
        /// Why, for the admin.
        why: String,
        /// Whether the account itself is at fault, so that it is marked and left out from now on.
        account: bool,
    },
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// It is done.
    Done,
    /// Try again at this time.
    RetryAt(Timestamp),
    /// Give up; another account may be tried.
    GiveUp,
}

/// How long a notification is kept trying.
pub const NOTIFICATION_LIFETIME: Duration = Duration::from_secs(3 * 24 * 3600);
/// How long a courier has for one attempt before others may try: longer than any messenger's own deadline.
pub const LEASE: Duration = Duration::from_secs(60);

/// Waits after the first, second, … failed attempt at a notification, in seconds; the last repeats until it expires.
pub const NOTIFICATION_WAITS: [u64; 7] = [2, 10, 30, 120, 600, 1_800, 3_600];
/// The same for codes: somebody is waiting, and after five minutes there is nothing left to send.
pub const CODE_WAITS: [u64; 4] = [1, 2, 5, 10];

/// By how much of itself a wait is longer at most, by chance.
pub const SPREAD: f64 = 0.2;

/// Decides what follows a try, at the time `now`.
///
/// `failures` tries failed before; a wait that the provider asked for is none, so the waits of ours do not grow by
/// it. `jitter` (0 to 255) spreads retries by up to a fifth, so that a provider that comes back is not met by all
/// at once.
pub fn next(
    outcome: &Outcome,
    delivery: &Delivery,
    failures: i64,
    now: Timestamp,
    jitter: u8,
) -> Next {
    let (after, base) = match outcome {
        Outcome::Sent => return Next::Done,
        Outcome::Never { .. } => return Next::GiveUp,
        Outcome::Later { after, .. } => (*after, wait(delivery, failures)),
    };
    let spread = base.mul_f64(f64::from(jitter) / 255.0 * SPREAD);
    let at = now + after.map_or(base + spread, |wish| wish.max(base));
    if at >= delivery.expires_at {
        Next::GiveUp
    } else {
        Next::RetryAt(at)
    }
}

fn wait(delivery: &Delivery, failures: i64) -> Duration {
    let waits: &[u64] = match delivery.cargo {
        Cargo::Notification(_) => &NOTIFICATION_WAITS,
        Cargo::Code { .. } => &CODE_WAITS,
    };
    let index = usize::try_from(failures)
        .unwrap_or(usize::MAX)
        .min(waits.len() - 1);
    Duration::from_secs(waits[index])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delivery(cargo: Cargo) -> Delivery {
        let now = Timestamp::from_micros(0);
        Delivery {
            id: DeliveryId(uuid::Uuid::nil()),
            user_id: UserId(uuid::Uuid::nil()),
            cargo,
            account_id: None,
            provider: Provider::new("xmpp"),
            remote_id: None,
            handle: String::new(),
            state: State::Pending,
            attempt: 1,
            due_at: now,
            created_at: now,
            expires_at: now + Duration::from_secs(300),
            why: None,
        }
    }

    #[test]
    fn a_flood_wait_is_obeyed_exactly_when_longer_than_ours() {
        let asked = Outcome::Later {
            after: Some(Duration::from_secs(37)),
            why: String::new(),
        };
        let note = delivery(Cargo::Notification(NotificationId(uuid::Uuid::nil())));
        let now = Timestamp::from_micros(0);
        assert_eq!(
            next(&asked, &note, 0, now, 255),
            Next::RetryAt(now + Duration::from_secs(37))
        );
    }

    #[test]
    fn retries_grow_and_end_with_the_delivery() {
        let later = Outcome::Later {
            after: None,
            why: String::new(),
        };
        let now = Timestamp::from_micros(0);
        let note = delivery(Cargo::Notification(NotificationId(uuid::Uuid::nil())));
        assert_eq!(
            next(&later, &note, 0, now, 0),
            Next::RetryAt(now + Duration::from_secs(2))
        );
        assert_eq!(
            next(&later, &note, 2, now, 0),
            Next::RetryAt(now + Duration::from_secs(30))
        );
        assert_eq!(next(&later, &note, 99, now, 0), Next::GiveUp);
        let code = delivery(Cargo::Code {
            challenge: ChallengeId(uuid::Uuid::nil()),
            issue: 1,
        });
        assert_eq!(
            next(&later, &code, 99, now, 0),
            Next::RetryAt(now + Duration::from_secs(10))
        );
    }
}
