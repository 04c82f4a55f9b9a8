//! Rooms for chats, on Synapse and a data centre.

mod away;
mod bots;
mod commands;
mod encrypted;
mod farewells;
mod filter;
mod friends;
mod logout;
mod making;
mod many;
mod once;
mod several;
mod shared;
mod stage;
mod texts;
mod withdrawn;
