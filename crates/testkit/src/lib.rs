//! Personas, a moved clock and real servers for tests.
//!
//! For `[dev-dependencies]` alone: what goes wrong here panics, with a sentence that says what to do.

#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod app;
pub mod chromium;
pub mod database;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_callmebot;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_discord;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_matrix;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_ntfy;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod fake_provider;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_pushover;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_receiver;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_signal;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_site;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_slack;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod fake_zulip;
mod folders;
mod free_port;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod http_proxy;
pub mod logs;
pub mod matrix_person;
pub mod nio;
pub mod npm;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
mod page;
mod postgres;
pub mod prosody;
mod python_client;
pub mod qr;
pub mod slixmpp;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod smtp_server;
#[expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
pub mod socks_proxy;
pub mod synapse;
pub mod venv;

pub use app::{ClockHand, Persona, TestApp, moved_world};
pub use chromium::Browser;
pub use database::TestDatabase;
pub use fake_provider::{Does, FakeProvider, Got};
pub use free_port::free_port;
pub use matrix_person::MatrixPerson;
pub use nio::Nio;
pub use page::{Client, Page};
pub use synapse::Synapse;
