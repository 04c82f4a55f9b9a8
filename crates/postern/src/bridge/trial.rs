//! `postern check --connect`: whether homeserver and bridge reach each other.

use anyhow::{Context as _, Result};
use bridge::appservice::ping_router;
use bridge::homeserver::{Homeserver, HomeserverSettings};
use bridge::registration::ServiceTokens;
use config::Loaded;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::settings::{self, Plan};
use crate::cli::PlaceArgs;
use crate::folder::Folder;
use crate::{say, world};

/// Tries both directions, and says what is in the way; true if nothing is. Without a bridge, all is well.
pub(crate) async fn check(place: &PlaceArgs, loaded: &Loaded) -> Result<bool> {
    let Some(plan) = Plan::of(loaded, loaded.config.settings.port) else {
        return Ok(true);
    };
    let settings = settings::settings(&plan).await?;
    // The homeserver knows the tokens that are made of the server's own key.
    let key = Folder::open(&place.data)?.server_key(&world::real())?;
    let tokens = ServiceTokens::of(&key, &settings.domain);
    let homeserver = Homeserver::new(HomeserverSettings {
        address: settings.homeserver,
        domain: settings.domain,
        as_token: tokens.ours.clone(),
        pace: settings.pace,
    })?;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let listen = plan
        .bridge
        .listen()
        .context("bridge.listen is no address")?;
    // If the port is taken, a running server answers there; what else it may be, the homeserver finds out.
    if let Ok(listener) = TcpListener::bind(listen).await {
        let (router, over) = (ping_router(tokens.theirs), stop.clone());
        tasks.spawn(async move {
            let served = axum::serve(listener, router);
            // It only has to answer; if it does not, the homeserver says so.
            let _ = served.with_graceful_shutdown(over.cancelled_owned()).await;
        });
    }
    let obstacles = homeserver.check().await;
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    for obstacle in &obstacles {
        say::line(format!("Matrix bridge: {obstacle}"));
    }
    if obstacles.is_empty() {
        let (bot, domain) = (homeserver.bot(), homeserver.domain());
        say::line(format!(
            "Matrix bridge: connected with {domain} in both directions, as {bot}."
        ));
    }
    Ok(obstacles.is_empty())
}
