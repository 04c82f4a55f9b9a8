//! Rooms for chats, on Synapse and a data centre.

mod making;
mod stage;
mod texts;
