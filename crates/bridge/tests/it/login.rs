//! Logging in on Matrix.

mod answers;
mod appservice;
mod audit;
mod bot;
mod commands;
mod faults;
pub(crate) mod invitations;
mod language;
mod left;
mod phone;
mod privacy;
mod provisioning;
mod qr;
mod secrets;
pub(crate) mod stage;
mod web;
