//! `postern check --connect`: whether homeserver and bridge reach each other.

use std::io::ErrorKind;
use std::net::SocketAddr;

use anyhow::{Context as _, Result};
use bridge::appservice::ping_router;
use bridge::check::Obstacle;
use bridge::homeserver::{Fault, Homeserver, HomeserverSettings};
use bridge::registration::ServiceTokens;
use config::Loaded;
use domain::secret::Token;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::serve;
use super::settings::{self, Plan};
use crate::cli::PlaceArgs;
use crate::folder::Folder;
use crate::{say, world};

/// Tries both directions, and says all that is in the way; true if nothing is. Without a bridge, all is well.
pub(crate) async fn check(place: &PlaceArgs, loaded: &Loaded) -> Result<bool> {
    let Some(plan) = Plan::of(loaded, loaded.config.settings.port) else {
        return Ok(true);
    };
    let (homeserver, faults) = try_out(place, plan).await?;
    for fault in &faults {
        say::line(format!("Matrix bridge: {fault}"));
    }
    if faults.is_empty() {
        let (bot, domain) = (homeserver.bot(), homeserver.domain());
        say::line(format!(
            "Matrix bridge: connected with {domain} in both directions, as {bot}."
        ));
    }
    Ok(faults.is_empty())
}

/// Tries both directions; gives the homeserver, and all that is in the way.
async fn try_out(place: &PlaceArgs, mut plan: Plan) -> Result<(Homeserver, Vec<String>)> {
    let mut faults = Vec::new();
    if let Err(error) = settings::homeserver_tls(&plan.bridge) {
        faults.push(format!("{error:#}."));
        // What else there is can be found out without it.
        plan.bridge.homeserver.ca_file = None;
    }
    let has_ca = faults.is_empty();
    let settings = settings::settings(&plan).await?;
    // The homeserver knows the tokens that are made of the server's own key.
    let key = Folder::open(&place.data)?.server_key(&world::real())?;
    let tokens = ServiceTokens::of(&key, &settings.domain);
    let homeserver = Homeserver::new(HomeserverSettings {
        address: settings.homeserver,
        domain: settings.domain,
        as_token: tokens.ours.clone(),
        pace: settings.pace,
        tls: settings.homeserver_tls,
    })?;
    let listen = plan.bridge.listen();
    let listen = listen.context("bridge.listen is no address")?;
    let ear = Ear::open(listen, tokens.theirs).await;
    let obstacles = homeserver.check().await;
    match ear {
        Ok(ear) => ear.close().await,
        Err(fault) => faults.push(fault),
    }
    // Without the authority that the file was to name, it cannot be trusted; that was said.
    let is_untrusted =
        |obstacle: &Obstacle| matches!(obstacle, Obstacle::Refused(Fault::Untrusted(_)));
    let unsaid = |obstacle: &&Obstacle| has_ca || !is_untrusted(obstacle);
    faults.extend(obstacles.iter().filter(unsaid).map(Obstacle::to_string));
    Ok((homeserver, faults))
}

/// What answers the homeserver's ping.
struct Ear {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Ear {
    /// Listens where the bridge would. If the port is taken, a running server answers there; what else it may be, the
    /// homeserver finds out. Gives what is wrong if nobody can listen there.
    async fn open(listen: SocketAddr, theirs: Token) -> Result<Self, String> {
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        match TcpListener::bind(listen).await {
            Ok(listener) => {
                tasks.spawn(serve(listener, ping_router(theirs), stop.clone()));
            }
            Err(error) if error.kind() == ErrorKind::AddrInUse => {}
            Err(error) => {
                return Err(format!("bridge.listen {listen} cannot be used: {error}."));
            }
        }
        Ok(Self { tasks, stop })
    }

    async fn close(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}
