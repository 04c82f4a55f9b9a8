//! Why there is no connection, in words for the admin.

use std::io;
use std::time::Duration;

use super::ledger::TooHigh;

/// What keeps us from being connected, or ended a connection.
#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    /// Nothing listens there, or nothing can be reached.
    #[error("{host} has no XMPP server that answers on port {port}: {why}")]
    NoAnswer {
        /// The host that was tried last.
        host: String,
        /// Its port.
        port: u16,
        /// What the system says.
        why: String,
    },
    /// The name has no address.
    #[error("{host} has no address: {why}")]
    NoAddress {
        /// The name.
        host: String,
        /// What the system says.
        why: String,
    },
    /// The domain says in DNS that it has no such service (RFC 2782: a target of `.`).
    #[error("{0} says in DNS that it has no XMPP server")]
    NotOffered(String),
    /// Without TLS nothing is sent.
    #[error("{0} offers no STARTTLS, and without TLS nothing is sent")]
    NoTls(String),
    /// The server did not prove who it is.
    #[error("the certificate is not trusted: {0}")]
    Certificate(String),
    /// No TLS for another reason.
    #[error("no TLS with {host}: {why}")]
    Tls {
        /// The host.
        host: String,
        /// What the TLS library says.
        why: String,
    },
    /// Wrong password, or no such account: servers do not tell them apart.
    #[error("the password was refused")]
    Password,
    /// Refused for another reason.
    #[error("the server refused the login: {0}")]
    Login(String),
    /// None of the server's ways to log in is ours.
    #[error("the server offers no way to log in that is safe and known here, only: {0}")]
    NoMechanism(String),
    /// The server gave an address or resource to nobody, or stream management a fault.
    #[error("the server did not grant {0}")]
    NotGranted(&'static str),
    /// A stream error.
    #[error("{0}")]
    Ended(String),
    /// Closed without a word of why.
    #[error("the server closed the connection")]
    Closed,
    /// The connection broke, or what came through it was no XMPP.
    #[error("the connection broke: {0}")]
    Broke(#[from] io::Error),
    /// Nothing came for too long.
    #[error("the server was silent for {} seconds", .0.as_secs_f32())]
    Silent(Duration),
    /// Acknowledgements went wrong.
    #[error(transparent)]
    TooHigh(#[from] TooHigh),
}

impl Trouble {
    /// Whether it stays so until an operator does something: nothing that the server or the network does by itself
    /// would end it.
    pub(super) fn needs_operator(&self) -> bool {
        match self {
            Self::NoTls(_) | Self::Certificate(_) | Self::Password | Self::NoMechanism(_) => true,
            // RFC 6120, 6.5: the one refusal of a login that asks to try again.
            Self::Login(condition) => !condition.starts_with("temporary-auth-failure"),
            Self::NoAnswer { .. }
            | Self::NoAddress { .. }
            | Self::NotOffered(_)
            | Self::Tls { .. }
            | Self::NotGranted(_)
            | Self::Ended(_)
            | Self::Closed
            | Self::Broke(_)
            | Self::Silent(_)
            | Self::TooHigh(_) => false,
        }
    }
}
