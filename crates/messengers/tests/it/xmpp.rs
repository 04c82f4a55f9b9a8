//! XMPP, against Prosody and slixmpp.

mod connecting;
mod people;
mod reconnecting;
mod sending;
