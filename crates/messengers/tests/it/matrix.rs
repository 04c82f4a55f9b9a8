//! Matrix against Synapse, with people who use plain HTTP as any client would.

mod connecting;
mod hearing;
mod rooms;
mod sending;
mod stage;
