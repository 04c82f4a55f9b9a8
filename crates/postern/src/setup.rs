//! `postern setup PROVIDER`: a dialogue that ends with a provider in config.json, tried out.
//!
//! XMPP and Telegram have files of their own here; all others are set up by the questions of their kind ([`questions`]).
//! What they share: [`terminal`] asks, [`draft`] is the configuration as it
//! is to become, [`trial`] connects with it, [`last_steps`] send a test message and write. Nothing is written before it
//! has worked.

mod draft;
mod files;
mod key;
mod last_steps;
mod qr;
mod questions;
mod telegram;
pub(crate) mod terminal;
mod trial;
mod xmpp;

use std::process::ExitCode;

use anyhow::{Context, Result};
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::{PlaceArgs, Setup};
use crate::say;
use terminal::{Stopped, Terminal};

/// What a shell says of a program that Ctrl-C ended.
const INTERRUPTED: u8 = 130;

/// Runs the command; 0 if the provider works and stands in config.json.
pub(crate) async fn run(place: &PlaceArgs, setup: &Setup) -> Result<ExitCode> {
    let words = "signals cannot be listened for";
    let mut interrupt = signal(SignalKind::interrupt()).context(words)?;
    let mut terminate = signal(SignalKind::terminate()).context(words)?;
    let terminal = Terminal::open();
    let dialogue = async {
        match setup {
            Setup::Telegram(options) => telegram::run(place, options, terminal.as_ref()).await,
            Setup::Xmpp(options) => xmpp::run(&place.config, options, terminal.as_ref()).await,
            Setup::Other(kind, options) => {
                questions::run(&place.config, kind, options, terminal.as_ref()).await
            }
        }
    };
    // Writing waits for nothing, so it is never cut in two.
    let done = tokio::select! {
        done = dialogue => done,
        _ = interrupt.recv() => Err(Stopped.into()),
        _ = terminate.recv() => Err(Stopped.into()),
    };
    if let Some(terminal) = &terminal {
        terminal.restore();
    }
    match done {
        Err(error) if error.is::<Stopped>() => {
            say::line("\nStopped. Nothing was written.");
            let last_words = terminal.as_ref().and_then(Terminal::take_last_words);
            last_words.into_iter().for_each(say::line);
            Ok(ExitCode::from(INTERRUPTED))
        }
        done => done.map(|()| ExitCode::SUCCESS),
    }
}
