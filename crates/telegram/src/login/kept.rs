//! How a conversation is kept over a restart: JSON with a version, sealed.

use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::seal::Sealer;

/// The version that is written. A change of the form raises it; what is older is read as long as that is easy, else
/// [`Unreadable::Version`] says so, and the person begins anew.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Written<'a> {
    version: u32,
    conversation: &'a Conversation,
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
struct Read {
    conversation: Conversation,
}

/// Why what was kept cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It was sealed with another key or for somebody else, or was changed.
    #[error("the kept login conversation does not open with this server's key")]
    Sealed,
    /// Another version of the program wrote it.
    #[error("the kept login conversation has version {0}, which this program does not know")]
    Version(u32),
    /// It is no conversation.
    #[error("the kept login conversation is damaged")]
    Damaged,
}

impl Conversation {
    /// The bytes to be kept for its owner. They hold the phone number and what Telegram ties a code to, sealed; no code,
    /// no password and no bot token.
    pub fn seal(&self, sealer: &Sealer, owner: &str) -> Vec<u8> {
        let written = Written {
            version: VERSION,
            conversation: self,
        };
        let plain = serde_json::to_vec(&written).expect("it has text keys alone");
        sealer.seal(&context(owner), &plain)
    }

    /// Reads what [`Self::seal`] made for this owner.
    pub fn open(sealer: &Sealer, owner: &str, kept: &[u8]) -> Result<Self, Unreadable> {
        let plain = sealer
            .open(&context(owner), kept)
            .ok_or(Unreadable::Sealed)?;
        let Version { version: found } =
            serde_json::from_slice(&plain).map_err(|_| Unreadable::Damaged)?;
        if found != VERSION {
            return Err(Unreadable::Version(found));
        }
        let read: Read = serde_json::from_slice(&plain).map_err(|_| Unreadable::Damaged)?;
        Ok(read.conversation)
    }
}

fn context(owner: &str) -> String {
    format!("login conversation of {owner}")
}
