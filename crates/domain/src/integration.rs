//! Integrations: programs that may ask Postern to notify.

use crate::id::IntegrationId;
use crate::time::Timestamp;

/// A program with a token of its own.
#[derive(Debug, Clone)]
pub struct Integration {
    /// Its id.
    pub id: IntegrationId,
    /// The domain whose users it may reach.
    pub domain: String,
    /// What an admin calls it.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last asked for anything.
    pub used_at: Option<Timestamp>,
    /// When its token was revoked.
    pub revoked_at: Option<Timestamp>,
}
