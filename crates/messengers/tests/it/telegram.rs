//! Telegram, against the local data centre.

mod connecting;
mod hearing;
mod looking_up;
mod sending;
mod stage;
