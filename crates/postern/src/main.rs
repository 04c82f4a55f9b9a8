//! Postern: one self-hosted program that reaches people on the messengers they already use.
//!
//! One file a subcommand; `serve` is the server, all others are an operator's tools that work beside it.

mod bridge;
mod certificates;
mod check;
mod cli;
mod demo;
mod engine;
mod folder;
mod house;
mod integration;
mod listeners;
mod log;
mod mark;
mod message;
mod providers;
mod reference;
mod report;
mod say;
mod scratch;
mod serve;
mod setup;
mod telegram_app;
mod user;
mod watchman;
mod world;

use std::process::ExitCode;

use clap::Parser;
use cli::{Cli, Command};

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse_from(cli::arguments(std::env::args_os()));
    let is_server = matches!(cli.command, Command::Serve | Command::Demo(_));
    log::start(if is_server { "info" } else { "error" });
    let done = match cli.command {
        Command::Serve => serve::run(&cli.place).await,
        Command::Demo(demo) => demo::run(&cli.place, &demo).await,
        Command::Check(check) => check::run(&cli.place, &check).await,
        Command::Setup(setup) => setup::run(&cli.place, &setup).await,
        Command::User(user) => user::run(&cli.place, user).await,
        Command::Message(message) => message::run(&cli.place, &message).await,
        Command::Bridge(command) => bridge::run(&cli.place, &command),
        Command::Report(report) => report::run(&cli.place, &report).await,
        Command::Reference { part } => Ok(reference::run(part)),
        Command::Integration(integration) => integration::run(&cli.place, integration).await,
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            say::fault(format!("postern: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
