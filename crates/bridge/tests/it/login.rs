//! Logging in on Matrix.

mod appservice;
mod bot;
mod commands;
mod faults;
mod invitations;
mod phone;
mod picture;
mod privacy;
mod provisioning;
mod qr;
mod secrets;
pub(crate) mod stage;
mod web;
