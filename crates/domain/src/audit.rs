//! Audit entries: who did what to whom. Append-only.

use std::net::IpAddr;

use crate::id::{AuditId, IntegrationId, UserId};
use crate::time::Timestamp;

/// Who did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Actor {
    /// Postern itself.
    Postern,
    /// Somebody on the command line of the server.
    Operator,
    /// A signed-in user.
    User(UserId),
    /// A program.
    Integration(IntegrationId),
}

/// One audit entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its id.
    pub id: AuditId,
    /// The domain it concerns.
    pub domain: String,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// From where, if by network.
    pub ip: Option<IpAddr>,
    /// What, as a dotted verb: `account.linked`.
    pub action: &'static str,
    /// To which user.
    pub user_id: Option<UserId>,
    /// What else matters; ids and words, no secrets, no texts.
    pub detail: String,
}
