//! Rooms for chats, on Synapse and a data centre.

mod making;
mod once;
mod shared;
mod stage;
mod texts;
