//! The fixtures themselves: a fixture that lies makes every test lie.

mod browser;
mod database;
mod synapse;
mod venv;
