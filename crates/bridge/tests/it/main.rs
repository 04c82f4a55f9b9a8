//! The bridge beside a real homeserver and a data centre that speaks real `MTProto`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod caller;
mod login;
mod rooms;
