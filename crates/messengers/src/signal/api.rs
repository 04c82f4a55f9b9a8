//! The two daemons that speak for signal-cli, and which of them is there.
//!
//! signal-cli's own daemon takes JSON-RPC; signal-cli-rest-api, a container around it, has calls of its own. Which of
//! the two listens at the address is found out whenever it is asked whether it is there: only the container has
//! `/v1/about`.

mod json_rpc;
mod rest;
mod sent;
mod words;

use std::sync::{Arc, Mutex, PoisonError};

use domain::world::World;
use tokio::time::timeout;

use self::rest::Mode;
use super::dress::Message;
use super::handle::Who;
use super::inbox::Inbox;
use super::outcome::{Refusal, UNASKED};
use crate::http::{Answer, Http, PresenceFault, Site, Trouble, Verdict};

/// The daemon, and how to call it.
pub(super) struct Api {
    pub(super) http: Http,
    pub(super) site: Site,
    pub(super) number: String,
    pub(super) world: World,
    /// Who was there when it was last asked.
    pub(super) daemon: Mutex<Daemon>,
}

/// Who listens at the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Daemon {
    /// signal-cli's own daemon.
    #[default]
    SignalCli,
    /// signal-cli-rest-api, run in this mode.
    Rest(Mode),
}

impl Api {
    /// Finds out which daemon is there, and whether it has our account; gives its number.
    pub(super) async fn account(self: Arc<Self>) -> Result<String, PresenceFault> {
        self.find().await.map_err(Refusal::fault)?;
        Ok(self.number.clone())
    }

    async fn find(&self) -> Result<(), Refusal> {
        let daemon = match self.mode().await? {
            Some(mode) => Daemon::Rest(mode),
            None => Daemon::SignalCli,
        };
        *self.daemon.lock().unwrap_or_else(PoisonError::into_inner) = daemon;
        match daemon {
            Daemon::SignalCli => self.rpc_account().await,
            Daemon::Rest(_) => self.rest_account().await,
        }
    }

    /// Sends a message to the account of this id; gives when, in Signal's own time.
    pub(super) async fn send(&self, to: &str, message: &Message) -> Result<i64, Refusal> {
        match self.daemon() {
            Daemon::SignalCli => self.rpc_send(to, message).await,
            Daemon::Rest(_) => self.rest_send(to, message).await,
        }
    }

    /// The immutable id of whose number or name it is.
    pub(super) async fn look_up(&self, who: &Who) -> Result<String, Refusal> {
        let look = async {
            match self.daemon() {
                Daemon::SignalCli => self.rpc_look_up(who).await,
                Daemon::Rest(_) => self.rest_look_up(who).await,
            }
        };
        let deadline = self.http.deadlines().ask;
        timeout(deadline, look)
            .await
            .unwrap_or(Err(Trouble::Silent(deadline).into()))
    }

    /// Where what comes in from now on is read.
    pub(super) async fn inbox(&self) -> Result<Inbox, Trouble> {
        match self.daemon() {
            Daemon::SignalCli => self.rpc_events().await.map(Inbox::stream),
            Daemon::Rest(Mode::Standing) => self.rest_socket().await.map(Inbox::socket),
            Daemon::Rest(Mode::Called) => Ok(Inbox::Letterbox),
        }
    }

    fn daemon(&self) -> Daemon {
        *self.daemon.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `Err` if the answer's status says it all.
    fn judge(&self, answer: &Answer) -> Result<(), Refusal> {
        if answer.status.as_u16() == 421 {
            return Err(Refusal::NoHost);
        }
        match answer.verdict(UNASKED, self.world.now()) {
            Verdict::Good => Ok(()),
            verdict @ (Verdict::Patience(_)
            | Verdict::Locked(_)
            | Verdict::Missing(_)
            | Verdict::Refused(_)
            | Verdict::Again(_)) => Err(Refusal::Status(verdict)),
        }
    }
}
