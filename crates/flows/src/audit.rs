//! Audit entries, written in the transaction of the fact.

use std::net::IpAddr;

use domain::audit::{Actor, Entry};
use domain::id::UserId;
use store::{Conn, audit_entries};

use crate::{Context, Result};

/// Who acts, and from where.
#[derive(Debug, Clone, Copy)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From which address, if by network.
    pub ip: Option<IpAddr>,
}

impl By {
    /// Somebody on the command line of the server.
    pub const OPERATOR: Self = Self {
        actor: Actor::Operator,
        ip: None,
    };

    /// A signed-in user.
    pub fn user(id: UserId, ip: IpAddr) -> Self {
        Self {
            actor: Actor::User(id),
            ip: Some(ip),
        }
    }
}

/// Writes one entry about `user`.
pub(crate) async fn note(
    conn: &mut Conn,
    context: &Context,
    by: By,
    domain: &str,
    action: &'static str,
    user: Option<UserId>,
    detail: &str,
) -> Result<()> {
    let entry = Entry {
        id: context.world.id(),
        domain: domain.to_owned(),
        at: context.world.now(),
        actor: by.actor,
        ip: by.ip,
        action,
        user_id: user,
        detail: detail.to_owned(),
    };
    Ok(audit_entries::insert(conn, &entry).await?)
}
