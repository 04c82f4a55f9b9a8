//! Telegram, against the local data centre.

mod connecting;
mod groups;
mod hearing;
mod looking_up;
mod sending;
mod stage;
