//! Sessions: signed-in browsers.

use std::time::Duration;

use crate::id::{SessionId, UserId};
use crate::place::Place;
use crate::time::Timestamp;

/// The longest life of a session.
pub const LIFETIME: Duration = Duration::from_secs(14 * 24 * 3600);
/// How long a session lives without being used.
pub const IDLE: Duration = Duration::from_secs(3 * 24 * 3600);
/// How long after typing the password the account's factors may be changed without typing it again.
pub const FRESH: Duration = Duration::from_secs(10 * 60);

/// A signed-in browser.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// Who is signed in.
    pub user_id: UserId,
    /// From where it was begun.
    pub place: Place,
    /// Whether a second factor was passed.
    pub strong: bool,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was last used (to within a minute).
    pub seen_at: Timestamp,
    /// When the password was last typed.
    pub proven_at: Timestamp,
    /// When it was ended.
    pub ended_at: Option<Timestamp>,
}

impl Session {
    /// Whether it still lets its user in.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.ended_at.is_none() && now < self.created_at + LIFETIME && now < self.seen_at + IDLE
    }

    /// Whether the password was typed recently enough to change factors.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        now < self.proven_at + FRESH
    }
}
