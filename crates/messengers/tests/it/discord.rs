//! Discord, against a server that discord.py takes for the real one.

mod connecting;
mod finding;
mod hearing;
mod independent;
mod sending;
mod stage;
