//! Personas, a moved clock and real servers for tests.
//!
//! For `[dev-dependencies]` alone: what goes wrong here panics, with a sentence that says what to do.

pub mod chromium;
pub mod database;
mod folders;
mod free_port;
mod postgres;
pub mod prosody;
pub mod slixmpp;
pub mod venv;

pub use chromium::Browser;
pub use database::TestDatabase;
pub use free_port::free_port;
