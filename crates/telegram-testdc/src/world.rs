//! What the data centre knows: accounts, keys, messages, files. Pure state, no sockets.

mod accounts;
pub(crate) mod buttons;
pub(crate) mod codes;
pub(crate) mod content;
pub(crate) mod edit;
pub(crate) mod files;
pub(crate) mod group;
pub(crate) mod keys;
pub(crate) mod mailbox;
mod names;
pub(crate) mod peer;
pub(crate) mod pins;
pub(crate) mod polls;
mod post;
pub(crate) mod push;
pub(crate) mod reactions;
pub(crate) mod read;
pub(crate) mod search;
pub(crate) mod send;
mod telegram;
mod typing;

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::net::SocketAddr;

use tokio_util::sync::CancellationToken;

pub use group::GroupKind;

pub(crate) use accounts::{Account, Accounts, Bot, digits};

use crate::faults::Faults;

/// How many calls are remembered for whoever asks what was called.
const CALLS: usize = 10_000;

/// Everything the data centres know; they share it.
#[derive(Default)]
pub(crate) struct World {
    /// Where each data centre listens.
    pub(crate) dcs: BTreeMap<i32, SocketAddr>,
    /// Users and bots.
    pub(crate) accounts: Accounts,
    /// Basic groups, supergroups and channels.
    pub(crate) groups: group::Groups,
    /// What people think of messages.
    pub(crate) reactions: reactions::Reactions,
    /// What people chose in polls.
    pub(crate) votes: polls::Votes,
    /// Authorization keys.
    pub(crate) keys: keys::Keys,
    /// Login codes and exported logins.
    pub(crate) codes: codes::Codes,
    /// What was uploaded.
    pub(crate) files: files::Files,
    /// Which copies of a message lie in which mailboxes.
    pub(crate) letters: send::Letters,
    /// Buttons that were pressed and wait for their bot.
    pub(crate) presses: buttons::Presses,
    /// What shall go wrong.
    pub(crate) faults: Faults,
    /// Open connections, to be cut.
    pub(crate) connections: HashMap<u64, Line>,
    calls: VecDeque<Called>,
}

/// An open connection.
pub(crate) struct Line {
    /// The data centre it leads to.
    pub(crate) dc: i32,
    /// Cuts it.
    pub(crate) cut: CancellationToken,
}

/// A call that a client made.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Called {
    /// The method's name, such as `messages.sendMessage`.
    pub method: String,
    /// The data centre it was called at.
    pub dc: i32,
    /// Who was logged in, if anybody.
    pub user: Option<i64>,
    /// The error it was answered with, if any.
    pub error: Option<String>,
}

impl World {
    /// Remembers a call; the oldest are forgotten.
    pub(crate) fn note_call(&mut self, called: Called) {
        if self.calls.len() == CALLS {
            self.calls.pop_front();
        }
        self.calls.push_back(called);
    }

    /// The calls of late, oldest first.
    pub(crate) fn calls(&self) -> Vec<Called> {
        self.calls.iter().cloned().collect()
    }
}
