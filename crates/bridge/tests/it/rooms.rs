//! Rooms for chats, on Synapse and a data centre.

mod making;
mod many;
mod once;
mod shared;
mod stage;
mod texts;
mod withdrawn;
