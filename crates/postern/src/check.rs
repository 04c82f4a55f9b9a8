//! `postern check [--connect]`: says what is wrong with the configuration.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use config::NoteKind;
use domain::provider::Connection;
use messengers::kind::Ground;
use messengers::{Messenger, Surroundings};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::cli::{Check, PlaceArgs};
use crate::house::load;
use crate::scratch::Scratch;
use crate::{bridge, providers, say, world};

/// How long a provider may take to connect.
const DEADLINE: Duration = Duration::from_secs(30);

/// Runs the command; 0 if all is well, 1 if not.
pub(crate) async fn run(place: &PlaceArgs, check: &Check) -> Result<ExitCode> {
    let loaded = load(&place.config)?;
    let mut is_well = true;
    for note in &loaded.warnings {
        say::line(note.to_string());
        is_well &= note.kind != NoteKind::Placeholder;
    }
    bridge::say_closed_rooms(place, &loaded).await;
    if check.connect {
        is_well &= connect(&loaded).await?;
        is_well &= bridge::check(place, &loaded).await?;
    }
    let verdict = if is_well {
        "is usable"
    } else {
        "needs your attention"
    };
    say::line(format!("{} {verdict}.", place.config.display()));
    Ok(if is_well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Starts every provider, and waits until each has made one attempt to connect; they do so side by side.
async fn connect(loaded: &config::Loaded) -> Result<bool> {
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let (news, _inbox) = mpsc::channel(16);
    // Logins that are only tried out are kept nowhere, and are none of the server's.
    let world = world::real();
    let scratch = Scratch::open(&world).await?;
    let surroundings = Surroundings {
        world,
        tasks: tasks.clone(),
        stop: stop.clone(),
        news,
        reception: messengers::deaf(),
    };
    let deadline = Instant::now() + DEADLINE;
    let ground = Ground {
        surroundings,
        db: scratch.db.clone(),
        key: scratch.key.clone(),
        is_trial: true,
    };
    let messengers = providers::start(loaded, &ground);
    let configured = providers::entries(loaded).len();
    if configured == 0 {
        say::line("No provider is configured, so there is nothing to connect.");
    }
    // What is missing was said to be left out.
    let mut all_up = messengers.len() == configured;
    for messenger in &messengers {
        all_up &= connected(messenger, deadline).await;
    }
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    scratch.close().await;
    Ok(all_up)
}

/// The first thing that a messenger says of its connection, after what it begins with, is what came of an attempt.
async fn connected(messenger: &Arc<dyn Messenger>, deadline: Instant) -> bool {
    let title = &messenger.entry().title;
    let mut connection = messenger.connection();
    let is_up = connection.borrow().is_up();
    if !is_up {
        // Without a change in time, or with one that ends everything, the state itself says why.
        let _ = timeout_at(deadline, connection.changed()).await;
    }
    let state = connection.borrow().clone();
    match &state {
        Connection::Up { account } => say::line(format!("{title}: connected as {account}.")),
        Connection::Down { why, .. } => say::line(format!("{title}: not connected: {why}.")),
    }
    state.is_up()
}
