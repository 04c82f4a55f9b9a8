//! Rooms for chats, on Synapse and a data centre.

mod away;
mod bots;
mod commands;
mod edits;
mod encrypted;
mod farewells;
mod filter;
mod friends;
mod gaps;
mod logout;
mod making;
mod many;
mod odd;
mod once;
mod several;
mod shared;
mod stage;
mod texts;
mod told;
mod withdrawn;
