//! Matrix: the appservice, the management room, portals and puppets, and how texts are converted.

pub mod appservice;
pub mod bridge;
pub mod check;
mod command;
pub mod convert;
mod dealer;
pub mod event;
mod from_matrix;
mod from_telegram;
pub mod ground;
pub mod homeserver;
pub mod intake;
pub mod lanes;
pub mod letter;
mod links;
pub mod logins;
mod management;
pub mod permission;
mod portal;
pub mod privacy;
mod puppet;
pub mod qr;
pub mod registration;
pub mod rooms;
pub mod settings;
pub mod talk;
mod tell;
