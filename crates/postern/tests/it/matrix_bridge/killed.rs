//! The program is killed with `kill -9` in the middle of what it does, and started anew.

mod login;
mod rooms;
mod stream;
