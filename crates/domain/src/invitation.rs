//! Invitations: links that make one user each. The first admin comes by one, too.

use std::time::Duration;

use crate::id::InvitationId;
use crate::time::Timestamp;
use crate::user::Role;

/// How long an invitation works.
pub const LIFETIME: Duration = Duration::from_secs(7 * 24 * 3600);

/// A link that makes one user.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// The domain of the user to be.
    pub domain: String,
    /// The role of the user to be.
    pub role: Role,
    /// The name proposed, if any.
    pub name: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// Until when it works.
    pub expires_at: Timestamp,
    /// When it was taken up.
    pub used_at: Option<Timestamp>,
}

impl Invitation {
    /// Whether it still works.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.used_at.is_none() && now < self.expires_at
    }
}
